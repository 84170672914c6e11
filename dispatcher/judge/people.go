package judge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// row is one row of a list on its way to a person.
type row struct {
	person
	who           int32
	family, given string
	company       string
	contacts      []string
}

// addPerson adds one row to the mandate: who it is, and every value by which a
// letter could show that it speaks of this row.
func (m *Mandate) addPerson(lay layout, cells []string, number int32, list int16, met map[uint64]int32) {
	r := row{who: int32(len(m.people)), person: person{row: number, list: list}}
	for i, cell := range cells[:min(len(cells), len(lay.kinds))] {
		cell = plain(cell)
		m.take(&r, lay.kinds[i], lay.names[i], cell)
		m.addValue(lay.kinds[i], cell, r.who, lay.names[i])
	}
	if r.name == "" && r.family+r.given != "" {
		r.name = foldName(r.family + r.given)
		m.index.add(fold(r.family+" "+r.given), r.who, m.header("name"))
	}
	r.name = cmp.Or(r.name, r.company)
	r.self = sameAs(r.who, r.name, r.contacts, met)
	m.people = append(m.people, r.person)
}

// take notes what a cell says of who the person is and how to reach them.
func (m *Mandate) take(r *row, kind columnKind, header int32, cell string) {
	switch kind {
	case nameColumn:
		r.name = cmp.Or(r.name, foldName(cell))
	case companyColumn:
		r.company = cmp.Or(r.company, foldName(cell))
	case familyColumn:
		r.family = cell
	case givenColumn:
		r.given = cell
	case addressColumn:
		r.contacts = append(r.contacts, foldName(cell))
	case phoneColumn:
		keys := numbersOf(cell)
		r.phones += int8(min(len(keys), 10))
		r.mobiles += int8(min(mobiles(keys), 10))
		r.contacts = append(r.contacts, keys...)
		m.addNumbers(keys, r.who, header)
	case mailColumn:
		addresses := addressesOf(cell)
		r.emails += int8(min(len(addresses), 10))
		r.contacts = append(r.contacts, addresses...)
		m.addAddresses(addresses, r.who, header)
	}
}

// sameAs returns the first row with the same name and the same contacts.
func sameAs(who int32, name string, contacts []string, met map[uint64]int32) int32 {
	if strings.Join(contacts, "") == "" || name == "" {
		return who
	}
	slices.Sort(contacts)
	key := hashOf(name + "\x00" + strings.Join(slices.Compact(contacts), "\x00"))
	if first, ok := met[key]; ok {
		return first
	}
	met[key] = who
	return who
}

// addValue makes a cell known as this person's, when it is long enough to tell
// people apart.
func (m *Mandate) addValue(kind columnKind, cell string, who, header int32) {
	value := fold(cell)
	if least := kind.shortest(); least > 0 && len(value) >= least {
		m.index.add(value, who, header)
	}
}

func (m *Mandate) addNumbers(keys []string, who, header int32) {
	for _, k := range keys {
		m.numbers = append(m.numbers, entry{hashOf(k), who, header})
	}
}

func (m *Mandate) addAddresses(addresses []string, who, header int32) {
	for _, a := range addresses {
		m.addresses = append(m.addresses, entry{hashOf(a), who, header})
		if len(addresses) > 1 {
			m.index.add([]rune(a), who, header)
		}
	}
}

var mailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s.]+$`)

// addressKey reduces an e-mail address to what is equal in all its spellings.
// Quotation marks are taken off: they only guard local parts such as "a..b".
func addressKey(s string) string {
	return strings.Trim(strings.ReplaceAll(string(fold(s)), `"`, ""), "<>")
}

// addressesOf reads a cell that may hold several e-mail addresses.
func addressesOf(cell string) (addresses []string) {
	for _, a := range strings.FieldsFunc(addressKey(cell), func(r rune) bool { return strings.ContainsRune(" ,;、/", r) }) {
		if mailForm.MatchString(a) {
			addresses = append(addresses, a)
		}
	}
	return addresses
}

// plain takes a cell out of what spreadsheets wrap around it.
func plain(cell string) string {
	cell = strings.TrimSpace(cell)
	if inner, ok := strings.CutPrefix(cell, `="`); ok {
		return strings.TrimSuffix(inner, `"`)
	}
	return cell
}
