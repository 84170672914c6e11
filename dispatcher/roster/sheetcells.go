package roster

import (
	"fmt"
	"strconv"
	"strings"
)

// cells reads the cells of a row, to its end.
func (s *sheet) cells(rec *record) error {
	column := -1 // from 0
	for {
		el, err := s.x.next()
		switch {
		case err != nil:
			return s.x.damaged(s.where(), cutOff(err))
		case el.name == "row" && !el.start:
			return nil
		case el.name != "c" || !el.start:
			continue
		}
		at := column + 1
		if ref := s.x.attr("r"); ref != "" {
			at = columnIn(ref)
		}
		if at <= column {
			return damaged(place(s.where(), rec.number), "its cells are out of order")
		}
		column = at
		c, err := s.cell()
		if err != nil {
			return s.x.damaged(s.where(), cutOff(err))
		}
		if err := s.put(rec, column, c); err != nil {
			return err
		}
	}
}

// sheetCell is a cell as the file has it.
type sheetCell struct {
	kind          string // t: "s" a shared text, "str" a formula's text, "inlineStr", "b", "e", "d", "n" or empty
	style         int
	value, inline string
	valued        bool // there is a value, be it empty
	formula       bool
}

// cell reads the cell whose tag was read, to its end.
func (s *sheet) cell() (sheetCell, error) {
	c := sheetCell{kind: s.x.attr("t"), style: whole(s.x.attr("s"))}
	for {
		el, err := s.x.next()
		switch {
		case err != nil:
			return c, err
		case el.name == "c" && !el.start:
			return c, nil
		case !el.start:
		case el.name == "v":
			c.valued = true
			c.value, err = s.x.plain("v")
		case el.name == "is":
			c.inline, err = s.x.richText("is")
		case el.name == "f":
			c.formula = true
			_, err = s.x.plain("f")
		}
		if err != nil {
			return c, err
		}
	}
}

// put puts what a cell says into its place.
func (s *sheet) put(rec *record, column int, c sheetCell) error {
	text, why := s.text(c)
	if why == codeNoText {
		return damaged(place(s.where(), rec.number), "a cell of it has no text")
	}
	text = clean(strings.ReplaceAll(text, "\r\n", "\n"))
	if why == codeNoValue {
		text = "=" // something stands there
	}
	if text == "" {
		return nil
	}
	if column >= maxColumns {
		return refuse(place(s.where(), rec.number), fmt.Sprintf("the row has more than %d cells", maxColumns), "check that this is the right file")
	}
	for len(rec.cells) < column {
		rec.cells = append(rec.cells, "")
	}
	rec.cells = append(rec.cells, text)
	switch {
	case why == codeManyDigits:
		rec.notes = append(rec.notes, note{column, why})
	case why != "" && rec.fault == "":
		rec.fault, rec.column = string(why), column+1
	}
	return nil
}

// codeNoText is no reason of a row: the file is refused.
const codeNoText code = "cell_without_text"

// text is what a cell shows, and what is to be said of it.
func (s *sheet) text(c sheetCell) (string, code) {
	if c.formula && (!c.valued || c.value == "" && c.kind != "str") {
		return "", codeNoValue
	}
	switch c.kind {
	case "s":
		if !c.valued {
			return "", ""
		}
		i, err := strconv.Atoi(strings.TrimSpace(c.value))
		text, ok := s.book.strings.text(i)
		if err != nil || !ok {
			return "", codeNoText
		}
		return text, ""
	case "inlineStr":
		return c.inline, ""
	case "str":
		return unescape(c.value), ""
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[on(c.value)], ""
	case "e":
		return c.value, codeCellError
	case "d":
		return strings.Replace(strings.TrimSuffix(c.value, "T00:00:00"), "T", " ", 1), ""
	}
	return s.number(c)
}

// number is what a cell with a number shows.
func (s *sheet) number(c sheetCell) (string, code) {
	raw := strings.TrimSpace(c.value)
	if raw == "" {
		return "", ""
	}
	var f format
	if c.style < len(s.book.formats) {
		f = s.book.formats[c.style]
	}
	text, rounded, ok := f.write(raw, s.book.from)
	switch {
	case !ok:
		return "", codeNoText
	case rounded:
		return text, codeManyDigits
	}
	return text, ""
}

// columnIn is the column of a reference like AB12, from 0; -1 for none.
func columnIn(ref string) int {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<14 {
			return -1
		}
	}
	return n - 1
}

// rowIn is the row of a reference like AB12; 0 for none.
func rowIn(ref string) int {
	return whole(strings.TrimLeft(strings.ToUpper(ref), "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))
}
