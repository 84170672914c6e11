package dispatcher

import "time"

// after returns the case as it will be once o has been recorded on its open
// claim, so that the policy can be asked before the record is made, and both
// go to the store together. It follows `record` in store/lua/record.lua; should
// the two ever differ, the version check makes the planner decide instead.
func (c *Case) after(o *Outcome, a *Audience, now time.Time) *Case {
	n := *c
	n.Slots = nil
	for _, s := range c.Slots {
		if s.Seq != o.Seq {
			n.Slots = append(n.Slots, s)
		}
	}
	n.Attempts = append([]Attempt(nil), c.Attempts...)
	t := n.Attempt(o.Seq)
	if t == nil {
		return &n
	}
	n.close(t, o, now)
	for _, t := range n.Attempts {
		if g := t.Facts.Grade(); g != NoEvidence && g >= a.Need(t.Step) && n.Reach != Withdrawn {
			n.Reach = Reached
		}
	}
	return &n
}

// close gives attempt t the result of o.
func (c *Case) close(t *Attempt, o *Outcome, now time.Time) {
	t.Facts |= o.Facts
	t.Disposition, t.Flags, t.Again, t.Last, t.Result = o.Disposition, t.Flags|o.Flags, o.Again, now, o.Result
	if t.Facts.Unclear() {
		t.Result = "uncertain"
	}
	switch {
	case t.Result == "uncertain":
		t.Review = true
	case !t.Result.Burns():
		if o.Result != "not_sent" {
			c.Soft++
			c.SoftAt = now
		}
		for i := range c.Attempts {
			if c.Attempts[i].Seq == o.Seq {
				c.Attempts = append(c.Attempts[:i], c.Attempts[i+1:]...)
				break
			}
		}
	default:
		c.Soft = 0
	}
}

// decide asks the policy what follows o, unless it reaches the person.
func (l *Live) decide(c *Case, o *Outcome, now time.Time) error {
	a, err := l.audience(c)
	if err != nil {
		return err
	}
	n := c.after(o, a, now)
	if n.Reach == Reached || n.Reach == Withdrawn {
		return nil
	}
	d := l.policy().Next(now, a, n)
	o.V, o.Next = c.V, &d
	return nil
}
