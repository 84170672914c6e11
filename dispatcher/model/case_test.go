package model

import "github.com/owabi/owabi/dispatcher"

// Case is a case as the store keeps it (store/lua/_case.lua), without what
// no rule looks at: times are one bit each, counters and events are left out.
// Beside each slot and attempt stands the set of the shard that holds its
// handle, so that a script which forgets one is found out.
type Case struct {
	reach    dispatcher.Reach // pending is not told from in_progress
	step     uint8
	rv       uint8 // version of what is rendered
	active   uint8 // mask of members
	soft     uint8
	replan   bool
	planned  bool // stands in the planner's set
	slots    [maxSlots]Slot
	attempts [maxAttempts]Attempt
}

const (
	maxSlots    = 3
	maxAttempts = 7
)

// Slot is what is open on one channel of a step. Seq 0: nothing.
type Slot struct {
	seq, step, try uint8
	ch             channel
	phase          phase
	in             set
	token          token // of the claim; the operator, when it is offered or dialled
	passed         bool  // its hours are over
}

// Attempt is one try and what came of it. Seq 0: nothing.
type Attempt struct {
	seq, step, try uint8
	ch             channel
	facts          dispatcher.Facts
	result         result
	disp           result // what the operator said
	review         bool
	listed         bool // stands in the set of reviews
	waited         bool // the way's waiting time is over since it was made

	// What only the outside world knows; no script reads it.
	taken   uint8 // how often the other side took it
	ordered bool  // a human ordered the same try again
	known   bool  // somebody has reported a definite outcome
}

type channel uint8

const (
	none channel = iota
	email
	sms
	call
)

// phase is dispatcher.Phase in a byte.
type phase byte

const (
	due     phase = 'd'
	listed  phase = 'l'
	offered phase = 'o'
	claimed phase = 'c'
	waiting phase = 'w'
	held    phase = 'h'
)

// set is where a slot's handle lies.
type set byte

const (
	nowhere set = iota
	timer
	leased
	list
	offers
	claims
	heldSet
)

// token tells whose claim or offer it is: a worker or an operator by number,
// or somebody who is gone.
type token uint8

const gone token = 9

// result is dispatcher.Result in a byte.
type result uint8

const (
	open result = iota
	ok
	temporary
	permanent
	uncertain
	throttled
	notSent
	again
)

func (r result) burns() bool { return r != throttled && r != notSent && r != again }

const positive = dispatcher.FactHandedOver | dispatcher.FactDelivered | dispatcher.FactAcknowledged | dispatcher.FactSpoken

func (c *Case) ended() bool { return c.reach >= dispatcher.Reached }

func (c *Case) slot(seq uint8) *Slot {
	for i := range c.slots {
		if seq != 0 && c.slots[i].seq == seq {
			return &c.slots[i]
		}
	}
	return nil
}

func (c *Case) attempt(seq uint8) *Attempt {
	for i := range c.attempts {
		if seq != 0 && c.attempts[i].seq == seq {
			return &c.attempts[i]
		}
	}
	return nil
}

// next is a number that was never given out. The exploration renumbers, so
// only what is still named anywhere counts.
func (s *State) next() uint8 {
	n := uint8(0)
	for _, x := range s.c.slots {
		n = max(n, x.seq)
	}
	for _, x := range s.c.attempts {
		n = max(n, x.seq)
	}
	for _, w := range s.workers {
		n = max(n, w.job.seq, w.seq)
	}
	for _, o := range s.operators {
		n = max(n, o.seq)
	}
	for _, j := range s.nats {
		n = max(n, j.seq)
	}
	return max(n, s.relay.job.seq) + 1
}

// drop: store/lua/_case.lua, drop. The handle goes with the slot.
func (c *Case) drop(seq uint8) {
	for i := range c.slots {
		if c.slots[i].seq == seq {
			copy(c.slots[i:], c.slots[i+1:])
			c.slots[maxSlots-1] = Slot{}
			return
		}
	}
}

