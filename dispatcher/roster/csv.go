package roster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of a list. No office's list comes near them; what does is no list, or
// has a quote that never closes.
const (
	maxCell    = 32 << 10 // bytes; more rejects the row
	maxRecord  = 1 << 20  // bytes; more refuses the file
	maxColumns = 1000     // more refuses the file
)

// csvFile reads separated values as RFC 4180 and spreadsheets write them.
// encoding/csv would read a whole file into memory looking for the end of a
// quote, skips blank rows, and gives up a file for one bad row.
type csvFile struct {
	name  string
	in    *bufio.Reader
	comma byte
	width int // cells of the header; 0 until it is read

	row  int
	buf  []byte // the cells of the record, one after the other
	ends []int  // where each ends in buf
}

// header returns the first row that is not blank.
func (c *csvFile) header() (record, error) {
	for {
		rec, err := c.next()
		switch {
		case errors.Is(err, io.EOF):
			return rec, refuse(c.name, "the file is empty", "export the list again, with a header and one person a row")
		case err != nil:
			return rec, err
		case rec.fault != "":
			return rec, refuse(place(c.name, rec.number), "the header cannot be read: "+rec.fault, "mend it and import again")
		case !rec.blank():
			c.width = len(rec.cells)
			return rec, nil
		}
	}
}

// next returns the next record, blank ones too, io.EOF after the last, or why
// the file cannot be read on.
func (c *csvFile) next() (record, error) {
	c.row++
	c.buf, c.ends = c.buf[:0], c.ends[:0]
	rec := record{number: c.row}
	if _, err := c.in.Peek(1); err != nil {
		return rec, c.readError(err)
	}
	for more := true; more; {
		var err error
		if more, err = c.cell(&rec); err != nil {
			return rec, err
		}
		if len(c.ends) > maxColumns {
			return rec, refuse(place(c.name, c.row), fmt.Sprintf("the row has more than %d cells", maxColumns), "check that this is the right file")
		}
	}
	rec.cells = c.split()
	if rec.fault == "" && c.swallowed(rec.cells) {
		rec.fault = "a cell holds what look like whole rows, as if a quotation mark had not been closed"
	}
	return rec, nil
}

// cell reads one cell to its separator and reports whether another follows.
func (c *csvFile) cell(rec *record) (more bool, err error) {
	start, closed, spans := len(c.buf), -1, false
	for {
		b, err := c.read()
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		switch {
		case err != nil, b == '\n', b == c.comma:
			if closed >= 0 && len(bytes.TrimSpace(c.buf[closed:])) > 0 {
				if spans {
					return false, c.unclosed()
				}
				rec.fault = "a quotation mark inside a cell is not doubled"
			}
			c.ends = append(c.ends, len(c.buf))
			return err == nil && b == c.comma, nil
		case b == '"' && closed < 0 && len(bytes.TrimSpace(c.buf[start:])) == 0:
			c.buf = c.buf[:start]
			if spans, err = c.quoted(); err != nil {
				return false, err
			}
			closed = len(c.buf)
		default:
			c.buf = append(c.buf, b)
		}
	}
}

// quoted reads from behind an opening quote to the closing one, and reports
// whether the text runs over several lines.
func (c *csvFile) quoted() (spans bool, err error) {
	for {
		b, err := c.read()
		if errors.Is(err, io.EOF) {
			return spans, c.unclosed()
		}
		if err != nil {
			return spans, err
		}
		if b == '"' {
			if next, err := c.in.Peek(1); err != nil || next[0] != '"' {
				return spans, nil
			}
			c.in.Discard(1)
		}
		spans = spans || b == '\n'
		c.buf = append(c.buf, b)
	}
}

// read returns the next byte; every kind of line end is a '\n'.
func (c *csvFile) read() (byte, error) {
	if len(c.buf) > maxRecord {
		return 0, refuse(place(c.name, c.row), fmt.Sprintf("the row is longer than %d bytes", maxRecord),
			"look for a quotation mark that is not closed in this row, and check that this is the right file")
	}
	b, err := c.in.ReadByte()
	if err != nil {
		return 0, c.readError(err)
	}
	if b == '\r' {
		if next, err := c.in.Peek(1); err == nil && next[0] == '\n' {
			c.in.Discard(1)
		}
		b = '\n'
	}
	return b, nil
}

func (c *csvFile) readError(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("roster: read %s: %w", place(c.name, c.row), err)
}

func (c *csvFile) unclosed() error {
	return refuse(place(c.name, c.row), "a quotation mark is opened in this row and not closed where its cell ends", "close or remove it and import again")
}

// split cuts the record into its cells.
func (c *csvFile) split() []string {
	s := string(c.buf)
	cells, start := make([]string, len(c.ends)), 0
	for i, end := range c.ends {
		cells[i] = clean(s[start:end])
		start = end
	}
	return cells
}

// swallowed reports whether a cell holds a line with as many separators as a
// row of this file has: an open quote that another row's quote closed.
func (c *csvFile) swallowed(cells []string) bool {
	if c.width < 3 {
		return false
	}
	for _, cell := range cells {
		if !strings.Contains(cell, "\n") {
			continue
		}
		for line := range strings.Lines(cell) {
			if strings.Count(line, string(c.comma)) >= c.width-1 {
				return true
			}
		}
	}
	return false
}
