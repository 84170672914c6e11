package main

import (
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columns is a table on a terminal: Japanese and Latin text aligned, columns
// of numbers flush right. The zero value has no header.
type columns struct {
	header int // rows that are the header
	rows   [][]string
}

// headed starts a table whose header has the words under keys.
func (e *env) headed(keys ...string) *columns {
	header := make([]string, len(keys))
	for i, k := range keys {
		header[i] = strings.ToUpper(e.say(k))
	}
	return &columns{1, [][]string{header}}
}

func (c *columns) row(cells ...string) {
	for i := range cells {
		cells[i] = plain(cells[i])
	}
	c.rows = append(c.rows, cells)
}

// write prints the table; nothing when it has no row below its header.
func (c *columns) write(w io.Writer) {
	if len(c.rows) == c.header {
		return
	}
	wide, right := c.measure()
	var b strings.Builder
	for _, r := range c.rows {
		line := ""
		for i, cell := range r {
			gap := strings.Repeat(" ", wide[i]-cellsOf(cell))
			if right[i] {
				line += gap + cell + "  "
			} else {
				line += cell + gap + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	io.WriteString(w, b.String())
}

// measure returns each column's width, and whether it holds numbers only.
func (c *columns) measure() (wide []int, right []bool) {
	wide, right = make([]int, len(c.rows[0])), make([]bool, len(c.rows[0]))
	for i := range right {
		right[i] = true
	}
	for n, r := range c.rows {
		for i, cell := range r {
			wide[i] = max(wide[i], cellsOf(cell))
			if _, err := strconv.Atoi(cell); n >= c.header && err != nil {
				right[i] = false
			}
		}
	}
	return wide, right
}

// cellsOf is the number of terminal cells that s takes (Unicode UAX #11;
// ambiguous characters count as narrow).
func cellsOf(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// plain replaces what could steer a terminal, and line breaks.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
