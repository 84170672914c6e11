package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
)

// column is one column of a list, understood.
type column struct {
	header string
	as     known
}

// layout is how the columns of a list are understood, in their order.
type layout []column

// understand reads the header. where names its place in errors. Headers are
// quoted only once the name column shows that they are headers: else the row
// may be a person's.
func understand(where string, cells []string, asked map[string]string) (layout, error) {
	if err := readable(where, cells); err != nil {
		return nil, err
	}
	if err := forbidden(where, cells); err != nil {
		return nil, err
	}
	l := recognised(cells, nil)
	if err := l.apply(where, asked); err != nil {
		return nil, err
	}
	if !l.named() {
		return nil, l.nameless(where)
	}
	if err := l.once(where); err != nil {
		return nil, err
	}
	l.settleAddress()
	return l, nil
}

// recognised understands cells as headers, and lays over it what of the
// mapping fits.
func recognised(cells []string, asked map[string]string) layout {
	l := make(layout, len(cells))
	for i, h := range cells {
		l[i] = column{h, recognise(h)}
	}
	for header, to := range asked {
		k, ok := named(to)
		if i := l.index(header); ok && i >= 0 {
			l[i].as = k
		}
	}
	return l
}

// named reports whether some column says who a row is about.
func (l layout) named() bool {
	return l.has(colName) || l.has(colOrganisation) || l.has(colFamily) && l.has(colGiven)
}

// known is how many columns are understood as more than a field.
func (l layout) known() int {
	n := 0
	for _, c := range l {
		if c.as != colField && c.as != colNone {
			n++
		}
	}
	return n
}

// title names a column to the office, by its header or else its letters.
func (l layout) title(i int) string {
	if i < len(l) && l[i].header != "" {
		return l[i].header
	}
	return letters(i)
}

// readable refuses a header that is no text.
func readable(where string, cells []string) error {
	for _, h := range cells {
		switch {
		case strings.ContainsRune(h, 0):
			return refuse(where, "the header holds a NUL character (is the file in UTF-16?)", `save it as "CSV UTF-8" and import again, or say --encoding utf-16`)
		case strings.ContainsRune(h, utf8.RuneError):
			return refuse(where, "the header holds a character that an earlier conversion destroyed (U+FFFD)", "export the list again as UTF-8")
		}
	}
	return nil
}

// apply lays the mapping that the campaign gives over what was recognised.
func (l layout) apply(where string, asked map[string]string) error {
	for _, header := range slices.Sorted(maps.Keys(asked)) {
		i := l.index(header)
		if i < 0 {
			return refuse(where, fmt.Sprintf("there is no column %q, which the campaign maps to %q", header, asked[header]), "correct the name under columns, or the header")
		}
		l[i].as, _ = named(asked[header])
	}
	return nil
}

// checkMapping refuses a mapping to what is no known column.
func checkMapping(asked map[string]string) error {
	for _, header := range slices.Sorted(maps.Keys(asked)) {
		if _, ok := named(asked[header]); !ok {
			return refuse(fmt.Sprintf("columns: %s", header), fmt.Sprintf("%q is no known column", asked[header]), "use one of: "+strings.Join(KnownColumns(), ", "))
		}
	}
	return nil
}

// index finds a column by its header: as written, else folded.
func (l layout) index(header string) int {
	header = trim(header)
	if i := slices.IndexFunc(l, func(c column) bool { return c.header == header && header != "" }); i >= 0 {
		return i
	}
	return slices.IndexFunc(l, func(c column) bool { return fold(c.header) == fold(header) && fold(header) != "" })
}

func (l layout) has(k known) bool {
	return slices.ContainsFunc(l, func(c column) bool { return c.as == k })
}

// lookedFor are the names by which a header is found; there are more spellings.
const lookedFor = "氏名, 名前, お名前, 宛名, 対象者, 利用者名, 予約者名, 契約者名, 申込者名, 顧客名, お客様名, name, full name; 姓 and 名, " +
	"family name and given name; 会社名, 法人名, 団体名, 施設名, company, organisation"

// nameless says why a list without a name column is refused.
func (l layout) nameless(where string) error {
	for _, c := range l {
		if isContact(c.header) {
			return refuse(where, "the first row is a person, not a header", "add a header row (氏名, 電話番号, …) above it and import again")
		}
	}
	switch {
	case l.has(colFamily):
		return refuse(where, "there is a column for the family name and none for the given name", `add it, or map the column to "name" under columns`)
	case l.has(colGiven):
		return refuse(where, "there is a column for the given name and none for the family name", `add it, or map the column to "name" under columns`)
	}
	return refuse(where, "there is no column for the name, or no header; looked for a row with "+lookedFor,
		`name the columns in one row above the people, or map a header to "name" or "organisation" under columns`)
}

// once refuses two columns that mean the same single thing, or have the same
// header.
func (l layout) once(where string) error {
	for i, a := range l {
		for _, b := range l[:i] {
			switch {
			case a.as == b.as && a.as.single():
				return refuse(where, fmt.Sprintf("the columns %q and %q are both taken for the %s", b.header, a.header, a.as),
					`map the one that is not to "field" under columns`)
			case a.header == b.header && a.as != colNone:
				return refuse(where, fmt.Sprintf("two columns are called %q", a.header), "rename one of them")
			}
		}
	}
	for _, part := range []known{colFamily, colGiven} {
		if l.has(colName) && l.has(part) {
			return refuse(where, fmt.Sprintf("the columns %q and %q both give the name", l.header(colName), l.header(part)),
				`map the ones that are not to be used to "field" under columns`)
		}
	}
	for _, part := range []known{colFamilyReading, colGivenReading} {
		if l.has(colReading) && l.has(part) {
			return refuse(where, fmt.Sprintf("the columns %q and %q both give the reading", l.header(colReading), l.header(part)),
				`map the ones that are not to be used to "field" under columns`)
		}
	}
	return nil
}

// settleAddress keeps 都道府県 and the like as fields when no column holds the
// street: a letter to a city reaches nobody.
func (l layout) settleAddress() {
	if l.has(colAddress) || l.has(colAddressLine) {
		return
	}
	for i := range l {
		if l[i].as == colAddressRegion || l[i].as == colAddressEnd {
			l[i].as = colField
		}
	}
}

// header returns the first header understood as k.
func (l layout) header(k known) string {
	if i := slices.IndexFunc(l, func(c column) bool { return c.as == k }); i >= 0 {
		return l[i].header
	}
	return ""
}

func (l layout) describe() []dispatcher.Column {
	cols := make([]dispatcher.Column, 0, len(l))
	for _, c := range l {
		if c.as != colNone {
			cols = append(cols, dispatcher.Column{Header: c.header, As: string(c.as)})
		}
	}
	return cols
}
