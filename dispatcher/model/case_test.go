package model

import "github.com/owabi/owabi/dispatcher"

// Case is a case as the store keeps it (store/lua/_case.lua), without what no
// rule looks at: times are one bit each, counters and events are left out.
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
	said           result // what the operator said
	review         bool
	listed         bool // stands in the set of reviews
	waited         bool // the way's waiting time is over since it was made

	// What the world outside knows; no script reads it.
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

// token tells whose claim or offer it is: a worker's or an operator's, by
// number, or that of somebody who is gone.
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

const (
	positive = dispatcher.FactHandedOver | dispatcher.FactDelivered | dispatcher.FactAcknowledged | dispatcher.FactSpoken
	negative = dispatcher.FactBounced | dispatcher.FactNotAccepted
)

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

// add opens a slot.
func (c *Case) add(x Slot) {
	for i := range c.slots {
		if c.slots[i].seq == 0 {
			c.slots[i] = x
			return
		}
	}
	panic("model: a case has more slots than its plan has ways")
}

// drop: the slot goes with its handle.
func (c *Case) drop(seq uint8) {
	for i := range c.slots {
		if c.slots[i].seq == seq {
			copy(c.slots[i:], c.slots[i+1:])
			c.slots[maxSlots-1] = Slot{}
			return
		}
	}
}

// dropAll drops the slots for which f holds.
func (c *Case) dropAll(f func(*Slot) bool) {
	for i := maxSlots - 1; i >= 0; i-- {
		if x := &c.slots[i]; x.seq != 0 && f(x) {
			c.drop(x.seq)
		}
	}
}

// cancel: what is on the wire stays.
func (c *Case) cancel() {
	c.dropAll(func(x *Slot) bool { return x.phase != claimed })
}

// opentry opens the attempt of a slot.
func (c *Case) opentry(x Slot) *Attempt {
	for i := range c.attempts {
		if t := &c.attempts[i]; t.seq == 0 {
			*t = Attempt{seq: x.seq, step: x.step, try: x.try, ch: x.ch}
			return t
		}
	}
	panic("model: a case has more attempts than the budgets allow")
}

// remove takes an attempt that burnt nothing out of the history.
func (c *Case) remove(seq uint8) {
	for i := range c.attempts {
		if c.attempts[i].seq == seq {
			copy(c.attempts[i:], c.attempts[i+1:])
			c.attempts[maxAttempts-1] = Attempt{}
			return
		}
	}
}

// made counts the attempts.
func (c *Case) made() (n int) {
	for _, t := range c.attempts {
		if t.seq != 0 {
			n++
		}
	}
	return n
}

// review and unreview go with the set of reviews.
func (c *Case) review(t *Attempt) { t.review, t.listed, c.replan = true, true, true }
func (t *Attempt) unreview()      { t.review, t.listed = false, false }

func (c *Case) inreview() bool {
	for _, t := range c.attempts {
		if t.review {
			return true
		}
	}
	return false
}

// ripe reports whether the planner would find the case by now.
func (c *Case) ripe() bool {
	if !c.planned || c.replan {
		return c.planned
	}
	for _, x := range c.slots {
		if x.phase == waiting && c.attempt(x.seq).waited || x.phase == listed && x.passed {
			return true
		}
	}
	return false
}
