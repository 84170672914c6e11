package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/owabi/owabi/dispatcher"
)

// phones is what a cell of telephone numbers gives.
type phones struct {
	numbers  []dispatcher.Phone
	warnings []string // what was repaired, left out or not understood
	plain    bool     // the numbers say all that the cell says
	zero     bool     // a lost zero was put back
	words    bool     // something was cut out
	unread   bool     // something is no number
}

func (p phones) has() bool { return len(p.numbers) > 0 }

const (
	warnZero    = "the telephone number has lost its leading zero: it was put back"
	warnWords   = "the cell holds more than the telephone number (an extension, a remark): the number is dialled without it, and the cell is kept as a field"
	warnPart    = "a part of the cell is no telephone number that can be called: the cell is kept as a field"
	warnNumber  = "the telephone number cannot be used, because no such number can be called: the cell is kept as a field"
	warnRounded = "a spreadsheet has rounded the telephone number: write it again, as text"
	warnEmail   = "this is an e-mail address, not a telephone number: the cell is kept as a field"
)

// longest is how many bytes a cell of telephone numbers may have.
const longest = 400

var (
	rounded   = regexp.MustCompile(`(?i)^[0-9](\.[0-9]+)?e\+?[0-9]+$`) // 9.01235E+09
	float     = regexp.MustCompile(`^([0-9]{9,11})\.0$`)               // 9012345678.0
	extension = regexp.MustCompile(`(?i)(内線|内|ext(ension)?\.?|x|#)[:\s]*[0-9]{1,6}`)
	labels    = regexp.MustCompile(`(?i)携帯(電話)?(番号)?|自宅(電話)?(番号)?|固定(電話)?(番号)?|電話(番号)?|勤務先|会社|代表|日中|夜間|本人|または|又は|tel|phone|mobile|home|cell`)
)

// readPhones reads a cell that should hold telephone numbers: any number of
// them, in any width, with any hyphen, labels and extensions.
func readPhones(text string) phones {
	if len(text) > longest {
		return phones{}.judged()
	}
	s := trim(width.Fold.String(text))
	var p phones
	switch {
	case rounded.MatchString(s):
		return phones{warnings: []string{warnRounded}}
	case strings.Contains(s, "@"):
		return phones{warnings: []string{warnEmail}}
	case float.MatchString(s):
		s = strings.TrimSuffix(s, ".0")
	}
	if strings.ContainsFunc(s, wordy) {
		s = p.cutWords(s)
	}
	for _, piece := range strings.FieldsFunc(s, func(r rune) bool { return !numeric(r) }) {
		p.read(strings.Fields(piece))
	}
	return p.judged()
}

// judged adds what is to be said about the cell as a whole.
func (p phones) judged() phones {
	p.plain = p.has() && !p.words && !p.unread
	if !p.has() {
		p.warnings = []string{warnNumber}
		return p
	}
	for _, w := range []struct {
		said bool
		text string
	}{{p.zero, warnZero}, {p.words, warnWords}, {p.unread, warnPart}} {
		if w.said {
			p.warnings = append(p.warnings, w.text)
		}
	}
	return p
}

// cutWords takes extensions and words out, and notes those that say more than
// which telephone it is.
func (p *phones) cutWords(s string) string {
	bare := labels.ReplaceAllString(extension.ReplaceAllString(s, ";"), ";")
	p.words = extension.MatchString(s) || strings.ContainsFunc(bare, func(r rune) bool { return unicode.IsLetter(r) && !hyphen(r) })
	return bare
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
	var b strings.Builder
	for _, r := range width.Fold.String(s) {
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
func hyphen(r rune) bool { return strings.ContainsRune("-‐‑‒–—―−ー─━﹣˗", r) }

func wordy(r rune) bool { return r == '#' || unicode.IsLetter(r) && !hyphen(r) }
