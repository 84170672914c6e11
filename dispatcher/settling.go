package dispatcher

import (
	"context"
	"log/slog"
	"time"

	"github.com/owabi/owabi/channels"
)

// Settling finishes what a crash left of batches, and takes letters that have
// not come back in the time that the plan waits as delivered.
type Settling struct {
	*Letters
	Every time.Duration // 10 s when it is 0
	Log   *slog.Logger
}

// settleAhead is how long before the plan goes on a letter counts as delivered.
const settleAhead = time.Minute

// Run works until ctx is done.
func (s *Settling) Run(ctx context.Context) error {
	every := s.Every
	if every == 0 {
		every = 10 * time.Second
	}
	for tick := time.NewTicker(every); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return nil
		case <-tick.C:
			if err := s.Round(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("letters", "err", err)
			}
		}
	}
}

// Round looks at every batch once.
func (s *Settling) Round(ctx context.Context) error {
	for _, l := range s.Book.all() {
		all, err := s.Batches.Batches(ctx, l.Registered)
		if err != nil {
			return err
		}
		for _, b := range all {
			if err := s.finish(ctx, l, &b); err != nil {
				return err
			}
			if b.State == BatchPosted && b.Recorded && !s.now().Before(l.settles(&b)) {
				if err := s.settle(ctx, l, b); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// settles is when the letters of a batch that have not come back count as
// delivered: the longest wait of the plans that it may be of.
func (l *Live) settles(b *Batch) time.Time {
	var at time.Time
	for i := range l.Campaign.Audiences {
		a := &l.Campaign.Audiences[i]
		if b.Audience != "" && b.Audience != a.Name {
			continue
		}
		for _, step := range a.Plan.Steps {
			for _, w := range step.Ways {
				if w.Channel == channels.Letter {
					at = later(at, w.Wait.Add(later(b.Posted, b.Since), l.Campaign.Location))
				}
			}
		}
	}
	return at.Add(-settleAhead)
}

func (s *Settling) settle(ctx context.Context, l *Live, b Batch) error {
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, b.Number)
	if err != nil {
		return err
	}
	err = s.eachCase(ctx, l, letters, func(i int, c *Case) {
		t := c.Attempt(letters[i].Seq)
		letters[i].Out = letters[i].Out || t == nil || t.Facts&(FactBounced|FactVoid) != 0
	})
	if err != nil {
		return err
	}
	err = s.record(ctx, l, letters, func(x BatchLetter) (Outcome, bool) {
		return Outcome{Facts: FactDelivered, Actor: "post"}, !x.Out
	})
	if err != nil {
		return err
	}
	_, err = s.become(ctx, l, b, BatchSettled, "post", nil)
	return err
}
