package roster

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// sheet reads the rows of one sheet of a workbook, as they are unpacked.
// Blank rows below the last one that holds something are no rows.
type sheet struct {
	book  *workbook
	ref   sheetRef
	in    io.Closer
	x     *xmlReader
	over  layers
	notes []said

	exclude, include bool // what is hidden
	row              int  // that was returned last
	ahead            *record
	hiddenColumns    []int // from 0, in their order
	held             []int // rows that hold something in a hidden column, by column
	done             bool
}

// openSheet starts to read a sheet, after a look at what stands behind its rows
// and concerns them.
func (w *workbook) openSheet(ref sheetRef, o Options) (*sheet, error) {
	over, err := w.layers(ref)
	if err != nil {
		return nil, err
	}
	s, err := w.glance(ref)
	if err != nil {
		return nil, err
	}
	s.over, s.exclude, s.include = over, o.Hidden == dispatcher.ExcludeHidden, o.Hidden == dispatcher.IncludeHidden
	return s, nil
}

// glance starts to read the rows of a sheet by themselves.
func (w *workbook) glance(ref sheetRef) (*sheet, error) {
	s := &sheet{book: w, ref: ref}
	in, err := w.open(ref.part, maxSheet)
	if err != nil {
		return nil, err
	}
	s.in, s.x = in, newXML(in)
	if err := s.begin(); err != nil {
		return nil, s.x.damaged(s.where(), err)
	}
	s.held = make([]int, len(s.hiddenColumns))
	return s, nil
}

func (s *sheet) where() string { return fmt.Sprintf("%s, sheet %s", s.book.name, s.ref.name) }

func (s *sheet) describe() reading {
	r := reading{where: s.where(), read: s.x.in.read, of: int64(s.ref.part.UncompressedSize64), notes: s.notes}
	r.Sheet = s.ref.name
	if s.exclude {
		for i, c := range s.hiddenColumns {
			if s.held[i] > 0 {
				r.notes = append(slices.Clone(r.notes), said{code: codeHiddenCol, column: letters(c)})
			}
		}
	}
	return r
}

// judge refuses a sheet with hidden columns that hold something, until the
// office says what is to become of them.
func (s *sheet) judge(int) error {
	if s.exclude || s.include {
		return nil
	}
	var columns []string
	for i, c := range s.hiddenColumns {
		if s.held[i] > 0 {
			columns = append(columns, letters(c))
		}
	}
	if len(columns) == 0 {
		return nil
	}
	return refuse(s.where(), "columns that hold something are hidden: "+strings.Join(columns[:min(len(columns), fewRanges)], ", "), hiddenCure)
}

// begin reads to the first row, and notes which columns are hidden.
func (s *sheet) begin() error {
	for {
		el, err := s.x.next()
		switch {
		case err != nil:
			return err
		case el.start && el.name == "col":
			s.hide(on(s.x.attr("hidden")) || s.x.attr("width") == "0", whole(s.x.attr("min")), whole(s.x.attr("max")))
		case el.start && el.name == "sheetData":
			return nil
		}
	}
}

func (s *sheet) hide(hidden bool, from, to int) {
	for c := max(from, 1); hidden && c <= min(to, maxColumns); c++ {
		if !slices.Contains(s.hiddenColumns, c-1) {
			s.hiddenColumns = append(s.hiddenColumns, c-1)
		}
	}
}

// next returns the next row, also those that the file leaves out because they
// are blank.
func (s *sheet) next() (record, error) {
	if s.ahead == nil {
		if err := s.find(); err != nil {
			return record{number: s.row + 1}, err
		}
	}
	s.row++
	if s.row < s.ahead.number {
		return record{number: s.row}, nil
	}
	rec := *s.ahead
	s.ahead = nil
	return rec, nil
}

// find reads on to the next row that holds something.
func (s *sheet) find() error {
	if s.done {
		return io.EOF
	}
	at := s.row
	for {
		el, err := s.x.next()
		switch {
		case err != nil:
			return s.x.damaged(s.where(), cutOff(err))
		case el.name == "sheetData" && !el.start:
			s.done = true
			return s.end()
		case el.name != "row" || !el.start:
			continue
		}
		rec, err := s.read(at + 1)
		if err != nil {
			return err
		}
		if at = rec.number; !rec.blank() {
			s.ahead = &rec
			return nil
		}
	}
}

// end reads what stands behind the rows, and closes the sheet.
func (s *sheet) end() error {
	defer s.in.Close()
	for {
		switch _, err := s.x.next(); {
		case errors.Is(err, io.EOF) && s.x.depth == 0:
			if err := s.x.drain(s.where()); err != nil {
				return err
			}
			return io.EOF
		case err != nil:
			return s.x.damaged(s.where(), cutOff(err))
		}
	}
}

// cutOff is err, unless it says that the part has ended: it should not have.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// read reads the row whose tag was read. Without a number of its own it has
// the one that follows.
func (s *sheet) read(number int) (record, error) {
	rec := record{number: number}
	if r := s.x.attr("r"); r != "" {
		rec.number = whole(r)
	}
	if rec.number < number || rec.number > maxRow {
		return rec, damaged(s.where(), "its rows are out of order")
	}
	if on(s.x.attr("hidden")) || s.x.attr("ht") == "0" {
		rec.hidden = s.over.hiddenBy(rec.number)
	}
	if err := s.cells(&rec); err != nil {
		return rec, err
	}
	if !rec.blank() {
		s.over.apply(&rec)
	}
	s.leaveOut(&rec)
	return rec, nil
}

// leaveOut takes the cells of hidden columns out of a row, if the office said
// so, and counts them.
func (s *sheet) leaveOut(rec *record) {
	for i, c := range s.hiddenColumns {
		if c >= len(rec.cells) || rec.cells[c] == "" {
			continue
		}
		s.held[i]++
		if s.exclude {
			rec.cells[c] = ""
			if rec.column == c+1 {
				rec.fault, rec.column = "", 0
			}
			rec.notes = slices.DeleteFunc(rec.notes, func(n note) bool { return n.column == c })
		}
	}
}
