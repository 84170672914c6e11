package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) nextCall(w http.ResponseWriter, r *http.Request) error {
	var body NextRequest
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	offer, ok, err := a.s.Desk.Next(r.Context(), who, body.Campaign, body.Audience, body.Languages)
	if err != nil {
		return err
	}
	if !ok {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return reply(w, http.StatusOK, offer)
}

func (a *API) dialCall(w http.ResponseWriter, r *http.Request) error {
	var body DialRequest
	if err := read(r, &body); err != nil {
		return err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return err
	}
	sheet, err := a.s.Desk.Dial(r.Context(), who, r.PathValue("attempt"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, sheet)
}

// reported reads what an operator says of a call, and who it is.
func reported(r *http.Request) (string, dispatcher.Report, error) {
	var body RecordRequest
	if err := read(r, &body); err != nil {
		return "", body.Report, err
	}
	who, err := operator(r, body.Operator)
	if err != nil {
		return "", body.Report, err
	}
	return who, body.Report, disposition(body.Report)
}

func (a *API) recordCall(w http.ResponseWriter, r *http.Request) error {
	who, report, err := reported(r)
	if err != nil {
		return err
	}
	done, err := a.s.Desk.Record(r.Context(), who, r.PathValue("attempt"), report)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RecordReply{done.Status, done.Reach})
}

// disposition checks what an operator says of a call for its form.
func disposition(r dispatcher.Report) error {
	_, _, known := r.Disposition.Outcome()
	switch {
	case !known:
		return invalid("disposition", "is none of ours", "docs/api.md lists them")
	case (r.Language != "") != (r.Flags&dispatcher.FlagLanguage != 0):
		return invalid("language", "goes with the flag language only", "give both, or neither")
	case !r.Again.IsZero() && r.Disposition != dispatcher.CallBack:
		return invalid("call_back", "is given, but the disposition is "+string(r.Disposition), "use call_back, or leave the time out")
	}
	return nil
}

func (a *API) listCalls(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Desk.Calls(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return replyList(w, list)
}
