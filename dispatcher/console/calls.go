package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
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
	v := pages.Calls{ID: s.ID, State: string(s.State), Off: offOf(s, channels.Call), Audience: h.audience}
	for _, a := range s.Audiences {
		v.Audiences = append(v.Audiences, a.Name)
	}
	for _, d := range dispatcher.Dispositions {
		v.Dispositions = append(v.Dispositions, string(d))
	}
	return v, nil
}

func offerOf(o dispatcher.Offer) pages.Offer {
	return pages.Offer{Attempt: o.Attempt, Audience: o.Audience, Name: o.Name, Reading: o.Reading, Tail: strings.TrimLeft(o.Number, "•"),
		Try: o.Try, Until: o.Until}
}

// next takes the next person, unless there is one in hand.
func (c *Console) next(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if h.offer == nil {
		h.audience = r.PostFormValue("audience")
		if err := c.take(r, h); err != nil {
			return err
		}
	}
	return see(w, r, deskPath(r))
}

// take asks for a call, and puts it in hand.
func (c *Console) take(r *http.Request, h *hand) error {
	o, ok, err := c.s.Desk.Next(r.Context(), operator(r), r.PathValue("id"), h.audience, nil)
	if err != nil {
		if dispatcher.CodeOf(err) == dispatcher.NotFound {
			h.audience = ""
		}
		return err
	}
	if h.nobody = !ok; ok {
		h.offer, h.dialled = &o, false
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
	call := pages.Call{Offer: pages.Offer{Attempt: f.attempt}}
	if h.has(f.attempt) {
		if call, err = c.sheet(r.Context(), operator(r), h); err != nil {
			return err
		}
	}
	if err := c.fill(r, &call, f); err != nil {
		return err
	}
	v.Call, v.Notices = &call, h.seen()
	return write(w, status, frame(w, r, pages.PageCalls, callPath(r, f.attempt)), v)
}

// sheet reads the call in hand again. One that has lapsed to review meanwhile
// has no number any more, and can still be recorded.
func (c *Console) sheet(ctx context.Context, operator string, h *hand) (pages.Call, error) {
	s, err := c.s.Desk.Dial(ctx, operator, h.offer.Attempt)
	if dispatcher.CodeOf(err) == dispatcher.Conflict && err != nil {
		if len(h.notices) == 0 {
			h.note(pages.Notice{Kind: pages.NoticeLapsed})
		}
		return pages.Call{Offer: offerOf(*h.offer)}, nil
	}
	if err != nil {
		return pages.Call{}, err
	}
	return pages.Call{Offer: offerOf(s.Offer), Number: s.Number, Extension: s.Extension, Script: pages.Script(s.Script)}, nil
}
