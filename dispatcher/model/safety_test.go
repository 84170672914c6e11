package model

import "github.com/owabi/owabi/dispatcher"

// violation says in words what must never be.
type violation string

const (
	fine             violation = ""
	toldTwice        violation = "one try was told twice, and no human ordered it"
	startedPaused    violation = "claimed after somebody was told that the campaign is paused"
	startedReached   violation = "claimed after the person was reached"
	startedShut      violation = "claimed out of hours"
	startedWithdrawn violation = "claimed with a withdrawn member in the letter"
	startedEnded     violation = "claimed after everybody was withdrawn"
	needlessResend   violation = "claimed again, though the first turned out to be handed over"
	blindResend      violation = "claimed again, though nobody knows what became of the first"
	inventedAttempt  violation = "an attempt stands in the history that nobody made"
	knownInReview    violation = "in review, though its outcome has been reported"
	noHandle         violation = "a slot, a review or an open case has no handle"
	pendingAtEnd     violation = "something is still pending of a case that is at its end"
	wrongReach       violation = "the reach is not what the facts say"
	givenUp          violation = "given up while something is under way or in review"
	stuck            violation = "stuck: without a further fault, nothing will ever settle the case"
)

// starting judges the claim of attempt seq, granted just now for a letter that
// names the members in mask. It looks at the world, not at what scripts look at.
func (m *model) starting(s *State, seq, mask uint8) violation {
	switch {
	case s.answered:
		return startedPaused
	case s.c.reach == dispatcher.Withdrawn:
		return startedEnded
	case m.reached(&s.c):
		return startedReached
	case s.shut:
		return startedShut
	case mask&^s.c.active != 0:
		return startedWithdrawn
	}
	return s.c.repeating(s.c.attempt(seq))
}

// repeating judges a claim by what was tried before on its way.
func (c *Case) repeating(x *Attempt) violation {
	for i := range c.attempts {
		t := &c.attempts[i]
		switch {
		case t.seq == 0 || t == x || t.ch != x.ch || t.step != x.step:
		case t.try == x.try && t.facts.Grade() != dispatcher.NoEvidence:
			return needlessResend
		case (t.review || t.facts.Unclear() && !t.ordered) && !c.ordered(x):
			return blindResend
		}
	}
	return fine
}

// ordered reports whether a human ordered the try of x once more.
func (c *Case) ordered(x *Attempt) bool {
	for _, t := range c.attempts {
		if t.ordered && t.ch == x.ch && t.step == x.step && t.try == x.try {
			return true
		}
	}
	return false
}

// telling lets the world outside take attempt seq, and judges it.
func (m *model) telling(s *State, seq uint8) violation {
	x := s.c.attempt(seq)
	x.taken++
	told, allowed := uint8(0), uint8(1)
	for _, t := range s.c.attempts {
		if t.seq != 0 && t.ch == x.ch && t.step == x.step && t.try == x.try {
			told += t.taken
			if t.ordered {
				allowed++
			}
		}
	}
	if told > allowed {
		return toldTwice
	}
	return fine
}

// sound judges a state by itself.
func (m *model) sound(c *Case) violation {
	switch reached := c.reach == dispatcher.Reached; {
	case c.reach != dispatcher.Withdrawn && reached != m.reached(c):
		return wrongReach
	case c.reach == dispatcher.Unreachable && (c.slots[0].seq != 0 || c.inreview()):
		return givenUp
	}
	return c.found()
}

// found judges whether everything open has the handle by which it is found, and
// nothing else is open.
func (c *Case) found() violation {
	handles := c.planned
	for i := range c.slots {
		x := &c.slots[i]
		switch {
		case x.seq == 0:
			continue
		case c.ended() && x.phase != claimed:
			return pendingAtEnd
		case !c.has(x):
			return noHandle
		}
		handles = true
	}
	for _, t := range c.attempts {
		switch {
		case t.review != t.listed:
			return noHandle
		case t.review && (t.known || t.facts != 0 && !t.facts.Unclear()):
			return knownInReview
		}
		handles = handles || t.review
	}
	if !c.ended() && (!handles || c.replan && !c.planned) {
		return noHandle
	}
	return fine
}

// has reports whether a slot has the handle of its phase.
func (c *Case) has(x *Slot) bool {
	switch x.phase {
	case due:
		return x.in == timer || x.in == leased
	case listed:
		return x.in == list
	case offered:
		return x.in == offers
	case claimed:
		return x.in == claims
	case held:
		return x.in == heldSet
	}
	return c.planned
}

// rests reports whether a case is where it may stay for ever: at its end, or
// at the end of its plan with only a review left.
func (m *model) rests(s *State) bool {
	c := &s.c
	return c.ended() || !c.replan && c.slots[0].seq == 0 && c.inreview() && int(c.step) == len(m.plan.audience.Plan.Steps)
}
