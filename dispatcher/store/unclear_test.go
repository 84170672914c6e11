package store

import (
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

const unclear = dispatcher.FactUnclear

// says lets the provider speak about the one attempt.
func (w *world) says(f dispatcher.Facts) dispatcher.RecordStatus {
	w.Helper()
	return w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Channel: channels.SMS, Facts: f, Actor: "provider"}).Status
}

// TestNobodyKnows: whatever comes first, the attempt ends in the same place.
func TestNobodyKnows(t *testing.T) {
	const handed, delivered, bounced, refused = dispatcher.FactHandedOver, dispatcher.FactDelivered, dispatcher.FactBounced, dispatcher.FactNotAccepted
	steps := map[string]func(*world){
		"sent": func(w *world) {
			w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: handed, Result: "ok"})
		},
		"lost":    func(w *world) { w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Result: "uncertain"}) },
		"taken":   func(w *world) { w.says(handed) },
		"unclear": func(w *world) { w.says(unclear) },
		"arrived": func(w *world) { w.says(handed | delivered) },
		"bounced": func(w *world) { w.says(bounced) },
		"refused": func(w *world) { w.says(refused) },
		"expired": func(w *world) { w.expire() },
		"human":   func(w *world) { w.resolve(dispatcher.TakeAsHandedOver) },
		"ordered": func(w *world) { w.resolve(dispatcher.SendAgain) },
	}
	for order, c := range map[string]struct {
		review int
		reach  dispatcher.Reach
	}{
		"sent unclear":                       {1, dispatcher.InProgress},
		"unclear sent":                       {1, dispatcher.InProgress},
		"sent taken unclear taken unclear":   {1, dispatcher.InProgress},
		"unclear lost":                       {1, dispatcher.InProgress},
		"lost unclear":                       {1, dispatcher.InProgress},
		"lost taken unclear":                 {1, dispatcher.InProgress},
		"lost unclear taken":                 {1, dispatcher.InProgress},
		"taken unclear expired":              {1, dispatcher.InProgress},
		"expired unclear sent":               {1, dispatcher.InProgress},
		"sent unclear arrived":               {0, dispatcher.Reached},
		"sent arrived unclear":               {0, dispatcher.Reached},
		"arrived unclear sent":               {0, dispatcher.Reached},
		"sent unclear bounced":               {0, dispatcher.InProgress},
		"bounced unclear sent":               {0, dispatcher.InProgress},
		"sent unclear refused":               {0, dispatcher.InProgress},
		"sent refused unclear":               {0, dispatcher.InProgress},
		"sent unclear human":                 {0, dispatcher.Reached},
		"sent unclear human unclear taken":   {0, dispatcher.Reached},
		"sent unclear ordered unclear taken": {0, dispatcher.InProgress},
		"lost ordered unclear":               {0, dispatcher.InProgress},
		"lost human unclear":                 {0, dispatcher.Reached},
	} {
		t.Run(order, func(t *testing.T) {
			w := newWorld(t, dispatcher.HandedOver)
			w.join("a", channels.SMS)
			w.ask(w.lend(channels.SMS), "w1")
			for _, step := range strings.Fields(order) {
				steps[step](w)
				w.sound()
			}
			w.wants("people in review", w.count("v"), c.review)
			got := w.state("a")
			w.wants("reach", got.Reach, c.reach)
			w.wants("planned again", got.Replan, c.reach != dispatcher.Reached)
			w.wants("slots", len(got.Slots), 0)
		})
	}
}

func (w *world) expire() {
	w.Helper()
	open, err := w.Claims(ctx(), w.r)
	must(w, err)
	_, err = w.Expire(ctx(), w.now, w.r, open)
	must(w, err)
}

func (w *world) resolve(v dispatcher.Verdict) {
	w.Helper()
	n, err := w.Resolve(ctx(), w.now, "human", w.r, []dispatcher.OpenClaim{{Case: "a", Seq: 1}}, v)
	must(w, err)
	w.wants("resolved", n, 1)
}

// TestNobodyKnowsAndTheNextTryIsDue: it is not made, and neither is evidence
// waited for.
func TestNobodyKnowsAndTheNextTryIsDue(t *testing.T) {
	for name, next := range map[string]dispatcher.Wanted{
		"due":     {Channel: channels.SMS, Try: 2, Phase: dispatcher.Due},
		"waiting": {Channel: channels.SMS, Try: 1, Phase: dispatcher.Waiting, Seq: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, dispatcher.Delivered)
			w.join("a", channels.SMS)
			w.ask(w.lend(channels.SMS), "w1")
			w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"})
			next.Due = w.now
			w.decide("a", dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{next}})
			w.wants("record", w.says(unclear), dispatcher.Applied)
			w.wants("once more", w.says(unclear), dispatcher.RecordDuplicate)
			c := w.state("a")
			w.wants("slots", len(c.Slots), 0)
			w.wants("planned again", c.Replan, true)
			w.wants("people in review", w.count("v"), 1)
			w.sound()
		})
	}
}

// TestNobodyKnowsOfOneWhoWasGivenUp: a case with a review is not at its end.
func TestNobodyKnowsOfOneWhoWasGivenUp(t *testing.T) {
	w := newWorld(t, dispatcher.Delivered)
	w.join("a", channels.SMS)
	w.ask(w.lend(channels.SMS), "w1")
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"})
	w.decide("a", dispatcher.Decision{Step: 1, Since: w.now, Over: true})
	w.wants("reach", w.state("a").Reach, dispatcher.Unreachable)
	w.says(unclear)
	w.wants("reach", w.state("a").Reach, dispatcher.InProgress)
	w.wants("people in review", w.count("v"), 1)
	w.sound()
}
