package dispatcher

import (
	"context"
	"time"
)

// Planner asks the policy for the cases that wait for it: those of a new wave,
// those whose waiting time is over, and those that were changed by something
// that did not know what follows.
type Planner struct {
	Book     *Book
	Planbook Planbook
	Clock    Clock
}

// planBatch bounds the cases of one round, and with them memory and the time
// for which Redis is busy with one script.
const planBatch = 200

// Plan plans what is ripe, and reports how many cases it looked at.
func (p *Planner) Plan(ctx context.Context) (int, error) {
	n := 0
	for _, l := range p.Book.all() {
		if !l.running() {
			continue
		}
		for {
			k, err := p.batch(ctx, l)
			n += k
			if err != nil {
				return n, err
			}
			if k < planBatch {
				break
			}
		}
	}
	return n, nil
}

func (p *Planner) batch(ctx context.Context, l *Live) (int, error) {
	now := p.Clock.Now()
	cases, err := p.Planbook.Ripe(ctx, now, l.Registered, planBatch)
	if err != nil || len(cases) == 0 {
		return 0, err
	}
	plans, err := l.plans(now, cases)
	if err != nil {
		return 0, err
	}
	return len(cases), p.Planbook.Apply(ctx, now, l.Registered, plans)
}

func (l *Live) plans(now time.Time, cases []Case) ([]Planned, error) {
	policy, plans := l.policy(), make([]Planned, len(cases))
	for i := range cases {
		c := &cases[i]
		a, err := l.audience(c)
		if err != nil {
			return nil, err
		}
		plans[i] = Planned{Case: c.ID, V: c.V, Decision: policy.Next(now, a, c)}
	}
	return plans, nil
}
