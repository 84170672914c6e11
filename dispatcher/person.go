package dispatcher

import (
	"slices"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Person is one affected person or organisation as the list gives them, opened
// in memory. In every store it lies sealed.
type Person struct {
	ID           string          // the case's id, with ".1" … for further members of a household
	Organisation bool            // 御中 rather than 様
	Name         personal.Text   // exactly as written
	Reading      personal.Text   // exactly as written; may be empty
	Emails       []personal.Text // canonical, in order of preference; the agent's where the list gives the agent contacts
	Phones       []Phone         // likewise
	PostalCode   personal.Text   // likewise
	Address      personal.Text   // likewise; exactly as written
	Lang         string          // "ja", "en"; empty for the campaign's default
	Household    personal.Text   // what the members of a household have in common, as written; empty without one
	Agent        *Agent          // who is told in this person's place; nil when that is the person
	Protected    bool            // never merged, shown to named staff only
	Unreadable   bool            // a character of the record was lost on its way here: letters wait
	Fields       map[string]personal.Text
	Row          int             // line of the file, the header being 1
	Retired      []personal.Text // of Emails and Phones: never to be used again
	Origin       personal.Text   // what the system that published the person calls them; empty for people of a list
}

// Phone is a telephone number.
type Phone struct {
	Number    personal.Text // E.164
	Kind      PhoneKind
	Extension personal.Text // digits that the switchboard asks for; shown to whoever calls, never dialled
}

// PhoneKind is what a number's plan says about it.
type PhoneKind string

// The kinds of telephone numbers. Only a mobile takes SMS.
const (
	Mobile   PhoneKind = "mobile"
	Landline PhoneKind = "landline"
	OtherTel PhoneKind = "other" // IP telephony, toll free, navi dial, abroad unknown
)

// Mobiles returns the numbers that take SMS, in order.
func (p *Person) Mobiles() []Phone {
	var m []Phone
	for _, t := range p.Phones {
		if t.Kind == Mobile {
			m = append(m, t)
		}
	}
	return m
}

// Contacts counts the contacts that can be used. A person whose record has lost
// a character is called only: a letter would show the gap.
func (p *Person) Contacts() Contacts {
	c := Contacts{Phones: len(p.Phones), Gone: p.gone()}
	if p.Unreadable {
		return c
	}
	c.Emails, c.Mobiles = len(p.Emails), len(p.Mobiles())
	if !p.Address.Empty() {
		c.Postal = 1
	}
	return c
}

// gone finds the places of what was retired.
func (p *Person) gone() (g Gone) {
	if len(p.Retired) == 0 {
		return g
	}
	mark := func(of *uint32, i int, contact personal.Text) {
		if i < 32 && slices.ContainsFunc(p.Retired, contact.Equal) {
			*of |= 1 << i
		}
	}
	for i, e := range p.Emails {
		mark(&g.Emails, i, e)
	}
	for i, t := range p.Phones {
		mark(&g.Phones, i, t.Number)
	}
	for i, t := range p.Mobiles() {
		mark(&g.Mobiles, i, t.Number)
	}
	return g
}

// Add takes over the contacts of another row about the same person: those that
// are not there yet, behind those that are, and the postal address when there
// is none.
func (p *Person) Add(q *Person) {
	for _, e := range q.Emails {
		if !slices.ContainsFunc(p.Emails, e.Equal) {
			p.Emails = append(p.Emails, e)
		}
	}
	for _, t := range q.Phones {
		if !slices.ContainsFunc(p.Phones, func(u Phone) bool { return u.Number.Equal(t.Number) }) {
			p.Phones = append(p.Phones, t)
		}
	}
	if p.Address.Empty() && !q.Address.Empty() {
		p.PostalCode, p.Address = q.PostalCode, q.Address
	}
}
