package roster

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// The parts of a workbook that say how its sheets are to be read, as far as
// lists need them.
type (
	relationsXML struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	workbookXML struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	stylesXML struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
)

// The ends of the types of relationships; the rest differs between the strict
// and the usual form of the format.
const (
	relWorkbook = "/officeDocument"
	relSheet    = "/worksheet"
	relStrings  = "/sharedStrings"
	relStyles   = "/styles"
)

// describe reads which sheets there are and how their cells are to be read.
func (w *workbook) describe() error {
	var top, rels relationsXML
	if err := w.parse("_rels/.rels", &top); err != nil {
		return err
	}
	main := top.target(relWorkbook, "")
	if main == "" {
		return refuse(w.name, "this is an archive, not a list", "unpack it and import what is in it")
	}
	dir := path.Dir(main)
	var book workbookXML
	if err := w.parse(main, &book); err != nil {
		return err
	}
	if err := w.parse(path.Join(dir, "_rels", path.Base(main)+".rels"), &rels); err != nil {
		return err
	}
	w.from = day0
	if on(book.Pr.Date1904) {
		w.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	}
	for _, s := range book.Sheets {
		part := rels.byID(dir, relSheet, s.ID)
		if part == "" {
			continue // a sheet of charts
		}
		f := w.parts[part]
		if f == nil {
			return damaged(w.name, "a sheet of it is missing")
		}
		w.sheets = append(w.sheets, sheetRef{name: s.Name, hidden: s.State != "" && s.State != "visible", part: f})
	}
	if err := w.readStyles(rels.target(relStyles, dir)); err != nil {
		return err
	}
	return w.readStrings(rels.target(relStrings, dir))
}

// target is the part that a relationship of this type names, empty for none.
func (r *relationsXML) target(kind, dir string) string {
	for _, rel := range r.All {
		if strings.HasSuffix(rel.Type, kind) && rel.Mode != "External" {
			return beside(dir, rel.Target)
		}
	}
	return ""
}

// byID is the part that the relationship id names, when it is of this type.
func (r *relationsXML) byID(dir, kind, id string) string {
	for _, rel := range r.All {
		if rel.ID == id && strings.HasSuffix(rel.Type, kind) && rel.Mode != "External" {
			return beside(dir, rel.Target)
		}
	}
	return ""
}

func (w *workbook) parse(part string, into any) error {
	b, err := w.small(part)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(b, into); err != nil {
		return damaged(w.name, "a part of it is no XML")
	}
	return nil
}

func (w *workbook) readStyles(part string) error {
	if part == "" {
		return nil
	}
	var styles stylesXML
	if err := w.parse(part, &styles); err != nil {
		return err
	}
	known := map[int]format{}
	for _, f := range styles.Formats {
		known[f.ID] = formatOf(f.Code)
	}
	for _, c := range styles.Cells {
		f, ok := known[c.Format]
		if !ok {
			f = builtin(c.Format)
		}
		w.formats = append(w.formats, f)
	}
	return nil
}

// textTable are the texts that the sheets of a workbook share, one behind the
// other: they can be millions.
type textTable struct {
	all  []byte
	ends []uint32
}

func (t *textTable) text(i int) (string, bool) {
	if t == nil || i < 0 || i >= len(t.ends) {
		return "", false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return string(t.all[start:t.ends[i]]), true
}

func (w *workbook) readStrings(part string) error {
	if part == "" {
		return nil
	}
	f := w.parts[part]
	if f == nil {
		return damaged(w.name, "the texts of its sheets are missing")
	}
	r, err := w.open(f, maxStrings)
	if err != nil {
		return err
	}
	defer r.Close()
	w.strings = &textTable{}
	x := newXML(r)
	for {
		switch el, err := x.next(); {
		case errors.Is(err, io.EOF) && x.depth == 0:
			return x.drain(w.name)
		case err != nil:
			return x.damaged(w.name, err)
		case el.start && el.name == "si":
			text, err := x.richText("si")
			if err != nil {
				return x.damaged(w.name, err)
			}
			w.strings.all = append(w.strings.all, text...)
			w.strings.ends = append(w.strings.ends, uint32(len(w.strings.all)))
		}
	}
}

// on reads an attribute that is a switch.
func on(s string) bool { return s == "1" || s == "true" }

// whole reads an attribute that is a count; 0 when it is none.
func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// names lists sheets in an error, the first few.
func names(sheets []sheetRef) string {
	const few = 8
	var all []string
	for _, s := range sheets {
		all = append(all, s.name)
	}
	if len(all) > few {
		all = append(all[:few], "…")
	}
	return strings.Join(all, ", ")
}
