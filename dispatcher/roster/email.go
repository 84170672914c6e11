package roster

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/width"
)

// Bounds of an address (RFC 5321 4.5.3.1), in bytes.
const (
	maxLocal   = 64
	maxDomain  = 253
	maxAddress = 254
)

// email reads one address and returns it in the form that goes on the wire:
// ASCII, the domain in lower case and as A-labels (RFC 5890). wrong says why it
// is refused; empty when it is not.
//
// It takes what Japanese carriers gave out and RFC 5321 forbids (dots in a
// row, a dot before the @), and nothing that could end the address on an SMTP
// line and begin a parameter.
func email(text string) (address string, wrong code) {
	s := trim(text)
	if !ascii(s) {
		s = trim(width.Fold.String(s))
	}
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return "", codeEmailNoAt
	}
	local, wrong := localPart(s[:at])
	if wrong != "" {
		return "", wrong
	}
	domain, wrong := domainName(s[at+1:])
	switch {
	case wrong != "":
		return "", wrong
	case len(local)+1+len(domain) > maxAddress:
		return "", codeEmailLocal
	case len(local) == at && s[at+1:] == domain:
		return s, ""
	}
	return local + "@" + domain, ""
}

// comparedEmail is an address in the form in which it is compared: carriers do
// not tell capitals apart.
func comparedEmail(address string) string { return strings.ToLower(address) }

// localPart accepts atoms (RFC 5322 3.2.3) and dots anywhere, also in quotes,
// which such dots do not need on the envelope.
func localPart(s string) (local string, wrong code) {
	if len(s) > 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	if s == "" || len(s) > maxLocal {
		return "", codeEmailLocal
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", s[i]) < 0 {
			return "", codeEmailSign
		}
	}
	return s, ""
}

func domainName(s string) (domain string, wrong code) {
	s = strings.ToLower(s)
	if !ascii(s) || strings.Contains(s, "xn--") {
		a, err := idna.Lookup.ToASCII(s)
		if err != nil {
			return "", codeEmailIDN
		}
		s = a
	}
	if len(s) > maxDomain {
		return "", codeEmailDomain
	}
	labels, last := 0, ""
	for rest, more := s, true; more; labels++ {
		if last, rest, more = strings.Cut(rest, "."); !hostLabel(last) {
			return "", codeEmailDomain
		}
	}
	if labels < 2 || strings.Trim(last, "0123456789") == "" {
		return "", codeEmailDomain
	}
	return s, ""
}

// hostLabel accepts letters, digits and hyphens, no hyphen at either end (RFC
// 1123 2.1).
func hostLabel(l string) bool {
	if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
		return false
	}
	for i := range len(l) {
		if !alphanumeric(l[i]) && l[i] != '-' {
			return false
		}
	}
	return true
}

func alphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
