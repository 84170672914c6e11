package channels_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/owabi/owabi/channels"
)

func newGate() (*channels.Gate, *strings.Builder) {
	var log strings.Builder
	return &channels.Gate{Log: slog.New(slog.NewTextHandler(&log, nil))}, &log
}

func failed(kind channels.Kind) error { return &channels.Error{Kind: kind, Op: "dial"} }

// take takes turns, and returns how many came and after how long.
func take(t *testing.T, g *channels.Gate, n int) (int, time.Duration) {
	t.Helper()
	begun := time.Now()
	k, err := g.Wait(t.Context(), n)
	if err != nil {
		t.Error(err)
	}
	return k, time.Since(begun)
}

func TestGateIsOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, _ := newGate()
		for _, err := range []error{nil, failed(channels.Temporary), failed(channels.Permanent), failed(channels.Technical), failed(channels.Uncertain), errors.New("odd")} {
			for range 5 {
				if k, d := take(t, g, 1000); k != 1000 || d != 0 {
					t.Errorf("%d turns after %s, want 1000 at once", k, d)
				}
				g.Begin()
				g.End(err)
			}
		}
	})
}

// TestGateNobodyAnswers: one goes from time to time and finds out.
func TestGateNobodyAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, log := newGate()
		take(t, g, 3)
		for range 3 {
			g.Begin()
		}
		for range 3 {
			g.End(failed(channels.NotSent))
		}
		for i, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
			if k, d := take(t, g, 100); k != 1 || d != want*time.Second {
				t.Errorf("%d. pause: %d turns after %s, want one after %ds", i, k, d, want)
			}
			g.Begin()
			g.End(failed(channels.NotSent))
		}
		take(t, g, 100)
		g.Begin()
		g.End(nil)
		if k, d := take(t, g, 100); k != 100 || d != 0 {
			t.Errorf("%d turns after %s, want 100 at once: it answers again", k, d)
		}
		if n := strings.Count(log.String(), "\n"); n != 2 {
			t.Errorf("it says %d lines, want that it does not answer, and that it does again:\n%s", n, log)
		}
	})
}

// TestGateOneProbe: while nobody answers, the second waits for the first.
func TestGateOneProbe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, _ := newGate()
		for range 3 {
			g.Begin()
			g.End(failed(channels.NotSent))
		}
		take(t, g, 1)
		go func() {
			time.Sleep(4 * time.Second)
			g.Begin()
			g.End(nil)
		}()
		if k, d := take(t, g, 7); k != 7 || d != 4*time.Second {
			t.Errorf("%d turns after %s, want 7 once the first has come through", k, d)
		}
	})
}

func TestGateCalledOffSaysNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, _ := newGate()
		for range 10 {
			g.Begin()
			g.End(&channels.Error{Kind: channels.NotSent, Op: "dial", Err: context.Canceled})
		}
		if k, d := take(t, g, 5); k != 5 || d != 0 {
			t.Errorf("%d turns after %s, want 5 at once", k, d)
		}
	})
}

// TestGateTooMuch: the other side takes two at once; sixteen were tried.
func TestGateTooMuch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, _ := newGate()
		take(t, g, 16)
		for range 16 {
			g.Begin()
		}
		for range 14 {
			g.End(failed(channels.Throttled))
		}
		go func() {
			time.Sleep(time.Second)
			g.End(nil)
		}()
		if k, d := take(t, g, 16); k != 1 || d != time.Second {
			t.Errorf("%d turns after %s, want one when one of the two has ended", k, d)
		}
		g.Begin()
		time.Sleep(time.Hour)
		if k, _ := take(t, g, 16); k != 1 {
			t.Errorf("%d turns, want one more than were taken", k)
		}
		if k, d := take(t, g, 16); k != 1 || d != 5*time.Second {
			t.Errorf("%d turns after %s, want the one that was not used, after 5s", k, d)
		}
	})
}

func TestGateCalledOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, _ := newGate()
		for range 3 {
			g.Begin()
			g.End(failed(channels.NotSent))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if k, err := g.Wait(ctx, 1); k != 0 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d turns, %v; want none, %v", k, err, context.DeadlineExceeded)
		}
		if k, d := take(t, g, 1); k != 1 || d != time.Second/2 {
			t.Errorf("%d turns after %s, want one after the rest of the pause", k, d)
		}
	})
}
