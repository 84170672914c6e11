package dispatcher

import "context"

// prepare loads the cases of a batch in one read and renders their letters.
// Nothing changes yet: a letter that cannot be rendered burns nothing. Jobs
// that are void are acked here.
func (w *Worker) prepare(ctx context.Context, batch []Delivery) []*ready {
	groups := map[string][]Delivery{}
	for _, d := range batch {
		groups[d.Campaign] = append(groups[d.Campaign], d)
	}
	var out []*ready
	for key, own := range groups {
		live := w.Book.key(key)
		if live == nil {
			if err := w.Book.Refresh(ctx); err != nil {
				w.Log.Error("read campaigns", "err", err)
				continue
			}
			if live = w.Book.key(key); live == nil {
				for _, d := range own {
					w.ack(d) // erased, or another installation's
				}
				continue
			}
		}
		out = append(out, w.prepareCampaign(ctx, live, own)...)
	}
	return out
}

func (w *Worker) prepareCampaign(ctx context.Context, live *Live, own []Delivery) []*ready {
	ids := make([]string, len(own))
	for i, d := range own {
		ids[i] = d.Case
	}
	loaded, err := w.Register.Load(ctx, live.Registered, ids)
	if err != nil {
		w.Log.Error("load", "campaign", live.ID, "err", err)
		return nil // not acked: they come again
	}
	var out []*ready
	for i, d := range own {
		if r := w.prepareOne(ctx, live, d, &loaded[i]); r != nil {
			out = append(out, r)
		}
	}
	return out
}

func (w *Worker) prepareOne(ctx context.Context, live *Live, d Delivery, l *Loaded) *ready {
	slot := l.Case.Open(d.Seq)
	if slot == nil || slot.Phase != Due || slot.Channel != w.Channel {
		w.ack(d) // someone was faster, or it is not wanted any more
		return nil
	}
	m, err := w.message(live, l, slot)
	if err != nil {
		w.spoilt(ctx, live, d, err)
		return nil
	}
	return &ready{Delivery: d, live: live, rv: l.Case.RV, message: m, lang: live.foreign(&l.Case, m.Lang)}
}

// spoilt stops the channel for the campaign: a letter that cannot be rendered
// or that the guard refuses is a fault of ours, and the next letter may have
// it too. The case stays due.
func (w *Worker) spoilt(ctx context.Context, live *Live, d Delivery, err error) {
	w.Log.Error("the letter is not fit to be sent; the channel is paused", "campaign", live.ID, "attempt", d.AttemptID.String(), "err", err)
	w.Breaker.Open(ctx, live, w.Channel, StopUnfit.with(err.Error()))
	w.ack(d) // its lease ends, and it waits for the channel
}
