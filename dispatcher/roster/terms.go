package roster

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// Terms says by what people are found, and what a text that somebody typed may
// mean. Both sides meet in the same normal forms.
type Terms struct{}

// Of lists what a person is found by: the names and readings of the person and
// of who is told in their place, every telephone number and e-mail address,
// and the office's own number as it stands in the list. No term comes twice.
func (Terms) Of(p *dispatcher.Person, office personal.Text) []dispatcher.Term {
	var t terms
	t.name(p.Name.Reveal())
	t.name(p.Reading.Reveal())
	if p.Agent != nil {
		t.name(p.Agent.Name.Reveal())
		t.name(p.Agent.Reading.Reveal())
	}
	for _, n := range p.Phones {
		t.add(dispatcher.TermPhone, n.Number.Reveal())
	}
	for _, e := range p.Emails {
		t.add(dispatcher.TermEmail, comparedEmail(e.Reveal()))
	}
	t.add(dispatcher.TermNumber, normal(office.Reveal()))
	return t
}

// longestQuery is how many bytes a text to find somebody by may have.
const longestQuery = 400

// Asked reads a text. One with an @ is an e-mail address and nothing else; one
// that begins or ends with a postal code and says more asks for that name
// there; every other one may be a name, a reading, a telephone number, the
// office's number or a letter's reference number, whichever there is.
func (Terms) Asked(text personal.Text) dispatcher.Query {
	s := trim(width.Fold.String(text.Reveal()))
	if s == "" || len(s) > longestQuery {
		return dispatcher.Query{}
	}
	var t terms
	if strings.Contains(s, "@") {
		for _, e := range readEmails(s).addresses {
			t.add(dispatcher.TermEmail, comparedEmail(e))
		}
		return dispatcher.Query{Terms: t}
	}
	if code, name := postalAndName(s); code != "" {
		t.name(name)
		return dispatcher.Query{Terms: t, PostalCode: personal.New(code)}
	}
	for _, n := range readPhones(s).numbers {
		t.add(dispatcher.TermPhone, n.Number.Reveal())
	}
	t.name(s)
	t.add(dispatcher.TermNumber, normal(s))
	t.add(dispatcher.TermReference, reference(s))
	return dispatcher.Query{Terms: t}
}

// Office is the office's own number of a person who was sealed: what stands in
// the field that a list has for it.
func (Terms) Office(p *dispatcher.Person, columns map[string]string) personal.Text {
	headers := slices.Sorted(maps.Keys(p.Fields))
	for _, c := range recognised(headers, columns) {
		if c.as == colID {
			return personal.New(normal(p.Fields[c.header].Reveal()))
		}
	}
	return personal.Text{}
}

// Contact reads one telephone number or one e-mail address.
func (Terms) Contact(text personal.Text) (dispatcher.Person, bool) {
	s := text.Reveal()
	if strings.Contains(width.Fold.String(s), "@") {
		address, wrong := email(s)
		return dispatcher.Person{Emails: []personal.Text{personal.New(address)}}, wrong == "" && address != ""
	}
	p := readPhones(s)
	return dispatcher.Person{Phones: p.numbers}, len(p.numbers) == 1 && !p.unread && !p.fax
}

// terms is a list without repeats.
type terms []dispatcher.Term

func (t *terms) add(kind dispatcher.TermKind, value string) {
	if value == "" {
		return
	}
	for _, u := range *t {
		if u.Kind == kind && u.Value.Reveal() == value {
			return
		}
	}
	*t = append(*t, dispatcher.Term{Kind: kind, Value: personal.New(value)})
}

func (t *terms) name(s string) { t.add(dispatcher.TermName, findable(s)) }

// findable is a name or a reading in the form in which it is looked for: like
// normal, and neither the kind of kana nor a middle dot matters.
func findable(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '・':
			return -1
		case r >= 'ぁ' && r <= 'ゖ':
			return r + ('ァ' - 'ぁ')
		}
		return r
	}, normal(name))
}

// postalAndName takes a folded text apart that begins or ends with a postal
// code. code is its seven digits; empty when the text is not of this kind.
func postalAndName(s string) (code, name string) {
	words := strings.Fields(strings.Replace(s, "〒", " ", 1))
	if len(words) < 2 {
		return "", ""
	}
	last := len(words) - 1
	if code = sevenDigits(words[0]); code != "" {
		return code, strings.Join(words[1:], " ")
	}
	return sevenDigits(words[last]), strings.Join(words[:last], " ")
}

// sevenDigits returns the digits of a postal code.
func sevenDigits(s string) string {
	if digits, other := digitsOf(s); !other && len(digits) == 7 {
		return digits
	}
	return ""
}

// reference is what the reference number of a letter stands for, empty when it
// is none: ten characters in groups, of any case. The id of a case begins with
// its reference number.
func reference(s string) string {
	const short, long = 10, 16
	s = strings.ToLower(strings.Map(func(r rune) rune {
		if hyphen(r) || r == ' ' {
			return -1
		}
		return r
	}, s))
	if len(s) != short && len(s) != long || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return ""
	}
	return s[:short]
}
