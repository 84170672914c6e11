package roster

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
)

// row judges one record: is it a row at all, does it give a person, and has
// that person been there before.
func (r *Reader) row(rec record) Row {
	r.observe(rec)
	if v, e := r.layout.judge(rec); v != People {
		return verdict(rec.number, v, e)
	}
	d := r.layout.read(rec)
	if d.shifted {
		r.shifted++
	}
	if d.fault.Reason != "" {
		return verdict(rec.number, Rejected, d.fault)
	}
	who := identify(&d.person)
	if v, e := r.doubles.meet(rec.number, who, says(&d.person, who, r.layout)); v != People {
		return verdict(rec.number, v, e)
	}
	for i := range d.warnings {
		d.warnings[i].Row, d.warnings[i].Kind = rec.number, Warning
	}
	return Row{Number: rec.number, Verdict: People, Person: d.person, Errors: d.warnings, Key: who.key()}
}

// verdict is a row that is no person of its own.
func verdict(number int, v Verdict, e dispatcher.RowError) Row {
	e.Row, e.Kind = number, string(v)
	return Row{Number: number, Verdict: v, Errors: []dispatcher.RowError{e}}
}

// observe counts what tells the encoding of the file.
func (r *Reader) observe(rec record) {
	plain, valid := true, true
	for _, c := range rec.cells {
		plain = plain && ascii(c)
		valid = valid && utf8.ValidString(c)
	}
	switch {
	case !valid:
		r.foreign++
	case !plain:
		r.utf8++
	}
}

// Above this share of rows with the same fault, it is the file that is wrong:
// its columns are out of step or its encoding is another, and no row of it can
// be trusted.
const (
	strayRows    = 3 // more rows than these, and
	strayPercent = 1 // more than this share of them
)

// finish judges the list as a whole once its last row is read: io.EOF, or why
// it is refused.
func (r *Reader) finish() error {
	rows := r.tally.b.Rows
	switch {
	case rows == 0:
		return refuse(r.name, "there is no row below the header", "add the people, one a row, and import again")
	case r.foreignThroughout(rows):
		return notUTF8(r.name)
	case r.shifted > strayRows && r.shifted*100 > rows*strayPercent:
		return refuse(r.name, fmt.Sprintf("%d of %d rows have a cell in the wrong column: columns are out of step", r.shifted, rows),
			"compare the rows named in the errors with the header, mend the file and import again")
	}
	return io.EOF
}

// foreignThroughout tells a file in another encoding from one with a few
// broken rows, which are rejected one by one.
func (r *Reader) foreignThroughout(rows int) bool {
	many := r.foreign > strayRows && r.foreign*100 > rows*strayPercent
	all := r.foreign > 1 && r.foreign == rows
	return r.foreign > r.utf8 && (many || all)
}

// refuse is the error that refuses a list.
func refuse(where, what, cure string) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}

// place names a row of a file in an error.
func place(name string, row int) string { return fmt.Sprintf("%s, row %d", name, row) }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
