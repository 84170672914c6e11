package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) nextErrand(w http.ResponseWriter, r *http.Request) error {
	var body ErrandRequest
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	e, ok, err := a.s.Rounds.Next(r.Context(), who, body.Campaign, body.Audience)
	if err != nil {
		return err
	}
	if !ok {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return reply(w, http.StatusOK, e)
}

func (a *API) recordErrand(w http.ResponseWriter, r *http.Request) error {
	var body ErrandRecord
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	done, err := a.s.Rounds.Record(r.Context(), who, r.PathValue("attempt"), body.ErrandReport)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RecordReply{done.Status, done.Reach})
}

func (a *API) listErrands(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Rounds.List(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return replyList(w, list)
}

// ErrandRequest asks for a person to be seen to.
type ErrandRequest struct {
	Operator string `json:"operator"`
	Campaign string `json:"campaign"`
	Audience string `json:"audience"`
}

// ErrandRecord says what came of an errand.
type ErrandRecord struct {
	Operator string `json:"operator"`
	dispatcher.ErrandReport
}
