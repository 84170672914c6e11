package model

import "github.com/owabi/owabi/dispatcher"

// outcome is an item of record.lua.
type outcome struct {
	seq    uint8
	ch     channel
	token  token // 0: from outside
	facts  dispatcher.Facts
	result result
	said   result // what an operator says
	fresh  bool   // what follows was decided from this very version
}

// record: record.lua, the one door. Facts are added always; what follows is
// applied only to the state that it was decided from.
func (m *model) record(s *State, o outcome) {
	c, t := &s.c, s.c.attempt(o.seq)
	fresh := t == nil
	if fresh {
		if o.token != 0 && o.facts == 0 && m.holds(repeatOpensNothing) {
			return
		}
		t = m.unknown(s, o)
	}
	if m.refuses(c.slot(t.seq), o) {
		return
	}
	grew := t.facts|o.facts != t.facts
	t.facts |= o.facts
	was := *t
	late, news := m.learn(c, t, o, fresh, grew)
	if !news {
		return
	}
	if t := c.attempt(was.seq); t != nil && o.said != open {
		t.said = o.said
	}
	if grew && o.facts&positive != 0 && !m.unclear(t.facts) && m.holds(evidenceDropsResend) {
		c.dropresend(was)
	}
	m.settle(c)
	m.follow(s, o, was, late)
	m.save(s)
}

// learn moves on the slot or the review of an attempt; it reports whether the
// claim had expired, and whether anything in the outcome was new.
func (m *model) learn(c *Case, t *Attempt, o outcome, fresh, grew bool) (late, news bool) {
	x := c.slot(t.seq)
	switch {
	case x != nil && x.phase == claimed && (o.token != 0 && x.token == o.token || o.said != open):
		m.close(c, t, o.result)
	case t.review && (o.token != 0 || m.holds(lateSettles)):
		late = m.settled(c, t, o.result)
		return late, late || grew
	case fresh:
		c.soft = 0
		if m.unclear(t.facts) {
			m.doubt(c, t)
		}
	case grew && o.facts&dispatcher.FactUnclear != 0 && m.unclear(t.facts):
		if (x == nil || x.phase != claimed) && t.result != again {
			m.doubt(c, t)
		}
	case !grew && (o.said == open || o.said == t.said):
		return false, false
	case grew && o.facts&negative != 0 && m.holds(badNewsIsPlanned):
		if x != nil && x.phase == waiting {
			c.drop(t.seq)
		}
		c.replan = true
	}
	return false, true
}

// refuses is what the real script never does: it stands for rules that are
// switched off.
func (m *model) refuses(x *Slot, o outcome) bool {
	open := x != nil && x.phase == claimed
	if o.token == 0 {
		return open && o.said == 0 && !m.holds(factsAlways)
	}
	mine := open && x.token == o.token
	return !mine && !m.holds(lateOutcomeCounts) || !o.fresh && !m.holds(versionRefusesNothing)
}

// follow applies what a worker decided with its outcome. An outcome that
// reaches the person has nothing that follows, and others leave it to the
// planner.
func (m *model) follow(s *State, o outcome, t Attempt, late bool) {
	if s.c.ended() || o.token == 0 || m.reaches(o.facts, t.step) {
		return
	}
	switch {
	case o.fresh:
		m.apply(s, m.decide(&s.c))
	case s.snapOf == o.token:
		m.apply(s, m.decide(m.predict(s.snap, o)))
	case !late:
		s.c.replan = true
	}
}

// predict: predict.go, the case as it will be after an outcome.
func (m *model) predict(c Case, o outcome) *Case {
	if t := c.attempt(o.seq); t != nil {
		t.facts |= o.facts
		m.close(&c, t, o.result)
	}
	return &c
}

// close ends a claim with its result.
func (m *model) close(c *Case, t *Attempt, r result) {
	c.drop(t.seq)
	c.replan = true
	switch {
	case t.facts&positive != 0 && m.holds(receiptMayComeFirst):
		r = ok
	case t.facts != 0 && !m.unclear(t.facts) && r == uncertain && m.holds(bounceMayComeFirst):
		r = permanent
	}
	if m.unclear(t.facts) {
		r = uncertain
	}
	t.result = r
	switch {
	case r == uncertain:
		c.review(t)
	case !r.burns():
		c.remove(t.seq)
		if r != notSent {
			c.soft++
		}
	default:
		c.soft = 0
	}
}

// unclear reports whether nobody knows what became of an attempt.
func (m *model) unclear(f dispatcher.Facts) bool { return f.Unclear() && m.holds(doubtIsReviewed) }

// doubt puts an attempt into review because who took it does not know whether
// it arrived.
func (m *model) doubt(c *Case, t *Attempt) {
	c.dropAll(func(x *Slot) bool {
		own, way := x.seq == t.seq, x.ch == t.ch && x.step == t.step
		return own && x.phase == waiting || !own && way && (x.phase == due || x.phase == listed) && m.holds(doubtDropsTries)
	})
	t.result = uncertain
	if c.reach == dispatcher.Unreachable {
		c.reach = dispatcher.InProgress
	}
	c.review(t)
}

// settled ends a review by what has come to be known.
func (m *model) settled(c *Case, t *Attempt, r result) bool {
	if m.unclear(t.facts) {
		return false
	}
	if r == open || r == uncertain {
		if t.facts == 0 {
			return false
		}
		r = permanent
		if t.facts&positive != 0 {
			r = ok
		}
	}
	t.unreview()
	t.result = r
	c.replan = true
	return true
}

// dropresend cancels a try that was ordered again and is not needed any more.
func (c *Case) dropresend(t Attempt) {
	c.dropAll(func(x *Slot) bool {
		resend := x.seq != t.seq && x.ch == t.ch && x.step == t.step && x.try == t.try && (x.phase == due || x.phase == listed)
		c.replan = c.replan || resend
		return resend
	})
}

// unknown opens an attempt that the store has not seen claimed.
func (m *model) unknown(s *State, o outcome) *Attempt {
	x := Slot{seq: o.seq, ch: o.ch, step: s.c.step}
	if open := s.c.slot(o.seq); open != nil {
		x = *open
		s.c.drop(o.seq)
		s.c.replan = true
	}
	if x.seq == 0 {
		x.seq = s.next()
	}
	t := s.c.opentry(x)
	if t.result = o.result; t.result == open {
		t.result = ok
	}
	return t
}
