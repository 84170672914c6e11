package rehearsal

import (
	"sync"
	"time"
)

// Clock is a plan clock that moves only when it is told to. It is safe for
// concurrent use.
type Clock struct {
	mu  sync.RWMutex
	now time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{now: t.Round(0)} }

// Now is the time at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now
}

// AdvanceTo moves the clock on to t. A clock is never put back: an earlier t
// changes nothing.
func (c *Clock) AdvanceTo(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t.Round(0)
	}
}
