package model

import "github.com/owabi/owabi/dispatcher"

// What every script shares: the second half of store/lua/_case.lua.

// wake puts the case into the planner's set, or takes it out. Whether its
// moment has come is for ripe to say.
func (m *model) wake(c *Case) {
	c.planned = false
	if c.ended() {
		return
	}
	c.planned = c.replan
	for _, x := range c.slots {
		if x.phase == waiting || x.phase == listed && m.plan.hours {
			c.planned = true
		}
	}
}

// save: the version moves on, so decisions made from what was there before are
// void.
func (m *model) save(s *State) {
	m.wake(&s.c)
	for k := range s.workers {
		s.workers[k].fresh = false
	}
}

// settle derives the reach from the facts.
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

// reached reports whether the facts say that the person is reached.
func (m *model) reached(c *Case) bool {
	for i := range c.attempts {
		if t := &c.attempts[i]; t.seq != 0 && m.reaches(t.facts, t.step) {
			return true
		}
	}
	return false
}

func (m *model) reaches(f dispatcher.Facts, step uint8) bool {
	g := f.Grade()
	return g != dispatcher.NoEvidence && g >= m.plan.audience.Need(int(step))
}

// apply makes the slots what a decision wants.
func (m *model) apply(s *State, d decision) {
	c := &s.c
	c.dropAll(func(x *Slot) bool { return x.phase != claimed && !d.keeps(x.seq) })
	for _, w := range d.slots {
		if w.ch != none {
			c.add(s.wanted(w))
		}
	}
	c.step, c.replan = d.step, false
	if d.over && c.slots[0].seq == 0 && !c.inreview() && !c.ended() {
		c.reach = dispatcher.Unreachable
	}
}

// wanted is a new slot with its number and its handle.
func (s *State) wanted(w wanted) Slot {
	x := Slot{seq: w.seq, step: w.step, try: w.try, ch: w.ch, phase: w.phase}
	switch x.phase {
	case due:
		x.seq, x.in = s.next(), timer
	case held:
		x.seq, x.in = s.next(), heldSet
	}
	return x
}

// next is a number that nothing has. The store's numbers grow for ever; here
// they only have to differ from what is still named.
func (s *State) next() uint8 {
	n := uint8(0)
	s.seqs(func(seq *uint8) { n = max(n, *seq) })
	return n + 1
}
