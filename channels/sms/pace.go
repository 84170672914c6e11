package sms

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxHold is how long a Retry-After holds messages back here, with their
// claims. What remains of it is waited for by trying again.
const maxHold = time.Minute

// pace lets through so many messages at once and so many a second, and none for
// as long as Twilio has asked for.
type pace struct {
	slots   chan struct{} // one taken for each message in flight
	limiter *rate.Limiter
	closed  chan struct{}
	once    sync.Once

	mu    sync.Mutex
	until time.Time // hold everything back until then
}

func newPace(perSecond float64, width int) *pace {
	return &pace{slots: make(chan struct{}, width), limiter: rate.NewLimiter(rate.Limit(perSecond), 1), closed: make(chan struct{})}
}

// enter waits for its turn. Whoever it lets in says leave.
func (p *pace) enter(ctx context.Context) error {
	select {
	case <-p.closed:
		return errClosed
	default:
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return errClosed
	}
	if err := p.turn(ctx); err != nil {
		p.leave()
		return err
	}
	return nil
}

func (p *pace) leave() { <-p.slots }

// turn waits for the rate's turn, and then for the end of a hold.
func (p *pace) turn(ctx context.Context) error {
	if err := p.pause(ctx, p.limiter.Reserve().Delay()); err != nil {
		return err
	}
	for left := p.held(); left > 0; left = p.held() {
		if err := p.pause(ctx, left); err != nil {
			return err
		}
	}
	return nil
}

func (p *pace) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
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

// hold lets nobody in for the given time from now on.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(min(d, maxHold)); until.After(p.until) {
		p.until = until
	}
}

// held returns how long the hold still is.
func (p *pace) held() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}

// close lets nobody in any more.
func (p *pace) close() { p.once.Do(func() { close(p.closed) }) }
