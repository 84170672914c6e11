package model

import "github.com/owabi/owabi/dispatcher"

// works: worker.go and prepare.go, for worker k.
func (t *turn) works(k int) {
	w := &t.workers[k]
	switch w.phase {
	case idle:
		t.fetches(k)
		return
	case ready:
		if w.job.ch == call {
			t.lists(k)
		} else {
			t.claims(k)
		}
	case holding:
		t.sends(k)
	case done:
		t.records(k)
	}
	t.may(by("%s crashes", k), crash, func(n *State) violation {
		n.disown(worker(k), false)
		n.workers[k] = Worker{}
		return fine
	})
}

// fetches: NATS may deliver a job again at any time until it is acked. What is
// void already is acked without more ado.
func (t *turn) fetches(k int) {
	for i, j := range t.nats {
		if j.seq == 0 || i > 0 && j == t.nats[i-1] {
			continue
		}
		x := t.c.slot(j.seq)
		if x == nil || x.phase != due {
			t.do(by("%s drops a void job", k), true, func(n *State) violation {
				n.ack(j)
				return fine
			})
			continue
		}
		t.do(by("%s fetches the job and renders the letter", k).slot(x), true, func(n *State) violation {
			n.workers[k] = Worker{phase: ready, job: j, rv: n.c.rv, mask: t.rendered(&n.c)}
			return fine
		})
	}
}

// rendered is the members that stationery.go writes of.
func (m *model) rendered(c *Case) uint8 {
	if !m.holds(letterLeavesOutWithdrawn) {
		return c.active | 1
	}
	return c.active
}

func (t *turn) claims(k int) {
	w := &t.workers[k]
	x := t.c.slot(w.job.seq)
	t.do(by("claim: %s asks", k).slot(x), true, func(n *State) violation {
		return t.asks(n, k, false)
	})
	if x != nil && x.phase == due {
		t.may(by("claim: %s asks, and the reply is lost", k).slot(x), lost, func(n *State) violation {
			return t.asks(n, k, true)
		})
	}
}

// asks is the claim of worker k. When the reply is lost, it asks again with
// the same token.
func (t *turn) asks(n *State, k int, silent bool) violation {
	w := &n.workers[k]
	before, mask := n.c, w.mask
	switch t.claim(n, w, t.token(k)) {
	case granted:
		bad := fine
		if n.c != before {
			bad = t.starting(n, w.seq, mask)
		}
		if !silent {
			w.phase = holding
			t.remember(n)
		}
		return bad
	case reload:
		if !silent {
			*w = Worker{} // not acked: it is delivered again
		}
	default:
		if !silent {
			n.ack(w.job)
			*w = Worker{}
		}
	}
	return fine
}

// remember keeps what a worker decides from, where no version protects it.
func (t *turn) remember(n *State) {
	if !t.holds(decisionNeedsVersion) && n.snap == (Case{}) {
		n.snap = n.c
	}
}

func (t *turn) lists(k int) {
	x := t.c.slot(t.workers[k].job.seq)
	t.do(by("list: %s", k).slot(x), true, func(n *State) violation {
		w := &n.workers[k]
		if t.list(n, w) != reload {
			n.ack(w.job)
		}
		*w = Worker{}
		return fine
	})
	t.may(by("list: %s, and the reply is lost", k).slot(x), lost, func(n *State) violation {
		t.list(n, &n.workers[k])
		return fine
	})
}

// sends puts the letter on the wire; the other side takes it or not, and the
// worker learns of it or not.
func (t *turn) sends(k int) {
	w := &t.workers[k]
	x := t.c.attempt(w.seq)
	sent := func(r result) func(*State) violation {
		return func(n *State) violation {
			n.workers[k].phase, n.workers[k].result = done, r
			return fine
		}
	}
	taken := func(r result) func(*State) violation {
		return func(n *State) violation {
			sent(r)(n)
			return t.telling(n, w.seq)
		}
	}
	t.do(by("%s sends: it is taken", k).attempt(x), true, taken(ok))
	t.do(by("%s sends: not this time", k).attempt(x), true, sent(temporary))
	t.do(by("%s sends: never by this address", k).attempt(x), true, sent(permanent))
	t.may(by("%s sends: it is taken, and the reply is lost", k).attempt(x), lost, taken(uncertain))
	t.may(by("%s sends: the connection is lost before it is taken", k).attempt(x), lost, sent(uncertain))
	t.may(by("%s sends: throttled", k).attempt(x), throttle, sent(throttled))
	if w.job.old {
		t.do(by("%s sees that the campaign's control has changed, and does not send", k).attempt(x), true, sent(notSent))
	} else {
		t.may(by("%s is stopped before it sends", k).attempt(x), stop, sent(notSent))
	}
}

