package roster

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/owabi/owabi/dispatcher"
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
	code  *charset
	count *counter // beneath in
	total int64    // bytes of the file; 0 when nobody knows

	row  int
	most int    // cells of the widest row so far
	buf  []byte // the cells of the record, one after the other
	ends []int  // where each ends in buf
	rich bool   // the record has bytes beyond ASCII
	long bool   // it has a quoted line break
}

func (c *csvFile) describe() reading {
	r := reading{where: c.name, of: c.total}
	r.Encoding = c.code.shown
	if r.Encoding == "" {
		r.Encoding = dispatcher.UTF8 // of which ASCII is a part
	}
	if c.count != nil {
		r.read = c.count.n
	}
	return r
}

func (c *csvFile) judge(rows int) error { return c.code.judge(c.name, rows) }

// next returns the next record, blank ones too, io.EOF after the last, or why
// the file cannot be read on.
func (c *csvFile) next() (record, error) {
	c.row++
	c.buf, c.ends, c.rich, c.long = c.buf[:0], c.ends[:0], false, false
	rec := record{number: c.row}
	if _, err := c.in.Peek(1); err != nil {
		return rec, c.readError(err)
	}
	if !c.plainLine() {
		if err := c.cells(&rec); err != nil {
			return rec, err
		}
	}
	if len(c.ends) > maxColumns {
		return rec, c.tooWide()
	}
	if c.rich {
		if !c.code.observe(c.buf, c.ahead) {
			rec.fault = string(codeOtherCode)
		}
	}
	c.split(&rec)
	if rec.fault == "" && c.long && c.swallowed(rec.cells) {
		rec.fault = string(codeSwallowed)
	}
	c.most = max(c.most, len(rec.cells))
	return rec, nil
}

// plainLine takes a line that lies in memory whole and has no quotes, which
// most have, and reports whether it did.
func (c *csvFile) plainLine() bool {
	line, _ := c.in.Peek(c.in.Buffered())
	end := bytes.IndexByte(line, '\n')
	if end < 0 {
		return false
	}
	line = line[:end]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if bytes.IndexByte(line, '"') >= 0 || bytes.IndexByte(line, '\r') >= 0 || bytes.Count(line, []byte{c.comma}) > maxColumns {
		return false
	}
	for {
		i := bytes.IndexByte(line, c.comma)
		if i < 0 {
			break
		}
		c.append(line[:i])
		line = line[i+1:]
	}
	c.append(line)
	c.in.Discard(end + 1)
	c.rich = beyondASCII(c.buf)
	return true
}

// append adds a whole cell.
func (c *csvFile) append(cell []byte) {
	c.buf = append(c.buf, cell...)
	c.ends = append(c.ends, len(c.buf))
}

// cells reads a record cell by cell.
func (c *csvFile) cells(rec *record) error {
	for more := true; more; {
		var err error
		if more, err = c.cell(rec); err != nil {
			return err
		}
		if len(c.ends) > maxColumns {
			return c.tooWide()
		}
	}
	c.rich = beyondASCII(c.buf)
	return nil
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
				rec.fault = string(codeQuote)
			}
			c.ends = append(c.ends, len(c.buf))
			return err == nil && b == c.comma, nil
		case b == '"' && closed < 0 && len(bytes.TrimSpace(c.buf[start:])) == 0:
			c.buf = c.buf[:start]
			if spans, err = c.quoted(); err != nil {
				return false, err
			}
			c.long = c.long || spans
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

// ahead is what lies in memory behind the record.
func (c *csvFile) ahead() []byte {
	b, _ := c.in.Peek(c.in.Size())
	return b
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

func (c *csvFile) tooWide() error {
	return refuse(place(c.name, c.row), fmt.Sprintf("the row has more than %d cells", maxColumns), "check that this is the right file")
}

// split cuts the record into its cells.
func (c *csvFile) split(rec *record) {
	s := string(c.buf)
	rec.cells = make([]string, len(c.ends))
	start := 0
	for i, end := range c.ends {
		cell := s[start:end]
		start = end
		if c.rich {
			var lost bool
			if cell, lost = c.code.decode(cell); lost && rec.lost == 0 {
				rec.lost = i + 1
			}
		}
		rec.cells[i] = clean(cell)
	}
}

// beyondASCII reports whether a byte is none of ASCII.
func beyondASCII(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return true
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// swallowed reports whether a cell holds a line with as many separators as a
// row of this file has: an open quote that another row's quote closed.
func (c *csvFile) swallowed(cells []string) bool {
	if c.most < 3 {
		return false
	}
	for _, cell := range cells {
		if !strings.Contains(cell, "\n") {
			continue
		}
		for line := range strings.Lines(cell) {
			if strings.Count(line, string(c.comma)) >= c.most-1 {
				return true
			}
		}
	}
	return false
}
