package dispatcher

import (
	"context"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// A worker's turn is one call to the store that records what became of the
// letters of the turns before, and claims the next ones: one sync to disk for
// both. While it is under way, the letters of the last turn are on the wire.
//
//	store   ─ record A, claim C ─── record B, claim D ─── record C, claim E ──
//	wire    ───── B sent ─────────────── C sent ─────────────── D sent ───────

// gatherTime is how long a turn waits for more, once it has something to do.
const gatherTime = 500 * time.Microsecond

// wire takes turns until prepared is closed, or ctx is done, and everything
// claimed is recorded. As many cases are claimed and not recorded as the
// transport is wide, and as many more as were sent during the last turn, so
// that the wire has work while the store is asked: never more than twice the
// width, and hardly more than the width where the relay is slow.
func (w *Worker) wire(ctx context.Context, prepared <-chan *ready) {
	done := make(chan finished)
	var sends sync.WaitGroup
	for open, most := 0, w.width(); ; {
		t := w.gather(ctx, &prepared, done, open, most)
		if len(t.claims) == 0 && len(t.outcomes) == 0 {
			break
		}
		granted := w.take(t)
		open += len(granted) - len(t.outcomes)
		most = w.width() + min(len(t.outcomes), w.width())
		for _, r := range granted {
			sends.Go(func() { done <- w.finish(ctx, r) })
		}
	}
	sends.Wait()
}

// finish sends a letter, and lets the policy say what follows from the outcome.
func (w *Worker) finish(ctx context.Context, r *ready) finished {
	f := finished{r, w.send(ctx, r)}
	if err := r.live.decide(&r.claimed, &f.outcome, w.Clock.Now()); err != nil {
		w.Log.Error("decide", "attempt", r.AttemptID.String(), "err", err)
	}
	return f
}

// turn is what one call to the store carries.
type turn struct {
	outcomes []finished
	claims   []*ready
}

// gather waits until there is something to do, and then a moment for more, up
// to half the transport's width; what is there by then comes too. Between a
// claim and its record there are never more than most cases. Nothing gathered
// means that there is nothing to come. It sets prepared to nil at the end of
// the work.
func (w *Worker) gather(ctx context.Context, prepared *<-chan *ready, done <-chan finished, open, most int) turn {
	var t turn
	var late <-chan time.Time
	width := w.width()
	for *prepared != nil || open > len(t.outcomes) {
		from := *prepared
		if open-len(t.outcomes)+len(t.claims) >= most {
			from = nil // no place
		}
		select { // what is there
		case f := <-done:
			t.outcomes = append(t.outcomes, f)
			continue
		case r, ok := <-from:
			t.claim(r, ok, prepared)
			continue
		default:
		}
		if n := len(t.outcomes) + len(t.claims); n >= max(1, width/2) {
			return t
		} else if n > 0 && late == nil {
			late = time.After(gatherTime)
		}
		select { // what comes
		case f := <-done:
			t.outcomes = append(t.outcomes, f)
		case r, ok := <-from:
			t.claim(r, ok, prepared)
		case <-late:
			return t
		case <-ctx.Done():
			*prepared, t.claims = nil, nil // not acked: they come again
			ctx = context.WithoutCancel(ctx)
		}
	}
	return t
}

// claim takes a job; not ok: there are no more.
func (t *turn) claim(r *ready, ok bool, prepared *<-chan *ready) {
	if !ok {
		*prepared = nil
		return
	}
	t.claims = append(t.claims, r)
}

// width is how many claims may be open at once.
func (w *Worker) width() int {
	if wide, ok := w.Sender.(channels.Wide); ok {
		return max(1, wide.Width())
	}
	return 1
}

// take makes the call of a turn, and returns what was granted; the others' jobs
// are void, or come again. The outcomes exist nowhere else, and a claim that
// was asked for must be heard, so it goes on until the store has answered, or
// the worker has ended for some time; what is lost then ends in review.
func (w *Worker) take(t turn) []*ready {
	now, asked := w.Clock.Now(), time.Now()
	shares := shares(t, asked)
	all := make([]*Share, 0, len(shares))
	for _, o := range shares {
		all = append(all, &o.Share)
	}
	if err := w.Ledger.Turn(w.hold, now, w.Name, all); err != nil {
		w.Log.Error("record and claim", "outcomes", len(t.outcomes), "claims", len(t.claims), "err", err)
		return nil
	}
	var granted []*ready
	for live, o := range shares {
		for i, f := range o.outcomes {
			w.recorded(live, f, o.Recorded[i])
		}
		for i, r := range o.claims {
			if o.Replies[i].Status != ClaimGranted {
				w.drop(r.Delivery, o.Replies[i].Status)
				continue
			}
			r.claimed = o.Replies[i].Case
			granted = append(granted, r)
		}
	}
	return granted
}

// share is a campaign's part of a turn.
type share struct {
	turn
	Share
}

func shares(t turn, asked time.Time) map[*Live]*share {
	shares := map[*Live]*share{}
	of := func(l *Live) *share {
		if shares[l] == nil {
			shares[l] = &share{Share: Share{Registered: l.Registered}}
		}
		return shares[l]
	}
	for _, f := range t.outcomes {
		o := of(f.live)
		o.outcomes, o.Outcomes = append(o.outcomes, f), append(o.Outcomes, f.outcome)
	}
	for _, r := range t.claims {
		o := of(r.live)
		r.token, r.asked = workerToken(), asked
		o.claims, o.Claims = append(o.claims, r), append(o.Claims, Claim{Job: r.Job, RV: r.rv, Token: r.token})
	}
	return shares
}

func (w *Worker) recorded(live *Live, f finished, r Recorded) {
	w.Breaker.Saw(live, w.Channel, f.outcome.Result)
	if r.Status == RecordUnknown {
		w.Log.Error("record: the case is not there", "attempt", f.AttemptID.String())
	}
	w.ack(f.Delivery)
}

// paced lets letters by as fast as the provider takes them. What waits is not
// claimed: a pause finds it, and a crash leaves it where it is.
func (w *Worker) paced(ctx context.Context, prepared <-chan *ready) <-chan *ready {
	pace, ok := w.Sender.(channels.Paced)
	if !ok {
		return prepared
	}
	out := make(chan *ready, prepareAhead)
	go func() {
		defer close(out)
		var waiting []*ready
		for {
			waiting = more(prepared, waiting)
			if len(waiting) == 0 {
				return
			}
			n, err := w.outdated(waiting), error(nil)
			if n == 0 {
				n, err = pace.Wait(ctx, len(waiting))
			}
			if err != nil {
				return
			}
			for _, r := range waiting[:n] {
				select {
				case out <- r:
				case <-ctx.Done():
					return
				}
			}
			waiting = waiting[n:]
		}
	}()
	return out
}

// outdated is how many of the first letters are of an earlier epoch. Their
// claims put them back on their timers, and need no turn: after a pause nobody
// waits for as long as it would take to send them.
func (w *Worker) outdated(waiting []*ready) int {
	for n, r := range waiting {
		if l := w.Book.key(r.Campaign); l != nil && l.Epoch == r.Epoch {
			return n
		}
	}
	return len(waiting)
}

// more waits for a letter when there is none, and adds what is there already.
func more(prepared <-chan *ready, waiting []*ready) []*ready {
	if len(waiting) == 0 {
		if r, ok := <-prepared; ok {
			waiting = append(waiting, r)
		}
	}
	for len(waiting) < cap(prepared) {
		select {
		case r, ok := <-prepared:
			if !ok {
				return waiting
			}
			waiting = append(waiting, r)
		default:
			return waiting
		}
	}
	return waiting
}
