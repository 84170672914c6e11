package api

import (
	"net/http"

	"github.com/owabi/owabi/channels"
)

func (a *API) pauseChannel(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	s, err := a.s.Floor.PauseChannel(r.Context(), who, r.PathValue("id"), channels.Name(r.PathValue("channel")))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, s)
}

func (a *API) listOperators(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Floor.Operators(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return replyList(w, list)
}

func (a *API) pace(w http.ResponseWriter, r *http.Request) error {
	p, err := a.s.Floor.Pace(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, p)
}
