package dispatcher

import (
	"context"
	"strings"
)

// Pages is the person's own page: what happened, and a button to confirm.
type Pages struct {
	Book     *Book
	Vault    Vault
	Register Register
	Ledger   Ledger
	Hands    Hands
	Finder   Finder
	Terms    Terms
	Clock    Clock
}

// tokenPage is the kind of token that a letter's link carries.
const tokenPage = "page"

// find opens a token. Whatever is wrong with it, the answer is the same.
func (p *Pages) find(ctx context.Context, token string) (*Live, AttemptID, *Case, error) {
	none := &Error{Code: NotFound, What: "there is no such page"}
	id, ok := p.Vault.CheckToken(tokenPage, token)
	if !ok {
		return nil, AttemptID{}, nil, none
	}
	a, err := ParseAttemptID(id)
	if err != nil {
		return nil, a, nil, none
	}
	l := p.Book.key(a.Campaign)
	if l == nil {
		return nil, a, nil, none
	}
	loaded, err := p.Register.Load(ctx, l.Registered, []string{a.Case})
	if err != nil {
		return nil, a, nil, err
	}
	if loaded[0].Case.V == 0 {
		return nil, a, nil, none
	}
	return l, a, &loaded[0].Case, nil
}

// Page returns what the page of a token shows: no personal data.
func (p *Pages) Page(ctx context.Context, token string) (Page, error) {
	l, at, c, err := p.find(ctx, token)
	if err != nil {
		return Page{}, err
	}
	a, err := l.audience(c)
	if err != nil {
		return Page{}, err
	}
	page := Page{Campaign: l.ID, Organisation: l.Campaign.Organisation, Incident: l.Campaign.Incident, Goal: a.Goal,
		Lang: l.lang(a), Reference: reference(c.ID)}
	for _, t := range c.Attempts {
		page.Confirmed = page.Confirmed || t.Facts&FactAcknowledged != 0
	}
	if t := c.Attempt(at.Seq); t != nil {
		page.Wrong = t.Facts&FactBounced != 0 && t.Facts&FactAcknowledged == 0
	}
	p.calling(l, a, c, &page)
	return page, nil
}

// Confirm records that the person pressed the button. how may say what they
// did with the data; it is kept sealed.
func (p *Pages) Confirm(ctx context.Context, token, how string) error {
	l, a, c, err := p.find(ctx, token)
	if err != nil {
		return err
	}
	now := p.Clock.Now()
	o := Outcome{Campaign: l.Key, Case: a.Case, Seq: a.Seq, At: now, Facts: FactAcknowledged, Actor: "recipient"}
	if t := c.Attempt(a.Seq); t != nil {
		o.Channel = t.Channel
	}
	if how != "" {
		if o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte(how)); err != nil {
			return err
		}
	}
	_, err = p.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	return err
}

// reference is a case's reference number as people read it out: ten characters
// of its id in groups. It proves nothing by itself.
func reference(id string) string {
	id = strings.ToUpper(id)
	if len(id) < 10 {
		return id
	}
	return id[:4] + "-" + id[4:7] + "-" + id[7:10]
}
