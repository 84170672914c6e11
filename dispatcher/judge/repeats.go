package judge

import "time"

// repeats finds what a person was told more often than the plan orders: each
// contact too many is found once, by the first rule that it breaks.
func (t *trial) repeats(who int32) {
	s := &t.seen[who]
	a := t.m.audienceOf(who)
	p := t.m.people[who]
	if twin := p.self; twin != who && len(s.contacts) > 0 && len(t.seen[twin].contacts) > 0 && !t.gone[who] {
		t.find(Doubled, who, "the same person was also contacted as row %d", t.m.people[twin].row)
	}
	t.repeated(who, "email", a.tries("email"))
	t.repeated(who, "sms", a.tries("sms"))
	t.repeated(who, "call", a.tries("call")+max(0, int(p.phones)-1))
}

// repeated looks at the contacts of one channel, in the order of the log.
func (t *trial) repeated(who int32, channel string, most int) {
	var past []contact
	for _, c := range t.seen[who].contacts {
		if c.channel != channel || t.ordered(c, past) {
			continue
		}
		if why := t.again(who, c, past); why != "" {
			t.find(Doubled, who, "%s", why)
			continue
		}
		t.seen[who].tries++
		if c.promised {
			most++ // the person has asked for one more
		}
		if past = append(past, c); len(past) > most && most > 0 {
			t.find(Doubled, who, "contact number %d of %d by the plan, at %s", len(past), most, t.clock(c.when))
		}
	}
}

// ordered reports whether a mail repeats an earlier one because a human
// ordered it; each order is good for one.
func (t *trial) ordered(c contact, past []contact) bool {
	for _, p := range past {
		if c.channel == "email" && p.id == c.id && t.resent[c.id] > 0 {
			t.resent[c.id]--
			return true
		}
	}
	return false
}

// orders is how many of a person's mails are to be sent again by a human's
// order and have not been yet: they no longer count as tries.
func (t *trial) orders(s *sight) (n int) {
	for _, c := range s.contacts {
		if c.channel == "email" && t.resent[c.id] > 0 {
			n++
		}
	}
	return n
}

// again says why a contact is the same try as an earlier one; empty when it is
// not.
func (t *trial) again(who int32, c contact, past []contact) string {
	for _, p := range past {
		atOnce := c.when.plan != 0 && c.when.plan == p.when.plan
		switch {
		case c.channel != "call" && c.id == p.id && c.id != hashOf(""):
			return "the same " + idWord(c.channel) + " was accepted twice, at " + t.clock(c.when)
		case c.channel == "call" && c.to == p.to && atOnce:
			return "the same number was dialled twice at " + t.clock(c.when)
		case c.channel == "email" && atOnce || c.channel == "sms" && c.to == p.to && atOnce:
			return "two " + wordFor(c.channel) + "s at " + t.clock(c.when)
		case c.channel != "call" && c.to == p.to && t.tooSoon(who, c, p):
			return "a " + wordFor(c.channel) + " at " + t.clock(c.when) + ", before the plan's wait after the one before was over"
		}
	}
	return ""
}

// tooSoon reports whether the plan's wait does not lie between two messages.
// It can tell only where the plan has their channel in one step.
func (t *trial) tooSoon(who int32, c, before contact) bool {
	ways := t.m.audienceOf(who).by(c.channel)
	if len(ways) != 1 {
		return false
	}
	at, _, ok := t.onPlan(c.when)
	first, slack, ok2 := t.onPlan(before.when)
	if !ok || !ok2 {
		t.skip("the wait between two %ss: the log gives no plan times", wordFor(c.channel))
		return false
	}
	wait := ways[0].wait
	if wait.days > 0 {
		slack += time.Hour // a time of day that a date lacks can be taken as an earlier or a later one
	}
	return at.Add(slack).Before(wait.after(first))
}

// wordFor is what a finding calls a message, and idWord what tells it from
// others.
func wordFor(channel string) string {
	if channel == "sms" {
		return "text"
	}
	return "mail"
}

func idWord(channel string) string {
	if channel == "sms" {
		return "sid"
	}
	return "Message-ID"
}
