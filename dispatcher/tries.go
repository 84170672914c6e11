package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// next plans a way of the current step of which nothing is open, and reports
// false when the way is finished.
func (d *draft) next(w *Way) (Wanted, bool) {
	t := d.c.trail(d.Step, w.Channel)
	switch {
	case t.review || !d.c.reachable(w.Channel):
		return Wanted{}, false
	case t.last == nil:
		after := d.a.Plan.Steps[d.Step].After
		return d.try(w, t, 0, after.Add(d.Since, d.Location))
	}
	return d.follow(w, t)
}

// follow plans what follows the last try.
func (d *draft) follow(w *Way, t trail) (Wanted, bool) {
	from := t.last.At
	if w.Channel == channels.Letter { // it is claimed when it is printed, and waited for from when it was posted
		from = later(from, t.last.Last)
	}
	waited := w.Wait.Add(from, d.Location)
	left := t.used < w.Tries
	st := t.last.standing()
	if st == failed && d.c.Contacts.Retired(w.Channel, t.last.Contact) {
		st = deadEnd
	}
	switch {
	case !left && w.Channel == channels.Call && (st == deadEnd || st == failed): // a number that nobody has called is worth a try
		if contact, ok := d.c.untried(); ok {
			return d.try(w, t, contact, later(t.last.At, t.last.Last))
		}
	case st == deadEnd: // so is the next contact, also beyond the plan's number
		return d.try(w, t, t.last.Contact+1, later(t.last.At, t.last.Last))
	case st == failed:
		if left {
			return d.try(w, t, t.last.Contact, d.retry(w, waited))
		}
	case st == sent:
		if wait, ok := d.wait(t.last, waited); ok {
			return wait, true
		}
		if left {
			return d.try(w, t, t.last.Contact, waited)
		}
	}
	return Wanted{}, false
}

// wait waits for evidence of an attempt until the given moment, or until that
// of the slot that waits for it already; false when it has come.
func (d *draft) wait(x *Attempt, until time.Time) (Wanted, bool) {
	if s := d.c.Open(x.Seq); s != nil && s.Phase == Waiting {
		until = s.Due
	}
	w := Wanted{Channel: x.Channel, Step: x.Step, Try: x.Try, Contact: x.Contact, Phase: Waiting, Seq: x.Seq, Due: until}
	return w, d.now.Before(until)
}

// try wants the next try, not before from, by the contact given or the first
// after it that is not known to be wrong.
func (d *draft) try(w *Way, t trail, contact int, from time.Time) (Wanted, bool) {
	contact, ok := d.c.contact(w.Channel, contact)
	if !ok {
		return Wanted{}, false
	}
	return d.due(w, Wanted{Channel: w.Channel, Step: d.Step, Try: t.used + 1, Contact: contact, Due: from}), true
}

// repeat wants the same try once more, as soon as may be: a call not before the
// time that was promised since.
func (d *draft) repeat(w *Way, x *Attempt) Wanted {
	contact, from := min(x.Contact, d.c.Contacts.For(x.Channel)-1), later(x.At, x.Last)
	if p := d.c.promise(); p != nil && x.Channel == channels.Call {
		from = later(from, p.Again)
	}
	return d.due(w, Wanted{Channel: x.Channel, Step: x.Step, Try: x.Try, Contact: contact, Due: from})
}

// due moves a wanted try into the first hours allowed: not before now, the
// audience's start, or the end of a back-off.
func (d *draft) due(w *Way, x Wanted) Wanted {
	x.Phase = Due
	from := later(later(x.Due, d.now), d.a.Start)
	if wait, held := d.c.soft(); held {
		x.Phase = Held
	} else if wait > 0 {
		from = later(from, d.c.SoftAt.Add(wait))
	}
	x.Due, x.Until = w.window(from, d.Location)
	return x
}

// retry returns when to try again after a failure, not before from. A
// telephone is tried at another time of day.
func (d *draft) retry(w *Way, from time.Time) time.Time {
	if w.Channel != channels.Call {
		return from
	}
	var used [parts]int
	for i := range d.c.Attempts {
		x := &d.c.Attempts[i]
		if x.Step == d.Step && x.Channel == w.Channel && x.Try > 0 && x.standing() == failed {
			used[partOf(x.At, d.Location)]++
		}
	}
	return w.otherTime(from, used, d.Location)
}
