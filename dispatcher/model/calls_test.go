package model

// The scripts of what people do by hand: a contact is listed, offered to one
// operator, dialled, and reported.

// list: store/lua/list.lua. Checked like a claim; no attempt is opened.
func (m *model) list(s *State, w *Worker) answer {
	x := s.c.slot(w.job.seq)
	if x == nil || x.phase != due || s.c.ended() {
		return refused
	}
	if a := m.checked(s, x, w); a != granted {
		return a
	}
	x.phase, x.in = listed, list
	m.save(s)
	return granted
}

// offerable is what next.lua looks for, a listed slot; whether it is offered or
// planned again is for offer to say.
func (s *State) offerable(x *Slot) bool {
	return x.phase == listed && !s.paused
}

// offer: store/lua/next.lua.
func (m *model) offer(s *State, seq uint8, who token) answer {
	x := s.c.slot(seq)
	if x.passed {
		s.c.drop(seq)
		s.c.replan = true
		m.save(s)
		return replan
	}
	x.phase, x.in, x.token = offered, offers, who
	m.save(s)
	return granted
}

// dial: store/lua/dial.lua. Everything is checked again.
func (m *model) dial(s *State, seq uint8, who token) answer {
	x := s.c.slot(seq)
	if x == nil {
		return refused
	}
	mine := x.token == who || !m.holds(dialOnlyOwnOffer)
	if x.phase == claimed && mine {
		return granted
	}
	if x.phase != offered || !mine || s.c.ended() {
		return refused
	}
	if x.passed && m.holds(dialAsksHours) {
		s.c.drop(seq)
		s.c.replan = true
		m.save(s)
		return replan
	}
	if s.paused && m.holds(dialAsksPause) {
		return later
	}
	x.phase, x.in = claimed, claims
	if s.c.attempt(seq) == nil {
		s.c.opentry(*x)
	}
	m.save(s)
	return granted
}

// lapse: store/lua/lapse.lua. Nobody dialled.
func (m *model) lapse(s *State, seq uint8) {
	x := s.c.slot(seq)
	x.phase, x.in, x.token = listed, list, 0
	m.save(s)
}
