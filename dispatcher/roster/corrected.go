package roster

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// ours are the headers of the two columns that stand in front of a file of
// rejected rows. A list that begins with them is such a file, mended: they are
// left out, and the rest is the list.
var ours = [...]string{"owabi 行", "owabi 理由"}

func corrected(cells []string) bool {
	if len(cells) <= len(ours) {
		return false
	}
	for i, h := range ours {
		if cells[i] != h {
			return false
		}
	}
	return true
}

// maxRejects is how many rows a file of rejected rows may have: it is made in
// memory, because a temporary file would hold personal data in the clear.
const maxRejects = 20_000

// Rejects are the rejected rows of a list, to be mended in a workbook of their
// own and imported from there. Its zero value is empty.
type Rejects struct {
	headers []string
	rows    [][]string
	more    int // rows beyond maxRejects
}

// Add takes the row that r returned last, if it is rejected.
func (f *Rejects) Add(r *Reader, row Row) {
	if row.Verdict != Rejected {
		return
	}
	if len(f.rows) == maxRejects {
		f.more++
		return
	}
	f.headers = r.Headers()
	f.rows = append(f.rows, append([]string{fmt.Sprint(row.Number), why(row.Errors)}, r.Cells()...))
}

// Len is how many rows there are.
func (f *Rejects) Len() int { return len(f.rows) + f.more }

// why puts the reasons of a row into one cell.
func why(errs []dispatcher.RowError) string {
	var all []string
	for _, e := range errs {
		switch {
		case e.Kind != string(Rejected):
		case e.Column != "":
			all = append(all, e.Column+": "+e.Reason)
		default:
			all = append(all, e.Reason)
		}
	}
	return strings.Join(all, "\n")
}

// Write writes the rows as a workbook, locked with the password: the cells as
// they stand in the list, with row and reasons in front. Every cell is text,
// so that none becomes a formula, and no zero is lost when it is mended.
func (f *Rejects) Write(w io.Writer, password personal.Text) error {
	if f.more > 0 {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "rejected rows", What: fmt.Sprintf("there are %d, more than %d", f.Len(), maxRejects),
			Cure: "mend the list itself"}
	}
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "不備"
	err := book.SetSheetName(book.GetSheetName(0), sheet)
	if err == nil {
		err = f.fill(book, sheet)
	}
	if err == nil {
		err = book.Write(w, excelize.Options{Password: password.Reveal()})
	}
	if err != nil {
		return fmt.Errorf("roster: write rejected rows: %w", err)
	}
	return nil
}

func (f *Rejects) fill(book *excelize.File, sheet string) error {
	text := 49 // the number format @
	style, err := book.NewStyle(&excelize.Style{NumFmt: text})
	if err != nil {
		return err
	}
	widest := len(f.headers) + len(ours)
	for _, row := range f.rows {
		widest = max(widest, len(row))
	}
	if err := book.SetColStyle(sheet, "A:"+letters(widest-1), style); err != nil {
		return err
	}
	for i, row := range append([][]string{append(ours[:], f.headers...)}, f.rows...) {
		for j, cell := range row {
			if cell == "" {
				continue
			}
			if err := book.SetCellStr(sheet, fmt.Sprint(letters(j), i+1), cell); err != nil {
				return err
			}
		}
	}
	return nil
}
