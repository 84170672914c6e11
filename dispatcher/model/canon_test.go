package model

import (
	"slices"

	"github.com/owabi/owabi/dispatcher"
)

// renaming says what canon did to the numbers of workers and operators.
type renaming struct{ workers, operators bool }

// canon gives states that differ in nothing that matters one form: attempt
// numbers are compared for being equal only, workers are alike, and a job or a
// memory that would be refused in any case is forgotten.
func (m *model) canon(s *State) renaming {
	slices.SortFunc(s.c.slots[:], func(a, b Slot) int { return a.rank() - b.rank() })
	m.forget(s)
	s.renumber()
	slices.SortFunc(s.nats[:], func(a, b Job) int { return a.rank() - b.rank() })
	return m.rename(s)
}

const last = 1 << 30

func (x Slot) rank() int {
	if x.seq == 0 {
		return last
	}
	return int(x.step)<<16 | int(x.ch)<<12 | int(x.phase)
}

func (j Job) rank() int {
	if j.seq == 0 {
		return last
	}
	return int(j.seq)<<1 | bit(j.old)
}

func (w Worker) rank() int {
	return int(w.phase)<<40 | int(w.job.seq)<<32 | int(w.seq)<<24 | int(w.rv)<<16 | int(w.mask)<<12 | int(w.result)<<4 | bit(w.fresh)<<1 | bit(w.job.old)
}

func (o Operator) rank() int { return int(o.phase)<<16 | int(o.seq)<<8 | int(o.said) }

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
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
		m.forgetWork(s, &s.workers[k], owner(k))
	}
	for i := range s.c.slots {
		s.c.slots[i].forget()
	}
	for i := range s.c.attempts {
		t := &s.c.attempts[i]
		x := s.c.slot(t.seq)
		t.known = t.known && (t.review || x != nil && x.phase == claimed)
	}
	if s.c.reach == dispatcher.Withdrawn {
		s.left = Budget{crash: s.left.crash, lost: s.left.lost}
	}
}

// void reports whether a job can lead to nothing: prepare.go acks it unseen.
func (m *model) void(s *State, j Job) bool {
	x := s.c.slot(j.seq)
	return x == nil || x.phase != due && len(m.off) == 0
}

// forgetWork: a claim that will be answered "gone" is over. Where rules are
// switched off, it may be answered otherwise.
func (m *model) forgetWork(s *State, w *Worker, mine token) {
	x := s.c.slot(w.job.seq)
	switch {
	case w.phase >= holding:
		w.rv, w.mask = 0, 0
		w.fresh = w.fresh && x != nil && x.phase == claimed
	case x == nil && m.holds(claimNamesTheAttempt),
		x != nil && x.phase != due && !(x.phase == claimed && x.token == mine) && len(m.off) == 0:
		*w = Worker{}
	}
}

func (x *Slot) forget() {
	if x.phase != claimed && x.phase != offered {
		x.token = 0
	}
	if x.phase == claimed || x.phase == waiting || x.phase == held {
		x.passed = false
	}
}

// renumber gives the attempts that are still named the first numbers.
func (s *State) renumber() {
	var to [64]uint8
	n := uint8(0)
	s.seqs(func(seq *uint8) {
		if *seq != 0 && to[*seq] == 0 {
			n++
			to[*seq] = n
		}
	})
	s.seqs(func(seq *uint8) { *seq = to[*seq] })
}

// rename orders workers and operators.
func (m *model) rename(s *State) (r renaming) {
	if w := &s.workers; m.holds(tokenNamesTheClaim) && w[0].rank() > w[1].rank() {
		w[0], w[1], r.workers = w[1], w[0], true
		s.snapOf = s.snapOf.other()
	}
	if o := &s.operators; o[0].rank() > o[1].rank() {
		o[0], o[1], r.operators = o[1], o[0], true
	}
	for i := range s.c.slots {
		if x := &s.c.slots[i]; x.ch == call && r.operators || x.ch != call && r.workers {
			x.token = x.token.other()
		}
	}
	return r
}

// other is the token of the other one of two.
func (t token) other() token {
	if t == 0 || t == gone {
		return t
	}
	return owner(0) + owner(1) - t
}
