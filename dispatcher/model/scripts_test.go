package model

import "github.com/owabi/owabi/dispatcher"

// One method a script, named like it; the comment names the file it follows.
// Each returns what the script answers.

type answer uint8

const (
	granted answer = iota
	refused        // "gone"
	later
	replan
	reload
)

// due: store/lua/due.lua. Lends slot seq to the relay.
func (m *model) due(s *State, seq uint8) {
	x := s.c.slot(seq)
	x.in = leased
	if !m.holds(takingIsLending) {
		x.in = nowhere
	}
}

// release: store/lua/release.lua. The lease of slot seq has ended.
func (m *model) release(s *State, seq uint8) {
	x := s.c.slot(seq)
	x.in = timer
	if !m.holds(leaseEndsInDue) {
		x.in = nowhere
	}
}

// lendable is what due.lua finds: the slot is on its timer, and its time has
// come.
func (s *State) lendable(x *Slot) bool {
	return x.phase == due && x.in == timer && !s.paused && !s.ahead(x)
}

// ahead reports whether the hours of the slot are still to begin.
func (s *State) ahead(x *Slot) bool { return s.shut && !x.passed }

// plan: store/lua/plan.lua. A decision made from an earlier version changes
// nothing, so only one made from this very state is worth following.
func (m *model) planCase(s *State, d decision) {
	if s.c.ended() {
		s.c.planned = false
		return
	}
	m.apply(s, d)
	m.save(s)
}

// claim: store/lua/claim.lua. The job names the attempt; mine is the token.
func (m *model) claim(s *State, w *Worker, mine token) answer {
	x := s.c.slot(w.job.seq)
	if x == nil && !m.holds(claimNamesTheAttempt) {
		x = s.c.onChannel(w.job.ch)
	}
	if x == nil {
		return refused
	}
	if x.phase == claimed && x.token == mine {
		w.seq = x.seq
		return granted
	}
	if x.phase != due && (x.phase != claimed || m.holds(claimOnlyDue)) || s.c.ended() && m.holds(claimAsksReach) {
		return refused
	}
	if a := m.checked(s, x, w); a != granted {
		return a
	}
	x.phase, x.in, x.token = claimed, claims, mine
	w.seq = x.seq
	if s.c.attempt(x.seq) == nil {
		s.c.opentry(*x)
	}
	m.save(s)
	w.fresh = true
	return granted
}

// checked is what claim.lua and list.lua have in common: hours, control, and
// what was rendered.
func (m *model) checked(s *State, x *Slot, w *Worker) answer {
	if x.passed && m.holds(claimAsksHours) {
		if !m.holds(passedIsPlanned) {
			x.in = timer
			return later
		}
		s.c.drop(x.seq)
		s.c.replan = true
		m.save(s)
		return replan
	}
	if s.paused && m.holds(claimAsksPause) || w.job.old || s.ahead(x) && m.holds(claimAsksHours) {
		if x.in == leased {
			x.in = timer
		}
		return later
	}
	if s.c.rv != w.rv && m.holds(claimAsksVersion) {
		return reload
	}
	return granted
}

func (c *Case) onChannel(ch channel) *Slot {
	for i := range c.slots {
		if c.slots[i].ch == ch {
			return &c.slots[i]
		}
	}
	return nil
}

// outcome is an item of record.lua.
type outcome struct {
	seq    uint8
	ch     channel
	token  token // 0: from outside
	facts  dispatcher.Facts
	result result
	disp   result
	fresh  bool // made from this very version, with what follows from it
}

// record: store/lua/record.lua.
func (m *model) record(s *State, o outcome) {
	c := &s.c
	t := c.attempt(o.seq)
	fresh := t == nil
	if fresh {
		if o.token != 0 && o.facts == 0 && m.holds(repeatOpensNothing) {
			return
		}
		t = m.unknown(s, o)
	}
	if !m.accepts(c, t, o) {
		return
	}
	before := t.facts
	t.facts |= o.facts
	grew, seq, late := t.facts != before, t.seq, false
	x := c.slot(seq)
	switch {
	case x != nil && x.phase == claimed && (o.token != 0 && x.token == o.token || o.disp != open):
		m.close(c, t, o.result)
		t = c.attempt(seq)
	case t.review && (m.holds(lateSettles) || o.token != 0):
		if late = m.settled(c, t, o.result); !late {
			return
		}
	case fresh:
		c.soft = 0
	case !grew && (o.disp == open || o.disp == t.disp):
		return
	case x != nil && x.phase == waiting && o.facts&dispatcher.FactBounced != 0:
		c.drop(seq)
		c.replan = true
	}
	if t != nil {
		m.after(c, t, o, grew)
	}
	m.settle(c)
	m.follow(s, o, late)
	m.save(s)
}

