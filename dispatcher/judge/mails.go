package judge

import (
	"fmt"
	"slices"
	"strings"
)

// accepted judges one message that the sandbox accepted.
func (t *trial) accepted(m mailSeen) {
	t.v.Contacts++
	if m.Channel == "sms" {
		t.text(m)
		return
	}
	t.mail(m)
}

// mail judges one mail.
func (t *trial) mail(m mailSeen) {
	letter, err := ReadLetter(m.Data)
	if err != nil {
		letter.Text = m.Data
	}
	who, known := t.addressee(m, letter)
	wrong := t.envelope(m, known)
	if who >= 0 {
		wrong = append(wrong, t.refused(who)...)
		wrong = append(wrong, t.foreign(who, letter.Text, m)...)
		wrong = append(wrong, t.bound(who, letter, m, len(wrong) == 0)...)
		t.contacted(who, contact{when: momentOf(m.Plan, m.At), channel: "email", id: hashOf(letter.MessageID), to: hashOf(addressKey(m.To[0]))}, handedOver)
	}
	if len(wrong) > 0 {
		t.find(Mixed, who, "a mail: %s", strings.Join(wrong, "; "))
	}
}

// envelope says what is wrong with the recipients.
func (t *trial) envelope(m mailSeen, known int) (wrong []string) {
	if len(m.To) != 1 {
		wrong = append(wrong, fmt.Sprintf("its envelope has %d recipients", len(m.To)))
	}
	if known < len(m.To) {
		wrong = append(wrong, "a recipient is on no list")
	}
	return wrong
}

// addressee returns who a mail is for, -1 when nobody on a list has such an
// address, and how many of the recipients are on a list. Where people share
// an address, the name in the letter decides, then the case that it speaks of,
// then who was written to least.
func (t *trial) addressee(m mailSeen, letter Letter) (who int32, known int) {
	some, known := listed(m.To, t.m.withAddress)
	if len(some) == 0 {
		return -1, known
	}
	some = t.narrow(some, func(p int32) bool { return !t.gone[p] })
	if len(some) > 1 {
		if named := t.m.called(some, letter.Text); len(named) > 0 {
			some = named
		}
		c := t.caseIn(append(slices.Clone(letter.Links), m.From)...)
		some = t.narrow(some, func(p int32) bool { return c >= 0 && t.m.lists[t.m.people[p].list].audience == t.in.Cases[c].Audience })
		some = t.narrow(some, func(p int32) bool { return c >= 0 && (t.holder[c] == p || t.seen[p].tied == c) })
		some = t.narrow(some, func(p int32) bool {
			return slices.ContainsFunc(letter.Links, func(l string) bool { q, ok := t.tokens[hashOf(token(l))]; return ok && q == p })
		})
	}
	return t.least(some, "email"), known
}

// listed returns the people whom find finds for recipients, and for how many
// recipients it finds any.
func listed(recipients []string, find func(string) []int32) (some []int32, known int) {
	for _, to := range recipients {
		found := find(to)
		if len(found) > 0 {
			known++
		}
		some = append(some, found...)
	}
	return some, known
}

// least returns whoever of the people was contacted least by a channel.
func (t *trial) least(some []int32, channel string) int32 {
	times := func(who int32) (n int) {
		for _, c := range t.seen[who].contacts {
			if c.channel == channel {
				n++
			}
		}
		return n
	}
	return slices.MinFunc(some, func(a, b int32) int { return times(a) - times(b) })
}

// refused says that the import took nobody of a person's row.
func (t *trial) refused(who int32) []string {
	if t.gone[who] {
		return []string{"the import took nobody of this row"}
	}
	return nil
}

// narrow keeps those of the people for whom fits holds, or all when it holds
// for none.
func (t *trial) narrow(some []int32, fits func(int32) bool) []int32 {
	if fit := slices.DeleteFunc(slices.Clone(some), func(p int32) bool { return !fits(p) }); len(fit) > 0 {
		return fit
	}
	return some
}

// bound holds that a letter's links, reference numbers and Message-ID were
// never another person's, and that its case is the person's own. learn is false
// for a letter that is mixed anyway: what it says is no evidence of whose a
// case is.
func (t *trial) bound(who int32, letter Letter, m mailSeen, learn bool) (wrong []string) {
	own := func(what, mark string, among map[uint64]int32) {
		if other, ok := claim(among, hashOf(mark), who, learn); !ok {
			wrong = append(wrong, "its "+what+" was given to "+t.place(other))
		}
	}
	for _, l := range letter.Links {
		own("link", token(l), t.tokens)
	}
	for _, n := range letter.numbers {
		if listed := t.m.index.values.of(hash(fold(n))); len(listed) == 0 && !t.m.public[n] {
			own("reference number", n, t.tokens)
		}
	}
	if letter.MessageID != "" {
		own(idWord(m.Channel), letter.MessageID, t.ids)
	}
	if learn && len(wrong) == 0 {
		wrong = t.tieAll(who, append(slices.Clone(letter.Links), m.From, letter.Text))
	}
	return wrong
}

// claim gives a mark to a person, or says whose it is already.
func claim(marks map[uint64]int32, mark uint64, who int32, learn bool) (owner int32, ok bool) {
	if owner, taken := marks[mark]; taken {
		return owner, owner == who
	}
	if learn {
		marks[mark] = who
	}
	return who, true
}

// tieAll ties a person to the cases that texts speak of, and says why it
// cannot.
func (t *trial) tieAll(who int32, texts []string) []string {
	for _, s := range texts {
		if c := t.caseIn(s); c >= 0 {
			if why := t.tie(who, c); why != "" {
				return []string{why}
			}
		}
	}
	return nil
}

// tie says that a person was seen with a case, and why not when another was,
// or the person with another case.
func (t *trial) tie(who, c int32) string {
	why := t.apart(who, c)
	if why == "" {
		t.holder[c], t.seen[who].tied = who, c
	}
	return why
}

// apart says why a case cannot be a person's; empty when it can.
func (t *trial) apart(who, c int32) string {
	switch {
	case t.holder[c] >= 0 && t.holder[c] != who:
		return "its case is that of " + t.place(t.holder[c])
	case t.seen[who].tied >= 0 && t.seen[who].tied != c:
		return "its case is not the one that the person had before"
	case t.in.Cases[c].Audience != t.m.audienceOf(who).name:
		return "its case belongs to another audience"
	}
	return ""
}

// place names a person by audience and row.
func (t *trial) place(who int32) string {
	p := t.m.place(who)
	return fmt.Sprintf("%s row %d", p.Audience, p.Row)
}
