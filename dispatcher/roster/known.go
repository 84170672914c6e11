package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// known is a column that the dispatcher understands.
type known string

// The known columns. Every other column is a field of the person, called by
// its header.
const (
	colName          known = "name"
	colFamily        known = "family_name"
	colGiven         known = "given_name"
	colReading       known = "reading"
	colFamilyReading known = "family_reading"
	colGivenReading  known = "given_reading"
	colOrganisation  known = "organisation" // addressed 御中 where the row names no person
	colPhone         known = "phone"        // any number of columns
	colEmail         known = "email"        // any number of columns
	colPostalCode    known = "postal_code"
	colAddress       known = "address"
	colAddressLine   known = "address_line"   // a part of the address that holds the street
	colAddressRegion known = "address_region" // a part before it: prefecture, city
	colAddressEnd    known = "address_end"    // a part behind it: building, care of
	colLanguage      known = "language"
	colID            known = "id"        // what the office's own register calls the person by: also a field
	colNumber        known = "number"    // the row's own serial number: a field, but no property of the person
	colHousehold     known = "household" // by mapping only: sharing a number or an address makes no household
	colProtected     known = "protected"
	colAgentName     known = "agent_name" // who is told in the person's place
	colAgentReading  known = "agent_reading"
	colAgentPhone    known = "agent_phone" // any number of columns
	colAgentEmail    known = "agent_email" // any number of columns
	colAgentPostal   known = "agent_postal_code"
	colAgentAddress  known = "agent_address"
	colField         known = "field"
	colNone          known = "" // a column without header
)

// KnownColumns are the names that Options.Columns may map a header to.
func KnownColumns() []string {
	return []string{"name", "family_name", "given_name", "reading", "family_reading", "given_reading", "organisation",
		"phone", "email", "postal_code", "address", "address_line", "address_region", "address_end", "language", "id", "number",
		"household", "protected", "agent_name", "agent_reading", "agent_phone", "agent_email", "agent_postal_code", "agent_address", "field"}
}

// single reports whether a list may have only one such column.
func (k known) single() bool {
	switch k {
	case colPhone, colEmail, colAgentPhone, colAgentEmail, colAddressLine, colAddressRegion, colAddressEnd, colNumber, colField, colNone:
		return false
	}
	return true
}

// names reports whether the column names the person.
func (k known) names() bool { return k == colName || k == colFamily || k == colOrganisation }

// reaches reports whether the column holds a number or an e-mail address.
func (k known) reaches() bool {
	return k == colPhone || k == colEmail || k == colAgentPhone || k == colAgentEmail
}

// detail reports whether cells of the column say something of a person that has
// to be equal in two rows that are merged. Contacts are added up instead, and
// numbers have rules of their own.
func (k known) detail() bool {
	switch k {
	case colPhone, colEmail, colPostalCode, colAddress, colAddressLine, colAddressRegion, colAddressEnd,
		colAgentPhone, colAgentEmail, colAgentPostal, colAgentAddress, colID, colNumber, colNone:
		return false
	}
	return true
}

// named returns the known column that a mapping names, by its own name or by a
// usual header.
func named(s string) (known, bool) {
	for _, k := range KnownColumns() {
		if s == k {
			return known(k), true
		}
	}
	k := recognise(s)
	return k, k != colField && k != colNone
}

// recognise tells what a header means, colField when it is none of the usual
// ones.
func recognise(header string) known {
	h := fold(header)
	if h == "" {
		return colNone
	}
	if k := usual(h); k != colField {
		return k
	}
	if k := agents(h); k != colField {
		return k
	}
	if base := strings.TrimRight(h, "0123456789"); base != h && len(h)-len(base) <= 2 { // 電話番号2, address1
		switch k := usual(base); k {
		case colPhone, colEmail:
			return k
		case colAddress, colAddressLine:
			return colAddressLine
		}
	}
	return colField
}

// fold brings a header to one spelling: width, case, brackets, blanks and the
// mark of a required answer do not matter.
func fold(header string) string {
	h := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '#', r == '〒':
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(header))
	for _, mark := range []string{"必須", "任意"} {
		if t := strings.TrimSuffix(h, mark); t != "" {
			h = t
		}
	}
	return h
}
