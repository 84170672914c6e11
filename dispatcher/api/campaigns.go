package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) createCampaign(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var f dispatcher.Files
	if err := read(r, &f); err != nil {
		return err
	}
	s, err := a.s.Campaigns.Create(r.Context(), who, f)
	if err != nil {
		return err
	}
	return reply(w, http.StatusCreated, s)
}

func (a *API) listCampaigns(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Campaigns.List(r.Context())
	if err != nil {
		return err
	}
	return replyList(w, list)
}

func (a *API) showCampaign(w http.ResponseWriter, r *http.Request) error {
	s, err := a.s.Campaigns.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, s)
}

// control is the door of one action.
func (a *API) control(action dispatcher.Action) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := actor(r)
		if err != nil {
			return err
		}
		s, err := a.s.Campaigns.Control(r.Context(), who, r.PathValue("id"), action)
		if err != nil {
			return err
		}
		return reply(w, http.StatusOK, s)
	}
}