// cancel: store/lua/_case.lua, cancel. What is on the wire stays.
func (c *Case) cancel() {
	for i := maxSlots - 1; i >= 0; i-- {
		if s := c.slots[i]; s.seq != 0 && s.phase != claimed {
			c.drop(s.seq)
		}
	}
}

func (c *Case) add(x Slot) {
	for i := range c.slots {
		if c.slots[i].seq == 0 {
			c.slots[i] = x
			return
		}
	}
	panic("model: a case has more slots than the plan has ways")
}

func (c *Case) remove(seq uint8) {
	for i := range c.attempts {
		if c.attempts[i].seq == seq {
			copy(c.attempts[i:], c.attempts[i+1:])
			c.attempts[maxAttempts-1] = Attempt{}
			return
		}
	}
}

// opentry: store/lua/_case.lua, opentry.
func (c *Case) opentry(x Slot) *Attempt {
	for i := range c.attempts {
		if t := &c.attempts[i]; t.seq == 0 {
			*t = Attempt{seq: x.seq, step: x.step, try: x.try, ch: x.ch}
			return t
		}
	}
	panic("model: a case has more attempts than the budgets allow")
}

// wake: store/lua/_case.lua, wake. When the planner finds the case in its set
// is for ripe to say.
func (m *model) wake(c *Case) {
	c.planned = false
	if c.ended() {
		return
	}
	c.planned = c.replan
	for _, s := range c.slots {
		if s.phase == waiting || s.phase == listed && m.plan.hours {
			c.planned = true
		}
	}
}

// ripe reports whether the planner would find the case by now.
func (c *Case) ripe() bool {
	if !c.planned || c.replan {
		return c.planned
	}
	for _, s := range c.slots {
		if s.phase == waiting && c.attempt(s.seq).waited || s.phase == listed && s.passed {
			return true
		}
	}
	return false
}

// save: store/lua/_case.lua, save. The version moves on, so decisions made
// from what was there before are void.
func (m *model) save(s *State) {
	m.wake(&s.c)
	for k := range s.workers {
		s.workers[k].fresh = false
	}
}

// reached derives from the facts alone whether the person is reached.
func (m *model) reached(c *Case) bool {
	for _, t := range c.attempts {
		if g := t.facts.Grade(); t.seq != 0 && g != dispatcher.NoEvidence && g >= m.plan.audience.Need(int(t.step)) {
			return true
		}
	}
	return false
}

// settle: store/lua/_case.lua, settle.
func (m *model) settle(c *Case) {
	switch {
	case c.reach == dispatcher.Withdrawn:
	case m.reached(c):
		if c.reach != dispatcher.Reached {
			c.reach = dispatcher.Reached
			if m.holds(reachedCancels) {
				c.cancel()
			}
		}
		c.replan = false
	case c.reach == dispatcher.Reached:
		c.reach = dispatcher.InProgress
		c.replan = c.replan || m.holds(takenBackIsPlanned)
	}
}

// review: store/lua/_case.lua, review.
func (c *Case) review(t *Attempt) { t.review, t.listed, c.replan = true, true, true }

func (t *Attempt) unreview() { t.review, t.listed = false, false }

func (c *Case) inreview() bool {
	for _, t := range c.attempts {
		if t.review {
			return true
		}
	}
	return false
}

// apply: store/lua/_case.lua, apply.
func (m *model) apply(s *State, d decision) {
	c := &s.c
	for i := maxSlots - 1; i >= 0; i-- {
		if x := c.slots[i]; x.seq != 0 && x.phase != claimed && !d.keeps(x.seq) {
			c.drop(x.seq)
		}
	}
	for _, w := range d.slots {
		if w.keep != 0 || w.ch == none {
			continue
		}
		x := Slot{seq: w.seq, step: w.step, try: w.try, ch: w.ch, phase: w.phase}
		if x.phase != waiting {
			x.seq = s.next()
		}
		switch x.phase {
		case due:
			x.in = timer
		case held:
			x.in = heldSet
		}
		c.add(x)
	}
	c.step, c.replan = d.step, false
	if d.over && c.slots[0].seq == 0 && !c.inreview() && !c.ended() {
		c.reach = dispatcher.Unreachable
	}
}
