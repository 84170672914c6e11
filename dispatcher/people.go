package dispatcher

import (
	"context"
	"io"
	"sync"

	"github.com/owabi/owabi/dispatcher/personal"
)

// People lets people into a campaign's audiences, lists and finds them, and
// withdraws them.
type People struct {
	Campaigns  *Campaigns
	Membership Membership
	Finder     Finder
	Register   Register
	Terms      Terms
	Stationery
	OpenList func(name string, r io.Reader, o ListOptions) (List, error)
	NewSpool func() (Spool, error)

	one sync.Mutex // one import at a time
}

// List is a file of people, row by row; package roster reads them.
type List interface {
	Columns() []Column
	Source() ListSource
	Next() (ListRow, error) // io.EOF at the end; any other error refuses the file
}

// ListRow is one row of a List.
type ListRow struct {
	Number  int
	Verdict string // "people", "merged", "rejected", "excluded"
	Person  Person // with "merged": the contacts that are to be added to the person of the row Into
	Errors  []RowError
	Key     []byte        // who the person is; nil when only file and row tell
	Office  personal.Text // the office's own number, normalised; empty without one
	Into    int
}

// List returns a page of people, in an order of the store's own.
func (s *People) List(ctx context.Context, id string, q PeopleQuery) ([]PersonStatus, string, error) {
	l, err := s.Campaigns.Book.byID(id)
	if err != nil {
		return nil, "", err
	}
	if q.Audience != "" && l.Campaign.Audience(q.Audience) < 0 {
		return nil, "", noAudience(l, q.Audience)
	}
	if q.Limit <= 0 || q.Limit > 1000 {
		q.Limit = 100
	}
	people := []PersonStatus{}
	for cursor := q.After; ; {
		cases, next, err := s.Membership.People(ctx, l.Registered, cursor, q.Limit)
		if err != nil {
			return nil, "", err
		}
		for i := range cases {
			p, err := l.status(&cases[i])
			if err != nil {
				return nil, "", err
			}
			if (q.Audience == "" || p.Audience == q.Audience) && (q.State == "" || p.State.String() == q.State) {
				people = append(people, p)
			}
		}
		if cursor = next; cursor == "" || len(people) >= q.Limit {
			return people, next, nil
		}
	}
}

func (l *Live) status(c *Case) (PersonStatus, error) {
	a, err := l.audience(c)
	if err != nil {
		return PersonStatus{}, err
	}
	p := PersonStatus{ID: c.ID, Audience: a.Name, State: c.Reach, Step: min(c.Step+1, len(a.Plan.Steps)), Review: c.InReview(), People: c.Members}
	for _, t := range c.Attempts {
		if t.Result.Burns() {
			p.Attempts++
		}
		p.Evidence = max(p.Evidence, t.Facts.Grade())
		if p.Last, p.LastAt = string(t.Disposition), t.At.In(l.Campaign.Location); p.Last == "" {
			p.Last = string(t.Result)
		}
		p.Flags |= t.Flags
	}
	for _, s := range c.Slots {
		if (s.Phase == Due || s.Phase == Waiting || s.Phase == Listed) && (p.Next.IsZero() || s.Due.Before(p.Next)) {
			p.Next = s.Due.In(l.Campaign.Location)
		}
	}
	return p, nil
}

// Withdraw takes a person out: what is pending is cancelled, the history stays.
// The reason is kept sealed.
func (s *People) Withdraw(ctx context.Context, actor, id, person, reason string) error {
	l, err := s.Campaigns.Book.byID(id)
	if err != nil {
		return err
	}
	if reason == "" {
		return &Error{Code: Invalid, Where: "reason", What: "a withdrawal needs a reason", Cure: "say why this person is no longer to be told"}
	}
	sealed, err := l.Sealer.Seal(person, "withdrawal", []byte(reason))
	if err != nil {
		return err
	}
	return s.Membership.Withdraw(ctx, s.Campaigns.Clock.Now(), actor, l.Registered, person, ^uint32(0)>>1, sealed)
}
