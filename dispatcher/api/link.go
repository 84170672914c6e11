package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) makeLink(w http.ResponseWriter, _ *http.Request) error {
	if a.s.Links == nil {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: "office", What: "the office's pages are switched off",
			Cure: "start the server with --office ADDR"}
	}
	url, until := a.s.Links.Link()
	return reply(w, http.StatusCreated, LinkReply{url, until})
}

func socketOnly(http.ResponseWriter, *http.Request) error {
	return &dispatcher.Error{Code: dispatcher.Forbidden, Where: "links", What: "the first admin is made through the socket of the server's data directory only",
		Cure: "run `owabi link` on the machine of the server"}
}
