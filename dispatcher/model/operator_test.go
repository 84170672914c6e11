package model

import "github.com/owabi/owabi/dispatcher"

// operates: desk.go, for operator k.
func (t *turn) operates(k int) {
	switch t.operators[k].phase {
	case idle:
		t.asksForACall(k)
		return
	case ready:
		t.dials(k)
	case holding:
		t.talks(k)
	case done:
		t.disposes(k)
	}
	t.may(by(operator, k, "leaves without a word"), crash, func(n *State) { n.hangUp(k) })
}

// hangUp forgets what operator k was about.
func (s *State) hangUp(k int) {
	s.disown(k, true)
	s.operators[k] = Operator{}
}

func (t *turn) asksForACall(k int) {
	for i := range t.c.slots {
		x := &t.c.slots[i]
		if !t.offerable(x) {
			continue
		}
		l := by(operator, k, "next").slot(x)
		t.must(l, func(n *State) {
			if t.redis.offer(n, x.seq, owner(k)) == granted {
				n.operators[k] = Operator{phase: ready, seq: x.seq}
			}
		})
		t.may(l.and(", and the reply is lost"), lost, func(n *State) { t.redis.offer(n, x.seq, owner(k)) })
	}
}

func (t *turn) dials(k int) {
	seq := t.operators[k].seq
	l := by(operator, k, "dial").slot(t.c.slot(seq))
	asks := func(n *State) (answer, violation) {
		before := n.c
		a := t.redis.dial(n, seq, owner(k))
		if a == granted && n.c != before {
			return a, t.starting(n, seq, n.c.active) // the sheet is written after it
		}
		return a, fine
	}
	t.do(l, true, func(n *State) violation {
		a, bad := asks(n)
		n.operators[k].phase = holding
		if a != granted {
			n.operators[k] = Operator{}
		}
		return bad
	})
	t.might(l.and(", and the reply is lost"), lost, func(n *State) violation {
		_, bad := asks(n)
		return bad
	})
}

func (t *turn) talks(k int) {
	x := t.c.attempt(t.operators[k].seq)
	hears := func(r result) func(*State) {
		return func(n *State) { n.operators[k].phase, n.operators[k].said = done, r }
	}
	t.do(by(operator, k, "talks with the person").attempt(x), true, func(n *State) violation {
		hears(ok)(n)
		return t.telling(n, n.operators[k].seq)
	})
	t.must(by(operator, k, "hears no answer").attempt(x), hears(temporary))
	t.must(by(operator, k, "hears that the number is wrong").attempt(x), hears(permanent))
}

// disposes: whatever has become of the claim, the report is recorded.
func (t *turn) disposes(k int) {
	o := t.operators[k]
	l := by(operator, k, "record: reports the call").attempt(t.c.attempt(o.seq))
	report := func(n *State) {
		out := outcome{seq: o.seq, ch: call, result: o.said, said: o.said}
		if o.said == ok {
			out.facts = dispatcher.FactSpoken
		}
		if x := n.c.attempt(o.seq); x != nil {
			x.known = true
		}
		t.redis.record(n, out)
	}
	t.must(l, func(n *State) {
		report(n)
		n.hangUp(k)
	})
	t.may(l.and(", and the reply is lost"), lost, report)
}
