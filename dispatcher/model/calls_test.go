package model

// The scripts of what people do: a contact is listed, offered to one operator,
// dialled, and reported.

// list: list.lua. Checked like a claim; no attempt is opened.
func (m *model) list(s *State, w *Worker) answer {
	x := s.c.slot(w.job.seq)
	if x == nil || x.phase != due || s.c.ended() {
		return refused
	}
	if a := m.check(s, x, w); a != granted {
		return a
	}
	x.phase, x.in = listed, list
	m.save(s)
	return granted
}

// offer: next.lua. offerable says what it looks for.
func (m *model) offer(s *State, seq uint8, who token) answer {
	x := s.c.slot(seq)
	if x.passed {
		m.again(s, seq)
		return replan
	}
	x.phase, x.in, x.token = offered, offers, who
	m.save(s)
	return granted
}

func (s *State) offerable(x *Slot) bool { return x.phase == listed && !s.shard.bars(call) }

// dial: dial.lua, the claim of a call. Everything is checked again.
func (m *model) dial(s *State, seq uint8, who token) answer {
	x := s.c.slot(seq)
	switch {
	case x == nil, x.token != who && m.holds(dialOnlyOwnOffer):
		return refused
	case x.phase == claimed:
		return granted
	case x.phase != offered, s.c.ended():
		return refused
	case x.passed && m.holds(dialAsksHours):
		m.again(s, seq)
		return replan
	case s.shard.bars(call) && m.holds(dialAsksPause):
		return later
	}
	x.phase, x.in = claimed, claims
	if s.c.attempt(seq) == nil {
		s.c.opentry(*x)
	}
	m.save(s)
	return granted
}

// lapse: lapse.lua. Nobody dialled.
func (m *model) lapse(s *State, seq uint8) {
	x := s.c.slot(seq)
	x.phase, x.in, x.token = listed, list, 0
	m.save(s)
}
