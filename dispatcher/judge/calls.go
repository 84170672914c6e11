package judge

import (
	"strings"
	"time"
)

// call judges one call that an operator dialled.
func (t *trial) call(c callSeen) {
	t.v.Contacts++
	who, wrong := t.called(c)
	if who >= 0 {
		wrong = append(wrong, t.refused(who)...)
		wrong = append(wrong, t.foreign(who, c.Script, mailSeen{At: c.At, Plan: c.Plan})...)
		if id, ok := t.cases[c.Case]; ok && len(wrong) == 0 {
			if why := t.tie(who, id); why != "" {
				wrong = append(wrong, why)
			}
		}
		dialled := c.Dialled
		if dialled.IsZero() {
			dialled = c.Plan
		}
		t.contacted(who, contact{when: momentOf(dialled, c.At), channel: "call", to: hashOf(numberKey(c.Number)),
			promised: c.Disposition == "call_back"}, nothing)
		if c.Disposition == "spoken" {
			t.proved(who, "call", spoken, momentOf(c.Plan, c.At))
		}
	}
	if len(wrong) > 0 {
		t.find(Mixed, who, "a call: %s", strings.Join(wrong, "; "))
	}
}

// called returns who a sheet speaks of, and what is wrong with it: the name and
// the number have to stand in the same row.
func (t *trial) called(c callSeen) (who int32, wrong []string) {
	number := t.m.withNumber(c.Number, c.Audience)
	if both := t.m.so(number, c.Name); len(both) > 0 {
		return t.one(both, c.Case), nil
	}
	named := t.byName(foldName(c.Name), c.Audience)
	switch {
	case len(named) > 0 && len(number) > 0:
		return t.one(append(named, number...), c.Case), []string{"its sheet shows the name of " + t.place(named[0]) + " and the number of " + t.place(number[0])}
	case len(named) > 0:
		return t.one(named, c.Case), []string{"its sheet shows a number that is on no list"}
	case len(number) > 0:
		return t.one(number, c.Case), []string{"its sheet shows a name that is not that of the number"}
	}
	return -1, []string{"its sheet shows a name and a number that are on no list"}
}

// one chooses among people that a sheet fits: whose case it is, then who is
// not known by another case, then who was called least.
func (t *trial) one(some []int32, caseID string) int32 {
	some = t.narrow(some, func(p int32) bool { return !t.gone[p] })
	if c, ok := t.cases[caseID]; ok {
		some = t.narrow(some, func(p int32) bool { return t.holder[c] == p })
		some = t.narrow(some, func(p int32) bool { return t.seen[p].tied < 0 || t.seen[p].tied == c })
	}
	return t.least(some, "call")
}

// byName returns the people of an audience with a folded name. It is asked
// only once something is wrong, so it may look at everybody.
func (t *trial) byName(name, audience string) (some []int32) {
	for i, p := range t.m.people {
		if p.name == name && name != "" && (audience == "" || t.m.lists[p.list].audience == audience) {
			some = append(some, int32(i))
		}
	}
	return some
}

// confirmation judges one page that a person confirmed.
func (t *trial) confirmation(c confirmationSeen) {
	who := t.confirmer(c)
	if who < 0 {
		t.find(Mixed, -1, "a confirmation at %s by somebody who is on no list", c.Plan.Format(time.RFC3339))
		return
	}
	t.proved(who, "email", acknowledged, momentOf(c.Plan, c.At))
}

// confirmer returns who confirmed: the row when the log has it, else whose
// address it is, else who was seen with the case.
func (t *trial) confirmer(c confirmationSeen) int32 {
	if i := t.m.list(c.Audience); i >= 0 && c.Row > 0 {
		return t.m.find(t.m.lists[i], c.Row)
	}
	some := t.m.withAddress(c.To)
	some = t.narrow(some, func(p int32) bool { return t.m.audienceOf(p).name == c.Audience })
	if id, ok := t.cases[c.Case]; ok && t.holder[id] >= 0 {
		if len(some) == 0 {
			return t.holder[id]
		}
		some = t.narrow(some, func(p int32) bool { return t.holder[id] == p })
	}
	if len(some) == 0 {
		return -1
	}
	some = t.narrow(some, func(p int32) bool {
		return !t.gone[p] && len(t.seen[p].contacts) > 0 && t.seen[p].evidence < acknowledged
	})
	return some[0]
}
