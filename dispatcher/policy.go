package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// Policy decides what happens next with a case. It is the only place where a
// retry, an escalation or the end of a plan is decided, and it does so from the
// case's history alone: the same history gives the same answer, whoever asks
// and in whatever order its facts arrived. It reads no clock and changes
// nothing.
type Policy struct {
	Location *time.Location // of the campaign: hours, dates and parts of the day are read by its clocks
	Launched time.Time      // when the campaign was launched; zero before that
}

// Next returns everything that shall be open for the case c of audience a from
// now on. c is the case after whatever has just been recorded.
func (p Policy) Next(now time.Time, a *Audience, c *Case) Decision {
	d := draft{Policy: p, now: now.Round(0), a: a, c: c} // Round: without the monotonic clock
	d.Step = max(0, min(c.Step, len(a.Plan.Steps)))
	d.Since = d.since()
	if c.settled(a) {
		d.keep(func(s *Slot) bool { return s.Phase == Claimed })
		return d.Decision
	}
	d.keep(d.stays)
	d.resend()
	d.promised()
	for d.Step < len(a.Plan.Steps) && d.step() {
		d.Step++
		d.Since = d.now
	}
	d.Over = d.Step == len(a.Plan.Steps) && len(d.Slots) == 0
	return d.Decision
}

// settled reports whether nobody is to be contacted any more: the case is
// withdrawn, or it is reached, which its own evidence says before the store has
// written it down.
func (c *Case) settled(a *Audience) bool {
	if c.Reach == Reached || c.Reach == Withdrawn {
		return true
	}
	for i := range c.Attempts {
		if g := c.Attempts[i].Facts.Grade(); g != NoEvidence && g >= a.Need(c.Attempts[i].Step) {
			return true
		}
	}
	return false
}

// draft is a decision in the making.
type draft struct {
	Policy
	Decision
	now time.Time
	a   *Audience
	c   *Case
}

// since returns when the case's step began: the first one with the launch.
func (d *draft) since() time.Time {
	switch {
	case d.c.Step == 0 && !d.Launched.IsZero():
		return d.Launched
	case d.c.Since.IsZero():
		return d.now
	}
	return d.c.Since
}

// keep keeps the open slots for which stays holds.
func (d *draft) keep(stays func(*Slot) bool) {
	for i := range d.c.Slots {
		if s := &d.c.Slots[i]; stays(s) {
			d.Slots = append(d.Slots, Wanted{Keep: s.Seq})
		}
	}
}

// stays reports whether an open slot is kept as it is. What is claimed always
// is. What lies with people is, unless its hours are over, nobody wants it any
// more, or its contact is gone or known to be wrong. Everything else is planned
// from the history.
func (d *draft) stays(s *Slot) bool {
	switch s.Phase {
	case Claimed:
		return true
	case Listed:
		if !s.Until.IsZero() && !d.now.Before(s.Until) {
			return false
		}
	case Held: // until a human has looked
		if _, held := d.c.soft(); !held {
			return false
		}
	case Offered:
	default:
		return false
	}
	if x := d.c.promise(); x != nil && s.Channel == channels.Call && d.now.Before(x.Again) && s.Due.Before(x.Again) {
		return false // not before the time that the person has named
	}
	return d.wants(s) && s.Contact < d.c.Contacts.For(s.Channel) && !d.c.dead(s.Channel, s.Contact)
}

// wants reports whether the plan still asks for the slot's try: its step is the
// current one, a human ordered it again or it was promised, and it was not made
// after all, as late evidence may say.
func (d *draft) wants(s *Slot) bool {
	if d.way(s.Step, s.Channel) == nil {
		return false
	}
	t := d.c.trail(s.Step, s.Channel)
	if t.again != nil {
		return t.again.Try == s.Try
	}
	if s.Try <= t.used {
		return false
	}
	if s.Channel == channels.Call && d.c.promise() != nil {
		return s.Step == d.promiseStep()
	}
	return s.Step == d.Step && d.c.reachable(s.Channel)
}

// step plans the ways of the current step and reports whether all of them are
// finished.
func (d *draft) step() (finished bool) {
	finished = true
	ways := d.a.Plan.Steps[d.Step].Ways
	for i := range ways {
		if d.open(d.Step, ways[i].Channel) || ways[i].Channel == channels.Call && d.c.promise() != nil && d.calls() {
			finished = false // one call after the other
		} else if w, ok := d.next(&ways[i]); ok {
			d.Slots = append(d.Slots, w)
			finished = false
		}
	}
	return finished
}

// resend wants what a human ordered again, of the current step and of those
// that the case has left behind.
func (d *draft) resend() {
	for i := range d.c.Attempts {
		x := &d.c.Attempts[i]
		w := d.way(x.Step, x.Channel)
		if w == nil || !d.c.reachable(x.Channel) || d.open(x.Step, x.Channel) {
			continue
		}
		if t := d.c.trail(x.Step, x.Channel); t.again != nil {
			d.Slots = append(d.Slots, d.repeat(w, t.again))
		}
	}
}

// open reports whether the draft holds a slot for the channel of the step.
func (d *draft) open(step int, ch channels.Name) bool {
	for i := range d.Slots {
		w := &d.Slots[i]
		if w.Step == step && w.Channel == ch {
			return true
		}
		if s := d.c.Open(w.Keep); w.Keep != 0 && s != nil && s.Step == step && s.Channel == ch {
			return true
		}
	}
	return false
}

// way returns the plan's way by the channel in the step, or nil.
func (d *draft) way(step int, ch channels.Name) *Way {
	if step < 0 || step >= len(d.a.Plan.Steps) {
		return nil
	}
	ways := d.a.Plan.Steps[step].Ways
	for i := range ways {
		if ways[i].Channel == ch {
			return &ways[i]
		}
	}
	return nil
}
