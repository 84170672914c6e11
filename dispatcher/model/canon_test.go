package model

import (
	"slices"
)

// renaming says what canon did to the numbers of workers and operators.
type renaming struct{ workers, operators bool }

// canon gives states that differ in nothing that matters one form: attempt
// numbers are compared for being equal only, workers are alike, and a job or a
// memory that would be refused in any case is forgotten.
func (m *model) canon(s *State) renaming {
	slices.SortFunc(s.c.slots[:], func(a, b Slot) int { return slotRank(a) - slotRank(b) })
	m.forget(s)
	m.renumber(s)
	slices.SortFunc(s.nats[:], func(a, b Job) int { return jobRank(a) - jobRank(b) })
	return m.rename(s)
}

func slotRank(x Slot) int {
	if x.seq == 0 {
		return 1 << 20
	}
	return int(x.step)<<16 | int(x.ch)<<12 | int(x.phase)
}

func jobRank(j Job) int {
	if j.seq == 0 {
		return 1 << 20
	}
	r := int(j.seq) << 1
	if j.old {
		r++
	}
	return r
}

// forget drops what can make no difference any more.
func (m *model) forget(s *State) {
	for i := range s.nats {
		if m.void(s, s.nats[i]) {
			s.nats[i] = Job{}
		}
	}
	if m.void(s, s.relay.job) {
		s.relay = Relay{}
	}
	for k := range s.workers {
		m.forgetWorker(s, k)
	}
	for i := range s.c.slots {
		x := &s.c.slots[i]
		if x.phase != claimed && x.phase != offered {
			x.token = 0
		}
		x.passed = x.passed && x.phase != claimed && x.phase != waiting && x.phase != held
	}
	for i := range s.c.attempts {
		t := &s.c.attempts[i]
		x := s.c.slot(t.seq)
		t.known = t.known && (t.review || x != nil && x.phase == claimed)
	}
	if s.c.ended() && s.c.reach != 2 {
		s.left = Budget{crash: s.left.crash, lost: s.left.lost}
	}
}

// void reports whether a job can lead to nothing: prepare.go acks it unseen.
func (m *model) void(s *State, j Job) bool {
	x := s.c.slot(j.seq)
	return x == nil || x.phase != due && !m.anyOff()
}

func (m *model) forgetWorker(s *State, k int) {
	w := &s.workers[k]
	x := s.c.slot(w.job.seq)
	switch w.phase {
	case ready:
		lost := x == nil && m.holds(claimNamesTheAttempt)
		if lost || x != nil && !m.anyOff() && x.phase != due && (x.phase != claimed || x.token != worker(k)) {
			*w = Worker{}
		}
	case holding, done:
		w.rv, w.mask = 0, 0
		w.fresh = w.fresh && x != nil && x.phase == claimed
	}
}

// renumber gives the attempts that are still named the first numbers.
func (m *model) renumber(s *State) {
	var to [64]uint8
	n := uint8(0)
	number := func(seq uint8) {
		if seq != 0 && to[seq] == 0 {
			n++
			to[seq] = n
		}
	}
	s.seqs(func(seq *uint8) { number(*seq) })
	s.seqs(func(seq *uint8) { *seq = to[*seq] })
}

// seqs visits every attempt number that a state holds.
func (s *State) seqs(f func(*uint8)) {
	for _, c := range []*Case{&s.c, &s.snap} {
		for i := range c.attempts {
			f(&c.attempts[i].seq)
		}
		for i := range c.slots {
			f(&c.slots[i].seq)
		}
	}
	for i := range s.nats {
		f(&s.nats[i].seq)
	}
	f(&s.relay.job.seq)
	for k := range s.workers {
		f(&s.workers[k].job.seq)
		f(&s.workers[k].seq)
	}
	for k := range s.operators {
		f(&s.operators[k].seq)
	}
}

// rename orders workers and operators.
func (m *model) rename(s *State) (r renaming) {
	if r.workers = m.holds(tokenNamesTheClaim) && workerRank(s.workers[0]) > workerRank(s.workers[1]); r.workers {
		s.workers[0], s.workers[1] = s.workers[1], s.workers[0]
	}
	if r.operators = operatorRank(s.operators[0]) > operatorRank(s.operators[1]); r.operators {
		s.operators[0], s.operators[1] = s.operators[1], s.operators[0]
	}
	for i := range s.c.slots {
		x := &s.c.slots[i]
		if (x.token == 1 || x.token == 2) && (x.ch == call && r.operators || x.ch != call && r.workers) {
			x.token = 3 - x.token
		}
	}
	return r
}

func workerRank(w Worker) uint64 {
	r := uint64(w.phase)<<40 | uint64(w.job.seq)<<32 | uint64(w.seq)<<24 | uint64(w.rv)<<16 | uint64(w.mask)<<12 | uint64(w.result)<<4
	if w.job.old {
		r |= 1
	}
	if w.fresh {
		r |= 2
	}
	return r
}

func operatorRank(o Operator) uint64 {
	return uint64(o.phase)<<16 | uint64(o.seq)<<8 | uint64(o.said)
}