// accepts says what the real script never refuses: it is there for the rules
// that are switched off.
func (m *model) accepts(c *Case, t *Attempt, o outcome) bool {
	x := c.slot(t.seq)
	mine := x != nil && x.phase == claimed && x.token == o.token
	switch {
	case o.token != 0 && !mine && !m.holds(lateOutcomeCounts):
		return false
	case o.token != 0 && !o.fresh && !m.holds(versionRefusesNothing):
		return false
	case o.token == 0 && o.disp == open && x != nil && x.phase == claimed && !m.holds(factsAlways):
		return false
	}
	return true
}

// after is what a record does to its attempt in any case.
func (m *model) after(c *Case, t *Attempt, o outcome, grew bool) {
	if o.disp != open {
		t.disp = o.disp
	}
	if grew && o.facts&positive != 0 && m.holds(evidenceDropsResend) {
		c.dropresend(t)
	}
}

// follow applies what follows by the policy, if it was decided from this very
// version. An outcome that reaches the person has nothing that follows.
func (m *model) follow(s *State, o outcome, late bool) {
	if s.c.ended() || o.token == 0 || m.reaches(o) {
		return
	}
	switch {
	case o.fresh:
		m.apply(s, m.decide(&s.c))
	case !m.holds(decisionNeedsVersion) && s.snap != (Case{}):
		m.apply(s, m.decide(&s.snap))
	case !late:
		s.c.replan = true
	}
}

func (m *model) reaches(o outcome) bool {
	g := o.facts.Grade()
	return g != dispatcher.NoEvidence && g >= m.plan.audience.ReachedWhen
}

// close: store/lua/record.lua, close.
func (m *model) close(c *Case, t *Attempt, r result) {
	c.drop(t.seq)
	c.replan = true
	switch {
	case t.facts&positive != 0 && m.holds(receiptMayComeFirst):
		r = ok
	case r == uncertain && t.facts != 0 && m.holds(bounceMayComeFirst):
		r = permanent
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

// settled: store/lua/record.lua, settled.
func (m *model) settled(c *Case, t *Attempt, r result) bool {
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

// dropresend: store/lua/record.lua, dropresend.
func (c *Case) dropresend(t *Attempt) {
	seq, step, try, ch := t.seq, t.step, t.try, t.ch
	for i := maxSlots - 1; i >= 0; i-- {
		x := c.slots[i]
		if x.seq != seq && x.ch == ch && x.step == step && x.try == try && (x.phase == due || x.phase == listed) {
			c.drop(x.seq)
			c.replan = true
		}
	}
}

// unknown: store/lua/record.lua, unknown.
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
	t.result = o.result
	if t.result == open {
		t.result = ok
	}
	return t
}

// expire: store/lua/expire.lua.
func (m *model) expire(s *State, seq uint8) {
	c := &s.c
	x := *c.slot(seq)
	t := c.attempt(seq)
	c.drop(seq)
	c.replan = true
	switch {
	case t.facts != 0 && m.holds(factsSettleExpiry):
		t.result = ok
		if t.facts&dispatcher.FactBounced != 0 {
			t.result = permanent
		}
	case x.ch == call && !m.holds(lapsedDialIsReviewed), x.ch != call && !m.holds(expiredIsReviewed):
		x.phase, x.token, x.in = due, 0, timer
		if x.ch == call {
			x.phase, x.in = listed, list
		}
		c.add(x)
	default:
		t.result = uncertain
		c.review(t)
	}
	m.settle(c)
	m.save(s)
}

// resolve: store/lua/resolve.lua.
func (m *model) resolve(s *State, seq uint8, verdict result) {
	c := &s.c
	t := c.attempt(seq)
	t.unreview()
	t.result = verdict
	if verdict == ok {
		t.facts |= dispatcher.FactHandedOver
	}
	c.replan = true
	if c.reach == dispatcher.Unreachable {
		c.reach = dispatcher.InProgress
	}
	m.settle(c)
	m.save(s)
}

// withdraw: store/lua/withdraw.lua.
func (m *model) withdraw(s *State, mask uint8) {
	c := &s.c
	c.active &^= mask
	if m.holds(withdrawalVoidsLetters) {
		c.rv++
	}
	if c.active == 0 {
		c.reach = dispatcher.Withdrawn
		c.replan = false
		if m.holds(withdrawalCancels) {
			c.cancel()
		}
	}
	m.save(s)
}

// control: store/lua/control.lua. Every change raises the epoch, so the jobs
// that are out are of an earlier one.
func (m *model) control(s *State, paused bool) {
	s.paused = paused
	for i := range s.nats {
		s.nats[i].old = s.nats[i].seq != 0 || s.nats[i].ch != none
	}
	s.relay.job.old = s.relay.busy
	for k := range s.workers {
		if s.workers[k].phase != idle {
			s.workers[k].job.old = true
		}
	}
}
