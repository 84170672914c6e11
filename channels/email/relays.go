package email

import (
	"context"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// turns remembers by which relay those who have waited may send, in the order in
// which they may. It is safe for concurrent use.
type turns struct {
	mu  sync.Mutex
	all []turn
}

type turn struct {
	line *line
	at   time.Time
}

// turnTime is within which a turn is used, as channels.Gate has it.
const turnTime = 5 * time.Second

func (t *turns) add(l *line, n int, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range n {
		t.all = append(t.all, turn{l, now})
	}
}

// use takes the first turn that is not void yet; nil when there is none.
func (t *turns) use(now time.Time) *line {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.all) > 0 {
		first := t.all[0]
		t.all = t.all[1:]
		if now.Sub(first.at) < turnTime {
			return first.line
		}
	}
	return nil
}

// order lists the relays as a letter goes round: the one that it has a turn for,
// then those that can be used, then those that could not lately.
func (s *Sender) order(turn *line) []*line {
	now, all := time.Now(), make([]*line, 0, len(s.lines))
	if turn != nil {
		all = append(all, turn)
	}
	for _, resting := range [...]bool{false, true} {
		for _, l := range s.lines {
			if l != turn && l.resting(now) == resting {
				all = append(all, l)
			}
		}
	}
	return all
}

// Wait implements channels.Paced: no more at once than a relay takes, no more a
// second than its rate, and nothing while none of them answers. The first relay
// is used as long as it has turns to give.
func (s *Sender) Wait(ctx context.Context, n int) (int, error) {
	order := s.order(nil)
	if len(order) > 1 {
		for _, l := range order {
			if k := l.try(n); k > 0 {
				s.turns.add(l, k, time.Now())
				return k, nil
			}
		}
	}
	return s.race(ctx, order, n)
}

// race waits for whichever relay has a turn first. What another gives meanwhile
// is lost.
func (s *Sender) race(ctx context.Context, order []*line, n int) (int, error) {
	if len(order) == 1 {
		k, err := order[0].wait(ctx, n)
		s.turns.add(order[0], k, time.Now())
		return k, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type won struct {
		line *line
		n    int
		err  error
	}
	first := make(chan won, len(order))
	for _, l := range order {
		go func() {
			k, err := l.wait(ctx, n)
			first <- won{l, k, err}
		}()
	}
	var err error
	for range order {
		w := <-first
		if w.err == nil {
			s.turns.add(w.line, w.n, time.Now())
			return w.n, nil
		}
		err = w.err
	}
	return 0, err
}

// milder chooses between what two relays say of a letter that neither has taken:
// as long as one of them may come back, nothing is to be mended first.
func milder(a, b error) error {
	if a == nil || channels.KindOf(a) == channels.Technical {
		return b
	}
	if channels.KindOf(b) == channels.Throttled {
		return b
	}
	return a
}
