package roster

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/owabi/owabi/dispatcher"
)

// keyed separates this use of SHA-256 from every other, and one way of making
// keys from the next.
const keyed = "owabi/roster/key/1"

// identity is what a person is known by: the normalised name and every
// contact, normalised, with its kind in front, sorted.
type identity struct {
	name     string
	contacts []string
}

func identify(p *dispatcher.Person) identity {
	var c []string
	for _, e := range p.Emails {
		c = append(c, "e"+strings.ToLower(e.Reveal()))
	}
	for _, t := range p.Phones {
		c = append(c, "p"+t.Number.Reveal())
	}
	if !p.Address.Empty() {
		c = append(c, "a"+normal(p.Address.Reveal()))
	}
	slices.Sort(c)
	return identity{normal(p.Name.Reveal()), slices.Compact(c)}
}

// key is the same wherever the person is listed with this name and these
// contacts. It is nil without a contact.
func (who identity) key() []byte {
	if len(who.contacts) == 0 {
		return nil
	}
	sum := sha256.Sum256(pack(pack(nil, keyed, who.name), who.contacts...))
	return sum[:]
}

// normal brings a name or an address to the form in which it is compared, and
// compared only: width, case, blanks, kinds of hyphens and variants of one
// character do not matter.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case hyphen(r) && r != 'ー':
			return '-'
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// unspaced drops white space only.
func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }

// pack appends parts to b so that no two lists of parts give the same bytes.
func pack(b []byte, parts ...string) []byte {
	for _, s := range parts {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return b
}
