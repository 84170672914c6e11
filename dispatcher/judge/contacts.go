package judge

import (
	"slices"
	"time"
)

// contacted notes a contact and, where the contact itself is evidence, that
// the person was reached by it.
func (t *trial) contacted(who int32, c contact, g grade) {
	t.timely(who, c.channel, c.when)
	t.seen[who].contacts = append(t.seen[who].contacts, c)
	t.proved(who, c.channel, g, c.when)
}

// proved notes evidence that was seen of a person.
func (t *trial) proved(who int32, channel string, g grade, when moment) {
	s := &t.seen[who]
	s.evidence = max(s.evidence, g)
	if need := t.m.audienceOf(who).needBy(channel); g != nothing && g >= need {
		s.reached = s.reached.earlier(when)
	}
}

// timely holds a contact against the plan's hours and the audience's start.
func (t *trial) timely(who int32, channel string, when moment) {
	at, slack, ok := t.onPlan(when)
	if !ok {
		t.skip("hours, weekdays, holidays and start of %s: the log gives no plan times", channel)
		return
	}
	a := t.m.audienceOf(who)
	ways := a.by(channel)
	if len(ways) == 0 {
		t.find(OutsideHours, who, "contacted by %s, which the plan does not name", channel)
		return
	}
	if at.Before(a.start) {
		t.find(OutsideHours, who, "contacted by %s at %s, before the start of %s", channel, at.Format(time.RFC3339), a.start.Format(time.RFC3339))
		return
	}
	if !t.allowed(ways, at) && !t.allowed(ways, at.Add(-slack)) {
		t.find(OutsideHours, who, "contacted by %s on %s %s", channel, at.Weekday(), at.Format(time.RFC3339))
	}
}

// allowed reports whether any of the ways allows a contact at a moment.
func (t *trial) allowed(ways []way, at time.Time) bool {
	return slices.ContainsFunc(ways, func(w way) bool {
		ok, known := w.allows(at)
		if !known {
			t.skip("holidays of %d: they are not in the judge's table", at.Year())
		}
		return ok
	})
}

// onPlan returns a moment in plan time, in the campaign's zone, and by how much
// it may lie late.
func (t *trial) onPlan(m moment) (at time.Time, slack time.Duration, ok bool) {
	switch {
	case m.plan != 0:
		return time.Unix(0, m.plan).In(t.m.campaign.zone), 0, true
	case t.in.WallClock && m.wall != 0:
		return time.Unix(0, m.wall).In(t.m.campaign.zone), t.flight, true
	}
	return time.Time{}, 0, false
}

// late finds the contacts after a person was reached or withdrawn.
func (t *trial) late(who int32) {
	s := &t.seen[who]
	for _, c := range s.contacts {
		switch {
		case s.reached.known() && t.after(c.when, s.reached):
			t.find(AfterReached, who, "contacted at %s after having been reached at %s", t.clock(c.when), t.clock(s.reached))
		case s.withdrawn.known() && t.after(c.when, s.withdrawn):
			t.find(AfterReached, who, "contacted at %s after the withdrawal at %s", t.clock(c.when), t.clock(s.withdrawn))
		}
	}
}

// after reports whether a contact was made after an event: by plan time where
// both have one; otherwise by the wall clock, leaving out what may have been on
// the wire.
func (t *trial) after(c, event moment) bool {
	switch {
	case c.plan != 0 && event.plan != 0:
		return c.plan > event.plan
	case c.wall != 0 && event.wall != 0:
		late := c.wall > event.wall+int64(t.flight)
		if c.wall > event.wall && !late {
			t.skip("contacts less than %s after a person was reached: without plan times they may have been on the wire", t.flight)
		}
		return late
	}
	t.skip("contacts after a person was reached: contact and evidence share no clock")
	return false
}

// clock writes a moment by the best clock that it has.
func (t *trial) clock(m moment) string {
	if m.plan != 0 {
		return time.Unix(0, m.plan).In(t.m.campaign.zone).Format(time.RFC3339)
	}
	return time.Unix(0, m.wall).In(t.m.campaign.zone).Format(time.RFC3339Nano) + " by the wall clock"
}

// withdrawals ties the withdrawals to the people that were seen.
func (t *trial) withdrawals() {
	for _, w := range t.in.Withdrawals {
		if c, ok := t.cases[w.Case]; ok && t.holder[c] >= 0 {
			t.seen[t.holder[c]].withdrawn = momentOf(w.Plan, w.At)
		}
	}
}
