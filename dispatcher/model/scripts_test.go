package model

import "github.com/owabi/owabi/dispatcher"

// scripts are the transitions of the store, one method a file of store/lua.
type scripts interface {
	due(s *State, seq uint8)                      // due.lua
	release(s *State, seq uint8)                  // release.lua
	planCase(s *State, d decision, early bool)    // plan.lua
	claim(s *State, w *Worker, mine token) answer // claim.lua
	list(s *State, w *Worker) answer              // list.lua
	offer(s *State, seq uint8, who token) answer  // next.lua
	dial(s *State, seq uint8, who token) answer   // dial.lua
	lapse(s *State, seq uint8)                    // lapse.lua
	record(s *State, o outcome)                   // record.lua
	expire(s *State, seq uint8)                   // expire.lua
	resolve(s *State, seq uint8, verdict result)  // resolve.lua
	withdraw(s *State, mask uint8)                // withdraw.lua
	control(s *State, r Record)                   // control.lua
}

// answer is dispatcher.ClaimStatus.
type answer uint8

const (
	granted answer = iota
	refused        // "gone"
	later
	replan
	reload
)

// start is a case just opened: open.lua.
func (m *model) start() State {
	s := State{left: m.budget}
	s.c.active, s.c.rv, s.c.replan, s.c.planned = 1<<m.plan.members-1, 1, true, true
	return s
}

// due lends the slot to the relay. lendable says what due.lua finds.
func (m *model) due(s *State, seq uint8) {
	s.c.slot(seq).in = leased
	if !m.holds(takingIsLending) {
		s.c.slot(seq).in = nowhere
	}
}

func (s *State) lendable(x *Slot) bool {
	return x.phase == due && x.in == timer && !s.shard.bars(x.ch) && !s.ahead(x)
}

// ahead reports whether the hours of the slot are still to begin.
func (s *State) ahead(x *Slot) bool { return s.shut && !x.passed }

// release: the lease has ended; what was not claimed is due again.
func (m *model) release(s *State, seq uint8) {
	s.c.slot(seq).in = timer
	if !m.holds(leaseEndsInDue) {
		s.c.slot(seq).in = nowhere
	}
}

// planCase: plan.lua. A decision made from another version changes nothing, so
// the moves make one only from this very state. An early one was made before
// the hours ended.
func (m *model) planCase(s *State, d decision, early bool) {
	if s.c.ended() {
		s.c.planned = false
		return
	}
	m.apply(s, d)
	if early {
		s.pass()
	}
	m.save(s)
}

// claim: claim.lua. The same token asking again gets the same answer.
func (m *model) claim(s *State, w *Worker, mine token) answer {
	x := s.c.slot(w.job.seq)
	if x == nil && !m.holds(claimNamesTheAttempt) {
		x = s.c.onChannel(w.job.ch)
	}
	if x == nil {
		return refused
	}
	if x.phase == claimed && x.token == mine {
		w.seq, w.fresh = x.seq, true
		return granted
	}
	if !m.claimable(&s.c, x) {
		return refused
	}
	if a := m.check(s, x, w); a != granted {
		return a
	}
	x.phase, x.in, x.token = claimed, claims, mine
	if s.c.attempt(x.seq) == nil {
		s.c.opentry(*x)
	}
	m.save(s)
	w.seq, w.fresh = x.seq, true
	return granted
}

func (m *model) claimable(c *Case, x *Slot) bool {
	if c.ended() && m.holds(claimAsksReach) {
		return false
	}
	return x.phase == due || x.phase == claimed && !m.holds(claimOnlyDue)
}

// check is what claim.lua and list.lua have in common: hours, control, and
// what was rendered.
func (m *model) check(s *State, x *Slot, w *Worker) answer {
	switch {
	case x.passed && m.holds(claimAsksHours) && m.holds(passedIsPlanned):
		m.again(s, x.seq)
		return replan
	case x.passed && m.holds(claimAsksHours),
		s.ahead(x) && m.holds(claimAsksHours),
		s.shard.bars(x.ch) && m.holds(claimAsksPause),
		w.job.old && m.holds(claimAsksEpoch):
		x.in = timer
		return later
	case s.c.rv != w.rv && m.holds(claimAsksVersion):
		return reload
	}
	return granted
}

// again drops a slot, and has the case planned again.
func (m *model) again(s *State, seq uint8) {
	s.c.drop(seq)
	s.c.replan = true
	m.save(s)
}

func (c *Case) onChannel(ch channel) *Slot {
	for i := range c.slots {
		if c.slots[i].ch == ch {
			return &c.slots[i]
		}
	}
	return nil
}

// expire: expire.lua.
func (m *model) expire(s *State, seq uint8) {
	c, x, t := &s.c, *s.c.slot(seq), s.c.attempt(seq)
	c.drop(seq)
	c.replan = true
	switch {
	case t.facts != 0 && !m.unclear(t.facts) && m.holds(factsSettleExpiry):
		t.result = ok
		if t.facts&dispatcher.FactBounced != 0 {
			t.result = permanent
		}
	case x.ch == call && !m.holds(lapsedDialIsReviewed):
		x.phase, x.token, x.in = listed, 0, list
		c.add(x)
	case x.ch != call && !m.holds(expiredIsReviewed):
		x.phase, x.token, x.in = due, 0, timer
		c.add(x)
	default:
		t.result = uncertain
		c.review(t)
	}
	m.settle(c)
	m.save(s)
}

// resolve: resolve.lua; the verdict is ok for "handed over", again for "send
// again".
func (m *model) resolve(s *State, seq uint8, verdict result) {
	c, t := &s.c, s.c.attempt(seq)
	t.unreview()
	t.result = verdict
	if verdict == ok {
		t.facts |= dispatcher.FactHandedOver | dispatcher.FactTaken
	}
	c.replan = true
	if c.reach == dispatcher.Unreachable {
		c.reach = dispatcher.InProgress
	}
	m.settle(c)
	m.save(s)
}

// withdraw: withdraw.lua.
func (m *model) withdraw(s *State, mask uint8) {
	c := &s.c
	c.active &^= mask
	if m.holds(withdrawalVoidsLetters) {
		c.rv++
	}
	if c.active == 0 {
		c.reach, c.replan = dispatcher.Withdrawn, false
		if m.holds(withdrawalCancels) {
			c.cancel()
		}
	}
	m.save(s)
}
