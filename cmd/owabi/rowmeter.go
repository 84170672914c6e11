package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// rowMeterAfter is how long a list may take before a bar shows how far it is.
const rowMeterAfter = time.Second

// rowMeter shows on a terminal how far the reading of a list is: rows so far,
// and the share of its bytes.
type rowMeter struct {
	out   io.Writer // nil to show nothing
	title string
	words string // format of the number of rows
	list  interface{ Progress() (read, of int64) }
	rows  int
	begun time.Time
	drawn time.Time // zero until something was drawn
}

func (e *env) rowMeter(title string, list interface{ Progress() (read, of int64) }) *rowMeter {
	m := &rowMeter{title: title, words: e.say("meter.rows"), list: list, begun: time.Now()}
	if terminal(e.stderr) && !e.json {
		m.out = e.stderr
	}
	return m
}

// row counts a row. It looks at the clock once in a while: a million rows pass
// in seconds.
func (m *rowMeter) row() {
	const often = 1024 // rows
	if m.rows++; m.out != nil && m.rows%often == 0 {
		m.tick(time.Now())
	}
}

func (m *rowMeter) tick(now time.Time) {
	if now.Sub(m.begun) < rowMeterAfter || now.Sub(m.drawn) < meterPause {
		return
	}
	m.drawn = now
	read, of := m.list.Progress()
	fmt.Fprint(m.out, "\r"+rowBar(m.title, fmt.Sprintf(m.words, m.rows), read, of))
}

// end wipes the bar off: what became of the rows is said elsewhere.
func (m *rowMeter) end() {
	if !m.drawn.IsZero() {
		fmt.Fprint(m.out, "\r\x1b[K")
	}
}

// rowBar draws rows, and the share of bytes when their number is known.
func rowBar(title, rows string, read, of int64) string {
	if of <= 0 {
		return plain(title) + " " + rows
	}
	read = min(read, of)
	full := int(read * barCells / of)
	return fmt.Sprintf("%s [%s%s] %d %% %s", plain(title), strings.Repeat("#", full), strings.Repeat(".", barCells-full), read*100/of, rows)
}
