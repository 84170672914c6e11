package judge

import "slices"

// account holds the state against the lists and against what was seen: every
// person has a case, every claim of the state has a trace outside, every trace
// outside is known to the state, and the figures are the sum of the people.
func (t *trial) account() {
	if t.in.Cases == nil {
		t.skip("people without an account: the state lists nobody")
		return
	}
	by := map[string]*books{}
	for i, l := range t.m.lists {
		by[l.audience] = &books{audience: &t.m.campaign.audiences[i], people: t.v.Audiences[i].People}
	}
	for i := range t.in.Cases {
		c := &t.in.Cases[i]
		if c.Review {
			t.v.Review += c.people()
		}
		b := by[c.Audience]
		if b == nil {
			t.findMany(Lost, "", 1, "case %s is of an audience that the campaign does not have", c.ID)
			continue
		}
		b.enter(c)
		t.settle(b, c, t.holder[i])
	}
	for who := range t.seen {
		t.unsettled(by[t.m.audienceOf(int32(who)).name], int32(who))
	}
	for i, l := range t.m.lists {
		t.audit(l, by[l.audience])
		if a := &t.m.campaign.audiences[i]; a.unseen() {
			t.skip("%s: letters, and what is done by hand, leave no trace outside", a.name)
		}
	}
	t.figures(by)
}

// books is what the people of one audience add up to.
type books struct {
	audience *audience
	people   int // on the list
	told     Figures

	claims [spoken + 1]int // cases that were not seen outside, by the evidence claimed
	tried  int             // of them: attempted without evidence or review
	never  int             // of them: at the plan's end without an attempt
	open   int             // of them: attempted at all
	traces [spoken + 1]int // people seen whose case is not known, by the evidence seen
}

// unseen reports whether the plan has ways that leave no trace.
func (a *audience) unseen() bool {
	return slices.ContainsFunc(a.ways, func(w way) bool { return !slices.Contains(seenChannels, w.channel) })
}

// enter adds a case to the sums.
func (b *books) enter(c *Case) {
	n := c.people()
	b.told.Total += n
	if c.Attempts > 0 {
		b.told.Attempted += n
	}
	if c.Review {
		b.told.Review += n
	}
	switch c.State {
	case "reached":
		b.told.Reached += n
		return
	case "withdrawn":
		b.told.Withdrawn += n
		return
	case "pending":
		b.told.Pending += n
	case "in_progress":
		b.told.InProgress += n
	case "unreachable":
		b.told.Unreachable += n
	}
	b.told.Unreached += n
}

// settle holds a case against the person that was seen with it, -1 for nobody.
func (t *trial) settle(b *books, c *Case, who int32) {
	if t.in.Over && !c.over() && !c.Review {
		t.accuse(b, who, "the plan is over, and case %s is still %s", c.ID, c.State)
		return
	}
	if who < 0 {
		b.unseen(c, t.in.Refusing)
		return
	}
	s := &t.seen[who]
	claimed := c.grade()
	switch saw := t.believed(s, claimed); {
	case claimed > saw && !b.audience.unseen():
		t.find(Lost, who, "the state claims %s, seen was %s", claimed, s.evidence)
	case claimed < s.evidence && s.evidence >= acknowledged:
		t.find(Lost, who, "seen was %s, the state knows %s", s.evidence, claimed)
	case c.State == "reached" && saw < b.audience.leastNeed() && !b.audience.unseen():
		t.find(Lost, who, "the state says reached, but nothing that was seen reaches %s", b.audience.need)
	case c.State != "reached" && c.State != "withdrawn" && s.reached.known() && !c.Review:
		t.find(Lost, who, "the person was reached at %s, the state says %s", t.clock(s.reached), c.State)
	case c.Attempts < s.tries-t.orders(s):
		t.find(Lost, who, "%d contacts were seen, the state knows of %d", s.tries, c.Attempts)
	}
}

// accuse finds a person lost, by row when the person is known.
func (t *trial) accuse(b *books, who int32, format string, args ...any) {
	if who >= 0 {
		t.find(Lost, who, format, args...)
	} else {
		t.findMany(Lost, b.audience.name, 1, format, args...)
	}
}

// unseen books a case that was not seen outside.
func (b *books) unseen(c *Case, refusing bool) {
	claimed := c.grade()
	if c.Attempts > 0 || claimed > nothing {
		b.open++
	}
	if c.State == "reached" {
		claimed = max(claimed, handedOver)
	}
	if claimed == delivered && len(b.audience.by("sms")) > 0 {
		claimed = handedOver // see trial.believed
	}
	switch {
	case b.audience.unseen():
	case claimed > nothing:
		b.claims[claimed]++
	case c.Attempts > 0 && !c.Review && !refusing:
		b.tried++
	case c.Attempts == 0 && c.State == "unreachable":
		b.never++
	}
}

// unsettled books a person who was seen, and whose case is not known.
func (t *trial) unsettled(b *books, who int32) {
	s := &t.seen[who]
	if s.tied < 0 && !t.gone[who] && len(s.contacts) > 0 {
		b.traces[s.evidence]++
	}
}

// reachable reports whether the plan has a way to the person.
func (t *trial) reachable(who int32) bool {
	a, p := t.m.audienceOf(who), &t.m.people[who]
	return p.emails > 0 && len(a.by("email")) > 0 || p.phones > 0 && len(a.by("call")) > 0 || p.mobiles > 0 && len(a.by("sms")) > 0
}
