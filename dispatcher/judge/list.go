package judge

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// List is one audience's list as the judge reads it.
type List struct {
	audience   string
	m          *Mandate
	first, end int32 // its people among Mandate.people
}

// person is one row of a list that holds anything. Names are kept; every
// other value is known by its hash only.
type person struct {
	row     int32
	list    int16
	emails  int8
	phones  int8
	mobiles int8   // those of the phones that surely take texts
	self    int32  // the first row that is the same person: same name, same contacts; usually itself
	name    string // folded, without blanks
}

// Audience is the name of the list's audience.
func (l *List) Audience() string { return l.audience }

// Rows returns the rows that hold people, in order; the header is row 1.
func (l *List) Rows() []int {
	rows := make([]int, 0, l.end-l.first)
	for _, p := range l.m.people[l.first:l.end] {
		rows = append(rows, int(p.row))
	}
	return rows
}

// layout is what a list's header says.
type layout struct {
	kinds []columnKind
	names []int32 // index of the header in Mandate.kinds
}

// readList adds the people of a list to the mandate.
func (m *Mandate) readList(a *audience, in io.Reader) error {
	r := newCSV(in)
	header, row, err := nextRow(r)
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	lay := m.understand(header, a.columns)
	if !slices.ContainsFunc(lay.kinds, columnKind.names) {
		return fmt.Errorf("row %d: no column for a name", row)
	}
	list := &List{audience: a.name, m: m, first: int32(len(m.people))}
	met := map[uint64]int32{}
	for extra := breaks(header); ; {
		cells, row, err := nextRow(r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		m.addPerson(lay, cells, int32(row-extra), int16(len(m.lists)), met)
		extra += breaks(cells)
	}
	list.end = int32(len(m.people))
	m.lists = append(m.lists, list)
	return nil
}

// breaks counts the lines that a row takes beyond its first: cells may hold
// line breaks, and offices count rows, not lines.
func breaks(cells []string) (n int) {
	for _, c := range cells {
		n += strings.Count(c, "\n")
	}
	return n
}

// newCSV reads separated values; the separator is the one that the first line
// holds more of.
func newCSV(in io.Reader) *csv.Reader {
	b := bufio.NewReaderSize(in, 1<<16)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		b.Discard(3)
	}
	head, _ := b.Peek(1 << 15)
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	r := csv.NewReader(b)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, c := range "\t;" {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(",")) {
			r.Comma = c
		}
	}
	return r
}

// nextRow returns the cells of the next row that is not blank and the line on
// which it begins.
func nextRow(r *csv.Reader) ([]string, int, error) {
	for {
		cells, err := r.Read()
		if err != nil {
			return nil, 0, err
		}
		line, _ := r.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			return cells, line, nil
		}
	}
}

func (m *Mandate) understand(header []string, named map[string]string) (lay layout) {
	for _, h := range header {
		h = strings.TrimSpace(h)
		lay.kinds = append(lay.kinds, kindOf(h, named))
		lay.names = append(lay.names, int32(len(m.headers)))
		m.headers = append(m.headers, h)
	}
	return lay
}
