package judge

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold brings a text into the form in which two spellings of one value are
// equal: compatibility forms (full-width digits, half-width kana) unified,
// lower case, one kind of hyphen, white space as one blank, and none beside
// Japanese characters, where it carries no meaning (山田 太郎, 山田　太郎, 山田太郎).
func fold(s string) []rune {
	out := make([]rune, 0, len(s))
	blank := false
	for _, r := range norm.NFKC.String(s) {
		switch {
		case invisible(r):
			continue
		case unicode.IsSpace(r):
			blank = len(out) > 0
			continue
		case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
			r = '-'
		}
		if blank && !japanese(r) && !japanese(out[len(out)-1]) {
			out = append(out, ' ')
		}
		blank = false
		if !japanese(r) {
			r = unicode.ToLower(r)
		}
		out = append(out, r)
	}
	return out
}

// foldName is fold for names, whose blanks never matter (John Smith, JohnSmith).
func foldName(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range fold(s) {
		if r != ' ' {
			out = append(out, r)
		}
	}
	return string(out)
}

// invisible tells the characters that files pick up unseen: zero-width ones
// and byte order marks.
func invisible(r rune) bool { return r >= 0x200b && r <= 0x200d || r == 0x2060 || r == 0xfeff }

// japanese tells Han characters, kana and their punctuation.
func japanese(r rune) bool {
	return r >= 0x2e80 && r < 0xa000 || r >= 0xf900 && r < 0xfb00 || r >= 0x20000 && r < 0x40000
}

// word tells the characters that run together to words with their like:
// letters and digits other than the Japanese ones.
func word(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !japanese(r) }
