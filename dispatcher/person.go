package dispatcher

import (
	"encoding/json"
	"fmt"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Person is one affected person or organisation as the list gives them, opened
// in memory. In every store it lies sealed.
type Person struct {
	ID           string          // the case's id, with ".1" … for further members of a household
	Organisation bool            // 御中 rather than 様
	Name         personal.Text   // exactly as written
	Reading      personal.Text   // exactly as written; may be empty
	Emails       []personal.Text // canonical, in order of preference
	Phones       []Phone         // in order of preference
	PostalCode   personal.Text   //
	Address      personal.Text   // exactly as written
	Lang         string          // "ja", "en"; empty for the campaign's default
	Fields       map[string]personal.Text
	Row          int // line of the file, the header being 1
}

// Phone is a telephone number.
type Phone struct {
	Number personal.Text // E.164
	Kind   PhoneKind
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

// Contacts counts what the record holds.
func (p *Person) Contacts() Contacts {
	c := Contacts{Emails: len(p.Emails), Phones: len(p.Phones), Mobiles: len(p.Mobiles())}
	if !p.Address.Empty() {
		c.Postal = 1
	}
	return c
}

// record is a Person in the clear, for sealing only.
type record struct {
	O bool              `json:"o,omitempty"`
	N string            `json:"n"`
	Y string            `json:"y,omitempty"`
	E []string          `json:"e,omitempty"`
	P [][2]string       `json:"p,omitempty"`
	Z string            `json:"z,omitempty"`
	A string            `json:"a,omitempty"`
	L string            `json:"l,omitempty"`
	F map[string]string `json:"f,omitempty"`
	R int               `json:"r,omitempty"`
}

// Plain returns the record in the clear, to be sealed at once and never stored.
func (p *Person) Plain() ([]byte, error) {
	r := record{O: p.Organisation, N: p.Name.Reveal(), Y: p.Reading.Reveal(), Z: p.PostalCode.Reveal(),
		A: p.Address.Reveal(), L: p.Lang, R: p.Row}
	for _, e := range p.Emails {
		r.E = append(r.E, e.Reveal())
	}
	for _, t := range p.Phones {
		r.P = append(r.P, [2]string{t.Number.Reveal(), string(t.Kind)})
	}
	if len(p.Fields) > 0 {
		r.F = make(map[string]string, len(p.Fields))
		for k, v := range p.Fields {
			r.F[k] = v.Reveal()
		}
	}
	return json.Marshal(r)
}

// PersonOf reads what Plain wrote.
func PersonOf(id string, plain []byte) (Person, error) {
	var r record
	if err := json.Unmarshal(plain, &r); err != nil {
		return Person{}, fmt.Errorf("person %s: the record does not read", id) // the cause could quote the record
	}
	p := Person{ID: id, Organisation: r.O, Name: personal.New(r.N), Reading: personal.New(r.Y), PostalCode: personal.New(r.Z),
		Address: personal.New(r.A), Lang: r.L, Row: r.R, Fields: make(map[string]personal.Text, len(r.F))}
	for _, e := range r.E {
		p.Emails = append(p.Emails, personal.New(e))
	}
	for _, t := range r.P {
		p.Phones = append(p.Phones, Phone{personal.New(t[0]), PhoneKind(t[1])})
	}
	for k, v := range r.F {
		p.Fields[k] = personal.New(v)
	}
	return p, nil
}
