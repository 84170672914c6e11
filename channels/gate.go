package channels

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Gate holds sends back while the other side does not answer, and lets through
// no more at once than it takes. Its zero value, with a Log, is open. It is safe
// for concurrent use.
//
// Whoever claims takes turns by Wait; whoever sends says Begin, with or without a
// turn, and End with what came of it. A turn that is not used soon is void.
type Gate struct {
	Log *slog.Logger

	mu      sync.Mutex
	turns   []time.Time   // taken, and not used yet; not counted while the gate is open
	busy    int           // sends under way
	most    int           // turns and sends at once; 0: any number
	widened time.Time     // when most was last changed
	silent  int           // sends in a row that found nobody there
	until   time.Time     // nothing begins before
	changed chan struct{} // closed when a turn may have become free; nil when nobody waits
}

// How a Gate behaves.
const (
	silentInRow = 3                // so many, and it holds back
	firstPause  = time.Second      // doubled each time, up to
	longPause   = 30 * time.Second //
	widenEvery  = 10 * time.Second // after the other side had too much, one more at once
	turnTime    = 5 * time.Second  // within which a turn is used
)

// Wait takes up to n turns, and waits for the first.
func (g *Gate) Wait(ctx context.Context, n int) (int, error) {
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		k, changed, pause := g.take(n, time.Now())
		if k > 0 {
			return k, nil
		}
		t := time.NewTimer(pause)
		select {
		case <-changed:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// Try takes up to n turns, as many as there are now.
func (g *Gate) Try(n int) int {
	k, _, _ := g.take(n, time.Now())
	return k
}

// take takes what turns there are, or says what to wait for: a change, and at
// most so long.
func (g *Gate) take(n int, now time.Time) (k int, changed <-chan struct{}, pause time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch free, limited := g.free(now); {
	case now.Before(g.until):
		pause = g.until.Sub(now)
	case !limited:
		return n, nil, 0
	case free > 0:
		k = min(n, free)
		g.turns = append(g.turns, slices.Repeat([]time.Time{now}, k)...)
		return k, nil, 0
	default:
		pause = turnTime
	}
	if g.changed == nil {
		g.changed = make(chan struct{})
	}
	return 0, g.changed, pause
}

// free is how many turns there are, where that is limited.
func (g *Gate) free(now time.Time) (n int, limited bool) {
	g.turns = slices.DeleteFunc(g.turns, func(t time.Time) bool { return now.Sub(t) >= turnTime })
	most := g.most
	if g.silent >= silentInRow {
		most = 1 // one goes first, and finds out
	} else if most > 0 && now.Sub(g.widened) >= widenEvery {
		most++
		g.most, g.widened = most, now
	}
	return most - len(g.turns) - g.busy, most > 0
}

// Begin uses a turn, if there is one.
func (g *Gate) Begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.turns) > 0 {
		g.turns = g.turns[1:]
	}
	g.busy++
}

// End says what came of a send.
func (g *Gate) End(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy--
	switch kind := KindOf(err); {
	case err != nil && kind == Throttled:
		g.most, g.widened = max(1, g.busy+len(g.turns)), time.Now()
		g.answered()
	case err != nil && kind == NotSent:
		if !errors.Is(err, context.Canceled) {
			g.unanswered(time.Now())
		}
	case err != nil && kind == Uncertain: // it may have gone away meanwhile
	default:
		g.answered()
	}
	g.tell()
}

func (g *Gate) answered() {
	if g.silent >= silentInRow {
		g.Log.Info("the other side answers again")
	}
	g.silent, g.until = 0, time.Time{}
}

func (g *Gate) unanswered(now time.Time) {
	if now.Before(g.until) {
		return // one that began before the pause
	}
	g.silent++
	if g.silent < silentInRow {
		return
	}
	if g.silent == silentInRow {
		g.Log.Warn("the other side does not answer; nothing is sent until it does")
	}
	g.until = now.Add(min(longPause, firstPause<<min(g.silent-silentInRow, 10)))
}

// tell wakes those who wait.
func (g *Gate) tell() {
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
}
