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

// Plan plans a batch of what is ripe in each campaign that runs, and reports
// how many cases it looked at. It is a batch, so that what has been planned is
// on its way while the next ones are: nobody waits until a large campaign is
// planned to its end.
func (p *Planner) Plan(ctx context.Context) (int, error) {
	n := 0
	for _, l := range p.Book.all() {
		if !l.running() {
			continue
		}
		k, err := p.batch(ctx, l)
		n += k
		if err != nil {
			return n, err
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
