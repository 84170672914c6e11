package model

import "github.com/owabi/owabi/dispatcher"

// relays: relay.go.
func (t *turn) relays() {
	if t.relay.busy {
		t.must(say("the relay publishes the job").slot(t.c.slot(t.relay.job.seq)), func(n *State) {
			n.publish(n.relay.job)
			n.relay = Relay{}
		})
		t.may(say("the relay crashes before it publishes"), crash, func(n *State) { n.relay = Relay{} })
	}
	for i := range t.c.slots {
		x := &t.c.slots[i]
		if !t.relay.busy && !t.server.paused && t.lendable(x) {
			t.must(say("due: the relay is lent the job").slot(x), func(n *State) {
				t.redis.due(n, x.seq)
				n.relay = Relay{true, Job{seq: x.seq, ch: x.ch}}
			})
		}
	}
	if t.nats != [maxJobs]Job{} {
		t.may(say("NATS loses everything"), wipe, func(n *State) { n.nats = [maxJobs]Job{} })
	}
}

// observes: the relay's leases, and watch.go.
func (t *turn) observes() {
	for i := range t.c.slots {
		x := &t.c.slots[i]
		switch {
		case x.phase == due && x.in == leased:
			t.ends(say("release: the lease ends").slot(x), x, dup, t.redis.release)
		case x.phase == claimed && t.holds(claimsExpire):
			t.ends(say("expire: the claim outlives its lease").slot(x), x, slow, t.redis.expire)
		case x.phase == offered && t.holds(offersLapse):
			t.ends(say("lapse: nobody dialled").slot(x), x, slow, t.redis.lapse)
		}
	}
}

// ends ends a lease, a claim or an offer: by itself when nobody holds it any
// more, as a fault of timing while somebody does.
func (t *turn) ends(l label, x *Slot, early func(*Budget) *uint8, script func(*State, uint8)) {
	f := func(n *State) { script(n, x.seq) }
	if t.alive(x) {
		t.may(l.and(", though its holder is only slow"), early, f)
	} else {
		t.must(l, f)
	}
}

// plans: planner.go. It looks at no campaign that the server knows as paused.
func (t *turn) plans() {
	if t.c.ripe() && !t.server.paused {
		t.must(say("plan: the policy is applied"), func(n *State) { t.redis.planCase(n, t.decide(&n.c), false) })
		if t.shut {
			t.must(say("plan: what the policy said before the hours ended is applied"), func(n *State) {
				t.redis.planCase(n, t.decide(&n.c), true)
			})
		}
	}
	if t.holds(planNeedsVersion) {
		return
	}
	if t.c.ripe() && t.snapOf == 0 {
		t.must(say("the planner reads the case"), func(n *State) { n.snap, n.snapOf = n.c, gone })
	}
	if t.snapOf == gone && !t.c.ended() {
		t.must(say("plan: what the policy said of the case as it was read is applied"), func(n *State) {
			t.redis.planCase(n, t.decide(&n.snap), false)
			n.forgets(gone)
		})
	}
}

// passes: what time brings.
func (t *turn) passes() {
	if t.waits() {
		t.must(say("the waiting time is over"), func(n *State) {
			for i := range n.c.attempts {
				n.c.attempts[i].waited = n.c.attempts[i].seq != 0
			}
		})
	}
	if t.shut {
		t.must(say("the hours begin"), func(n *State) { n.shut = false })
		return
	}
	t.may(say("the hours end"), shut, func(n *State) {
		n.pass()
		n.shut = true
	})
}

// decides: people withdraw, settle reviews, and let go on what was held.
func (t *turn) decides() {
	for m, l := range [...]string{1: "withdraw: the first member", 2: "withdraw: the second member"} {
		if m := uint8(m); t.c.active&m != 0 {
			t.may(say(l), leave, func(n *State) { t.redis.withdraw(n, m) })
		}
	}
	for i := range t.c.attempts {
		if x := &t.c.attempts[i]; x.review {
			t.may(say("resolve: a human orders the same try again").attempt(x), order, func(n *State) {
				n.c.attempts[i].ordered = true
				t.redis.resolve(n, x.seq, again)
			})
			t.may(say("resolve: a human takes it as handed over").attempt(x), take, func(n *State) { t.redis.resolve(n, x.seq, ok) })
		}
	}
	for i := range t.c.slots {
		if x := &t.c.slots[i]; x.phase == held && t.holds(heldHasADoor) {
			t.must(say("a human lets it go on").slot(x), func(n *State) {
				n.c.soft = 0
				t.again(n, x.seq)
			})
		}
	}
}

// reports: what providers, or the person, say of what was taken.
func (t *turn) reports() {
	for i := range t.c.attempts {
		x := &t.c.attempts[i]
		if x.taken == 0 || x.ch == call {
			continue
		}
		if t.plan.audience.ReachedWhen == dispatcher.Acknowledged {
			t.comes(x, "record: the person confirms", dispatcher.FactAcknowledged)
		} else {
			t.comes(x, "record: the provider says delivered", dispatcher.FactDelivered)
		}
		t.comes(x, "record: it bounces", dispatcher.FactBounced)
		if x.facts&dispatcher.FactUnclear == 0 {
			t.may(say("record: the provider says that nobody knows").attempt(x), doubtful, func(n *State) {
				t.redis.record(n, outcome{seq: x.seq, ch: x.ch, facts: dispatcher.FactUnclear})
				if x := n.c.attempt(x.seq); x.facts.Unclear() {
					x.known = false
				}
			})
		}
	}
}

func (t *turn) comes(x *Attempt, text string, f dispatcher.Facts) {
	if x.facts&f != 0 {
		return
	}
	t.may(say(text).attempt(x), callback, func(n *State) {
		n.c.attempt(x.seq).known = true
		t.redis.record(n, outcome{seq: x.seq, ch: x.ch, facts: f})
	})
}
