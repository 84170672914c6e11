package roster

import "strings"

// record is one row of a file as cells, before anybody knows what they mean.
type record struct {
	number int      // from 1, as a spreadsheet counts rows
	cells  []string // outer white space trimmed
	fault  string   // why the cells cannot be trusted; empty when they can
}

func (r record) blank() bool {
	for _, c := range r.cells {
		if c != "" {
			return false
		}
	}
	return true
}

// clean trims outer white space, also the invisible kind, and takes the text
// out of ="0901…", which systems write to keep spreadsheets from eating zeros.
func clean(cell string) string {
	cell = trim(cell)
	if t, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(t, `"`) {
		return trim(strings.TrimSuffix(t, `"`))
	}
	return cell
}

func trim(s string) string { return strings.Trim(s, " \t\r\n\v\f\u0085\u00a0\u3000\u200b\u2060\ufeff") }
