package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// judge decides whether a record is a row about a person at all, before
// anything in it is understood: People when it is.
func (l layout) judge(rec record, keep bool) (Verdict, said) {
	if rec.blank() && rec.fault == "" {
		return Excluded, said{code: codeBlank}
	}
	if s := l.unfit(rec, keep); s.code != "" {
		return Rejected, s
	}
	switch {
	case l.repeated(rec.cells):
		return Excluded, said{code: codeHeader}
	case l.total(rec.cells):
		return Excluded, said{code: codeTotal}
	}
	return People, said{}
}

// unfit says why the cells of a record cannot be trusted. With keep, cells that
// have lost characters can.
func (l layout) unfit(rec record, keep bool) said {
	if rec.fault != "" {
		return fault(rec.fault)
	}
	for i, text := range rec.cells {
		if text == "" {
			continue
		}
		if i >= len(l) {
			return said{code: codeTooMany, column: letters(i)}
		}
		if l[i].as == colNone {
			return said{code: codeNoHeader, column: letters(i)}
		}
		if s := damage(text); s.code != "" && !(keep && s.code == codeUnreadable) {
			s.column = l[i].header
			return s
		}
		if mark := l[i].as.lost(text); mark != "" && !keep {
			return said{code: codeUnreadable, column: l[i].header, mark: mark}
		}
	}
	return said{}
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
		if (first || l[i].as.names()) && len(cell) <= longest && strings.ContainsFunc(cell, inTotals) {
			found = found || totalWords.MatchString(normal(cell))
		}
		first = false
	}
	return found && !slices.ContainsFunc(cells, isContact)
}

// inTotals reports whether a character stands in a word of a total.
func inTotals(r rune) bool {
	return r == '計' || r == '数' || r == '上' || r == 'l' || r == 'L' || r == 'ｌ' || r == 'Ｌ'
}

// letters names a column as spreadsheets do: A, B … Z, AA.
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}
