package roster

import (
	"cmp"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// draft is a row on its way to a person. A reader uses one for all its rows.
type draft struct {
	layout layout
	keep   bool // rows that have lost characters are taken

	person   dispatcher.Person
	warnings []said
	fault    said     // why the row gives no person; no code when it does
	shifted  bool     // a cell stands in the wrong column
	kept     []bool   // by column: the cell became a field, because it says more than was understood
	name     []string // its parts, in the order of the columns
	reading  []string // likewise
	company  cell
	id       string // normalised
	own      reach
	agent    agency
	contacts []contact // whoever's they are: by them a person is known again
}

// cell is one cell that is not empty, with its column.
type cell struct {
	header, text string
	column       int
}

// read makes a person of a record that was judged to be a row about one.
func (d *draft) read(rec record) {
	d.reset()
	d.person.Row = rec.number
	for i, text := range rec.cells[:min(len(rec.cells), len(d.layout))] {
		if text != "" {
			d.take(d.layout[i].as, cell{d.layout[i].header, text, i})
		}
	}
	d.finish()
}

func (d *draft) reset() {
	if d.kept == nil {
		d.kept = make([]bool, len(d.layout))
	}
	clear(d.kept)
	*d = draft{layout: d.layout, keep: d.keep, warnings: d.warnings[:0], kept: d.kept, name: d.name[:0], reading: d.reading[:0],
		own: d.own.reset(), agent: d.agent.reset(), contacts: d.contacts[:0]}
}

// take puts one cell where it belongs.
func (d *draft) take(as known, c cell) {
	if !sound(c.text) && !d.takeOdd(as, c) {
		return
	}
	switch as {
	case colName, colFamily, colGiven:
		d.takeName(c)
	case colReading, colFamilyReading, colGivenReading:
		d.takeReading(c)
	case colOrganisation:
		d.company = c
	case colPhone:
		d.takePhones(c, &d.own)
	case colEmail:
		d.takeEmails(c, &d.own)
	case colPostalCode:
		d.takePostalCode(c, &d.own)
	case colAddress, colAddressLine, colAddressRegion, colAddressEnd:
		d.takeAddress(as, c, &d.own)
	case colLanguage:
		d.takeLanguage(c)
	case colID:
		d.takeID(c)
	case colHousehold:
		d.takeHousehold(c)
	case colProtected:
		d.takeProtected(c)
	case colField, colNumber:
		d.field(c)
	default:
		d.takeAgent(as, c)
	}
}

// takeOdd looks at a cell whose characters are not all beyond doubt, and
// reports whether it can be used.
func (d *draft) takeOdd(as known, c cell) bool {
	if strings.ContainsFunc(c.text, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 }) {
		d.warn(c, codePrivate)
	}
	mark := cmp.Or(gap(c.text), as.lost(c.text))
	switch {
	case !d.keep || mark == "":
		return true
	case as.reaches() || as == colID:
		d.warnings = append(d.warnings, said{code: codeUnreadContact, column: c.header, mark: mark})
		d.keepCell(c)
		return false
	}
	d.person.Unreadable = true
	d.warnings = append(d.warnings, said{code: codeKept, column: c.header, mark: mark})
	return true
}

func (d *draft) takeName(c cell) {
	switch {
	case isContact(c.text):
		d.shift(c, codeInName)
	case strings.Contains(c.text, "\n"):
		d.reject(c, codeNameLines)
	case !isNobody(c.text):
		d.name = append(d.name, c.text)
	}
	if strings.IndexByte(c.text, '?') >= 0 || strings.Contains(c.text, "？") {
		d.warn(c, codeQuestion)
	}
}

func (d *draft) takeReading(c cell) {
	if isContact(c.text) {
		d.shift(c, codeInReading)
		return
	}
	d.reading = append(d.reading, c.text)
}

func (d *draft) takeLanguage(c cell) {
	lang, ok := language(c.text)
	d.person.Lang = lang
	if !ok {
		d.warn(c, codeLanguage)
		d.keepCell(c)
	}
}

func (d *draft) takeID(c cell) {
	d.field(c)
	if !isNone(c.text) {
		d.id = normal(c.text)
	}
}

func (d *draft) takeHousehold(c cell) {
	if !isNone(c.text) {
		d.person.Household = personal.New(c.text)
	}
}

// takeProtected takes every mark that is not a no for a yes, and keeps one that
// says more.
func (d *draft) takeProtected(c cell) {
	if isNo(c.text) {
		return
	}
	d.person.Protected = true
	if !isYes(c.text) {
		d.field(c)
	}
}

// finish puts the parts together once every cell is taken.
func (d *draft) finish() {
	d.person.Reading = joined(d.reading)
	d.finishReach()
	switch name := joined(d.name); {
	case d.fault.code != "":
		return
	case !name.Empty():
		d.person.Name, d.person.Organisation = name, isOrganisation(name.Reveal())
		if d.person.Organisation {
			d.warn(cell{header: d.layout.header(colName)}, codeOrganisation)
		}
		if d.company.text != "" {
			d.field(d.company)
		}
	case d.company.text != "":
		d.takeCompany()
	default:
		d.reject(cell{header: d.layout.nameHeader()}, codeNoName)
	}
}

// takeCompany addresses the organisation of a row that names no person.
func (d *draft) takeCompany() {
	d.takeName(d.company)
	if d.fault.code != "" {
		return
	}
	if len(d.name) == 0 {
		d.reject(d.company, codeNoName)
		return
	}
	d.person.Name, d.person.Organisation = personal.New(d.company.text), true
}

// field stores a cell as written, called by its header.
func (d *draft) field(c cell) {
	if d.person.Fields == nil {
		d.person.Fields = make(map[string]personal.Text)
	}
	d.person.Fields[c.header] = personal.New(c.text)
}

// keepCell stores a cell of which not all was understood.
func (d *draft) keepCell(c cell) {
	d.field(c)
	d.kept[c.column] = true
}

func (d *draft) warn(c cell, what code) {
	d.warnings = append(d.warnings, said{code: what, column: c.header})
}

// reject keeps the first reason.
func (d *draft) reject(c cell, why code) {
	if d.fault.code == "" {
		d.fault = said{code: why, column: c.header}
	}
}

func (d *draft) shift(c cell, why code) {
	d.shifted = true
	d.reject(c, why)
}

func joined(parts []string) personal.Text {
	if len(parts) == 1 {
		return personal.New(parts[0])
	}
	return personal.New(strings.Join(parts, " "))
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
