package gate

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Wrong tokens that one address may bring: some at once, then one in a while.
// Nobody guesses 128 bits; the bound keeps guessing out of the log.
const (
	wrongAtOnce = 10
	wrongEvery  = 6 * time.Second
	addresses   = 1000 // counted at a time
)

// throttle counts wrong tokens by address.
type throttle struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// allows reports whether an address may try a token.
func (t *throttle) allows(from string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.by[from]
	return l == nil || l.Tokens() >= 1
}

// note counts a wrong token.
func (t *throttle) note(from string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil || len(t.by) >= addresses && t.by[from] == nil {
		t.by = map[string]*rate.Limiter{}
	}
	if t.by[from] == nil {
		t.by[from] = rate.NewLimiter(rate.Every(wrongEvery), wrongAtOnce)
	}
	t.by[from].Allow()
}
