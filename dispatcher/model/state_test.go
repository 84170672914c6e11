package model

import "slices"

// State is everything at one moment: what the store holds of one case and its
// campaign, what is on NATS, what everybody who works on it remembers, and how
// many faults may still happen.
type State struct {
	c         Case
	paused    bool
	shut      bool // outside the hours
	nats      [maxJobs]Job
	relay     Relay
	workers   [2]Worker
	operators [2]Operator
	left      Budget
	snap      Case // what a decision was made from, where a rule is switched off that would refuse it
}

const maxJobs = 4

// Job is a message on NATS. Seq 0 with a channel: of an attempt that is over.
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
	slow     uint8 // a claim, a lease or an offer ends while its holder lives
	lost     uint8 // replies, of the store and of the other side
	stop     uint8 // sends called off, with nothing sent
	soft     uint8 // throttled
	dup      uint8 // jobs published twice
	wipe     uint8 // NATS loses everything
	shut     uint8 // hours end
	pause    uint8
	withdraw uint8
	again    uint8 // reviews resolved: send again
	taken    uint8 // reviews resolved: handed over
	callback uint8 // delivered, bounced
}

func worker(k int) token   { return token(k + 1) }
func operator(k int) token { return token(k + 1) }

// token is what worker k claims with: its own for every claim, as long as the
// rule holds.
func (m *model) token(k int) token {
	if m.holds(tokenNamesTheClaim) {
		return worker(k)
	}
	return worker(0)
}

// disown marks what a worker or an operator leaves behind when it goes.
func (s *State) disown(me token, byHand bool) {
	for i := range s.c.slots {
		x := &s.c.slots[i]
		if x.token == me && (x.ch == call) == byHand && x.phase == claimed {
			x.token = gone
		}
	}
}

// publish puts a job on NATS; what does not fit there is lost.
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

// alive reports whether somebody still works on a claim, a lease or an offer
// of slot x, or will.
func (s *State) alive(x *Slot) bool {
	for k := range s.workers {
		if w := &s.workers[k]; w.phase != idle && w.job.seq == x.seq && (x.phase == due || x.token == worker(k)) {
			return true
		}
	}
	for k := range s.operators {
		if o := &s.operators[k]; o.phase != idle && o.seq == x.seq && x.token == operator(k) {
			return true
		}
	}
	if x.phase != due {
		return false
	}
	return s.relay.busy && s.relay.job.seq == x.seq || slices.ContainsFunc(s.nats[:], func(j Job) bool { return j.seq == x.seq })
}
