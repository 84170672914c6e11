package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normal brings a name or an address to the form in which it is compared, and
// compared only: width, case, blanks, kinds of hyphens and variants of one
// character do not matter.
func normal(s string) string {
	if japaneseOnly(s) {
		return strings.ReplaceAll(s, "\u3000", "")
	}
	if !inert(s) {
		s = norm.NFKC.String(s)
	}
	return strings.Map(compare, s)
}

// compare is what becomes of one character, -1 for none.
func compare(r rune) rune {
	switch {
	case r > ' ' && r < 0x7f:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case plainJapanese(r):
		return r
	case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return -1
	case hyphen(r):
		return '-'
	}
	return unicode.ToLower(r)
}

// plainJapanese reports whether NFKC leaves a character alone, whatever stands
// beside it that does the same: kana and Han of the first blocks.
func plainJapanese(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fc && r != '・'
}

// inert reports whether NFKC leaves a text alone, but for ideographic spaces.
func inert(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && r != '\u3000' && !plainJapanese(r) {
			return false
		}
	}
	return true
}

// japaneseOnly reports whether a text holds nothing but plain Japanese and
// ideographic spaces, as most names do.
func japaneseOnly(s string) bool {
	for _, r := range s {
		if r != '\u3000' && !plainJapanese(r) {
			return false
		}
	}
	return true
}
