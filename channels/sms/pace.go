package sms

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxHold is how long a Retry-After holds messages back at most. What remains of
// it is waited for by trying again.
const maxHold = 10 * time.Minute

// pace lets through so many messages at once and so many a second, and none for
// as long as Twilio has asked for. Who is about to claim takes turns; who sends
// uses one, and without one waits for its own.
type pace struct {
	slots   chan struct{} // one taken for each message in flight
	limiter *rate.Limiter
	closed  chan struct{}
	once    sync.Once

	mu    sync.Mutex
	turns int       // taken, and not used yet
	until time.Time // hold everything back until then
}

func newPace(perSecond float64, width int) *pace {
	return &pace{slots: make(chan struct{}, width), limiter: rate.NewLimiter(rate.Limit(perSecond), 1), closed: make(chan struct{})}
}

// wait takes up to n turns, and waits for the first.
func (p *pace) wait(ctx context.Context, n int) (int, error) {
	for {
		if err := p.over(ctx); err != nil {
			return 0, err
		}
		if k := p.ready(n); k > 0 {
			return k, nil
		}
		if err := p.pause(ctx, p.next()); err != nil {
			return 0, err
		}
	}
}

// ready takes the turns that there are, up to n; none while everything is held.
func (p *pace) ready(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Now().Before(p.until) {
		return 0
	}
	k := 0
	for k < n && p.limiter.Allow() {
		k++
	}
	p.turns += k
	return k
}

// next is how long it is until there may be a turn.
func (p *pace) next() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if held := time.Until(p.until); held > 0 {
		return held
	}
	r := p.limiter.Reserve()
	defer r.Cancel() // only asked: ready takes it
	return r.Delay()
}

// enter uses a turn. Whoever it lets in says leave.
func (p *pace) enter(ctx context.Context) error {
	if err := p.over(ctx); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return errClosed
	}
	if p.use() {
		return nil
	}
	_, err := p.wait(ctx, 1)
	if err != nil {
		p.leave()
		return err
	}
	p.use()
	return nil
}

func (p *pace) leave() { <-p.slots }

// use uses a turn, if there is one.
func (p *pace) use() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	had := p.turns > 0
	if had {
		p.turns--
	}
	return had
}

// over says why nothing may go any more.
func (p *pace) over(ctx context.Context) error {
	select {
	case <-p.closed:
		return errClosed
	default:
		return ctx.Err()
	}
}

func (p *pace) pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return errClosed
	}
}

// hold lets nobody through for the given time from now on, but those who have a
// turn already.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(min(d, maxHold)); until.After(p.until) {
		p.until = until
	}
}

// close lets nobody through any more.
func (p *pace) close() { p.once.Do(func() { close(p.closed) }) }
