package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// phones is what a cell of telephone numbers gives.
type phones struct {
	numbers []dispatcher.Phone
	odd     []code // what was repaired, left out or not understood
	plain   bool   // the numbers say all that the cell says
	zero    bool   // a lost zero was put back
	words   bool   // a remark was cut out
	fax     bool   // a fax number was cut out
	unread  bool   // something is no number
}

func (p *phones) has() bool { return len(p.numbers) > 0 }

// longest is how many bytes a cell of telephone numbers may have.
const longest = 400

var (
	rounded   = regexp.MustCompile(`(?i)^[0-9](\.[0-9]+)?e\+?[0-9]+$`) // 9.01235E+09
	float     = regexp.MustCompile(`^([0-9]{9,11})\.0$`)               // 9012345678.0
	extension = regexp.MustCompile(`(?i)(?:内線|内|ext(?:ension)?\.?|x|#)[番号:\s.]*([0-9]{1,6})\b`)
	faxNumber = regexp.MustCompile(`(?i)(?:f\.?a\.?x|ファックス|ファクス|ファクシミリ)[番号:.\s]*[-+0-9() ]{6,}`)
	labels    = regexp.MustCompile(`(?i)携帯(電話)?(番号)?|自宅(電話)?(番号)?|固定(電話)?(番号)?|電話(番号)?|勤務先|会社|代表|日中|夜間|本人|または|又は|tel|phone|mobile|home|cell`)
)

// readPhones reads a cell that should hold telephone numbers: any number of
// them, in any width, with any hyphen, labels and extensions.
func readPhones(text string) phones {
	if n, ok := plainNumber(text); ok {
		return phones{numbers: []dispatcher.Phone{n}, plain: true}
	}
	if len(text) > longest {
		return phones{}.judged()
	}
	s := trim(text)
	if !ascii(s) {
		s = trim(width.Fold.String(text))
	}
	var p phones
	switch {
	case rounded.MatchString(s):
		return phones{odd: []code{codePhoneRounded}}
	case strings.Contains(s, "@"):
		return phones{odd: []code{codePhoneEmail}}
	case float.MatchString(s):
		s = strings.TrimSuffix(s, ".0")
	}
	if !strings.ContainsFunc(s, wordy) {
		p.readAll(s)
		return p.judged()
	}
	p.readWordy(s)
	return p.judged()
}

// judged adds what is to be said about the cell as a whole.
func (p phones) judged() phones {
	p.plain = p.has() && !p.words && !p.fax && !p.unread && !p.extended()
	if !p.has() && !p.fax {
		p.odd = []code{codePhoneUnusable}
		return p
	}
	for _, w := range []struct {
		said bool
		code code
	}{{p.zero, codePhoneZero}, {p.extended(), codeExtension}, {p.fax, codePhoneFax}, {p.words, codePhoneWords}, {p.unread, codePhonePart}} {
		if w.said {
			p.odd = append(p.odd, w.code)
		}
	}
	return p
}

func (p *phones) extended() bool {
	return slices.ContainsFunc(p.numbers, func(n dispatcher.Phone) bool { return !n.Extension.Empty() })
}

// readWordy reads a cell with letters in it. Fax numbers go; an extension
// belongs to the number in front of it; words that only say which telephone it
// is are no remark.
func (p *phones) readWordy(s string) {
	if faxNumber.MatchString(s) {
		p.fax, s = true, faxNumber.ReplaceAllString(s, ";")
	}
	for len(s) > 0 {
		at := extension.FindStringSubmatchIndex(s)
		if at == nil {
			p.readWords(s)
			return
		}
		p.readWords(s[:at[0]])
		p.extend(s[at[2]:at[3]])
		s = s[at[1]:]
	}
}

func (p *phones) readWords(s string) {
	s = labels.ReplaceAllString(s, ";")
	p.words = p.words || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !hyphen(r) })
	p.readAll(s)
}

// extend gives the last number its extension. Without a number in front of it,
// it is a remark.
func (p *phones) extend(digits string) {
	if !p.has() || !p.numbers[len(p.numbers)-1].Extension.Empty() {
		p.words = true
		return
	}
	p.numbers[len(p.numbers)-1].Extension = personal.New(digits)
}

func (p *phones) readAll(s string) {
	for _, piece := range strings.FieldsFunc(s, func(r rune) bool { return !numeric(r) }) {
		p.read(strings.Fields(piece))
	}
}

// read takes numbers from tokens that stood between spaces: the longest run of
// tokens that makes a number first.
func (p *phones) read(tokens []string) {
	const most = 8 // tokens of one number
	for len(tokens) > 0 {
		n := min(len(tokens), most)
		for ; n > 0 && !p.number(strings.Join(tokens[:n], "")); n-- {
		}
		switch parts := strings.FieldsFunc(tokens[0], bracket); {
		case n > 0:
			tokens = tokens[n:]
		case len(parts) > 1: // 03-…(090-…)
			tokens = slices.Concat(parts, tokens[1:])
		default:
			if d, _ := digitsOf(tokens[0]); d != "" {
				p.unread = true
				return
			}
			tokens = tokens[1:]
		}
	}
}

// number adds s when it is one number.
func (p *phones) number(s string) bool {
	n, repaired, ok := number(s)
	if !ok {
		return false
	}
	p.zero = p.zero || repaired
	if !slices.ContainsFunc(p.numbers, func(m dispatcher.Phone) bool { return m.Number.Equal(n.Number) }) {
		p.numbers = append(p.numbers, n)
	}
	return true
}

// digitsOf returns the digits of a number and whether anything stands between
// them that does not belong into one.
func digitsOf(s string) (digits string, other bool) {
	if !ascii(s) {
		s = width.Fold.String(s)
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case !numeric(r):
			other = true
		}
	}
	return b.String(), other
}

// numeric reports whether a (folded) rune can be part of a telephone number.
func numeric(r rune) bool {
	return '0' <= r && r <= '9' || r == '+' || r == '.' || r == ' ' || bracket(r) || hyphen(r)
}

func bracket(r rune) bool { return r == '(' || r == ')' }

// hyphen reports whether r is one of the many dashes that people type between
// digits, the long vowel mark among them.
func hyphen(r rune) bool {
	return r == '-' || r >= utf8.RuneSelf && strings.ContainsRune("‐‑‒–—―−ー─━﹣˗", r)
}

func wordy(r rune) bool { return r == '#' || unicode.IsLetter(r) && !hyphen(r) }
