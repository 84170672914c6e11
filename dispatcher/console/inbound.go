package console

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
	pages "github.com/owabi/owabi/templates/console"
)

// caller is who calls the office, as one operator has them on the screen.
type caller struct {
	sheet dispatcher.Sheet
	at    time.Time // when the sheet was opened: by it the call is known
	known bool      // the person has been asked who they are
}

// search is what an operator looked for last. What was typed is not kept.
type search struct {
	asked  bool
	reason string
	found  dispatcher.Findings
	wrong  *pages.Said
}

func inboundPath(r *http.Request) string { return campaignPath(r) + "/inbound" }
func callerPath(r *http.Request) string {
	return inboundPath(r) + "/" + url.PathEscape(r.PathValue("case"))
}

// showInbound shows the search, and whom it found.
func (c *Console) showInbound(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if _, err := c.s.Campaigns.Show(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	v := pages.Inbound{ID: r.PathValue("id"), Reason: h.search.reason, Asked: h.search.asked, More: h.search.found.More, Wrong: h.search.wrong, Notices: h.seen()}
	for _, p := range h.search.found.People {
		v.Found = append(v.Found, pages.Found{Case: p.ID, Name: p.Name, Reading: p.Reading, Audience: p.Audience, State: p.State.String(), Review: p.Review, Closed: p.Protected})
	}
	h.search.wrong = nil
	return write(w, http.StatusOK, frame(w, r, pages.PageInbound, inboundPath(r)), v)
}

// find looks for who calls. What was typed stays out of every address, and is
// kept nowhere.
func (c *Console) find(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	query, reason := r.PostFormValue("query"), strings.TrimSpace(r.PostFormValue("reason"))
	found, err := c.s.People.Find(r.Context(), operator(r), r.PathValue("id"), personal.New(query), reason)
	h.search = search{asked: err == nil, reason: reason, found: found}
	switch {
	case dispatcher.CodeOf(err) == dispatcher.Invalid && err != nil:
		s := said(err)
		h.search.wrong = &s
	case err != nil:
		return err
	}
	return see(w, r, inboundPath(r))
}

// answer opens the sheet of who calls.
func (c *Console) answer(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	s, err := c.s.Inbound.Answer(r.Context(), operator(r), r.PathValue("id"), r.PathValue("case"), h.search.reason)
	if err != nil {
		code := dispatcher.CodeOf(err)
		if code != dispatcher.Conflict && code != dispatcher.Forbidden && code != dispatcher.Invalid {
			return err
		}
		s := said(err)
		h.search.wrong = &s
		return see(w, r, inboundPath(r))
	}
	h.caller, h.search = &caller{sheet: s, at: c.clock.Now().Truncate(time.Millisecond)}, search{}
	return see(w, r, callerPath(r))
}

func (h *hand) calls(r *http.Request) bool {
	return h.caller != nil && h.caller.sheet.Case == r.PathValue("case")
}

// showCaller shows who calls.
func (c *Console) showCaller(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if !h.calls(r) {
		return see(w, r, inboundPath(r)) // another one, or the server was started anew
	}
	return c.writeCaller(w, r, h, form{at: h.caller.at}, http.StatusOK)
}

func (c *Console) writeCaller(w http.ResponseWriter, r *http.Request, h *hand, f form, status int) error {
	call := pages.Call{Known: true}
	if h.calls(r) {
		s := h.caller.sheet
		var err error
		if call, err = c.talk(r, s, h.caller.known); err != nil {
			return err
		}
		call.Offer, call.State = pages.Offer{Audience: s.Audience, Name: s.Name, Reading: s.Reading, Language: s.Language}, s.State.String()
	}
	call.Inbound, call.Path, call.At = true, callerPath(r), f.at.Format(time.RFC3339Nano)
	if err := c.fill(r, &call, f); err != nil {
		return err
	}
	v := pages.Inbound{ID: r.PathValue("id"), Languages: languages(), Dispositions: ofCallers(), Flags: dispatcher.FlagNames(), Notices: h.seen(), Call: &call}
	return write(w, status, frame(w, r, pages.PageInbound, callerPath(r)), v)
}

// ofCallers is the dispositions that a call to the office can have; the others
// are empty, so that the keys are those of the desk.
func ofCallers() []string {
	all := dispositions()
	for i, d := range dispatcher.Dispositions {
		switch d {
		case dispatcher.NoAnswer, dispatcher.Busy, dispatcher.Voicemail, dispatcher.WrongNumber, dispatcher.NotInService:
			all[i] = ""
		}
	}
	return all
}

// identifyCaller notes that the operator has made sure who calls.
func (c *Console) identifyCaller(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if h.calls(r) {
		h.caller.known = true
	}
	return see(w, r, callerPath(r))
}

// recordCaller writes what came of the call. Sent twice, or after the server was
// started anew, it is recorded once: the form has its moment.
func (c *Console) recordCaller(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	f, err := formOf(r)
	if err != nil {
		return err
	}
	if f.at.IsZero() {
		return badForm()
	}
	now, err := c.now(r)
	if err != nil {
		return err
	}
	rep, wrong := f.report(now)
	if f.wrong = wrong; wrong != pages.NoCallTrouble {
		return c.writeCaller(w, r, h, f, http.StatusUnprocessableEntity)
	}
	recorded, err := c.s.Inbound.RecordInbound(r.Context(), operator(r), r.PathValue("id"), r.PathValue("case"), rep)
	if err != nil {
		return err
	}
	h.note(noticeOf(rep, recorded))
	h.caller = nil
	return see(w, r, inboundPath(r))
}
