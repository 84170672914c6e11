package roster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
)

// judge decides whether a record is a row about a person at all, before
// anything in it is understood: People when it is.
func (l layout) judge(rec record) (Verdict, dispatcher.RowError) {
	if rec.blank() && rec.fault == "" {
		return Excluded, dispatcher.RowError{Reason: "the row is blank"}
	}
	if e := l.unreadable(rec); e.Reason != "" {
		return Rejected, e
	}
	switch {
	case l.repeated(rec.cells):
		return Excluded, dispatcher.RowError{Reason: "the row is the header again"}
	case l.total(rec.cells):
		return Excluded, dispatcher.RowError{Reason: "the row is a total"}
	}
	return People, dispatcher.RowError{}
}

// unreadable says why the cells of a record cannot be trusted.
func (l layout) unreadable(rec record) dispatcher.RowError {
	if rec.fault != "" {
		return dispatcher.RowError{Reason: rec.fault + ": mend it and import the row again"}
	}
	for i, cell := range rec.cells {
		if cell == "" {
			continue
		}
		if i >= len(l) {
			return dispatcher.RowError{Column: letters(i), Reason: "the row has more cells than the header: a separator inside a cell needs quotation marks"}
		}
		if l[i].as == colNone {
			return dispatcher.RowError{Column: letters(i), Reason: "the cell stands in a column without a header"}
		}
		if reason := damage(cell); reason != "" {
			return dispatcher.RowError{Column: l[i].header, Reason: reason}
		}
	}
	return dispatcher.RowError{}
}

// damage says what makes a cell unusable whatever its column, empty when
// nothing does.
func damage(cell string) string {
	if len(cell) > maxCell {
		return fmt.Sprintf("the cell is longer than %d bytes", maxCell)
	}
	if ascii(cell) && !strings.ContainsFunc(cell, unicode.IsControl) {
		return ""
	}
	switch {
	case !utf8.ValidString(cell):
		return "the cell is not in UTF-8: save the file as UTF-8 and import again"
	case strings.ContainsRune(cell, utf8.RuneError):
		return "the cell holds a character that an earlier conversion destroyed (U+FFFD): write it again from the source"
	case strings.ContainsRune(cell, '〓'):
		return "the cell holds 〓 in place of a character: write it again from the source"
	case strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return "the cell holds a control character (NUL or the like): remove it"
	}
	return ""
}

// repeated reports whether the row is the header again, as in files that were
// put together from several.
func (l layout) repeated(cells []string) bool {
	for i, c := range l {
		if i >= len(cells) || cells[i] != c.header {
			return false
		}
	}
	return true
}

// totalWords are the words of a total, normalised, perhaps with the sum.
var totalWords = regexp.MustCompile(`^(合計|総計|小計|計|総数|件数|人数|以上|grandtotal|subtotal|total)(件数|人数)?:?[0-9,]*(人|名|件|社|者|people|rows)?$`)

// total reports whether the row sums up others: its first cell or its name says
// so, and it has no contact.
func (l layout) total(cells []string) bool {
	const longest = 60 // bytes
	found, first := false, true
	for i, cell := range cells[:min(len(cells), len(l))] {
		if cell == "" {
			continue
		}
		if l[i].as == colGiven && !strings.ContainsFunc(cell, unicode.IsDigit) {
			return false // 姓 計, 名 太郎
		}
		if (first || l[i].as.names()) && len(cell) <= longest && strings.ContainsAny(cell, "計数上lLｌＬ") {
			found = found || totalWords.MatchString(normal(cell))
		}
		first = false
	}
	return found && !slices.ContainsFunc(cells, isContact)
}

// letters names a column as spreadsheets do: A, B … Z, AA.
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}
