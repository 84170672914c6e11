package roster

import (
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// draft is a row on its way to a person.
type draft struct {
	person   dispatcher.Person
	warnings []dispatcher.RowError
	fault    dispatcher.RowError // why the row gives no person; no Reason when it does
	shifted  bool                // a cell stands in the wrong column
	name     []string            // its parts, in the order of the columns
	reading  []string            // likewise
	lines    addressLines        // likewise
	company  cell
}

// cell is one cell that is not empty, with its column.
type cell struct{ header, text string }

// read makes a person of a record that was judged to be a row about one.
func (l layout) read(rec record) draft {
	d := draft{person: dispatcher.Person{Row: rec.number, Fields: map[string]personal.Text{}}}
	for i, text := range rec.cells[:min(len(rec.cells), len(l))] {
		if text != "" {
			d.take(l[i].as, cell{l[i].header, text})
		}
	}
	d.finish(l)
	return d
}

// take puts one cell where it belongs.
func (d *draft) take(as known, c cell) {
	switch as {
	case colName, colFamily, colGiven:
		d.takeName(c)
	case colReading, colFamilyReading, colGivenReading:
		d.reading = append(d.reading, c.text)
	case colOrganisation:
		d.company = c
	case colPhone:
		d.takePhones(c)
	case colEmail:
		d.takeEmail(c)
	case colPostalCode:
		d.takePostalCode(c)
	case colAddress, colAddressLine, colAddressRegion, colAddressEnd:
		d.takeAddress(as, c)
	case colLanguage:
		d.takeLanguage(c)
	case colField, colNumber:
		d.keep(c)
	}
}

func (d *draft) takeName(c cell) {
	d.warnPrivate(c)
	switch {
	case isContact(c.text):
		d.shift(c, "the name is a telephone number or an e-mail address: the cells of this row stand in the wrong columns")
	case strings.Contains(c.text, "\n"):
		d.reject(c, "the name runs over several lines: give each person a row of their own")
	case !isNobody(c.text):
		d.name = append(d.name, c.text)
	}
}

func (d *draft) takePhones(c cell) {
	if isNone(c.text) {
		return
	}
	phones := readPhones(c.text)
	for _, n := range phones.numbers {
		d.addPhone(n)
	}
	for _, w := range phones.warnings {
		d.warn(c, w)
	}
	if !phones.plain {
		d.keep(c)
	}
}

// addPhone adds a number once.
func (d *draft) addPhone(n dispatcher.Phone) {
	for _, p := range d.person.Phones {
		if p.Number.Equal(n.Number) {
			return
		}
	}
	d.person.Phones = append(d.person.Phones, n)
}

func (d *draft) takeEmail(c cell) {
	if isNone(c.text) {
		return
	}
	address, err := email(c.text)
	if err != nil {
		d.warn(c, "the e-mail address cannot be used: "+err.Error())
		d.keep(c)
		return
	}
	for _, e := range d.person.Emails {
		if e.Reveal() == address {
			return
		}
	}
	d.person.Emails = append(d.person.Emails, personal.New(address))
}

func (d *draft) takePostalCode(c cell) {
	code, w := postalCode(c.text)
	d.person.PostalCode = personal.New(code)
	if w != "" {
		d.warn(c, w)
	}
}

func (d *draft) takeAddress(as known, c cell) {
	d.warnPrivate(c)
	if isContact(c.text) {
		d.shift(c, "the address is an e-mail address or a telephone number: the cells of this row stand in the wrong columns")
		return
	}
	if !isNone(c.text) {
		d.lines.add(as, c)
	}
}

func (d *draft) takeLanguage(c cell) {
	lang, ok := language(c.text)
	d.person.Lang = lang
	if !ok {
		d.warn(c, "letters are written in ja or en only: the person gets the campaign's language, and the cell is kept as a field")
		d.keep(c)
	}
}

// finish puts the parts together once every cell is taken.
func (d *draft) finish(l layout) {
	p := &d.person
	p.Reading = personal.New(strings.Join(d.reading, " "))
	address, left := d.lines.join()
	p.Address = personal.New(address)
	for _, c := range left {
		d.keep(c)
	}
	switch name := strings.Join(d.name, " "); {
	case d.fault.Reason != "":
		return
	case name != "":
		p.Name, p.Organisation = personal.New(name), isOrganisation(name)
		if p.Organisation {
			d.warn(cell{header: l.header(colName)}, "the name is taken for an organisation (御中)")
		}
		if d.company.text != "" {
			d.keep(d.company)
		}
	case d.company.text != "":
		d.takeCompany()
	default:
		d.reject(cell{header: l.nameHeader()}, "the name is missing")
	}
}

// takeCompany addresses the organisation of a row that names no person.
func (d *draft) takeCompany() {
	d.takeName(d.company)
	if d.fault.Reason != "" {
		return
	}
	if len(d.name) == 0 {
		d.reject(d.company, "the name is missing")
		return
	}
	d.person.Name, d.person.Organisation = personal.New(d.company.text), true
}

// keep stores a cell as written, called by its header.
func (d *draft) keep(c cell) { d.person.Fields[c.header] = personal.New(c.text) }

// warnPrivate warns of characters that only the office's own computers show.
func (d *draft) warnPrivate(c cell) {
	if strings.ContainsFunc(c.text, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 }) {
		d.warn(c, "the cell holds a character of a private font (外字) that others cannot read: write it in a standard form")
	}
}

func (d *draft) warn(c cell, reason string) {
	d.warnings = append(d.warnings, dispatcher.RowError{Column: c.header, Reason: reason})
}

// reject keeps the first reason.
func (d *draft) reject(c cell, reason string) {
	if d.fault.Reason == "" {
		d.fault = dispatcher.RowError{Column: c.header, Reason: reason}
	}
}

func (d *draft) shift(c cell, reason string) {
	d.shifted = true
	d.reject(c, reason)
}

// nameHeader is the header under which a name was looked for.
func (l layout) nameHeader() string {
	for _, k := range []known{colName, colFamily, colOrganisation} {
		if l.has(k) {
			return l.header(k)
		}
	}
	return ""
}
