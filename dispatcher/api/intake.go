package api

import (
	"cmp"
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) showKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	key, err := a.s.Intake.PublicKey(r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, KeyReply{key})
}

func (a *API) listRejected(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "after", "limit")
	if err != nil {
		return err
	}
	n, err := limit(q.Get("limit"))
	if err != nil {
		return err
	}
	list, next, err := a.s.Intake.Refusals(r.Context(), r.PathValue("id"), q.Get("after"), cmp.Or(n, pageLimit))
	if err != nil {
		return err
	}
	if list == nil {
		list = []dispatcher.Refusal{}
	}
	return reply(w, http.StatusOK, RejectedReply{list, next})
}

func (a *API) correct(w http.ResponseWriter, r *http.Request) error {
	var body CorrectRequest
	if err := read(r, &body); err != nil {
		return err
	}
	done, err := a.s.Intake.Correct(r.Context(), r.PathValue("id"), r.PathValue("audience"), body.Campaign, body.Audience)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, done)
}
