package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	pages "github.com/owabi/owabi/templates/console"
)

func deskPath(r *http.Request) string { return campaignPath(r) + "/calls" }

func callPath(r *http.Request, attempt string) string {
	return deskPath(r) + "/" + url.PathEscape(attempt)
}

// showDesk shows what the operator has in hand: nobody, or an offer. A call
// that was dialled has its own page.
func (c *Console) showDesk(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if err := c.recover(r, h, ""); err != nil {
		return err
	}
	if h.dialled {
		return see(w, r, callPath(r, h.offer.Attempt))
	}
	v, err := c.desk(r, h)
	if err != nil {
		return err
	}
	if h.offer != nil {
		o := offerOf(*h.offer)
		v.Offer = &o
	}
	v.Nobody, h.nobody = h.nobody, false
	v.Notices = h.seen()
	return write(w, http.StatusOK, frame(w, r, pages.PageCalls, deskPath(r)), v)
}

// desk is what every page of the desk shows.
func (c *Console) desk(r *http.Request, h *hand) (pages.Calls, error) {
	s, err := c.s.Campaigns.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return pages.Calls{}, err
	}
	v := pages.Calls{ID: s.ID, State: string(s.State), Off: offOf(s, channels.Call), Audience: h.audience, Speaks: h.speaks,
		Languages: languages(), Flags: dispatcher.FlagNames()}
	for _, a := range s.Audiences {
		v.Audiences = append(v.Audiences, a.Name)
	}
	v.Dispositions = dispositions()
	return v, nil
}

func dispositions() (all []string) {
	for _, d := range dispatcher.Dispositions {
		all = append(all, string(d))
	}
	return all
}

// languages are those that an operator can choose, for themselves and for a
// person.
func languages() []string { return []string{"ja", "en", "zh", "ko", "pt", "vi", "es"} }

// recover puts into the hand what the store says is in it, where nothing is: the
// server was started anew, a colleague has handed a call over, or it was taken at
// another desk.
func (c *Console) recover(r *http.Request, h *hand, attempt string) error {
	if h.offer != nil {
		return nil
	}
	held, err := c.s.Hands.InHand(r.Context(), operator(r), r.PathValue("id"))
	for i := range held {
		if held[i].Attempt == attempt || !held[i].Dialled {
			h.offer, h.dialled, h.known = &held[i].Offer, held[i].Dialled, false
		}
		if held[i].Attempt == attempt {
			break
		}
	}
	return err
}

func offerOf(o dispatcher.Offer) pages.Offer {
	return pages.Offer{Attempt: o.Attempt, Audience: o.Audience, Name: o.Name, Reading: o.Reading, Tail: strings.TrimLeft(o.Number, "•"),
		Try: o.Try, Language: o.Language, Promised: o.Promised, Until: o.Until}
}

// next takes the next person, unless there is one in hand.
func (c *Console) next(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if err := c.still(r, h); err != nil {
		return err
	}
	if h.offer == nil {
		h.audience, h.speaks = r.PostFormValue("audience"), r.PostForm["speaks"]
		if err := c.take(r, h); err != nil {
			return err
		}
	}
	return see(w, r, deskPath(r))
}

// still lets go of a call that is not the operator's any more. One that they
// have dialled stays theirs to report, unless a colleague has it.
func (c *Console) still(r *http.Request, h *hand) error {
	if h.offer == nil {
		return nil
	}
	st, err := c.s.Hands.Standings(r.Context(), r.PathValue("id"), []string{h.offer.Attempt})
	if err != nil {
		return err
	}
	what := standingOf(st[0], operator(r))
	if what != "" && !h.dialled || what == "handed" || what == "recorded" {
		h.drop(h.offer.Attempt)
	}
	return nil
}

// take asks for a call, and puts it in hand.
func (c *Console) take(r *http.Request, h *hand) error {
	o, ok, err := c.s.Desk.Next(r.Context(), operator(r), r.PathValue("id"), h.audience, h.speaks)
	if err != nil {
		if dispatcher.CodeOf(err) == dispatcher.NotFound {
			h.audience = ""
		}
		return err
	}
	if h.nobody = !ok; ok {
		h.offer, h.dialled, h.known = &o, false, false
	}
	return nil
}

// dial claims the offered call. Where it cannot be made any more, that is said,
// and the next person comes.
func (c *Console) dial(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	attempt := r.PathValue("attempt")
	if h.dialled && !h.has(attempt) {
		return see(w, r, deskPath(r)) // one call at a time
	}
	sheet, err := c.s.Desk.Dial(r.Context(), operator(r), attempt)
	switch {
	case err == nil:
		h.offer, h.dialled = &sheet.Offer, true
		return see(w, r, callPath(r, attempt))
	case dispatcher.CodeOf(err) != dispatcher.Conflict:
		return err
	case r.PostFormValue("again") != "" || h.dialled:
		h.note(pages.Notice{Kind: pages.NoticeLapsed})
		return see(w, r, callPath(r, attempt))
	}
	h.note(pages.Notice{Kind: pages.NoticeRefused, Said: said(err)})
	h.drop(attempt)
	if h.offer == nil {
		if err := c.take(r, h); err != nil {
			return err
		}
	}
	return see(w, r, deskPath(r))
}

// showCall shows a call that was dialled.
func (c *Console) showCall(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	attempt := r.PathValue("attempt")
	if err := c.recover(r, h, attempt); err != nil {
		return err
	}
	if h.has(attempt) && !h.dialled {
		return see(w, r, deskPath(r))
	}
	return c.writeCall(w, r, h, form{attempt: attempt}, http.StatusOK)
}

