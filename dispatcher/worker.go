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
	width := 1
	if wide, ok := w.Sender.(channels.Wide); ok {
		width = max(1, wide.Width())
	}
	_, byHand := w.Sender.(channels.ByHand)
	prepared := make(chan *ready, 2*width)
	var stages sync.WaitGroup
	stages.Go(func() {
		if byHand {
			w.list(ctx, prepared)
		} else {
			w.wire(ctx, prepared, width)
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

// wire claims, sends and records. A token of room stands for one claim between
// its request and its record.
func (w *Worker) wire(ctx context.Context, prepared <-chan *ready, width int) {
	room := make(chan struct{}, width)
	for range width {
		room <- struct{}{}
	}
	done := make(chan finished, width)
	var sends, records sync.WaitGroup
	records.Go(func() { w.record(done, room) })
	for {
		batch := gather(ctx, prepared, room)
		if len(batch) == 0 {
			break
		}
		for _, r := range w.claim(batch, room) {
			sends.Go(func() { done <- finished{r, w.send(ctx, r)} })
		}
	}
	sends.Wait()
	close(done)
	records.Wait()
}

// gather waits for a job and a place, and then a moment for more pairs of
// them, up to half the window. It returns nothing when there is nothing more
// to come.
func gather(ctx context.Context, prepared <-chan *ready, room chan struct{}) []*ready {
	var batch []*ready
	var late <-chan time.Time
	for len(batch) < max(1, cap(room)/2) {
		select {
		case <-room:
		case <-late:
			return batch
		case <-ctx.Done():
			return nil
		}
		select {
		case r, ok := <-prepared:
			if !ok {
				return batch
			}
			batch = append(batch, r)
		case <-late:
			room <- struct{}{}
			return batch
		case <-ctx.Done():
			return nil
		}
		if late == nil {
			late = time.After(gatherTime)
		}
	}
	return batch
}

// claim asks for a batch and returns what was granted. The others' jobs are
// void, or come again; their places are free.
func (w *Worker) claim(batch []*ready, room chan<- struct{}) []*ready {
	var granted []*ready
	for live, own := range byCampaign(batch) {
		claims := make([]Claim, len(own))
		asked := time.Now()
		for i, r := range own {
			r.token, r.asked = workerToken(), asked
			claims[i] = Claim{Job: r.Job, RV: r.rv, Token: r.token}
		}
		// Once asked for, a claim must be heard: shutting down waits for it.
		replies, err := w.Ledger.Claim(w.hold, w.Clock.Now(), live.Registered, w.Name, claims)
		if err != nil {
			w.Log.Error("claim", "campaign", live.ID, "err", err)
			give(room, len(own))
			continue
		}
		for i, r := range own {
			if replies[i].Status != ClaimGranted {
				w.drop(r.Delivery, replies[i].Status)
				room <- struct{}{}
				continue
			}
			r.claimed = replies[i].Case
			granted = append(granted, r)
		}
	}
	return granted
}

func give(room chan<- struct{}, n int) {
	for range n {
		room <- struct{}{}
	}
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

// Every claim and every record is synced to disk, so they are made for several
// cases at once: half the window, or what there is after a moment.
const gatherTime = 2 * time.Millisecond

// recordBatch bounds what one list call carries.
const recordBatch = 200

// record writes outcomes until done is closed, acks their jobs, and frees their
// places.
func (w *Worker) record(done <-chan finished, room chan<- struct{}) {
	for f := range done {
		batch := []finished{f}
		late := time.After(gatherTime)
	more:
		for len(batch) < max(1, cap(done)/2) {
			select {
			case f, ok := <-done:
				if !ok {
					break more
				}
				batch = append(batch, f)
			case <-late:
				break more
			}
		}
		w.settle(batch)
		give(room, len(batch))
	}
}

// settle records a batch. The outcomes exist nowhere else, so it goes on until
// they are kept, or the worker has ended for some time; what is lost then ends
// in review.
func (w *Worker) settle(batch []finished) {
	groups := map[*Live][]*finished{}
	for i := range batch {
		groups[batch[i].live] = append(groups[batch[i].live], &batch[i])
	}
	for live, own := range groups {
		now, outcomes := w.Clock.Now(), make([]Outcome, len(own))
		for i, f := range own {
			if err := live.decide(&f.claimed, &f.outcome, now); err != nil {
				w.Log.Error("decide", "attempt", f.AttemptID.String(), "err", err)
			}
			outcomes[i] = f.outcome
		}
		recorded, err := w.Ledger.Record(w.hold, now, live.Registered, outcomes)
		if err != nil {
			w.Log.Error("record", "campaign", live.ID, "err", err)
			continue
		}
		for i, f := range own {
			w.Breaker.Saw(live, w.Channel, f.outcome.Result)
			if recorded[i].Status == RecordUnknown {
				w.Log.Error("record: the case is not there", "attempt", f.AttemptID.String())
			}
			w.ack(f.Delivery)
		}
	}
}

// list puts contacts that people make on their list.
func (w *Worker) list(ctx context.Context, prepared <-chan *ready) {
	for r := range prepared {
		batch := []*ready{r}
	more:
		for len(batch) < recordBatch {
			select {
			case r, ok := <-prepared:
				if !ok {
					break more
				}
				batch = append(batch, r)
			default:
				break more
			}
		}
		for live, own := range byCampaign(batch) {
			w.listBatch(live, own)
		}
	}
}

func (w *Worker) listBatch(live *Live, own []*ready) {
	claims, checked := []Claim{}, []*ready{}
	for _, r := range own {
		if _, err := w.Sender.Send(w.hold, r.message); err != nil {
			w.refuse(r, err)
			continue
		}
		claims = append(claims, Claim{Job: r.Job, RV: r.rv})
		checked = append(checked, r)
	}
	replies, err := w.Ledger.List(w.hold, w.Clock.Now(), live.Registered, w.Name, claims)
	if err != nil {
		w.Log.Error("list", "campaign", live.ID, "err", err)
		return
	}
	for i, r := range checked {
		w.drop(r.Delivery, replies[i])
	}
}

// refuse records that a contact cannot be listed: a number that is none, say.
func (w *Worker) refuse(r *ready, err error) {
	if channels.KindOf(err) == channels.NotSent {
		return // we are stopping: the job comes again
	}
	o := Outcome{Campaign: r.Campaign, Case: r.Case, Seq: r.Seq, Channel: w.Channel, At: w.Clock.Now(), Facts: FactNotAccepted,
		Result: Result(channels.KindOf(err)), Actor: w.Name}
	if _, err := w.Ledger.Record(w.hold, o.At, r.live.Registered, []Outcome{o}); err != nil {
		w.Log.Error("record", "campaign", r.live.ID, "err", err)
		return
	}
	w.ack(r.Delivery)
}
