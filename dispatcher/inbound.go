package dispatcher

import (
	"context"
	"strings"

	"github.com/owabi/owabi/channels"
)

// Answer opens the sheet of a person who calls the office. The journal notes who
// opened it, and why, before it is shown.
func (d *Desk) Answer(ctx context.Context, operator, id, person, reason string) (Sheet, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return Sheet{}, err
	}
	if strings.TrimSpace(reason) == "" {
		return Sheet{}, &Error{Code: Invalid, Where: "reason", What: "opening a person's sheet needs a reason", Cure: "say why you open it"}
	}
	loaded, err := d.Register.Load(ctx, l.Registered, []string{person})
	if err != nil {
		return Sheet{}, err
	}
	c := &loaded[0].Case
	if c.V == 0 {
		return Sheet{}, noPerson(person)
	}
	if c.Reach == Withdrawn {
		return Sheet{}, &Error{Code: Conflict, Where: person, What: "this person was withdrawn and is not to be told", Cure: "ask a supervisor"}
	}
	people, err := d.open(l, &loaded[0])
	if err != nil {
		return Sheet{}, err
	}
	if people[0].Protected {
		return Sheet{}, &Error{Code: Forbidden, Where: person, What: "this person is protected, and shown to named staff only", Cure: "ask a supervisor"}
	}
	if err := d.opened(ctx, l, operator, person, reason); err != nil {
		return Sheet{}, err
	}
	a, err := l.audience(c)
	if err != nil {
		return Sheet{}, err
	}
	s, err := d.sheet(ctx, l, &loaded[0], &Slot{Channel: channels.Call, Step: c.Step})
	s.Offer = Offer{Campaign: l.ID, Audience: a.Name, Case: c.ID, Name: people[0].Name.Reveal(), Reading: people[0].Reading.Reveal(), Language: s.Language}
	s.State = c.Reach
	return s, err
}

// opened notes in the journal that somebody has opened a person's sheet.
func (d *Desk) opened(ctx context.Context, l *Live, operator, person, reason string) error {
	sealed, err := l.Sealer.Seal("", "look-up", []byte(reason))
	if err != nil {
		return err
	}
	return d.Finder.Looked(ctx, d.Clock.Now(), "operator:"+operator, l.Registered, detail(map[string]any{"opened": person}), sealed)
}

// RecordInbound writes what came of a call that a person made to the office.
// Whoever was reached by it is not called any more: whatever is planned, listed
// or offered for them is cancelled with it. The call is known by its moment,
// Report.At, so that a report sent twice is recorded once.
func (d *Desk) RecordInbound(ctx context.Context, operator, id, person string, r Report) (Recorded, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return Recorded{}, err
	}
	if r.At.IsZero() {
		return Recorded{}, &Error{Code: Invalid, Where: "at", What: "an inbound call is known by its moment", Cure: "say when it came"}
	}
	return d.record(ctx, l, operator, person, 0, r)
}
