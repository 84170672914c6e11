package roster

import (
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// reach is how somebody can be reached.
type reach struct {
	emails []personal.Text
	phones []dispatcher.Phone
	postal string
	lines  addressLines
	cells  []cell // as written, but for the address
}

func (r *reach) has() bool { return len(r.emails) > 0 || len(r.phones) > 0 || r.lines.street }

// reset empties r for the next row. The emails and phones of the last are a
// person's now.
func (r *reach) reset() reach {
	return reach{lines: addressLines{cells: r.lines.cells[:0]}, cells: r.cells[:0]}
}

// take takes over what another reach has, behind its own.
func (r *reach) take(other *reach) {
	r.emails, r.phones = append(r.emails, other.emails...), append(r.phones, other.phones...)
	if !r.lines.street && other.lines.street {
		r.postal, r.lines = other.postal, other.lines
	}
}

func (d *draft) takePhones(c cell, to *reach) {
	if isNone(c.text) {
		return
	}
	to.cells = append(to.cells, c)
	if n, ok := plainNumber(c.text); ok {
		d.addPhone(n, c, to)
		return
	}
	phones := readPhones(c.text)
	for _, n := range phones.numbers {
		d.addPhone(n, c, to)
	}
	for _, w := range phones.odd {
		d.warn(c, w)
	}
	if !phones.plain {
		d.keepCell(c)
	}
}

// addPhone adds a number once.
func (d *draft) addPhone(n dispatcher.Phone, c cell, to *reach) {
	for i := range to.phones {
		if to.phones[i].Number.Equal(n.Number) {
			if to.phones[i].Extension.Empty() {
				to.phones[i].Extension = n.Extension
			}
			return
		}
	}
	to.phones = append(to.phones, n)
	d.contacts = append(d.contacts, contact{byPhone, n.Number.Reveal(), c.header})
}

func (d *draft) takeEmails(c cell, to *reach) {
	if isNone(c.text) {
		return
	}
	to.cells = append(to.cells, c)
	if address, wrong := email(c.text); wrong == "" {
		d.addEmail(address, c, to)
		return
	}
	e := readEmails(c.text)
	for _, address := range e.addresses {
		d.addEmail(address, c, to)
	}
	if e.odd != "" {
		d.warn(c, e.odd)
		d.keepCell(c)
	}
}

// addEmail adds an address once.
func (d *draft) addEmail(address string, c cell, to *reach) {
	for _, e := range to.emails {
		if e.Reveal() == address {
			return
		}
	}
	to.emails = append(to.emails, personal.New(address))
	d.contacts = append(d.contacts, contact{byEmail, comparedEmail(address), c.header})
}

func (d *draft) takePostalCode(c cell, to *reach) {
	to.cells = append(to.cells, c)
	code, zero := postalCode(c.text)
	to.postal = code
	if zero {
		d.warn(c, codePostalZero)
	}
}

func (d *draft) takeAddress(as known, c cell, to *reach) {
	switch {
	case isContact(c.text):
		d.shift(c, codeInAddress)
	case !isNone(c.text):
		to.lines.add(as, c)
	}
}

// finishReach settles whose contacts are used: the agent's where the list gives
// the agent any, else the person's.
func (d *draft) finishReach() {
	used := &d.own
	switch {
	case d.agent.self:
		d.own.take(&d.agent.reach)
	case d.agent.given:
		used = &d.agent.reach
		d.keepOwn()
	}
	d.settleAgent()
	address, left := used.lines.join()
	for _, c := range left {
		d.keepCell(c)
	}
	d.person.Emails, d.person.Phones = used.emails, used.phones
	d.person.PostalCode, d.person.Address = personal.New(used.postal), personal.New(address)
	if address != "" && gap(address) == "" {
		d.contacts = append(d.contacts, contact{kind: byAddress, value: normal(address)})
	}
	if !used.has() {
		d.warn(cell{}, codeNoContact)
	}
}

// addressHeader is the header under which the address stands.
func (l layout) addressHeader() string {
	for _, k := range []known{colAgentAddress, colAddress, colAddressLine} {
		if l.has(k) {
			return l.header(k)
		}
	}
	return ""
}
