package dispatcher

import (
	"encoding/json"
	"fmt"

	"github.com/owabi/owabi/dispatcher/personal"
)

// record is a Person in the clear, for sealing only. It may grow, and what was
// sealed before it grew still opens.
type record struct {
	O bool              `json:"o,omitempty"`
	N string            `json:"n"`
	Y string            `json:"y,omitempty"`
	E []string          `json:"e,omitempty"`
	P [][]string        `json:"p,omitempty"` // number, kind, perhaps the extension
	Z string            `json:"z,omitempty"`
	A string            `json:"a,omitempty"`
	L string            `json:"l,omitempty"`
	H string            `json:"h,omitempty"`
	G *agentRecord      `json:"g,omitempty"`
	S bool              `json:"s,omitempty"` // protected
	U bool              `json:"u,omitempty"` // unreadable
	F map[string]string `json:"f,omitempty"`
	R int               `json:"r,omitempty"`
	I string            `json:"i,omitempty"` // origin
	X []string          `json:"x,omitempty"` // retired
}

type agentRecord struct {
	N string `json:"n,omitempty"`
	Y string `json:"y,omitempty"`
	R string `json:"r,omitempty"`
}

// Plain returns the record in the clear, to be sealed at once and never stored.
func (p *Person) Plain() ([]byte, error) {
	r := record{O: p.Organisation, N: p.Name.Reveal(), Y: p.Reading.Reveal(), Z: p.PostalCode.Reveal(), A: p.Address.Reveal(), L: p.Lang,
		H: p.Household.Reveal(), S: p.Protected, U: p.Unreadable, R: p.Row, I: p.Origin.Reveal()}
	for _, e := range p.Emails {
		r.E = append(r.E, e.Reveal())
	}
	for _, x := range p.Retired {
		r.X = append(r.X, x.Reveal())
	}
	for _, t := range p.Phones {
		r.P = append(r.P, t.packed())
	}
	if p.Agent != nil {
		r.G = &agentRecord{p.Agent.Name.Reveal(), p.Agent.Reading.Reveal(), p.Agent.Relation}
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
		Address: personal.New(r.A), Lang: r.L, Household: personal.New(r.H), Protected: r.S, Unreadable: r.U, Row: r.R, Origin: personal.New(r.I),
		Fields: make(map[string]personal.Text, len(r.F))}
	for _, e := range r.E {
		p.Emails = append(p.Emails, personal.New(e))
	}
	for _, x := range r.X {
		p.Retired = append(p.Retired, personal.New(x))
	}
	for _, t := range r.P {
		p.Phones = append(p.Phones, phoneOf(t))
	}
	if r.G != nil {
		p.Agent = &Agent{personal.New(r.G.N), personal.New(r.G.Y), r.G.R}
	}
	for k, v := range r.F {
		p.Fields[k] = personal.New(v)
	}
	return p, nil
}

func (t Phone) packed() []string {
	parts := []string{t.Number.Reveal(), string(t.Kind), t.Extension.Reveal()}
	if t.Extension.Empty() {
		parts = parts[:2]
	}
	return parts
}

func phoneOf(parts []string) Phone {
	parts = append(parts, "", "", "")
	return Phone{personal.New(parts[0]), PhoneKind(parts[1]), personal.New(parts[2])}
}
