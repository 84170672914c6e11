package roster

import (
	"strings"
)

// addressLines are the cells of an address in the order of the columns.
type addressLines struct {
	cells  []cell
	street bool // one of them holds the street
	region int  // how many of them, from the first, name a region only
}

func (a *addressLines) add(as known, c cell) {
	if as == colAddressRegion && a.region == len(a.cells) {
		a.region++
	}
	a.cells = append(a.cells, c)
	a.street = a.street || as == colAddress || as == colAddressLine
}

// join returns the address as written, its parts separated by a space. A part
// that repeats the region before it (都道府県 見本県, 住所 見本県…) takes its
// place. Parts without a street are no address: they are left over.
func (a *addressLines) join() (address string, left []cell) {
	if !a.street {
		return "", a.cells
	}
	if len(a.cells) == 1 {
		return a.cells[0].text, nil
	}
	for i, c := range a.cells {
		switch {
		case address == "", i <= a.region && strings.HasPrefix(c.text, strings.ReplaceAll(address, " ", "")):
			address = c.text
		default:
			address += " " + c.text
		}
	}
	return address, nil
}

// postalCode returns a Japanese postal code as 123-4567, and any other as it
// is written; zero says that its leading zero had been lost.
func postalCode(text string) (code string, zero bool) {
	if len(text) == 8 && text[3] == '-' && digitsOnly(text[:3]) && digitsOnly(text[4:]) {
		return text, false
	}
	digits, other := digitsOf(strings.TrimPrefix(text, "〒"))
	switch {
	case other || len(digits) < 6 || len(digits) > 7:
		return text, false
	case len(digits) == 6:
		digits, zero = "0"+digits, true
	}
	return digits[:3] + "-" + digits[3:], zero
}

func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }
