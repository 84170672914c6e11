package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/gate"
)

// done is the answer of what needs no other.
func done(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// handRequest reads who gives a call to whom.
func handRequest(r *http.Request) (HandRequest, error) {
	var body HandRequest
	if err := read(r, &body); err != nil {
		return body, err
	}
	return body, printable("to", body.To)
}

// colleague is the operator whom a request names beside its own: a program's are
// named as its own are.
func colleague(r *http.Request, name string) string {
	if t := gate.ProgramOf(r.Context()); t != nil && name != "" {
		return program(t, name)
	}
	return name
}

func (a *API) giveBack(w http.ResponseWriter, r *http.Request) error {
	var body DialRequest
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	if err := a.s.Hands.GiveBack(r.Context(), who, r.PathValue("attempt")); err != nil {
		return err
	}
	return done(w)
}

func (a *API) handOver(w http.ResponseWriter, r *http.Request) error {
	body, err := handRequest(r)
	if err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	if err := a.s.Hands.HandOver(r.Context(), who, r.PathValue("attempt"), colleague(r, body.To)); err != nil {
		return err
	}
	return done(w)
}

func (a *API) reassign(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	body, err := handRequest(r)
	if err != nil {
		return err
	}
	if err := a.s.Hands.Reassign(r.Context(), who, r.PathValue("attempt"), body.To); err != nil {
		return err
	}
	return done(w)
}

func (a *API) callAgain(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body AgainRequest
	if err := read(r, &body); err != nil {
		return err
	}
	if err := a.s.Hands.CallAgain(r.Context(), who, r.PathValue("id"), r.PathValue("case"), body.At); err != nil {
		return err
	}
	return done(w)
}

func (a *API) answerCall(w http.ResponseWriter, r *http.Request) error {
	var body AnswerRequest
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	s, err := a.s.Inbound.Answer(r.Context(), who, r.PathValue("id"), r.PathValue("case"), body.Reason)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, s)
}

func (a *API) recordInbound(w http.ResponseWriter, r *http.Request) error {
	who, report, err := reported(r)
	if err != nil {
		return err
	}
	recorded, err := a.s.Inbound.RecordInbound(r.Context(), who, r.PathValue("id"), r.PathValue("case"), report)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RecordReply{recorded.Status, recorded.Reach})
}

func (a *API) listQuestions(w http.ResponseWriter, r *http.Request) error {
	all, err := a.s.Inbound.Questions(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return replyList[dispatcher.Question](w, all)
}
