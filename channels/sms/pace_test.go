package sms

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// waited asks for turns, and returns how many came and after how long.
func waited(t *testing.T, p *pace, n int) (int, time.Duration) {
	t.Helper()
	begun := time.Now()
	k, err := p.wait(t.Context(), n)
	if err != nil {
		t.Error(err)
	}
	return k, time.Since(begun)
}

func TestTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(2, 4) // one in half a second
		for i, want := range []time.Duration{0, 500 * time.Millisecond, 500 * time.Millisecond} {
			k, d := waited(t, p, 4)
			if k != 1 || d != want {
				t.Errorf("%d. wait: %d turns after %s, want 1 after %s", i, k, d, want)
			}
			if err := p.enter(t.Context()); err != nil {
				t.Error(err)
			}
			p.leave()
		}
	})
}

// TestTurnsAreUsedOnce: a turn whose message has not begun yet is not given to
// somebody else.
func TestTurnsAreUsedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1, 4)
		waited(t, p, 1)
		if k, d := waited(t, p, 1); k != 1 || d != time.Second {
			t.Errorf("%d turns after %s, want one after 1s", k, d)
		}
		begun := time.Now()
		for range 2 {
			if err := p.enter(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if d := time.Since(begun); d != 0 {
			t.Errorf("two messages with a turn wait for %s", d)
		}
	})
}

func TestHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(100, 4)
		waited(t, p, 1)
		p.hold(3 * time.Second)
		begun := time.Now()
		if err := p.enter(t.Context()); err != nil || time.Since(begun) != 0 {
			t.Errorf("%v after %s; want it to go at once: what is claimed does not wait", err, time.Since(begun))
		}
		p.leave()
		if k, d := waited(t, p, 1); k != 1 || d != 3*time.Second {
			t.Errorf("%d turns after %s, want one after 3s", k, d)
		}
		p.hold(time.Hour * 24)
		if _, d := waited(t, p, 1); d != maxHold {
			t.Errorf("held for %s, want %s", d, maxHold)
		}
	})
}

// TestHoldWhileWaiting: who waits already waits for the longer hold too.
func TestHoldWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1, 4)
		waited(t, p, 1)
		go func() {
			time.Sleep(time.Second / 2)
			p.hold(10 * time.Second)
		}()
		if k, d := waited(t, p, 1); k != 1 || d != 10*time.Second+time.Second/2 {
			t.Errorf("%d turns after %s, want one after 10.5s", k, d)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  func(p *pace, cancel context.CancelFunc)
		want error
	}{
		"called off": {func(_ *pace, cancel context.CancelFunc) { cancel() }, context.Canceled},
		"closed":     {func(p *pace, _ context.CancelFunc) { p.close() }, errClosed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				p := newPace(1, 4)
				p.hold(time.Minute)
				begun := time.Now()
				go func() {
					time.Sleep(time.Second)
					c.end(p, cancel)
				}()
				if k, err := p.wait(ctx, 1); k != 0 || !errors.Is(err, c.want) || time.Since(begun) != time.Second {
					t.Errorf("%d turns, %v after %s; want none, %v after 1s", k, err, time.Since(begun), c.want)
				}
				if k, err := p.wait(ctx, 1); k != 0 || !errors.Is(err, c.want) {
					t.Errorf("%d turns, %v; want none, %v", k, err, c.want)
				}
			})
		})
	}
}

// TestNobodyWaitsBeforehand: then who sends does.
func TestNobodyWaitsBeforehand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1, 4)
		begun := time.Now()
		for range 3 {
			if err := p.enter(t.Context()); err != nil {
				t.Error(err)
			}
			p.leave()
		}
		if d := time.Since(begun); d != 2*time.Second {
			t.Errorf("three messages in %s, want 2s", d)
		}
	})
}
