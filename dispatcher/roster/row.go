package roster

import (
	"fmt"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// row judges one record: is it a row at all, does it give a person, and has
// that person been there before.
func (r *Reader) row(rec record) Row {
	d := &r.draft
	if v, why := r.layout.judge(rec, d.keep); v != People {
		return r.spoilt(rec.number, v, why)
	}
	d.read(rec)
	if d.shifted {
		r.shifted++
	}
	if d.fault.code != "" {
		return r.spoilt(rec.number, Rejected, d.fault)
	}
	who := r.doubles.weigh(d, rec)
	m := r.doubles.meet(who)
	if m.verdict != People {
		return r.met(d, m)
	}
	if m.said.code != "" {
		d.warnings = append(d.warnings, m.said)
	}
	return Row{Number: rec.number, Verdict: People, Person: d.person, Errors: r.warnings(rec.number), Key: key(&d.person, who.id, who.who), id: d.id}
}

// met is the row of somebody who was there before.
func (r *Reader) met(d *draft, m meeting) Row {
	row := r.spoilt(d.person.Row, m.verdict, m.said)
	row.Into = m.into
	if m.more {
		p := &d.person
		row.Person = dispatcher.Person{Emails: p.Emails, Phones: p.Phones, PostalCode: p.PostalCode, Address: p.Address, Row: p.Row}
	}
	return row
}

// warnings puts into words what is to be said of the row of a person.
func (r *Reader) warnings(number int) []dispatcher.RowError {
	if len(r.draft.warnings) == 0 {
		return nil
	}
	all := make([]dispatcher.RowError, len(r.draft.warnings))
	for i, w := range r.draft.warnings {
		all[i] = w.error(number, Warning, r.options.Lang)
	}
	return all
}

// Office is the office's own number of the row's person, normalised; empty
// without one.
func (r *Row) Office() personal.Text { return personal.New(r.id) }

// refuse is the error that refuses a list.
func refuse(where, what, cure string) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}

// place names a row of a file in an error.
func place(name string, row int) string { return fmt.Sprintf("%s, row %d", name, row) }

func ascii[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
