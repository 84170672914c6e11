package roster

import (
	"errors"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/width"
)

// Why an e-mail address is refused. None of them quotes it.
var (
	errNoAt      = errors.New("there is no @ in it")
	errManyAts   = errors.New("there is more than one @ in it: put each address into a column of its own")
	errLocal     = errors.New("the part before the @ is empty or too long")
	errCharacter = errors.New("it holds a space, a bracket or another character that is not allowed")
	errDomain    = errors.New("the part behind the @ is no domain name")
	errIDN       = errors.New("the part behind the @ is no valid international domain name")
)

// email reads one address and returns it in the form that goes on the wire:
// ASCII, the domain in lower case and as A-labels (RFC 5890).
//
// It takes what Japanese carriers gave out and RFC 5321 forbids (dots in a
// row, a dot before the @), and nothing that could end the address on an SMTP
// line and begin a parameter.
func email(text string) (string, error) {
	s := trim(width.Fold.String(text))
	s = strings.TrimPrefix(s, "mailto:")
	local, domain, found := strings.Cut(s, "@")
	switch {
	case !found:
		return "", errNoAt
	case strings.Contains(domain, "@"):
		return "", errManyAts
	}
	local, err := localPart(local)
	if err != nil {
		return "", err
	}
	domain, err = domainName(domain)
	if err != nil {
		return "", err
	}
	return local + "@" + domain, nil
}

// localPart accepts atoms (RFC 5322 3.2.3) and dots anywhere, also in quotes,
// which such dots do not need on the envelope.
func localPart(s string) (string, error) {
	if len(s) > 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	if s == "" || len(s) > 64 {
		return "", errLocal
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", s[i]) < 0 {
			return "", errCharacter
		}
	}
	return s, nil
}

func domainName(s string) (string, error) {
	if !ascii(s) {
		a, err := idna.Lookup.ToASCII(s)
		if err != nil {
			return "", errIDN
		}
		s = a
	}
	s = strings.ToLower(s)
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > 253 || strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "", errDomain
	}
	for _, l := range labels {
		if !hostLabel(l) {
			return "", errDomain
		}
	}
	return s, nil
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
