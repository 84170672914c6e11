package roster

import (
	"errors"
	"io"

	"github.com/owabi/owabi/dispatcher"
)

// choose opens the sheet that the office names, or the only one with people in
// it. What it does not read, it says.
func (w *workbook) choose(o Options) (source, error) {
	if o.Sheet != "" {
		return w.named(o)
	}
	seen, notes, err := w.seen(o)
	if err != nil {
		return nil, err
	}
	var people, others []sheetRef
	for _, ref := range seen {
		holds, is, err := w.survey(ref, o)
		switch {
		case err != nil:
			return nil, err
		case is:
			people = append(people, ref)
		case holds:
			others = append(others, ref)
		}
	}
	switch {
	case len(people) > 1:
		return nil, refuse(w.name, "people stand in several sheets: "+names(people), "name one with --sheet, and import the others by themselves")
	case len(people) == 0 && len(others) == 0:
		return nil, refuse(w.name, "the workbook is empty", "export the list again, with a header and one person a row")
	case len(people) == 0:
		people, others = others[:1], others[1:] // whose error tells what is missing
	}
	for _, ref := range others {
		notes = append(notes, said{code: codeOtherSheet, mark: ref.name})
	}
	s, err := w.openSheet(people[0], o)
	if err != nil {
		return nil, err
	}
	s.notes = notes
	return s, nil
}

func (w *workbook) named(o Options) (source, error) {
	for _, ref := range w.sheets {
		if ref.name == o.Sheet {
			return w.openSheet(ref, o)
		}
	}
	return nil, refuse("sheet", w.name+" has no sheet of this name", "name one of: "+names(w.sheets))
}

// seen are the sheets to look at. Hidden ones that hold something refuse the
// workbook until the office says what is to become of them.
func (w *workbook) seen(o Options) (seen []sheetRef, notes []said, err error) {
	var held []sheetRef
	for _, ref := range w.sheets {
		if !ref.hidden || o.Hidden == dispatcher.IncludeHidden {
			seen = append(seen, ref)
			continue
		}
		holds, err := w.holds(ref)
		if err != nil {
			return nil, nil, err
		}
		if holds {
			held = append(held, ref)
			notes = append(notes, said{code: codeHiddenSheet, mark: ref.name})
		}
	}
	if len(held) > 0 && o.Hidden == "" {
		return nil, nil, refuse(w.name, "sheets that hold something are hidden: "+names(held), hiddenCure+", or name the list's sheet with --sheet")
	}
	return seen, notes, nil
}

// holds reports whether anything stands in a sheet.
func (w *workbook) holds(ref sheetRef) (bool, error) {
	s, err := w.glance(ref)
	if err != nil {
		return false, err
	}
	defer s.in.Close()
	_, err = s.next()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil, err
}

// survey reports whether anything stands in a sheet, and whether that can be
// people: rows below a header, or, without one, several with a contact.
func (w *workbook) survey(ref sheetRef, o Options) (holds, people bool, err error) {
	const look, several = 1000, 2 // rows
	s, err := w.glance(ref)
	if err != nil {
		return false, false, err
	}
	defer s.in.Close()
	rows, at, err := search(s, o.Columns)
	if err != nil && !errors.Is(err, io.EOF) {
		return len(rows) > 0, false, err
	}
	if at >= 0 {
		below := rows[at+1:]
		if len(below) > 0 {
			return true, true, nil
		}
		_, err := s.next()
		return true, err == nil, ignoreEnd(err)
	}
	contacts := 0
	for i := 0; ; i++ {
		for _, rec := range rows {
			holds = holds || !rec.blank()
			if rec.hasContact() {
				contacts++
			}
		}
		if contacts >= several || i >= look {
			return holds, contacts >= several, nil
		}
		rec, err := s.next()
		if err != nil {
			return holds, false, ignoreEnd(err)
		}
		rows = append(rows[:0], rec)
	}
}

func (r record) hasContact() bool {
	for _, c := range r.cells {
		if c != "" && isContact(c) {
			return true
		}
	}
	return false
}

// ignoreEnd is err, unless it says that a sheet has ended.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
