package dispatcher

import (
	"slices"

	"github.com/owabi/owabi/channels"
)

// promise returns the call in which another one was promised, or which a
// supervisor ordered to be followed by another one; nil when that was not the
// last word.
func (c *Case) promise() *Attempt {
	for i := len(c.Attempts) - 1; i >= 0; i-- {
		x := &c.Attempts[i]
		switch {
		case x.Channel != channels.Call || x.standing() == nothing:
		case x.Again.IsZero() || x.Result == ResultAgain || x.Review:
			return nil
		default:
			return x
		}
	}
	return nil
}

// promised wants the call that was promised and is not made yet, also when the
// tries of its way are used up, or the plan has left it behind.
func (d *draft) promised() {
	x, step := d.c.promise(), d.promiseStep()
	if step < 0 || d.calls() {
		return
	}
	t := d.c.trail(step, channels.Call)
	contact, ok := d.c.contact(channels.Call, x.Contact)
	if !ok {
		contact, ok = d.c.contact(channels.Call, 0)
	}
	if ok {
		d.Slots = append(d.Slots, d.due(d.way(step, channels.Call),
			Wanted{Channel: channels.Call, Step: step, Try: t.used + 1, Contact: contact, Due: x.Again}))
	}
}

// calls reports whether the draft holds a call.
func (d *draft) calls() bool {
	return slices.ContainsFunc(d.Slots, func(w Wanted) bool {
		s := d.c.Open(w.Keep)
		return w.Channel == channels.Call || w.Keep != 0 && s != nil && s.Channel == channels.Call
	})
}

// promiseStep is the step by whose way a promised call is made: the one in which
// it was promised where that has calls, else the last one before it that has,
// else the first after it; -1 when the plan has none.
func (d *draft) promiseStep() int {
	x := d.c.promise()
	if x == nil {
		return -1
	}
	for step := min(x.Step, len(d.a.Plan.Steps)-1); step >= 0; step-- {
		if d.way(step, channels.Call) != nil {
			return step
		}
	}
	return slices.IndexFunc(d.a.Plan.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.Ways, func(w Way) bool { return w.Channel == channels.Call })
	})
}
