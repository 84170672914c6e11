package roster

import (
	"errors"
	"fmt"
	"io"

	"github.com/owabi/owabi/dispatcher"
)

// Options is dispatcher.ListOptions, by a shorter name.
type Options = dispatcher.ListOptions

// Verdict is what became of a row.
type Verdict string

// The verdicts.
const (
	People   Verdict = "people"   // a person to be told
	Merged   Verdict = "merged"   // an earlier row says exactly the same
	Rejected Verdict = "rejected" // the office has to mend it
	Excluded Verdict = "excluded" // no person: blank, a total, the header again; or hidden, and the office said so
)

// Warning is the kind of a dispatcher.RowError whose row was taken all the
// same. The other kinds are the verdicts.
const Warning = "warning"

// Row is one row of a list, below the header.
type Row struct {
	Number  int                   // as a spreadsheet counts: the first row of the file is 1
	Verdict Verdict               //
	Person  dispatcher.Person     // with People; ID is left to the caller
	Errors  []dispatcher.RowError // why it is not People, or what was repaired in it

	// Key says who the person is, the same in every list that gives the same
	// name and contacts: a digest, to be turned into an id by a MAC. It is
	// nil for a person without any contact, whom only file and row tell apart.
	Key []byte

	// Into is, with Merged, the row of the person; Person then holds the
	// contacts that are to be added there.
	Into int

	id string // the office's own number, normalised
}

// Reader reads one list. It is not safe for concurrent use.
type Reader struct {
	name    string
	options Options
	source  source
	top     top
	layout  layout
	draft   draft
	doubles *doubles
	tally   *tally
	shifted int // rows whose cells stand in the wrong columns
	unseen  unseen
	last    record // whose row was returned last
	err     error
}

// Open finds the header of the list called name and understands its columns. A
// list that cannot be understood is refused with a *dispatcher.Error. The
// caller closes r when it is done with the Reader. A text file is read row by
// row; a workbook that is no file of its own (an io.ReaderAt with an io.Seeker)
// is first read into memory.
func Open(name string, r io.Reader, o Options) (*Reader, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	if err := checkMapping(o.Columns); err != nil {
		return nil, err
	}
	s, err := open(name, r, o)
	if err != nil {
		return nil, err
	}
	t, l, err := findHeader(s, o.Columns)
	if err != nil {
		return nil, err
	}
	return newReader(s, t, l, name, o), nil
}

func newReader(s source, t top, l layout, name string, o Options) *Reader {
	return &Reader{name: name, options: o, source: s, top: t, layout: l,
		draft: draft{layout: l, keep: o.Unreadable == dispatcher.KeepUnreadable}, doubles: newDoubles(l), tally: newTally(o.Lang)}
}

// Columns says how each column was understood, in the order of the file.
func (r *Reader) Columns() []dispatcher.Column { return r.layout.describe() }

// Source says how the file was read; its encoding may show as late as at the
// end.
func (r *Reader) Source() dispatcher.ListSource {
	s := r.source.describe().ListSource
	s.Header = r.top.row
	return s
}

// Progress is how many bytes of the list were read, and of how many: 0 when
// nobody knows. Those of a workbook's sheet are counted unpacked.
func (r *Reader) Progress() (read, of int64) {
	d := r.source.describe()
	return d.read, d.of
}

// Headers are the headers of the file, in their order.
func (r *Reader) Headers() []string {
	headers := make([]string, len(r.layout))
	for i, c := range r.layout {
		headers[i] = c.header
	}
	return headers
}

// Cells are the cells of the row that Next returned last, as they stand in the
// file. They are personal data.
func (r *Reader) Cells() []string { return r.last.cells }

// Next returns the next row, io.EOF after the last one. Any other error
// refuses the whole list: rows returned before it must not be relied on. It
// may come as late as in place of io.EOF, when only the whole list shows that
// its columns are out of step. An error stays.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	rec, err := r.top.next(r.source)
	if errors.Is(err, io.EOF) {
		err = r.finish()
	}
	if err != nil {
		r.err = err
		return Row{}, err
	}
	row := r.settle(rec)
	if r.tally.b.Rows == 0 {
		row.Errors = append(row.Errors, r.preface()...)
	}
	r.last = rec
	r.tally.add(row)
	return row, nil
}

// settle gives a record that its file spoilt its verdict, and has the others
// judged by what they say.
func (r *Reader) settle(rec record) Row {
	switch {
	case rec.hidden != "" && !rec.blank() && r.options.Hidden != dispatcher.IncludeHidden:
		r.unseen.add(rec.number)
		return r.spoilt(rec.number, Excluded, said{code: rec.hidden})
	case rec.fault != "" && rec.column > 0:
		return r.spoilt(rec.number, Rejected, said{code: code(rec.fault), column: r.layout.title(rec.column - 1)})
	case rec.lost > 0 && r.options.Unreadable != dispatcher.KeepUnreadable:
		return r.spoilt(rec.number, Rejected, said{code: codeBytes, column: r.layout.title(rec.lost - 1)})
	}
	row := r.row(rec)
	for _, n := range rec.notes {
		s := said{code: n.code, column: r.layout.title(n.column)}
		row.Errors = append(row.Errors, s.error(rec.number, Warning, r.options.Lang))
	}
	return row
}

func (r *Reader) spoilt(number int, v Verdict, s said) Row {
	return Row{Number: number, Verdict: v, Errors: []dispatcher.RowError{s.error(number, string(v), r.options.Lang)}}
}

// preface is what has to be said about the file as a whole, in its header's
// row.
func (r *Reader) preface() []dispatcher.RowError {
	var all []dispatcher.RowError
	for _, n := range r.source.describe().notes {
		all = append(all, n.error(r.top.row, Warning, r.options.Lang))
	}
	return all
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
	if rows == 0 {
		return refuse(r.name, "there is no row below the header", "add the people, one a row, and import again")
	}
	if r.doubles.people.count >= maxPeople {
		return refuse(r.name, fmt.Sprintf("the list has more than %d people", maxPeople-1), "split it into several files, each with the header")
	}
	if err := r.source.judge(rows); err != nil {
		return err
	}
	if r.options.Hidden == "" && r.unseen.n > 0 {
		return r.unseen.refusal(r.source.describe().where)
	}
	if r.shifted > strayRows && r.shifted*100 > rows*strayPercent {
		return refuse(r.name, fmt.Sprintf("%d of %d rows have a cell in the wrong column: columns are out of step", r.shifted, rows),
			"compare the rows named in the errors with the header, mend the file and import again")
	}
	return io.EOF
}

// Balance is what became of the rows so far.
func (r *Reader) Balance() dispatcher.Balance {
	b := r.tally.balance()
	b.Columns, b.ListSource = r.Columns(), r.Source()
	return b
}

// Check reads a whole list and says what became of its rows. When the list is
// refused, the balance of the rows up to there comes with the error.
func Check(name string, in io.Reader, o Options) (dispatcher.Balance, error) {
	r, err := Open(name, in, o)
	if err != nil {
		return newTally(o.Lang).balance(), err
	}
	for {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			return r.Balance(), nil
		} else if err != nil {
			return r.Balance(), err
		}
	}
}
