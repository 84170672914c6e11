package roster

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
)

// headRows is in how many rows of a list its header has to be.
const headRows = 50

// top is what stands above the people of a list, and the rows that were read
// in search of it.
type top struct {
	row     int // of the header; the last one when it has several
	skip    int // columns in front that are ours, see corrected.go
	pending []record
	err     error // why the file cannot be read on behind them
}

// next returns the next record below the header.
func (t *top) next(s source) (record, error) {
	rec := record{}
	if len(t.pending) > 0 {
		rec, t.pending = t.pending[0], t.pending[1:]
	} else if t.err != nil {
		return rec, t.err
	} else {
		var err error
		if rec, err = s.next(); err != nil {
			return rec, err
		}
	}
	t.cut(&rec)
	return rec, nil
}

// cut takes the columns that are ours off a record.
func (t *top) cut(rec *record) {
	if t.skip == 0 {
		return
	}
	rec.cells = rec.cells[min(t.skip, len(rec.cells)):]
	rec.lost, rec.column = max(0, rec.lost-t.skip), max(0, rec.column-t.skip)
	for i := range rec.notes {
		rec.notes[i].column = max(0, rec.notes[i].column-t.skip)
	}
}

// findHeader finds the header by its names, also below titles and blank rows,
// and understands it.
func findHeader(s source, asked map[string]string) (top, layout, error) {
	name := s.describe().where
	rows, at, err := search(s, asked)
	switch {
	case at < 0 && err != nil:
		return top{}, nil, err
	case at < 0:
		return top{}, nil, headless(name, rows)
	}
	if err := onlyTitles(name, rows[:at], rows[at]); err != nil {
		return top{}, nil, err
	}
	head := rows[at]
	t := top{row: head.number, pending: rows[at+1:], err: err}
	if head.spans > head.number {
		if head, err = t.lower(s, head); err != nil {
			return top{}, nil, err
		}
	}
	where := place(name, t.row)
	if head.fault != "" {
		return t, nil, refuse(where, "the header cannot be read: "+fault(head.fault).in("en"), "mend it and import again")
	}
	if head.lost > 0 {
		return t, nil, lostHeader(where)
	}
	if corrected(head.cells) {
		t.skip = len(ours)
		t.cut(&head)
	}
	l, err := understand(where, head.cells, asked)
	return t, l, err
}

// search reads on to the header, and returns the rows that it read and which
// of them it is, -1 for none. A single cell that could be the header of a list
// with one column is a title when a header of several follows closely.
func search(s source, asked map[string]string) (rows []record, at int, err error) {
	const close = 3 // rows
	at = -1
	below := 0 // rows below a single cell
	for len(rows) < headRows {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, at, nil
		}
		if err != nil {
			return rows, at, err
		}
		rows = append(rows, rec)
		if rec.blank() {
			continue
		}
		header := isHeader(rec.cells, asked)
		switch {
		case header && rec.filled() > 1:
			return rows, len(rows) - 1, nil
		case header && at < 0:
			at = len(rows) - 1
		case at >= 0:
			if below++; below == close {
				return rows, at, nil
			}
		}
	}
	return rows, at, nil
}

// isHeader reports whether cells name the columns of a list: they say which
// one is the name, and none is a contact, nor a number unless more than the
// name is understood.
func isHeader(cells []string, asked map[string]string) bool {
	l := recognised(cells, asked)
	if !l.named() {
		return false
	}
	for _, c := range cells {
		if isContact(c) || c != "" && strings.Trim(c, "0123456789") == "" && l.known() < 2 {
			return false
		}
	}
	return true
}

// knownColumns is how many columns are understood of the list that s begins
// with, 0 when no header is found.
func knownColumns(s source, asked map[string]string) int {
	rows, at, _ := search(s, asked)
	if at < 0 {
		return 0
	}
	n := 0
	for _, c := range recognised(rows[at].cells, asked) {
		if c.as != colField && c.as != colNone && !strings.ContainsAny(c.header, string(separators[:])) {
			n++
		}
	}
	return n
}

// onlyTitles refuses rows above the header that could be people: as wide as a
// row of the list, or with a contact.
func onlyTitles(name string, above []record, head record) error {
	for _, rec := range above {
		wide := rec.filled() > 2 && rec.filled()*2 > head.filled()
		contact := false
		for _, c := range rec.cells {
			contact = contact || isContact(c)
		}
		if wide || contact {
			return refuse(place(name, rec.number), fmt.Sprintf("the row stands above the header (row %d) and could be a person", head.number),
				"move the header to the top of the list, or delete what is no part of it")
		}
	}
	return nil
}

// lower reads the further rows of a header whose cells are merged over several
// rows: in each column, what stands lowest is the name.
func (t *top) lower(s source, head record) (record, error) {
	const most = 5 // rows of a header
	for head.number < min(head.spans, t.row+most) {
		if len(t.pending) == 0 {
			rec, err := s.next()
			if errors.Is(err, io.EOF) {
				return head, nil
			}
			if err != nil {
				return head, err
			}
			t.pending = append(t.pending, rec)
		}
		below := t.pending[0]
		t.pending = t.pending[1:]
		for i, c := range below.cells {
			if i == len(head.cells) {
				head.cells = append(head.cells, c)
			} else if c != "" {
				head.cells[i] = c
			}
		}
		head.number, head.fault, head.lost = below.number, cmp.Or(head.fault, below.fault), head.lost+below.lost
	}
	t.row = head.number
	return head, nil
}

func lostHeader(where string) error {
	return refuse(where, "the header holds bytes that are no characters", `save the list anew as "CSV UTF-8", or name its encoding with --encoding`)
}

// headless says why a list without a header is refused.
func headless(name string, rows []record) error {
	best, known := -1, 0
	for i, rec := range rows {
		if rec.blank() {
			continue
		}
		if rec.fault != "" {
			return refuse(place(name, rec.number), "the header cannot be read: "+fault(rec.fault).in("en"), "mend it and import again")
		}
		if n := recognised(rec.cells, nil).known(); best < 0 || n > known {
			best, known = i, n
		}
	}
	if best < 0 {
		return refuse(name, "the file is empty", "export the list again, with a header and one person a row")
	}
	where := place(name, rows[best].number)
	if rows[best].lost > 0 {
		return lostHeader(where)
	}
	if err := readable(where, rows[best].cells); err != nil {
		return err
	}
	return recognised(rows[best].cells, nil).nameless(where)
}
