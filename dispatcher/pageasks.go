package dispatcher

import (
	"context"
	"slices"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// The times of day, and the days ahead, for which a person may ask to be called.
var askHours = [...]time.Duration{10 * time.Hour, 14 * time.Hour, 18 * time.Hour}

const askDays = 7

// calling says when the person may ask to be called: within the hours of the
// plan's calls, while somebody would still call.
func (p *Pages) calling(l *Live, a *Audience, c *Case, page *Page) {
	way := a.callWay()
	if way == nil || c.settled(a) || !c.reachable(channels.Call) {
		return
	}
	if x := c.promise(); x != nil && x.Again.After(p.Clock.Now()) {
		page.Asked = l.here(x.Again)
		return
	}
	now := p.Clock.Now().In(l.Campaign.Location)
	for n := range askDays {
		y, m, d := now.AddDate(0, 0, n).Date()
		for _, hour := range askHours {
			t := time.Date(y, m, d, int(hour/time.Hour), 0, 0, 0, l.Campaign.Location)
			if start, _ := way.window(t, l.Campaign.Location); start.Equal(t) && t.After(now.Add(time.Hour)) {
				page.Calls = append(page.Calls, t)
			}
		}
	}
}

// callWay is how the plan calls; nil when it does not.
func (a *Audience) callWay() *Way {
	for i := range a.Plan.Steps {
		for j := range a.Plan.Steps[i].Ways {
			if w := &a.Plan.Steps[i].Ways[j]; w.Channel == channels.Call {
				return w
			}
		}
	}
	return nil
}

// AskCall records that the person asks on their page to be called. It is a
// promise like one made on the telephone: kept beyond the plan's tries. Asked
// twice, the first holds.
func (p *Pages) AskCall(ctx context.Context, token string, at time.Time) error {
	page, err := p.Page(ctx, token)
	if err != nil {
		return err
	}
	if !page.Asked.IsZero() {
		return nil
	}
	if !slices.ContainsFunc(page.Calls, at.Equal) {
		return &Error{Code: NotFound, What: "there is no such page"}
	}
	l, a, _, err := p.find(ctx, token)
	if err != nil {
		return err
	}
	now := p.Clock.Now()
	status, err := p.Hands.Order(ctx, now, "recipient", l.Registered, a.Case, at)
	if err != nil || status != ClaimReplan {
		return err
	}
	// Nobody has called yet: what they ask is kept as a call of theirs.
	o := Outcome{Campaign: l.Key, Case: a.Case, Channel: channels.Call, At: now, Result: Result(channels.Temporary), Disposition: CallBack, Again: at, Actor: "recipient"}
	if o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte("asked on the page")); err != nil {
		return err
	}
	_, err = p.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	return err
}

// Wrong records that the letter reached somebody else: its contact is not used
// any more, and the plan goes on. It takes nothing back from whoever has
// confirmed.
func (p *Pages) Wrong(ctx context.Context, token string) error {
	l, a, c, err := p.find(ctx, token)
	if err != nil {
		return err
	}
	now := p.Clock.Now()
	o := Outcome{Campaign: l.Key, Case: a.Case, Seq: a.Seq, At: now, Facts: FactBounced, Actor: "recipient"}
	if t := c.Attempt(a.Seq); t != nil {
		o.Channel = t.Channel
		if t.Facts&FactAcknowledged != 0 {
			return nil
		}
	}
	if o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte("wrong person, says the page")); err != nil {
		return err
	}
	_, err = p.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	return err
}

// Check returns who issued a reference number; NotFound when nobody here has.
func (p *Pages) Check(ctx context.Context, number personal.Text) (Issuer, error) {
	var terms []Term
	for _, t := range p.Terms.Asked(number).Terms {
		if t.Kind == TermReference {
			terms = append(terms, t)
		}
	}
	for _, l := range p.Book.all() {
		marks, err := l.marks(terms)
		if err != nil {
			return Issuer{}, err
		}
		if len(marks) == 0 || l.Launched.IsZero() {
			continue
		}
		ids, _, err := p.Finder.Find(ctx, l.Registered, marks)
		if err != nil {
			return Issuer{}, err
		}
		if len(ids) > 0 {
			return Issuer{l.Campaign.Organisation, l.Campaign.Lang}, nil
		}
	}
	return Issuer{}, &Error{Code: NotFound, What: "there is no such number"}
}
