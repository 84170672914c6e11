package dispatcher

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
)

// The properties of the policy, whatever happens to a case: random plans and
// random histories, with a store that applies each decision as the scripts do.
func TestPolicyProperties(t *testing.T) {
	t.Parallel()
	ends := map[Reach]int{}
	for seed := range uint64(2500) {
		r := rand.New(rand.NewPCG(seed, 1))
		ends[live(t, fmt.Sprintf("seed %d", seed), r.IntN)]++
	}
	for _, r := range []Reach{Reached, Unreachable, InProgress} { // in progress: a review is left
		if ends[r] == 0 {
			t.Errorf("no history ended %v: the generator does not reach it", r)
		}
	}
}

func FuzzPolicy(f *testing.F) {
	f.Add([]byte("a plan and a history"))
	f.Add([]byte{0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
	f.Add([]byte("0\xf7\xf7\xf7\xf7\xf7\xf7\xfa\x00\x00\xfa0\x000\xa7\xa7\xa7\xa7\xa700\x00\xf70\xff1")) // a resend and a dead end on one contact
	f.Fuzz(func(t *testing.T, script []byte) {
		r := rand.New(rand.NewPCG(1, 2)) // when the script is used up
		live(t, "script", func(n int) int {
			if len(script) == 0 {
				return r.IntN(n)
			}
			roll := int(script[0]) % n
			script = script[1:]
			return roll
		})
	})
}

// live takes one case through its plan and returns how it ended.
func live(t *testing.T, name string, roll func(int) int) Reach {
	t.Helper()
	w := newWorld(t, name, roll)
	for range 3000 {
		d := w.decide()
		w.apply(d)
		w.decideAgain(d)
		switch {
		case !w.ended(d):
			w.moves()
		case !w.happens():
			return w.c.Reach
		}
	}
	w.fail("the plan does not come to its end")
	return 0
}

// world is one case with everything that can happen to it.
type world struct {
	*testing.T
	name string
	roll func(int) int
	p    Policy
	a    Audience
	c    Case
	now  time.Time

	faults, humans, evidence, idle int // how often it may still happen
	again                          int // tries ordered again
}

func (w *world) fail(format string, args ...any) {
	w.Helper()
	w.Fatalf("%s, at %v: %s\naudience %+v\ncase %+v", w.name, w.now, fmt.Sprintf(format, args...), w.a, w.c)
}

func pick[T any](w *world, of ...T) T { return of[w.roll(len(of))] }

func newWorld(t *testing.T, name string, roll func(int) int) *world {
	w := &world{T: t, name: name, roll: roll, faults: 12, humans: 4, evidence: 5, idle: 5}
	w.p.Location = zone(t, pick(w, "Asia/Tokyo", "America/New_York"))
	w.now = moment(t, pick(w, "2026-11-20 17:00", "2026-03-06 22:00", "2026-04-28 09:00", "2026-10-30 03:00", "2026-12-26 12:34"), w.p.Location)
	w.p.Launched = w.now.Add(-time.Duration(roll(3)) * time.Hour)
	w.a = Audience{ReachedWhen: Grade(1 + roll(4)), Plan: Plan{make([]Step, 1+roll(3))}}
	if roll(4) == 0 {
		w.a.Start = w.now.Add(time.Duration(roll(100)) * time.Hour)
	}
	for i := range w.a.Plan.Steps {
		s := &w.a.Plan.Steps[i]
		s.After = pick(w, Span{}, Span{D: time.Hour}, Span{Days: 5})
		s.ReachedWhen = pick(w, NoEvidence, NoEvidence, HandedOver, Delivered)
		for _, n := range rand.New(rand.NewPCG(uint64(roll(100)), 3)).Perm(len(channels.All))[:1+roll(3)] {
			s.Ways = append(s.Ways, Way{Channel: channels.All[n], Tries: 1 + roll(4), Wait: pick(w, Span{D: 30 * time.Minute}, Span{D: 3 * time.Hour}, Span{Days: 2}),
				Hours:    pick(w, Hours{}, Hours{9 * 60, 20 * 60}, Hours{90, 150}, Hours{17 * 60, 17*60 + 1}),
				Weekdays: pick(w, Weekdays(0), 0b0111110, 0b1000001), Holidays: roll(2) == 0})
		}
	}
	w.c = Case{ID: "case", Members: 1, Active: 1, Contacts: Contacts{Emails: roll(3), Phones: roll(4), Mobiles: roll(2), Postal: roll(2)}}
	return w
}

// decide asks the policy, and checks everything that must hold of any answer.
func (w *world) decide() Decision {
	before := w.c
	before.Slots, before.Attempts = slices.Clone(w.c.Slots), slices.Clone(w.c.Attempts)
	d := w.p.Next(w.now, &w.a, &w.c)
	if !reflect.DeepEqual(before, w.c) {
		w.fail("the policy changed the case")
	}
	if again := w.p.Next(w.now, &w.a, &w.c); !reflect.DeepEqual(d, again) {
		w.fail("two answers to one question: %+v and %+v", d, again)
	}
	if d.Step < w.c.Step || d.Step > len(w.a.Plan.Steps) || d.Since.IsZero() {
		w.fail("from step %d to %d since %v", w.c.Step, d.Step, d.Since)
	}
	slots := w.meant(d)
	w.checkWhole(d, slots)
	for _, s := range slots {
		switch s.Phase {
		case Due, Held:
			if w.c.Open(s.Seq) == nil {
				w.checkDue(s)
			}
		case Waiting:
			x := w.c.Attempt(s.Seq)
			if x == nil || x.Channel != s.Channel || x.Step != s.Step || x.Try != s.Try || !s.Due.After(w.now) {
				w.fail("waits for %+v", s)
			}
		}
	}
	return d
}

// meant is the slots of a decision with the kept ones filled in.
func (w *world) meant(d Decision) []Slot {
	var all []Slot
	for _, x := range d.Slots {
		if x.Keep != 0 {
			s := w.c.Open(x.Keep)
			if s == nil {
				w.fail("keeps slot %d, which is not open", x.Keep)
			}
			all = append(all, *s)
			continue
		}
		all = append(all, Slot{Seq: x.Seq, Channel: x.Channel, Step: x.Step, Try: x.Try, Phase: x.Phase, Due: x.Due, Until: x.Until, Contact: x.Contact})
	}
	return all
}

func (w *world) checkWhole(d Decision, slots []Slot) {
	w.Helper()
	type place struct {
		step int
		ch   channels.Name
	}
	seen := map[place]bool{}
	claimed := 0
	for _, s := range slots {
		if seen[place{s.Step, s.Channel}] {
			w.fail("two slots for %s of step %d", s.Channel, s.Step)
		}
		seen[place{s.Step, s.Channel}] = true
		if s.Phase == Claimed {
			claimed++
		}
	}
	for _, s := range w.c.Slots {
		if s.Phase == Claimed {
			claimed--
		}
	}
	switch {
	case claimed != 0:
		w.fail("a claim is not kept: %+v", d)
	case d.Over && (len(slots) > 0 || d.Step < len(w.a.Plan.Steps) || w.c.Reach == Reached):
		w.fail("over too early: %+v", d)
	case w.c.Reach == Reached && slices.ContainsFunc(slots, func(s Slot) bool { return s.Phase != Claimed }):
		w.fail("goes on though reached: %+v", d)
	case w.c.Reach != Reached && !d.Over && len(slots) == 0:
		w.fail("not over, and nothing is open: %+v", d)
	}
}

// checkDue checks a try that is newly planned.
func (w *world) checkDue(s Slot) {
	w.Helper()
	way := w.way(s)
	contacts := w.c.Contacts.For(s.Channel)
	promised, promises := w.promised(s)
	if s.Contact < 0 || s.Contact >= contacts || s.Try < 1 || s.Try > way.Tries+contacts-1+promises {
		w.fail("%d tries, %d contacts and %d promises allow no %+v", way.Tries, contacts, promises, s)
	}
	if x := w.c.promise(); promised && x != nil && s.Due.Before(x.Again) {
		w.fail("before the time that was promised: %+v", s)
	}
	if s.Due.Before(w.now) || s.Due.Before(w.a.Start) {
		w.fail("too early: %+v", s)
	}
	if !w.allowed(way, s.Due) || s.Until.IsZero() != (way.Hours.Any() && way.Weekdays == 0 && way.Holidays) {
		w.fail("outside hours: %+v", s)
	}
	if !s.Until.IsZero() && (!s.Until.After(s.Due) || !w.allowed(way, s.Until.Add(-time.Second))) {
		w.fail("until the wrong time: %+v", s)
	}
	made, resend := false, false
	for _, x := range w.c.Attempts {
		if x.Channel == s.Channel && x.Step == s.Step && x.Try == s.Try {
			made, resend = true, x.Result == ResultAgain && x.Facts.Grade() == NoEvidence && x.Facts&FactBounced == 0
		}
	}
	if made && !resend {
		w.fail("a try is made again, and nobody ordered it: %+v", s)
	}
	if resend {
		return
	}
	if s.Step != max(s.Step, w.c.Step) && !promised {
		w.fail("a try of a step left behind: %+v", s)
	}
	wrong := map[int]bool{}
	for _, x := range w.c.Attempts {
		if x.Channel != s.Channel {
			continue
		}
		if x.Review && x.Step == s.Step && !promised {
			w.fail("a further try beside a review: %+v", s)
		}
		if x.Try > 0 && x.Result != ResultAgain && x.Result != ResultOpen {
			closed := x.Disposition == Refused || x.Disposition == Deceased // the number is right
			gone := x.Result == permanent
			if x.Facts&FactBounced != 0 {
				gone = x.Facts&FactNotAccepted == 0 // together they say that the contact is not to blame
			}
			wrong[x.Contact] = x.Facts.Grade() == NoEvidence && !closed && gone
		}
	}
	if wrong[s.Contact] {
		w.fail("a contact known to be wrong: %+v", s)
	}
}

// promised reports whether a slot is a call that was promised last, and how
// many were promised or ordered so far.
func (w *world) promised(s Slot) (is bool, promises int) {
	for _, x := range w.c.Attempts {
		if x.Channel == channels.Call && !x.Again.IsZero() {
			promises++
		}
	}
	calls := slices.DeleteFunc(slices.Clone(w.c.Attempts), func(x Attempt) bool { return x.Channel != channels.Call })
	return s.Channel == channels.Call && len(calls) > 0 && !calls[len(calls)-1].Again.IsZero(), promises
}

func (w *world) way(s Slot) *Way {
	for i, way := range w.a.Plan.Steps[s.Step].Ways {
		if way.Channel == s.Channel {
			return &w.a.Plan.Steps[s.Step].Ways[i]
		}
	}
	w.fail("the plan has no %s in step %d", s.Channel, s.Step)
	return nil
}

// allowed reads the clock on the wall.
func (w *world) allowed(way *Way, at time.Time) bool {
	d, _ := dayOf(at, w.p.Location)
	at = at.In(w.p.Location)
	minute := at.Hour()*60 + at.Minute()
	return way.Weekdays.Has(at.Weekday()) && (way.Holidays || !d.holiday()) &&
		(way.Hours.Any() || minute >= way.Hours.From && minute < way.Hours.To)
}

// apply makes the slots what the decision wants, as the store does.
func (w *world) apply(d Decision) {
	slots := w.meant(d)
	for i := range slots {
		if d.Slots[i].Keep == 0 && slots[i].Phase != Waiting {
			w.c.Seq++
			slots[i].Seq = w.c.Seq
		}
	}
	w.c.Slots, w.c.Step, w.c.Since = slots, d.Step, d.Since
	if d.Over && !w.c.InReview() && w.c.Reach < Reached {
		w.c.Reach = Unreachable
	}
}

// decideAgain checks that planning twice in a row changes nothing.
func (w *world) decideAgain(d Decision) {
	w.Helper()
	again := w.decide()
	bare := func(slots []Slot) []Slot {
		slots = slices.Clone(slots)
		for i := range slots {
			slots[i].Seq = 0
		}
		slices.SortFunc(slots, func(a, b Slot) int { return (a.Step-b.Step)*100 + int(a.Channel[0]) - int(b.Channel[0]) })
		return slots
	}
	if !reflect.DeepEqual(bare(w.c.Slots), bare(w.meant(again))) || again.Step != d.Step || !again.Since.Equal(d.Since) || again.Over != d.Over {
		w.fail("planned twice: %+v, then %+v", d, again)
	}
}

func (w *world) ended(d Decision) bool { return d.Over || w.c.Reach == Reached && len(w.c.Slots) == 0 }

// moves lets the next thing happen: one that may as well not, or a step along
// the plan.
func (w *world) moves() {
	if w.roll(3) == 0 && w.happens() {
		return
	}
	i := w.roll(len(w.c.Slots))
	s := &w.c.Slots[i]
	switch s.Phase {
	case Due:
		w.now = later(w.now, s.Due)
		s.Phase = pick(w, Listed, Claimed)
	case Listed:
		s.Phase = Offered
		if w.idle > 0 && w.roll(3) == 0 && !s.Until.IsZero() {
			w.idle--
			w.now, s.Phase = s.Until, Listed
		}
	case Offered:
		s.Phase = Claimed
		if w.idle > 0 && w.roll(3) == 0 {
			w.idle--
			s.Phase = Listed
		}
	case Waiting:
		w.now = later(w.now, s.Due)
	case Held:
		w.c.Soft = 0
		w.c.Slots = slices.Delete(w.c.Slots, i, i+1)
		return
	case Claimed:
		w.now = w.now.Add(time.Duration(w.roll(300)) * time.Second)
		w.record(i)
		return
	}
	if s.Phase == Claimed {
		w.c.Attempts = append(w.c.Attempts, Attempt{Seq: s.Seq, Channel: s.Channel, Step: s.Step, Try: s.Try, Contact: s.Contact, At: w.now, Last: w.now})
	}
}

// record closes the claim of slot i with a random outcome.
func (w *world) record(i int) {
	s := w.c.Slots[i]
	w.c.Slots = slices.Delete(w.c.Slots, i, i+1)
	x := w.c.Attempt(s.Seq)
	x.Last = w.now
	soft := Result(pick(w, channels.NotSent, channels.Throttled, channels.Technical))
	if w.faults > 0 && w.roll(4) == 0 && x.Facts == 0 {
		w.faults--
		if soft != Result(channels.NotSent) {
			w.c.Soft, w.c.SoftAt = w.c.Soft+1, w.now
		}
		w.c.Attempts = slices.DeleteFunc(w.c.Attempts, func(y Attempt) bool { return y.Seq == s.Seq })
		return
	}
	w.c.Soft = 0
	if s.Channel == channels.Call {
		x.Disposition = pick(w, Dispositions[:]...)
		var f Facts
		f, x.Result, _ = x.Disposition.Outcome()
		x.Facts |= f
		if x.Disposition == CallBack && w.humans > 0 {
			w.humans--
			x.Again = w.now.Add(time.Duration(w.roll(48)) * time.Hour)
		}
		x.Flags = pick(w, 0, 0, 0, FlagLetter, FlagLanguage|FlagComplaint)
	} else {
		x.Result = pick(w, ResultOK, ResultOK, temporary, permanent, uncertain)
		if x.Result == ResultOK {
			x.Facts |= FactHandedOver
		}
	}
	if x.Facts.Unclear() {
		x.Result = uncertain
	}
	if x.Result == uncertain {
		x.Review = x.Facts == 0 || x.Facts.Unclear()
	}
	w.settle()
}

// happens lets something happen that nobody planned, and reports whether
// anything may still happen.
func (w *world) happens() bool {
	switch w.roll(4) {
	case 0:
		if len(w.c.Attempts) > 0 && w.evidence > 0 {
			w.evidence--
			x := &w.c.Attempts[w.roll(len(w.c.Attempts))]
			x.Facts |= pick(w, FactDelivered, FactBounced, FactBounced, FactAcknowledged, FactVoid, FactNotAccepted, FactUnclear)
			x.Last = w.now
			switch {
			case x.Review && !x.Facts.Unclear(): // evidence settles it
				x.Review, x.Result = false, permanent
				if x.Facts.Grade() != NoEvidence {
					x.Result = ResultOK
				}
			case x.Facts.Unclear() && x.Result != ResultOpen && x.Result != ResultAgain: // or brings doubt
				x.Review, x.Result = true, uncertain
				w.c.Slots = slices.DeleteFunc(w.c.Slots, func(s Slot) bool {
					return s.Seq == x.Seq || s.Channel == x.Channel && s.Step == x.Step && s.Phase != Claimed
				})
			}
			w.settle()
			return true
		}
	case 1:
		for i := range w.c.Attempts {
			if x := &w.c.Attempts[i]; x.Review && w.humans > 0 {
				w.humans--
				x.Review, x.Last, x.Result = false, w.now, ResultAgain
				if w.roll(2) == 0 {
					x.Facts, x.Result = x.Facts|FactHandedOver|FactTaken, ResultOK
				} else {
					w.again++
				}
				if w.c.Reach == Unreachable {
					w.c.Reach = InProgress
				}
				w.settle()
				return true
			}
		}
	case 2:
		if w.idle > 0 {
			w.idle--
			w.now = w.now.Add(time.Duration(w.roll(240)) * time.Hour)
			return true
		}
	case 3:
		if w.humans > 0 {
			w.humans--
			w.c.Seq++
			w.c.Attempts = append(w.c.Attempts, Attempt{Seq: w.c.Seq, Channel: channels.Call, Step: w.c.Step, At: w.now, Last: w.now,
				Result: temporary, Disposition: CallBack, Again: w.now.Add(time.Hour)})
			if w.c.Reach == Unreachable {
				w.c.Reach = InProgress
			}
			return true
		}
	}
	return false
}

// settle derives the reach from the facts, as the store does.
func (w *world) settle() {
	reached := slices.ContainsFunc(w.c.Attempts, func(x Attempt) bool {
		return x.Facts.Grade() > NoEvidence && x.Facts.Grade() >= w.a.Need(x.Step)
	})
	switch {
	case reached:
		w.c.Reach = Reached
		w.c.Slots = slices.DeleteFunc(w.c.Slots, func(s Slot) bool { return s.Phase != Claimed })
	case w.c.Reach == Reached, w.c.Reach == Pending:
		w.c.Reach = InProgress
	}
}

// Another time of day never costs more than a day, never leaves the hours, and
// is never one that was used more.
func TestOtherTime(t *testing.T) {
	t.Parallel()
	loc := zone(t, "America/New_York")
	r := rand.New(rand.NewPCG(7, 7))
	from := moment(t, "2026-01-01 00:00", loc)
	moved := 0
	for range 20000 {
		w := Way{Channel: channels.Call, Hours: Hours{r.IntN(720), 721 + r.IntN(720)}, Weekdays: Weekdays(r.IntN(128)), Holidays: true}
		at := from.Add(time.Duration(r.IntN(365*24*60)) * time.Minute)
		used := [parts]int{r.IntN(3), r.IntN(3), r.IntN(3)}
		plain, _ := w.window(at, loc)
		got := w.otherTime(at, used, loc)
		start, _ := w.window(got, loc)
		if got.Before(plain) || got.After(Span{Days: 1}.Add(plain, loc)) || !start.Equal(got) || used[partOf(got, loc)] > used[partOf(plain, loc)] {
			t.Fatalf("way %+v, used %v, from %v: plain %v, got %v", w, used, at, plain, got)
		}
		if !got.Equal(plain) {
			moved++
		}
	}
	if moved == 0 {
		t.Error("no time was ever moved")
	}
}
