package rehearsal

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Product is what the rehearsal has to know of the product: when it has come
// to rest, and when something is due again.
type Product interface {
	// Settle returns once nothing is due, queued or in flight at the clock's
	// time but for what waits for people.
	Settle(ctx context.Context) error
	// NextDue is the next plan time after now at which something becomes due;
	// false when nothing ever will.
	NextDue(ctx context.Context) (time.Time, bool, error)
}

// Callers make the calls that are to be made now.
type Callers interface {
	Drain(ctx context.Context) (calls int, err error)
}

// Confirmers give the confirmations that are due.
type Confirmers interface {
	Next() (time.Time, bool)
	Drain(ctx context.Context, now time.Time) (n int, err error)
}

// Config says what to play.
type Config struct {
	Clock      *Clock
	Product    Product
	Operators  Callers    // may be nil
	Recipients Confirmers // may be nil

	Milestones []time.Time // in any order; none before the clock
	// Milestone is called when the clock stands at a milestone, after
	// everything that was due at that moment and before anything later.
	Milestone func(ctx context.Context, at time.Time) error
	// Moment is called when everything that was due at a moment is done; may
	// be nil.
	Moment func(at time.Time)

	End time.Time // nothing after it is played; zero: until nothing is left
}

// stuck is how often one moment is gone through without the product's saying
// that something later is due, before it counts as never ending.
const stuck = 1000

// Play plays a campaign moment by moment: it lets the product come to rest,
// lets people do what they have to do now, again until neither does anything,
// and then moves the clock to the next moment at which anything happens. It
// skips none. It returns when nothing is left to happen, or at the end.
func Play(ctx context.Context, c Config) error {
	milestones := slices.SortedFunc(slices.Values(c.Milestones), time.Time.Compare)
	if len(milestones) > 0 && milestones[0].Before(c.Clock.Now()) {
		return fmt.Errorf("rehearsal: the milestone %s lies before the clock's start", milestones[0].Format(time.RFC3339))
	}
	for {
		if err := c.present(ctx); err != nil {
			return err
		}
		now := c.Clock.Now()
		if len(milestones) > 0 && !milestones[0].After(now) {
			if err := c.Milestone(ctx, milestones[0]); err != nil {
				return fmt.Errorf("rehearsal: milestone %s: %w", milestones[0].Format(time.RFC3339), err)
			}
			milestones = milestones[1:]
			continue // what the milestone did belongs to this moment too
		}
		if c.Moment != nil {
			c.Moment(now)
		}
		next, ok, err := c.next(ctx, milestones)
		if err != nil {
			return err
		}
		if ended := !c.End.IsZero() && next.After(c.End); !ok || ended {
			return nil
		}
		c.Clock.AdvanceTo(next)
	}
}

// present plays the moment at which the clock stands until nothing is left of
// it.
func (c *Config) present(ctx context.Context) error {
	for range stuck {
		done, err := c.pass(ctx)
		if err != nil {
			return err
		}
		if done > 0 {
			continue
		}
		next, ok, err := c.Product.NextDue(ctx)
		if err != nil {
			return fmt.Errorf("rehearsal: ask what is due next: %w", err)
		}
		if !ok || next.After(c.Clock.Now()) {
			return nil
		}
	}
	return fmt.Errorf("rehearsal: at %s something stays due, and nobody does it", c.Clock.Now().Format(time.RFC3339))
}

// pass lets product and people do what they have to do now, and returns how
// much people did.
func (c *Config) pass(ctx context.Context) (done int, err error) {
	if err := c.Product.Settle(ctx); err != nil {
		return 0, fmt.Errorf("rehearsal: wait for the product to come to rest: %w", err)
	}
	if c.Operators != nil {
		if done, err = c.Operators.Drain(ctx); err != nil {
			return done, err
		}
	}
	if c.Recipients != nil {
		n, err := c.Recipients.Drain(ctx, c.Clock.Now())
		return done + n, err
	}
	return done, nil
}

// next is the next moment at which anything happens.
func (c *Config) next(ctx context.Context, milestones []time.Time) (next time.Time, ok bool, err error) {
	earliest := func(t time.Time) {
		if !ok || t.Before(next) {
			next, ok = t, true
		}
	}
	due, is, err := c.Product.NextDue(ctx)
	if err != nil {
		return next, false, fmt.Errorf("rehearsal: ask what is due next: %w", err)
	}
	if is {
		earliest(due)
	}
	if c.Recipients != nil {
		if t, is := c.Recipients.Next(); is {
			earliest(t)
		}
	}
	if len(milestones) > 0 {
		earliest(milestones[0])
	}
	return next, ok, nil
}
