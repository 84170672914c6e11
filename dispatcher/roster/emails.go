package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// emails is what a cell of e-mail addresses gives.
type emails struct {
	addresses []string
	odd       code // what was left out or not understood; empty when nothing was
}

// bracketed is an address between angle brackets behind a name.
var bracketed = regexp.MustCompile(`^[^@<>]*<([^<>]+)>$`)

// readEmails reads a cell that should hold e-mail addresses: one, several with
// separators between, or one with a remark. Nothing is guessed: where a cell
// can also be one address with a slip in it (ta ro@…, taro,mihon@…), none is
// taken.
func readEmails(text string) emails {
	address, wrong := email(text)
	if wrong == "" {
		return emails{[]string{address}, ""}
	}
	s := trim(width.Fold.String(text))
	if len(s) > longest {
		return emails{odd: wrong}
	}
	if m := bracketed.FindStringSubmatch(s); m != nil {
		if address, not := email(m[1]); not == "" {
			return emails{[]string{address}, codeEmailWords}
		}
	}
	parts := strings.FieldsFunc(s, separates)
	if len(parts) == 1 {
		parts = strings.Split(s, "/") // which may also stand in an address
	}
	e, sure := several(parts)
	if !sure || len(e.addresses) == 0 {
		return emails{odd: wrong}
	}
	return e
}

// several reads the parts of a cell, each by itself. sure is false where a part
// could belong to the address beside it.
func several(parts []string) (e emails, sure bool) {
	for _, part := range parts {
		switch address, wrong := email(part); {
		case wrong == "" && slices.Contains(e.addresses, address):
		case wrong == "":
			e.addresses = append(e.addresses, address)
		case strings.Contains(part, "@"):
			e.odd = codeEmailPart
		case strings.ContainsFunc(part, latin):
			return emails{}, false
		case e.odd == "":
			e.odd = codeEmailWords
		}
	}
	return e, true
}

// separates reports whether a rune stands between addresses in a cell.
func separates(r rune) bool { return strings.ContainsRune(",;:、・()", r) || unicode.IsSpace(r) }

// latin reports whether a rune can be part of an address.
func latin(r rune) bool { return r > ' ' && r < 0x7f }
