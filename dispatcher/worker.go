package dispatcher

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// Worker takes the jobs of one channel through steps 4 to 8 of the way of one
// job: consume, load, render, claim, send, record, ack. The stages overlap;
// between claim and record there are never more cases than the transport is
// wide, so a crash leaves no more than that in doubt.
type Worker struct {
	Name     string // of this worker, in the journal
	Channel  channels.Name
	Sender   channels.Sender
	Book     *Book
	Queue    Queue
	Register Register
	Ledger   Ledger
	Breaker  Breaker
	Stationery
	Lease time.Duration // of a claim, wall clock
	Log   *slog.Logger

	hold context.Context // for what must be heard or kept, also while Run is ending
}

// prepareAhead is how many letters are rendered before their claims.
const prepareAhead = 200

// drainTime bounds how long Run goes on after its end for the sake of what is
// in flight, while the store is away.
const drainTime = 20 * time.Second

// holding returns a context that outlives ctx by drainTime.
func holding(ctx context.Context) (context.Context, context.CancelFunc) {
	hold, release := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		late := time.AfterFunc(drainTime, release)
		context.AfterFunc(hold, func() { late.Stop() })
	})
	return hold, func() { stop(); release() }
}

// ready is a job whose letter is rendered and checked, on its way to the wire.
type ready struct {
	Delivery
	live    *Live
	rv      int64
	message channels.Message
	lang    string // of the message, where it is not its audience's

	claimed Case      // the state after the claim
	token   string    //
	asked   time.Time // when the claim was asked for, monotonic
}

// finished is a claim whose outcome is known.
type finished struct {
	*ready
	outcome Outcome
}

// Run works until ctx is done; then what is claimed is finished and recorded,
// and what is not is left to others.
func (w *Worker) Run(ctx context.Context) error {
	hold, release := holding(ctx)
	defer release()
	w.hold = hold
	_, byHand := w.Sender.(channels.ByHand)
	prepared := make(chan *ready, prepareAhead)
	var stages sync.WaitGroup
	stages.Go(func() {
		if byHand {
			w.list(ctx, prepared)
		} else {
			w.wire(ctx, w.paced(ctx, prepared))
		}
	})
	err := w.Queue.Consume(ctx, w.Channel, func(ctx context.Context, batch []Delivery) {
		for _, r := range w.prepare(ctx, batch) {
			select {
			case prepared <- r:
			case <-ctx.Done():
				return // not acked: it comes again, or its lease ends
			}
		}
	})
	close(prepared)
	stages.Wait()
	return err
}

// drop acks a job that is void. One to be rendered again is left: NATS or the
// relay brings it back.
func (w *Worker) drop(d Delivery, s ClaimStatus) {
	if s == ClaimReload {
		return
	}
	w.ack(d)
}

func (w *Worker) ack(d Delivery) {
	if err := d.Ack(); err != nil {
		w.Log.Warn("ack", "attempt", d.AttemptID.String(), "err", err)
	}
}

func byCampaign(batch []*ready) map[*Live][]*ready {
	groups := make(map[*Live][]*ready, 1)
	for _, r := range batch {
		groups[r.live] = append(groups[r.live], r)
	}
	return groups
}

// send puts one claimed letter on the wire, unless the campaign's control has
// changed meanwhile or this process slept through half of the lease.
func (w *Worker) send(ctx context.Context, r *ready) Outcome {
	o := Outcome{Campaign: r.Campaign, Case: r.Case, Seq: r.Seq, Channel: w.Channel, Token: r.token, Actor: w.Name}
	if l := w.Book.key(r.Campaign); l == nil || l.Epoch != r.Epoch || time.Since(r.asked) > w.Lease/2 || ctx.Err() != nil {
		o.At, o.Result = w.Clock.Now(), Result(channels.NotSent)
		return o
	}
	receipt, err := w.Sender.Send(ctx, r.message)
	o.At, o.Reference = w.Clock.Now(), receipt.Reference
	if err == nil {
		o.Facts, o.Result = FactHandedOver, ResultOK
		return o
	}
	kind := channels.KindOf(err)
	o.Result = Result(kind)
	if kind == channels.Temporary || kind == channels.Permanent {
		o.Facts = FactNotAccepted
	}
	w.Log.Info("not taken", "channel", w.Channel, "attempt", r.AttemptID.String(), "kind", kind, "err", err)
	return o
}
