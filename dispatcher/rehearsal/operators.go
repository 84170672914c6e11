package rehearsal

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
)

// Desk is the call centre's side of the API, as package client has it.
type Desk interface {
	Next(ctx context.Context, operator, campaign, audience string, languages []string) (o dispatcher.Offer, ok bool, err error)
	Dial(ctx context.Context, operator, attempt string) (dispatcher.Sheet, error)
	Record(ctx context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error)
}

// refusals is how many calls in a row may be refused to one operator when they
// dial: each refusal means that the person was reached or withdrawn since the
// offer.
const refusals = 1000

// Operators call people as a call centre does, several at once. Its fields are
// set before the first Drain.
type Operators struct {
	Desk     Desk
	Campaign string // its id
	Audience string // empty: any of the campaign
	Answers  *Answers
	Lists    *judge.Mandate
	Clock    interface{ Now() time.Time }
	Log      io.Writer // a JSON line a call; may be nil
	Count    int       // operators; 4 when 0

	mu sync.Mutex // orders the log
}

// Drain lets all operators take calls until nobody is offered to any of them,
// and returns how many were dialled.
func (o *Operators) Drain(ctx context.Context) (calls int, err error) {
	var dialled atomic.Int64
	err = together(ctx, number(o.Count), func(ctx context.Context, i int) error {
		name := fmt.Sprintf("operator-%d", i+1)
		for refused := 0; refused < refusals; {
			offer, ok, err := o.Desk.Next(ctx, name, o.Campaign, o.Audience, nil)
			if err != nil {
				return fmt.Errorf("rehearsal: ask for the next call: %w", err)
			}
			if !ok {
				return nil
			}
			made, err := o.make(ctx, name, offer)
			if err != nil {
				return err
			}
			if refused++; made {
				dialled.Add(1)
				refused = 0
			}
		}
		return fmt.Errorf("rehearsal: %d offers in a row could not be dialled", refusals)
	})
	return int(dialled.Load()), err
}

// make makes one call: false when it was refused, because the person was
// reached or withdrawn meanwhile.
func (o *Operators) make(ctx context.Context, operator string, offer dispatcher.Offer) (made bool, err error) {
	dialled := o.Clock.Now()
	sheet, err := o.Desk.Dial(ctx, operator, offer.Attempt)
	if dispatcher.CodeOf(err) == dispatcher.Conflict {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("rehearsal: dial %s: %w", offer.Attempt, err)
	}
	now := o.Clock.Now()
	row, report := o.talk(sheet, now)
	_, failed := o.Desk.Record(ctx, operator, offer.Attempt, report)
	l := callLine{At: time.Now(), Plan: now, Dialled: dialled, Channel: "call", Operator: operator, Attempt: offer.Attempt, Case: sheet.Case,
		Audience: sheet.Audience, Row: row, Name: sheet.Name, Number: sheet.Number, Script: sheet.Script, Disposition: string(report.Disposition)}
	if failed != nil {
		failed = fmt.Errorf("rehearsal: record %s: %w", offer.Attempt, failed)
		l.Disposition = ""
	}
	if err := writeLine(&o.mu, o.Log, l); err != nil {
		return true, err
	}
	return true, failed
}

// talk says who of the list the sheet is about, 0 for nobody, and how the call
// ends: whoever has the number picks up, and says so if it is not they who are
// asked for.
func (o *Operators) talk(sheet dispatcher.Sheet, now time.Time) (row int, r dispatcher.Report) {
	meant, owners := o.Lists.Callees(sheet.Audience, sheet.Number, sheet.Name)
	switch {
	case len(meant) > 0:
		return meant[0].Row, o.Answers.call(meant[0], now)
	case len(owners) > 0:
		return 0, dispatcher.Report{Disposition: dispatcher.WrongNumber}
	}
	return 0, dispatcher.Report{Disposition: dispatcher.NotInService}
}
