package email

import (
	"errors"
	"strings"
)

// What is wrong with an address, without the address.
var (
	errNoAddress = errors.New("no e-mail address of the form local@domain")
	errLocal     = errors.New("the part before the @ holds what no address may hold, or is too long")
	errDomain    = errors.New("the part behind the @ is no domain name")
)

// Lengths by RFC 5321, 4.5.3.1, in octets.
const (
	maxLocal   = 64
	maxDomain  = 253
	maxAddress = 254
)

// checkAddress refuses every address that could end the RCPT command's path
// early and go on with parameters of its own (RFC 5321, 4.1.2), and what no
// relay can deliver. Dots in a row, first or last before the @ are taken,
// against the RFC: Japanese carriers gave out such addresses, and deliver to
// them.
func checkAddress(a string) error {
	local, domain, ok := strings.Cut(a, "@")
	switch {
	case !ok || len(a) > maxAddress:
		return errNoAddress
	case local == "" || len(local) > maxLocal || !isAtoms(local):
		return errLocal
	case !isDomain(domain) || !strings.Contains(domain, "."):
		return errDomain
	}
	return nil
}

// isAtoms reports whether s holds only atext (RFC 5322, 3.2.3) and dots.
func isAtoms(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", rune(s[i])) {
			return false
		}
	}
	return true
}

// isDomain reports whether s is a host name in ASCII: labels of letters,
// digits and inner hyphens (RFC 1123, 2.1).
func isDomain(s string) bool {
	if s == "" || len(s) > maxDomain {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if !isLabel(label) {
			return false
		}
	}
	return true
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
