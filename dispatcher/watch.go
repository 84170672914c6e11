package dispatcher

import (
	"context"
	"log/slog"
	"time"
)

// Watch sees to it that nothing stays claimed or offered for ever. A claim seen
// open for longer than its lease, by the watch's own clock, goes to review; an
// offer that nobody dialled goes back to its list.
type Watch struct {
	Book      *Book
	Watched   Watched
	Clock     Clock
	WireLease time.Duration // of a worker's claim: longer than the longest send; 15 min when it is 0
	DialLease time.Duration // of a dialled call; 30 min when it is 0
	OfferTime time.Duration // of an offer; 2 min when it is 0
	Log       *slog.Logger

	seen map[watched]time.Time
}

type watched struct {
	campaign string
	OpenClaim
}

// WireLease is how long a worker's claim may stay open by default: longer than
// the longest send (RFC 5321, 4.5.3.2.6: ten minutes for the reply to a letter).
const WireLease = 15 * time.Minute

// errandLease is how long somebody has for a person whom they see to by hand.
const errandLease = 7 * 24 * time.Hour

// Init makes the watch ready.
func (w *Watch) Init() {
	w.seen = map[watched]time.Time{}
	for _, d := range []struct {
		d        *time.Duration
		standard time.Duration
	}{{&w.WireLease, WireLease}, {&w.DialLease, 30 * time.Minute}, {&w.OfferTime, 2 * time.Minute}} {
		if *d.d == 0 {
			*d.d = d.standard
		}
	}
}

// Orphans puts the claims of workers that no longer exist into review: called
// once at start by a process that knows it is alone with the store, before its
// own workers run. An operator who is talking is no orphan.
func (w *Watch) Orphans(ctx context.Context) (int, error) {
	n := 0
	for _, l := range w.Book.all() {
		open, err := w.Watched.Claims(ctx, l.Registered)
		if err != nil {
			return n, err
		}
		var lost []OpenClaim
		for _, c := range open {
			if WorkerToken(c.Token) {
				lost = append(lost, c)
			}
		}
		if len(lost) == 0 {
			continue
		}
		k, err := w.Watched.Expire(ctx, w.Clock.Now(), l.Registered, lost)
		if err != nil {
			return n, err
		}
		n += k
		w.Log.Warn("sends without an outcome are in review", "campaign", l.ID, "attempts", k)
	}
	return n, nil
}

// Run watches until ctx is done.
func (w *Watch) Run(ctx context.Context) error {
	pause := min(w.WireLease, w.DialLease, w.OfferTime) / 4
	for tick := time.NewTicker(max(pause, 50*time.Millisecond)); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return nil
		case <-tick.C:
			if err := w.round(ctx, time.Now()); err != nil && ctx.Err() == nil {
				w.Log.Error("watch", "err", err)
			}
		}
	}
}

func (w *Watch) round(ctx context.Context, wall time.Time) error {
	still := map[watched]time.Time{}
	for _, l := range w.Book.all() {
		claims, err := w.Watched.Claims(ctx, l.Registered)
		if err != nil {
			return err
		}
		offers, err := w.Watched.Offers(ctx, l.Registered)
		if err != nil {
			return err
		}
		expired := w.old(l.Key, claims, wall, still, func(c OpenClaim) time.Duration {
			switch {
			case WorkerToken(c.Token):
				return w.WireLease
			case ErrandToken(c.Token):
				return errandLease
			}
			return w.DialLease
		})
		lapsed := w.old(l.Key, offers, wall, still, func(OpenClaim) time.Duration { return w.OfferTime })
		if len(expired) > 0 {
			n, err := w.Watched.Expire(ctx, w.Clock.Now(), l.Registered, expired)
			if err != nil {
				return err
			}
			w.Log.Warn("claims without an outcome are in review", "campaign", l.ID, "attempts", n)
		}
		if len(lapsed) > 0 {
			if _, err := w.Watched.Lapse(ctx, w.Clock.Now(), l.Registered, lapsed); err != nil {
				return err
			}
		}
	}
	w.seen = still
	return nil
}

// old returns what has been open for longer than its lease, and notes in still
// since when the rest has been seen.
func (w *Watch) old(campaign string, open []OpenClaim, wall time.Time, still map[watched]time.Time, lease func(OpenClaim) time.Duration) []OpenClaim {
	var old []OpenClaim
	for _, c := range open {
		if PrintToken(c.Token) {
			continue // its batch answers for it
		}
		k := watched{campaign, c}
		since, ok := w.seen[k]
		if !ok {
			since = wall
		}
		if wall.Sub(since) >= lease(c) {
			old = append(old, c)
		}
		still[k] = since
	}
	return old
}
