package dispatcher

import (
	"context"

	"github.com/owabi/owabi/channels"
)

// Receipts takes in what providers say about attempts after the send.
type Receipts struct {
	Book    *Book
	Ledger  Ledger
	Clock   Clock
	Breaker Breaker // sees what became of messages in the end; not the workers'
}

// Receipt is a provider's word about an attempt.
type Receipt struct {
	Facts Facts
	Final Result // what it comes to, when it is the provider's last word; empty while it is not
}

// Take records facts about an attempt whose token has been checked. It returns
// when they are durable. No facts are no news.
func (s *Receipts) Take(ctx context.Context, attempt string, ch channels.Name, r Receipt) error {
	if r.Facts == 0 {
		return nil
	}
	l, a, err := s.Book.attempt(attempt)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	recorded, err := s.Ledger.Record(ctx, now, l.Registered, []Outcome{{Campaign: l.Key, Case: a.Case, Seq: a.Seq, Channel: ch, At: now, Facts: r.Facts, Actor: "provider"}})
	if err != nil {
		return err
	}
	switch status := recorded[0].Status; {
	case status == RecordUnknown:
		return &Error{Code: NotFound, Where: attempt, What: "there is no such case here", Cure: "nothing: the receipt is of a case that was erased"}
	case status != RecordDuplicate && r.Final != "":
		s.Breaker.Saw(l, ch, r.Final)
	}
	return nil
}
