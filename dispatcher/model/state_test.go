package model

import "slices"

// State is everything at one moment: what the store holds of one case and its
// campaign, what is on NATS, what everybody who works on it remembers, and how
// many faults may still happen.
type State struct {
	c         Case
	shard     Record
	server    Record
	behind    bool // the server has not heard of the shard's epoch
	answered  bool // somebody was told that the campaign is paused
	shut      bool // outside the hours
	nats      [maxJobs]Job
	relay     Relay
	workers   [2]Worker
	operators [2]Operator
	left      Budget
	snap      Case // what a decision is made from, where the rule is switched off that would refuse it
	snapOf    token
}

const maxJobs = 4

// Job is a message on NATS. Seq 0: none.
type Job struct {
	seq uint8
	ch  channel
	old bool // of an earlier epoch
}

// Relay holds a job between its lease and its publishing.
type Relay struct {
	busy bool
	job  Job
}

// Worker is a place on the wire: one job at a time.
type Worker struct {
	phase  stage
	job    Job
	seq    uint8 // the attempt that was claimed
	rv     uint8 // version that was rendered
	mask   uint8 // members in the letter
	result result
	fresh  bool // nothing was saved since the claim
}

// Operator is somebody who calls.
type Operator struct {
	phase stage
	seq   uint8
	said  result
}

type stage uint8

const (
	idle    stage = iota
	ready         // loaded and rendered; for an operator: has an offer
	holding       // claimed; for an operator: on the telephone
	done          // the outcome is known, and not recorded
)

// Budget is how often each fault, and each thing that nobody has to do, may
// still happen.
type Budget struct {
	crash    uint8 // of a process, anywhere
	slow     uint8 // a claim or an offer ends while its holder lives
	lost     uint8 // replies, of the store and of the other side
	stop     uint8 // work called off, with nothing sent
	soft     uint8 // throttled
	dup      uint8 // a lease ends though its job still lives: it is published twice
	wipe     uint8 // NATS loses everything
	shut     uint8 // hours end
	pause    uint8
	broken   uint8 // a request to pause or resume breaks off half way
	trip     uint8 // another process pauses a channel
	withdraw uint8
	again    uint8 // reviews resolved: send again
	taken    uint8 // reviews resolved: handed over
	callback uint8 // delivered, acknowledged, bounced
	unclear  uint8 // who took it says that nobody knows whether it arrived
}

// owner is the token of a worker's or an operator's claims. It stands for a
// random one, because nobody holds two claims at a time.
func owner(k int) token { return token(k + 1) }

// token is what worker k claims with.
func (m *model) token(k int) token {
	if m.holds(tokenNamesTheClaim) {
		return owner(k)
	}
	return owner(0) // both are places of one process
}

// disown marks the claims that somebody leaves behind.
func (s *State) disown(k int, calls bool) {
	for i := range s.c.slots {
		if x := &s.c.slots[i]; x.token == owner(k) && (x.ch == call) == calls && x.phase == claimed {
			x.token = gone
		}
	}
}

// forgets drops what a decision was to be made from.
func (s *State) forgets(who token) {
	if s.snapOf == who {
		s.snap, s.snapOf = Case{}, 0
	}
}

// publish puts a job on NATS; what finds no room there is lost.
func (s *State) publish(j Job) {
	if i := slices.Index(s.nats[:], Job{}); i >= 0 {
		s.nats[i] = j
	}
}

func (s *State) ack(j Job) {
	if i := slices.Index(s.nats[:], j); i >= 0 {
		s.nats[i] = Job{}
	}
}

// alive reports whether somebody still works on the lease, the claim or the
// offer of slot x, or will.
func (s *State) alive(x *Slot) bool {
	for k, w := range s.workers {
		if w.phase != idle && w.job.seq == x.seq && (x.phase == due || x.token == owner(k)) {
			return true
		}
	}
	for k, o := range s.operators {
		if o.phase != idle && o.seq == x.seq && x.token == owner(k) {
			return true
		}
	}
	if x.phase != due {
		return false
	}
	return s.relay.busy && s.relay.job.seq == x.seq || slices.ContainsFunc(s.nats[:], func(j Job) bool { return j.seq == x.seq })
}

// pass ends the hours of every slot that has not been claimed.
func (s *State) pass() {
	for i := range s.c.slots {
		if x := &s.c.slots[i]; x.phase == due || x.phase == listed || x.phase == offered {
			x.passed = true
		}
	}
}

// waits reports whether the case waits for evidence.
func (s *State) waits() bool {
	for i := range s.c.slots {
		if x := &s.c.slots[i]; x.phase == waiting && !s.c.attempt(x.seq).waited {
			return true
		}
	}
	return false
}

// seqs visits every attempt number that a state holds, those of the history
// first.
func (s *State) seqs(f func(*uint8)) {
	s.c.seqs(f)
	s.snap.seqs(f)
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

func (c *Case) seqs(f func(*uint8)) {
	for i := range c.attempts {
		f(&c.attempts[i].seq)
	}
	for i := range c.slots {
		f(&c.slots[i].seq)
	}
}
