package dispatcher

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/channels"
)

// Receipts takes in what providers say about attempts after the send.
type Receipts struct {
	Book   *Book
	Ledger Ledger
	Clock  Clock
}

// Take records facts about an attempt whose token has been checked. It returns
// when they are durable. No facts are no news.
func (s *Receipts) Take(ctx context.Context, attempt string, ch channels.Name, f Facts) error {
	if f == 0 {
		return nil
	}
	l, a, err := s.Book.attempt(attempt)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	recorded, err := s.Ledger.Record(ctx, now, l.Registered, []Outcome{{Campaign: l.Key, Case: a.Case, Seq: a.Seq, Channel: ch, At: now, Facts: f, Actor: "provider"}})
	if err != nil {
		return err
	}
	if recorded[0].Status == RecordUnknown {
		return fmt.Errorf("receipt for %s: there is no such case", attempt)
	}
	return nil
}
