package dispatcher

import (
	"context"

	"github.com/owabi/owabi/channels"
)

// recordBatch bounds what one call carries.
const recordBatch = 200

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
		claims = append(claims, Claim{Job: r.Job, RV: r.rv, Lang: r.lang})
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
