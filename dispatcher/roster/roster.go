package roster

import (
	"errors"
	"io"

	"github.com/owabi/owabi/dispatcher"
)

// Options say how to read a list where the file alone does not tell.
type Options struct {
	// Columns maps a header of the file to a known column (see KnownColumns),
	// or to "field" for a column that only looks like a known one.
	Columns map[string]string
}

// Verdict is what became of a row.
type Verdict string

// The verdicts.
const (
	People   Verdict = "people"   // a person to be told
	Merged   Verdict = "merged"   // an earlier row says exactly the same
	Rejected Verdict = "rejected" // the office has to mend it
	Excluded Verdict = "excluded" // no person: blank, a total, the header again
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
}

// Reader reads one list. It is not safe for concurrent use.
type Reader struct {
	name    string
	cells   *csvFile
	layout  layout
	doubles *doubles
	tally   *tally
	shifted int // rows whose cells stand in the wrong columns
	foreign int // rows that are not UTF-8
	utf8    int // rows that are UTF-8 and not plain ASCII
	err     error
}

// Open reads the header of the list called name and understands its columns.
// A list that cannot be understood is refused with a *dispatcher.Error. The
// caller closes r.
func Open(name string, r io.Reader, o Options) (*Reader, error) {
	cells, err := openCSV(name, r)
	if err != nil {
		return nil, err
	}
	head, err := cells.header()
	if err != nil {
		return nil, err
	}
	l, err := understand(place(name, head.number), head.cells, o.Columns)
	if err != nil {
		return nil, err
	}
	return &Reader{name: name, cells: cells, layout: l, doubles: newDoubles(), tally: newTally()}, nil
}

// Columns says how each column was understood, in the order of the file.
func (r *Reader) Columns() []dispatcher.Column { return r.layout.describe() }

// Next returns the next row, io.EOF after the last one. Any other error
// refuses the whole list: rows returned before it must not be relied on. It
// may come as late as in place of io.EOF, when only the whole list shows that
// its columns are out of step. An error stays.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	rec, err := r.cells.next()
	if errors.Is(err, io.EOF) {
		err = r.finish()
	}
	if err != nil {
		r.err = err
		return Row{}, err
	}
	row := r.row(rec)
	r.tally.add(row)
	return row, nil
}

// Balance is what became of the rows so far.
func (r *Reader) Balance() dispatcher.Balance {
	b := r.tally.balance()
	b.Columns = r.Columns()
	return b
}

// Check reads a whole list and says what became of its rows. When the list is
// refused, the balance of the rows up to there comes with the error.
func Check(name string, in io.Reader, o Options) (dispatcher.Balance, error) {
	r, err := Open(name, in, o)
	if err != nil {
		return newTally().balance(), err
	}
	for {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			return r.Balance(), nil
		} else if err != nil {
			return r.Balance(), err
		}
	}
}