// writeCall shows a call, with what the operator has written. The number and
// the script come from a dial that is repeated: of a call that this operator has
// dialled already, it changes nothing.
func (c *Console) writeCall(w http.ResponseWriter, r *http.Request, h *hand, f form, status int) error {
	v, err := c.desk(r, h)
	if err != nil {
		return err
	}
	if _, err := dispatcher.ParseAttemptID(f.attempt); err != nil {
		return noPage(w, r)
	}
	call := pages.Call{Offer: pages.Offer{Attempt: f.attempt}, Known: true}
	if h.has(f.attempt) {
		if call, err = c.sheet(r, h); err != nil {
			return err
		}
	}
	call.Path = callPath(r, f.attempt)
	if err := c.fill(r, &call, f); err != nil {
		return err
	}
	v.Call, v.Notices = &call, h.seen()
	return write(w, status, frame(w, r, pages.PageCalls, callPath(r, f.attempt)), v)
}

// sheet reads the call in hand again. One that has lapsed to review meanwhile
// has no number any more, and can still be recorded.
func (c *Console) sheet(r *http.Request, h *hand) (pages.Call, error) {
	s, err := c.s.Desk.Dial(r.Context(), operator(r), h.offer.Attempt)
	if dispatcher.CodeOf(err) == dispatcher.Conflict && err != nil {
		if len(h.notices) == 0 {
			h.note(pages.Notice{Kind: pages.NoticeLapsed})
		}
		return pages.Call{Offer: offerOf(*h.offer), Known: true}, nil
	}
	if err != nil {
		return pages.Call{}, err
	}
	call, err := c.talk(r, s, h.known)
	call.Offer, call.Number, call.Extension, call.Colleagues = offerOf(s.Offer), s.Number, s.Extension, true
	return call, err
}

// talk is what an operator may see of a sheet: what is told to the person alone,
// and what is about the incident, only once it is known that this is the person.
func (c *Console) talk(r *http.Request, s dispatcher.Sheet, known bool) (pages.Call, error) {
	call := pages.Call{Known: known}
	for _, d := range s.Identity {
		call.Identity = append(call.Identity, pages.Datum(d))
	}
	for _, p := range s.History {
		past := pages.Past{At: p.At, Channel: string(p.Channel), Inbound: p.Inbound, Disposition: string(p.Disposition), Review: p.Review, Flags: p.Flags.Names(),
			Again: p.Again, Note: p.Note}
		call.History = append(call.History, past)
	}
	anybody, person := pages.Part(pages.Script(s.Script))
	call.Script = anybody
	if !known {
		return call, nil
	}
	call.Tell = person
	for _, d := range s.Affected {
		call.Affected = append(call.Affected, pages.Datum(d))
	}
	questions, err := c.s.Inbound.Questions(r.Context(), r.PathValue("id"))
	for _, q := range questions {
		call.Questions = append(call.Questions, pages.Question{Question: q.Question, Answer: strings.FieldsFunc(q.Answer, func(r rune) bool { return r == '\n' })})
	}
	return call, err
}

// identify notes that the operator has made sure who it is.
func (c *Console) identify(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if err := c.recover(r, h, r.PathValue("attempt")); err != nil {
		return err
	}
	if attempt := r.PathValue("attempt"); h.has(attempt) {
		h.known = true
	}
	return see(w, r, callPath(r, r.PathValue("attempt")))
}

// giveBack puts whom the operator was offered back on the list.
func (c *Console) giveBack(w http.ResponseWriter, r *http.Request) error {
	return c.letGo(w, r, pages.Notice{Kind: pages.NoticeBack}, func(attempt string) error {
		return c.s.Hands.GiveBack(r.Context(), operator(r), attempt)
	})
}

// handOver gives the call to a colleague.
func (c *Console) handOver(w http.ResponseWriter, r *http.Request) error {
	to, err := c.colleague(r)
	if err != nil {
		return err
	}
	return c.letGo(w, r, pages.Notice{Kind: pages.NoticeHanded, Who: to.Name}, func(attempt string) error {
		return c.s.Hands.HandOver(r.Context(), operator(r), attempt, to.ID)
	})
}

// colleague is whom a form names, by the id or the name of their account: one who
// may make calls.
func (c *Console) colleague(r *http.Request) (access.Card, error) {
	to := strings.TrimSpace(r.PostFormValue("to"))
	all, err := c.s.Accounts.List(r.Context())
	if err != nil {
		return access.Card{}, err
	}
	for _, a := range all {
		if (a.ID == to || a.Name == to) && a.Closed.IsZero() && (a.Role == access.Operator || a.Role == access.Supervisor) {
			return a, nil
		}
	}
	return access.Card{}, &dispatcher.Error{Code: dispatcher.Invalid, Where: "to", What: "there is no such colleague who makes calls", Cure: "give the name or the id of their account"}
}

// letGo lets a call go out of the operator's hand. When it is not in it any more,
// that is said.
func (c *Console) letGo(w http.ResponseWriter, r *http.Request, n pages.Notice, do func(attempt string) error) error {
	h, done := c.hand(r)
	defer done()
	attempt := r.PathValue("attempt")
	err := do(attempt)
	switch {
	case err == nil:
		h.note(n)
	case dispatcher.CodeOf(err) == dispatcher.Conflict:
		h.note(pages.Notice{Kind: pages.NoticeRefused, Said: said(err)})
	default:
		return err
	}
	h.drop(attempt)
	return see(w, r, deskPath(r))
}
