package model

import (
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// turn lists what may happen next in a state. A move is fair when it comes
// about by itself sooner or later, without a fault: a relay relays, an observer
// observes, the hours begin, whoever paused a campaign resumes it.
type turn struct {
	*model
	*State
	emit func(move)
}

type move struct {
	label
	fair bool
	next State
	bad  violation
}

// label names a move; its words are put together only for a trace.
type label struct {
	text string // %s: a worker or an operator
	who  int    // -1: nobody by number
	ch   channel
	try  uint8
}

const nobody = -1

func (l label) words(name func(int) string) string {
	t := l.text
	if l.who != nobody {
		t = fmt.Sprintf(t, name(l.who))
	}
	if l.ch != none {
		t += fmt.Sprintf(" (%s, try %d)", names[l.ch], l.try)
	}
	return t
}

func by(text string, who int) label { return label{text: text, who: who} }
func it(text string) label          { return label{text: text, who: nobody} }

func (l label) slot(x *Slot) label {
	if x != nil {
		l.ch, l.try = x.ch, x.try
	}
	return l
}

func (l label) attempt(t *Attempt) label {
	if t != nil {
		l.ch, l.try = t.ch, t.try
	}
	return l
}

// do lets f happen to a copy of the state.
func (t *turn) do(l label, fair bool, f func(*State) violation) {
	v := move{label: l, fair: fair, next: *t.State}
	v.bad = f(&v.next)
	t.emit(v)
}

// may lets f happen if the budget allows it: a fault, or something that nobody
// has to do.
func (t *turn) may(l label, budget func(*Budget) *uint8, f func(*State) violation) {
	if *budget(&t.left) == 0 {
		return
	}
	t.do(l, false, func(n *State) violation {
		*budget(&n.left)--
		return f(n)
	})
}

// The budgets, for may.
func crash(b *Budget) *uint8    { return &b.crash }
func slow(b *Budget) *uint8     { return &b.slow }
func lost(b *Budget) *uint8     { return &b.lost }
func stop(b *Budget) *uint8     { return &b.stop }
func throttle(b *Budget) *uint8 { return &b.soft }
func dup(b *Budget) *uint8      { return &b.dup }
func wipe(b *Budget) *uint8     { return &b.wipe }
func shutting(b *Budget) *uint8 { return &b.shut }
func pause(b *Budget) *uint8    { return &b.pause }
func leave(b *Budget) *uint8    { return &b.withdraw }
func order(b *Budget) *uint8    { return &b.again }
func take(b *Budget) *uint8     { return &b.taken }
func callback(b *Budget) *uint8 { return &b.callback }

func (t *turn) moves() {
	t.relays()
	t.observes()
	t.plans()
	t.people()
	t.outside()
	for k := range t.workers {
		t.works(k)
	}
	if t.calls {
		for k := range t.operators {
			t.talks(k)
		}
	}
}

// relays: relay.go.
func (t *turn) relays() {
	if t.relay.busy {
		t.do(it("the relay publishes the job").slot(t.c.slot(t.relay.job.seq)), true, func(n *State) violation {
			n.publish(n.relay.job)
			n.relay = Relay{}
			return fine
		})
		t.may(it("the relay crashes before it publishes"), crash, func(n *State) violation {
			n.relay = Relay{}
			return fine
		})
	}
	for i := range t.c.slots {
		x := &t.c.slots[i]
		if !t.relay.busy && t.lendable(x) {
			t.do(it("due: the relay is lent the job").slot(x), true, func(n *State) violation {
				t.due(n, x.seq)
				n.relay = Relay{true, Job{seq: x.seq, ch: x.ch}}
				return fine
			})
		}
	}
	if t.nats != [maxJobs]Job{} {
		t.may(it("NATS loses everything"), wipe, func(n *State) violation {
			n.nats = [maxJobs]Job{}
			return fine
		})
	}
}

// observes: the relay's ageing of leases, and watch.go.
func (t *turn) observes() {
	for i := range t.c.slots {
		x := &t.c.slots[i]
		switch {
		case x.phase == due && x.in == leased:
			t.ends(it("release: the lease ends").slot(x), x, dup, t.release)
		case x.phase == claimed:
			t.ends(it("expire: the claim is older than its lease").slot(x), x, slow, t.expire)
		case x.phase == offered:
			t.ends(it("lapse: nobody dialled").slot(x), x, slow, t.lapse)
		}
	}
}

// ends ends a lease, a claim or an offer: by itself when nobody holds it any
// more, and as a fault of timing while somebody does.
func (t *turn) ends(l label, x *Slot, early func(*Budget) *uint8, script func(*State, uint8)) {
	f := func(n *State) violation {
		script(n, x.seq)
		return fine
	}
	if !t.alive(x) {
		t.do(l, true, f)
		return
	}
	l.text += ", though its holder is only slow"
	t.may(l, early, f)
}

// plans: planner.go, and what time brings.
func (t *turn) plans() {
	if t.c.ripe() && !t.paused {
		t.do(it("plan: the planner applies the policy"), true, func(n *State) violation {
			t.planCase(n, t.decide(&n.c))
			return fine
		})
		if t.shut {
			t.do(it("plan: the planner applies what it decided before the hours ended"), true, func(n *State) violation {
				t.planCase(n, t.decide(&n.c))
				n.pass()
				return fine
			})
		}
		if !t.holds(planNeedsVersion) && t.snap == (Case{}) {
			t.do(it("the planner reads the case"), true, func(n *State) violation {
				n.snap = n.c
				return fine
			})
		}
	}
	if !t.holds(planNeedsVersion) && t.snap != (Case{}) && !t.c.ended() {
		t.do(it("plan: the planner applies what it decided from what it had read"), true, func(n *State) violation {
			t.planCase(n, t.decide(&n.snap))
			n.snap = Case{}
			return fine
		})
	}
	if t.waits() {
		t.do(it("the waiting time is over"), true, func(n *State) violation {
			for i := range n.c.attempts {
				n.c.attempts[i].waited = n.c.attempts[i].seq != 0
			}
			return fine
		})
	}
	if !t.shut {
		t.may(it("the hours end"), shutting, func(n *State) violation {
			n.pass()
			n.shut = true
			return fine
		})
	} else {
		t.do(it("the hours begin"), true, func(n *State) violation {
			n.shut = false
			return fine
		})
	}
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

// people: whoever steers the campaign, withdraws members, settles reviews.
func (t *turn) people() {
	if t.paused {
		t.do(it("control: the campaign is resumed"), true, func(n *State) violation {
			t.control(n, false)
			return fine
		})
	} else {
		t.may(it("control: the campaign is paused"), pause, func(n *State) violation {
			t.control(n, true)
			return fine
		})
	}
	for m := uint8(1); m < 1<<t.plan.members; m <<= 1 {
		if t.c.active&m != 0 {
			t.may(it(memberWords[m]), leave, func(n *State) violation {
				t.withdraw(n, m)
				return fine
			})
		}
	}
	for i := range t.c.attempts {
		x := &t.c.attempts[i]
		if !x.review {
			continue
		}
		t.may(it("resolve: a human orders the same try again").attempt(x), order, func(n *State) violation {
			n.c.attempts[i].ordered = true
			t.resolve(n, x.seq, again)
			return fine
		})
		t.may(it("resolve: a human takes it as handed over").attempt(x), take, func(n *State) violation {
			t.resolve(n, x.seq, ok)
			return fine
		})
	}
}

var memberWords = map[uint8]string{1: "withdraw: the first member", 2: "withdraw: the second member"}

// outside: what providers report of what they took.
func (t *turn) outside() {
	for i := range t.c.attempts {
		x := &t.c.attempts[i]
		if x.taken == 0 || x.ch == call {
			continue
		}
		t.reports(x, it("record: the provider reports it delivered").attempt(x), dispatcher.FactDelivered)
		t.reports(x, it("record: it bounces").attempt(x), dispatcher.FactBounced)
	}
}

func (t *turn) reports(x *Attempt, l label, f dispatcher.Facts) {
	if x.facts&f != 0 {
		return
	}
	t.may(l, callback, func(n *State) violation {
		n.c.attempt(x.seq).known = true
		t.record(n, outcome{seq: x.seq, ch: x.ch, facts: f})
		return fine
	})
}
