package judge

import (
	"slices"
	"strings"
)

// text judges one text message. One to a number that people share waits until
// the calls have told whose which case is.
func (t *trial) text(m mailSeen) {
	if some, _ := t.texted(m); len(some) > 1 {
		t.shared = append(t.shared, m)
		return
	}
	t.textTo(m)
}

// sharedTexts judges the texts that had to wait.
func (t *trial) sharedTexts() {
	for _, m := range t.shared {
		t.textTo(m)
	}
	t.shared = nil
}

func (t *trial) textTo(m mailSeen) {
	letter := letterOf(m.SID, m.Data)
	some, known := t.texted(m)
	wrong := t.envelope(m, known)
	who := int32(-1)
	if len(some) > 0 {
		when := momentOf(m.Plan, m.At)
		var sure bool
		who, sure = t.reader(some, letter, when)
		wrong = append(wrong, t.refused(who)...)
		wrong = append(wrong, t.foreign(who, letter.Text, m)...)
		wrong = append(wrong, t.bound(who, letter, m, sure && len(wrong) == 0)...)
		wrong = append(wrong, t.signed(who, letter, sure && len(wrong) == 0)...)
		t.contacted(who, contact{when: when, channel: "sms", id: hashOf(m.SID), to: hashOf(numberKey(m.To[0]))}, handedOver)
	}
	if len(wrong) > 0 {
		t.find(Mixed, who, "a text: %s", strings.Join(wrong, "; "))
	}
}

// texted returns who a text can be for: whoever has the number, of them those
// whose plan has texts, and how many of the recipients are on a list.
func (t *trial) texted(m mailSeen) (some []int32, known int) {
	some, known = listed(m.To, func(to string) []int32 { return t.m.withNumber(to, "") })
	some = t.narrow(some, func(p int32) bool { return !t.gone[p] })
	return t.narrow(some, func(p int32) bool { return len(t.m.audienceOf(p).by("sms")) > 0 }), known
}

// reader returns who of several a text is for: whom it names, then whose
// reference it holds, then who was not yet reached, then who was texted least.
// It is not sure when they could as well be another who was contacted.
func (t *trial) reader(some []int32, letter Letter, when moment) (who int32, sure bool) {
	if len(some) == 1 {
		return some[0], true
	}
	if named := t.m.called(some, letter.Text); len(named) > 0 {
		some = named
	}
	some = t.narrow(some, func(p int32) bool {
		return slices.ContainsFunc(letter.numbers, func(n string) bool { q, ok := t.tokens[hashOf(n)]; return ok && q == p })
	})
	if c := t.referred(letter); c >= 0 {
		some = t.narrow(some, func(p int32) bool { return t.m.audienceOf(p).name == t.in.Cases[c].Audience })
		some = t.narrow(some, func(p int32) bool { return t.holder[c] == p })
		some = t.narrow(some, func(p int32) bool { return t.seen[p].tied < 0 })
	}
	if len(some) > 1 {
		some = t.narrow(some, func(p int32) bool { return !t.seen[p].reached.known() || !t.after(when, t.seen[p].reached) })
	}
	onlyTexts := func(p int32) bool {
		return !slices.ContainsFunc(t.seen[p].contacts, func(c contact) bool { return c.channel != "sms" })
	}
	others := slices.DeleteFunc(slices.Clone(some), onlyTexts)
	return t.least(some, "sms"), len(some) == 1 || len(others) == 0
}

// signed holds that the case whose reference a text shows is the person's own;
// learn as for bound.
func (t *trial) signed(who int32, letter Letter, learn bool) []string {
	c := t.referred(letter)
	if c < 0 {
		return nil
	}
	if why := t.apart(who, c); why != "" {
		return []string{"by its reference number " + why}
	}
	if learn {
		t.holder[c], t.seen[who].tied = who, c
	}
	return nil
}

// referred returns the case whose reference number stands in a text, -1 when
// there is none: the upper-case beginning of the case's id.
func (t *trial) referred(letter Letter) int32 {
	if len(letter.numbers) > 0 && t.refs == nil {
		t.refs = referencesOf(t.in.Cases)
	}
	for _, n := range letter.numbers {
		if c, ok := t.refs[hashOf(n)]; ok {
			return c
		}
	}
	return -1
}

// referencesOf returns the cases by reference number, -1 where several have
// the same.
func referencesOf(cases []Case) map[uint64]int32 {
	refs := make(map[uint64]int32, len(cases))
	for i, c := range cases {
		if len(c.ID) < 4+3+3 {
			continue
		}
		id := strings.ToUpper(c.ID)
		n := hashOf(id[:4] + "-" + id[4:7] + "-" + id[7:10])
		if _, taken := refs[n]; taken {
			refs[n] = -1
		} else {
			refs[n] = int32(i)
		}
	}
	return refs
}

// believed is the best evidence of a person that was seen or has to be
// believed. The log shows that the provider took a text, not whether it
// arrived: a claim that it did is neither borne out nor refuted.
func (t *trial) believed(s *sight, claimed grade) grade {
	if claimed == delivered && s.evidence == handedOver && slices.ContainsFunc(s.contacts, func(c contact) bool { return c.channel == "sms" }) {
		t.skip("whether texts arrived: the log shows only that the provider took them")
		return delivered
	}
	return s.evidence
}