func (t *turn) records(k int) {
	w := &t.workers[k]
	x := t.c.attempt(w.seq)
	l := by("record: %s says "+resultWords[w.result], k).attempt(x)
	t.do(l, true, func(n *State) violation {
		bad := t.tells(n, k)
		n.ack(n.workers[k].job)
		n.disown(worker(k), false)
		n.workers[k] = Worker{}
		return bad
	})
	l.text += ", and the reply is lost"
	t.may(l, lost, func(n *State) violation {
		return t.tells(n, k)
	})
}

var resultWords = [...]string{ok: "it was taken", temporary: "not this time", permanent: "never by this address", uncertain: "nobody knows",
	throttled: "throttled", notSent: "not sent"}

// tells records the outcome of worker k.
func (t *turn) tells(n *State, k int) violation {
	w := n.workers[k]
	o := outcome{seq: w.job.seq, ch: w.job.ch, token: t.token(k), result: w.result, fresh: w.fresh}
	switch w.result {
	case ok:
		o.facts = dispatcher.FactHandedOver
	case temporary, permanent:
		o.facts = dispatcher.FactNotAccepted
	}
	if x := n.c.attempt(w.seq); x != nil && w.result != uncertain {
		x.known = true
	}
	before := n.c.made()
	t.record(n, o)
	if n.c.made() > before {
		return inventedAttempt
	}
	return fine
}

func (c *Case) made() (n int) {
	for _, t := range c.attempts {
		if t.seq != 0 {
			n++
		}
	}
	return n
}

// talks: desk.go, for operator k.
func (t *turn) talks(k int) {
	o := &t.operators[k]
	switch o.phase {
	case idle:
		t.nextCall(k)
		return
	case ready:
		t.dials(k)
	case holding:
		t.speaks(k)
	case done:
		t.disposes(k)
	}
	t.may(by("%s leaves without a word", k), crash, func(n *State) violation {
		n.disown(operator(k), true)
		n.operators[k] = Operator{}
		return fine
	})
}

func (t *turn) nextCall(k int) {
	for i := range t.c.slots {
		x := &t.c.slots[i]
		if !t.offerable(x) {
			continue
		}
		t.do(by("next: %s is offered the call", k).slot(x), true, func(n *State) violation {
			if t.offer(n, x.seq, operator(k)) == granted {
				n.operators[k] = Operator{phase: ready, seq: x.seq}
			}
			return fine
		})
		t.may(by("next: %s is offered the call, and the reply is lost", k).slot(x), lost, func(n *State) violation {
			t.offer(n, x.seq, operator(k))
			return fine
		})
	}
}

func (t *turn) dials(k int) {
	seq := t.operators[k].seq
	asks := func(n *State) (answer, violation) {
		before := n.c
		a := t.dial(n, seq, operator(k))
		if a == granted && n.c != before {
			return a, t.starting(n, seq, n.c.active)
		}
		return a, fine
	}
	t.do(by("dial: %s", k).slot(t.c.slot(seq)), true, func(n *State) violation {
		a, bad := asks(n)
		if a == granted {
			n.operators[k].phase = holding
		} else {
			n.operators[k] = Operator{}
		}
		return bad
	})
	t.may(by("dial: %s, and the reply is lost", k).slot(t.c.slot(seq)), lost, func(n *State) violation {
		_, bad := asks(n)
		return bad
	})
}

func (t *turn) speaks(k int) {
	x := t.c.attempt(t.operators[k].seq)
	says := func(r result) func(*State) violation {
		return func(n *State) violation {
			n.operators[k].phase, n.operators[k].said = done, r
			if r == ok {
				return t.telling(n, n.operators[k].seq)
			}
			return fine
		}
	}
	t.do(by("%s talks with the person", k).attempt(x), true, says(ok))
	t.do(by("%s hears no answer", k).attempt(x), true, says(temporary))
	t.do(by("%s hears that the number is wrong", k).attempt(x), true, says(permanent))
}

func (t *turn) disposes(k int) {
	o := t.operators[k]
	x := t.c.attempt(o.seq)
	report := func(n *State) {
		out := outcome{seq: o.seq, ch: call, result: o.said, disp: o.said}
		if o.said == ok {
			out.facts = dispatcher.FactSpoken
		}
		if x := n.c.attempt(o.seq); x != nil {
			x.known = true
		}
		t.record(n, out)
	}
	l := by("record: %s reports the call", k).attempt(x)
	t.do(l, true, func(n *State) violation {
		report(n)
		n.disown(operator(k), true)
		n.operators[k] = Operator{}
		return fine
	})
	l.text += ", and the reply is lost"
	t.may(l, lost, func(n *State) violation {
		report(n)
		return fine
	})
}
