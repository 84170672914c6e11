package email

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/owabi/owabi/channels"
)

// line is the way to one relay: its connections, its rate, and whether it
// answers.
type line struct {
	relay     *relay
	place     string // of its settings, with a full stop behind it; empty for the only one
	transport *pool
	gate      channels.Gate
	limiter   *rate.Limiter // nil: no rate
	log       *slog.Logger

	mu   sync.Mutex
	rest time.Time // until then the others go first
}

// restTime is how long a relay that could not be used comes after the others.
const restTime = 30 * time.Second

func newLine(c *Config, place string, log *slog.Logger) (*line, error) {
	host, err := c.complete()
	if err != nil {
		return nil, err
	}
	r, err := newRelay(c, host)
	if err != nil {
		return nil, err
	}
	log = log.With("channel", channels.Email, "relay", r.addr)
	l := &line{relay: r, place: place, transport: newPool(c.Connections, r.connect, log), gate: channels.Gate{Log: log}, log: log}
	if c.Rate > 0 {
		l.limiter = rate.NewLimiter(rate.Limit(c.Rate), 1)
	}
	return l, nil
}

// deliver hands a letter over. Without a turn it waits for the rate.
func (l *line) deliver(ctx context.Context, e envelope, turn bool) (string, error) {
	if l.limiter != nil && !turn {
		if err := l.limiter.Wait(ctx); err != nil {
			return "", failure(atWait, context.Canceled)
		}
	}
	l.gate.Begin()
	reply, err := l.transport.deliver(ctx, e)
	l.gate.End(err)
	return reply, err
}

// elsewhere reports whether a letter that was not taken may go by another relay
// at once: it surely was not, and this relay, rather than the recipient, is why.
func (l *line) elsewhere(err error) bool {
	var e *channels.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case channels.Throttled:
		return true
	case channels.NotSent:
	case channels.Technical:
		if step(e.Op).aboutRecipient() {
			return false
		}
	default:
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.After(l.rest) {
		l.log.Warn("email: the relay cannot be used; others go first", "kind", e.Kind, "at", e.Op, "code", e.Code, "for", restTime)
		l.rest = now.Add(restTime)
	}
	return true
}

func (l *line) resting(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.rest)
}

// wait takes up to n turns, and waits for the first.
func (l *line) wait(ctx context.Context, n int) (int, error) {
	if l.limiter == nil {
		return l.gate.Wait(ctx, n)
	}
	if err := l.limiter.Wait(ctx); err != nil {
		return 0, err
	}
	if _, err := l.gate.Wait(ctx, 1); err != nil {
		return 0, err
	}
	return 1 + l.try(n-1), nil
}

// try takes up to n turns, as many as there are now.
func (l *line) try(n int) int {
	if l.limiter == nil {
		return l.gate.Try(n)
	}
	k := 0
	for k < n && l.limiter.Tokens() >= 1 && l.gate.Try(1) == 1 && l.limiter.Allow() {
		k++
	}
	return k
}
