package roster

import (
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// record is one row of a file as cells, before anybody knows what they mean.
type record struct {
	number int      // from 1, as a spreadsheet counts rows
	cells  []string // outer white space trimmed
	fault  string   // code of why the cells cannot be trusted; empty when they can
	column int      // with fault: 1 + the index of the cell; 0 for the whole row
	lost   int      // 1 + the index of the first cell with bytes that are no characters, which are U+FFFD in it; 0 for none
	hidden code     // why a spreadsheet does not show the row; empty when it does
	notes  []note   // what was done to the cells
	spans  int      // the last row that a merged cell of this row reaches down to; 0 when none does
}

// note is what the office has to know about a cell that was taken all the same.
type note struct {
	column int // the index of the cell
	code   code
}

func (r record) blank() bool {
	for _, c := range r.cells {
		if c != "" {
			return false
		}
	}
	return true
}

// filled is how many cells hold something.
func (r record) filled() int {
	n := 0
	for _, c := range r.cells {
		if c != "" {
			n++
		}
	}
	return n
}

// source is a file of rows, whatever its format.
type source interface {
	// next returns the next record, blank ones too, io.EOF after the last, or
	// why the file cannot be read on.
	next() (record, error)
	// describe says how the file was read so far, and how far.
	describe() reading
	// judge refuses the file as a whole, once it was read to its end; rows is
	// how many there were below the header.
	judge(rows int) error
}

// reading is how a file is read.
type reading struct {
	dispatcher.ListSource
	where    string // what errors call the file, or the sheet in it
	read, of int64  // bytes; of is 0 when nobody knows
	notes    []said // what was left out of it
}

// clean trims outer white space, also the invisible kind, and takes the text
// out of ="0901…", which systems write to keep spreadsheets from eating zeros.
func clean(cell string) string {
	cell = trim(cell)
	if t, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(t, `"`) {
		return trim(strings.TrimSuffix(t, `"`))
	}
	return cell
}

func trim(s string) string { return strings.TrimFunc(s, outer) }

// outer reports whether r is white space around a cell, seen or not.
func outer(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\v', '\f', '\u0085', '\u00a0', '\u3000', '\u200b', '\u2060', '\ufeff':
		return true
	}
	return false
}
