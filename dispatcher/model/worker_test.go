package model

import "github.com/owabi/owabi/dispatcher"

// works: worker.go and prepare.go, for worker k.
func (t *turn) works(k int) {
	w := &t.workers[k]
	switch {
	case w.phase == idle:
		t.fetches(k)
		return
	case w.phase == ready && w.job.ch == call:
		t.lists(k)
	case w.phase == ready:
		t.claims(k)
	case w.phase == holding:
		t.sends(k)
	case w.phase == done:
		t.records(k)
	}
	t.may(by(worker, k, "crashes"), crash, func(n *State) { n.leave(k) })
}

// leave forgets what worker k was about.
func (s *State) leave(k int) {
	s.disown(k, false)
	s.forgets(owner(k))
	s.workers[k] = Worker{}
}

// fetches: until it is acked, NATS may deliver a job at any time and to
// anybody. What is void by then is acked without more ado.
func (t *turn) fetches(k int) {
	for i, j := range t.nats {
		if j.seq == 0 || i > 0 && j == t.nats[i-1] {
			continue
		}
		x := t.c.slot(j.seq)
		if x == nil || x.phase != due {
			t.must(by(worker, k, "drops a void job"), func(n *State) { n.ack(j) })
			continue
		}
		t.must(by(worker, k, "fetches the job, and renders the letter").slot(x), func(n *State) {
			n.workers[k] = Worker{phase: ready, job: j, rv: n.c.rv, mask: t.rendered(&n.c)}
		})
	}
}

// rendered is the members that the letter names: stationery.go, open.
func (m *model) rendered(c *Case) uint8 {
	if !m.holds(letterLeavesOutWithdrawn) {
		return c.active | 1
	}
	return c.active
}

func (t *turn) claims(k int) {
	x := t.c.slot(t.workers[k].job.seq)
	l := by(worker, k, "claim").slot(x)
	t.do(l, true, func(n *State) violation {
		a, bad := t.asks(n, k)
		w := &n.workers[k]
		if a == granted {
			w.phase = holding
			t.remembers(n, owner(k))
			return bad
		}
		if a != reload { // which is not acked: it is delivered again
			n.ack(w.job)
		}
		*w = Worker{}
		return bad
	})
	t.might(l.and(", and the reply is lost"), lost, func(n *State) violation {
		_, bad := t.asks(n, k) // it asks again, with the same token
		return bad
	})
}

func (t *turn) asks(n *State, k int) (answer, violation) {
	w := &n.workers[k]
	before := n.c
	a := t.redis.claim(n, w, t.token(k))
	if a == granted && n.c != before {
		return a, t.starting(n, w.seq, w.mask)
	}
	return a, fine
}

// remembers keeps what a worker decides from, where no version protects it.
func (t *turn) remembers(n *State, who token) {
	if !t.holds(decisionNeedsVersion) && n.snapOf == 0 {
		n.snap, n.snapOf = n.c, who
	}
}

// lists: a contact that people make is listed. A number that is none is
// recorded, without a claim.
func (t *turn) lists(k int) {
	w := &t.workers[k]
	x := t.c.slot(w.job.seq)
	if t.plan.noNumber {
		t.must(by(worker, k, "record: the number is none").slot(x), func(n *State) { t.refuses(n, k, permanent) })
		return
	}
	l := by(worker, k, "list").slot(x)
	t.must(l, func(n *State) {
		if t.redis.list(n, &n.workers[k]) != reload {
			n.ack(w.job)
		}
		n.workers[k] = Worker{}
	})
	t.may(l.and(", and the reply is lost"), lost, func(n *State) { t.redis.list(n, &n.workers[k]) })
	if !t.holds(stoppedSaysNothing) {
		t.might(by(worker, k, "record: it is stopped before it lists").slot(x), stop, func(n *State) violation {
			return n.invents(func() { t.refuses(n, k, notSent) })
		})
	}
}

// refuses: worker.go, refuse.
func (t *turn) refuses(n *State, k int, r result) {
	w := n.workers[k]
	t.redis.record(n, outcome{seq: w.job.seq, ch: w.job.ch, facts: dispatcher.FactNotAccepted, result: r})
	n.ack(w.job)
	n.workers[k] = Worker{}
}

// invents judges a record of what was never made.
func (s *State) invents(f func()) violation {
	before := s.c.made()
	if f(); s.c.made() > before {
		return inventedAttempt
	}
	return fine
}

// sends: the other side takes the letter or not, and the worker learns of it or
// not.
func (t *turn) sends(k int) {
	w := &t.workers[k]
	x := t.c.attempt(w.seq)
	sends := func(text string) label { return by(worker, k, "sends: "+text).attempt(x) }
	ends := func(r result) func(*State) {
		return func(n *State) { n.workers[k].phase, n.workers[k].result = done, r }
	}
	taken := func(r result) func(*State) violation {
		return func(n *State) violation {
			ends(r)(n)
			return t.telling(n, w.seq)
		}
	}
	t.do(sends("it is taken"), true, taken(ok))
	t.must(sends("not this time"), ends(temporary))
	t.must(sends("never by this address"), ends(permanent))
	t.might(sends("it is taken, and the reply is lost"), lost, taken(uncertain))
	t.may(sends("the connection is lost before it is taken"), lost, ends(uncertain))
	t.may(sends("throttled"), throttle, ends(throttled))
	if w.job.old {
		t.must(by(worker, k, "sees that the control has changed, and does not send").attempt(x), ends(notSent))
	} else {
		t.may(by(worker, k, "is stopped before it sends").attempt(x), stop, ends(notSent))
	}
}

func (t *turn) records(k int) {
	w := &t.workers[k]
	l := by(worker, k, "record: "+string(results[w.result])).attempt(t.c.attempt(w.seq))
	t.do(l, true, func(n *State) violation {
		bad := t.tells(n, k)
		n.ack(n.workers[k].job)
		n.leave(k)
		return bad
	})
	t.might(l.and(", and the reply is lost"), lost, func(n *State) violation { return t.tells(n, k) })
}

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
		x.known = !(x.facts | o.facts).Unclear()
	}
	return n.invents(func() { t.redis.record(n, o) })
}
