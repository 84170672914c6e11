package roster

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// layers are what lies over the rows of a sheet: cells that are merged over
// several rows, and the filter. A file tells of them behind the rows.
type layers struct {
	merged []merge // by the first row
	open   []merge // that reach to the row in hand
	filter rows    // that a filter can hide; none without a condition
}

// merge is a cell that covers those below it.
type merge struct {
	column int // from 0
	rows
	text string // once it was read
}

// rows are rows from first to last.
type rows struct{ first, last int }

// maxMerged bounds the merged cells of a sheet.
const maxMerged = 200_000

// layers looks for them behind the rows. The rows themselves are only
// unpacked.
func (w *workbook) layers(ref sheetRef) (layers, error) {
	var l layers
	in, err := w.open(ref.part, maxSheet)
	if err != nil {
		return l, err
	}
	defer in.Close()
	tail, err := behind(in, "sheetData")
	if err != nil {
		return l, damaged(w.name, "a part of it is cut off or changed")
	}
	x := newXML(tail)
	x.depth = 1 << 30 // it begins in the middle
	filter := rows{}
	for {
		el, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			slices.SortStableFunc(l.merged, func(a, b merge) int { return cmp.Compare(a.first, b.first) })
			return l, nil
		case err != nil:
			return l, x.damaged(w.name, err)
		case !el.start:
		case el.name == "autoFilter":
			_, filter = areaOf(x.attr("ref"))
		case el.name == "filterColumn":
			l.filter = filter
		case el.name == "mergeCell":
			if err := l.add(x.attr("ref")); err != nil {
				return l, refuse(w.name, err.Error(), "undo the merging of cells, or save the sheet as \"CSV UTF-8\"")
			}
		}
	}
}

// behind reads in to the tag that closes an element, and returns what follows
// it: nothing when it never comes.
func behind(in io.Reader, element string) (io.Reader, error) {
	mark := []byte(element + ">")
	keep := len(mark) + 64 // with the beginning of the tag, and a prefix
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := in.Read(buf[kept:])
		window := buf[:kept+n]
		for from := 0; ; {
			i := bytes.Index(window[from:], mark)
			if i < 0 {
				break
			}
			from += i + len(mark)
			if tag := bytes.LastIndexByte(window[:from], '<'); tag >= 0 && window[tag+1] == '/' {
				return io.MultiReader(bytes.NewReader(slices.Clone(window[from:])), in), nil
			}
		}
		if errors.Is(err, io.EOF) {
			return strings.NewReader(""), nil
		}
		if err != nil {
			return nil, err
		}
		kept = copy(buf, window[max(0, len(window)-keep):])
	}
}

func (l *layers) add(ref string) error {
	column, area := areaOf(ref)
	if column < 0 || area.last <= area.first {
		return nil
	}
	if len(l.merged) == maxMerged {
		return errors.New("the sheet has too many merged cells")
	}
	l.merged = append(l.merged, merge{column: column, rows: area})
	return nil
}

// areaOf reads A1:B9: its first column, and its rows.
func areaOf(ref string) (column int, r rows) {
	from, to, _ := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	return columnIn(from), rows{rowIn(from), rowIn(cmp.Or(to, from))}
}

// hiddenBy says why a hidden row is.
func (l *layers) hiddenBy(row int) code {
	if row > l.filter.first && row <= l.filter.last {
		return codeFilteredRow
	}
	return codeHiddenRow
}

// apply gives a row the values of the merged cells that reach down to it.
// Rows come in their order.
func (l *layers) apply(rec *record) {
	for len(l.merged) > 0 && l.merged[0].first <= rec.number {
		m := l.merged[0]
		l.merged = l.merged[1:]
		if m.first == rec.number && m.column < len(rec.cells) && rec.cells[m.column] != "" {
			m.text = rec.cells[m.column]
			rec.spans = max(rec.spans, m.last)
			l.open = append(l.open, m)
		}
	}
	l.open = slices.DeleteFunc(l.open, func(m merge) bool { return m.last < rec.number })
	for _, m := range l.open {
		if m.first == rec.number || m.column >= maxColumns {
			continue
		}
		for len(rec.cells) <= m.column {
			rec.cells = append(rec.cells, "")
		}
		if rec.cells[m.column] == "" {
			rec.cells[m.column] = m.text
			rec.notes = append(rec.notes, note{m.column, codeMergedCell})
		}
	}
}
