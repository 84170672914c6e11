package console

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is a line of the script that an operator speaks from.
type Line struct {
	Kind LineKind
	Runs []Run
}

// LineKind says how a line looks.
type LineKind string

// The kinds of lines.
const (
	LineHead LineKind = "head" // of a part of the call
	LineNote LineKind = "note" // to the operator
	LineText LineKind = "text"
)

// Run is a part of a line: to be read out, or not.
type Run struct {
	Text string
	Say  bool
}

// Script reads a script as templates/letters writes it: what stands between 「 」,
// or between double quotation marks, is to be read out, unless it is quoted in
// the middle of a sentence. Corner brackets may hold several lines, but no
// heading. No word is lost, whatever the brackets.
func Script(text string) []Line {
	var lines []Line
	var q quote
	for raw := range strings.Lines(text) {
		s := strings.TrimRight(raw, "\r\n")
		if strings.TrimSpace(s) == "" {
			continue
		}
		kind := lineKind(s)
		if kind == LineHead {
			q = quote{}
			lines = append(lines, Line{kind, []Run{{Text: s}}})
			continue
		}
		lines = append(lines, Line{kind, q.split(s)})
	}
	return lines
}

// told are what the heading says from which on a script is for the person alone.
var told = [...]string{"本人と確かめてから", "once you know who they are"}

// Part parts a script where the headings say that what follows is told only once
// it is sure that this is the person. A script that does not say it is told to
// nobody before.
func Part(script []Line) (anybody, person []Line) {
	for i, l := range script {
		for _, s := range told {
			if l.Kind == LineHead && strings.Contains(strings.ToLower(l.Runs[0].Text), s) {
				return script[:i], script[i:]
			}
		}
	}
	return nil, script
}

func lineKind(s string) LineKind {
	switch {
	case strings.HasPrefix(s, "■"), len(s) > 2 && s[0] >= '1' && s[0] <= '9' && s[1] == '.' && s[2] == ' ':
		return LineHead
	case strings.HasPrefix(s, "・"), strings.HasPrefix(s, "- "):
		return LineNote
	}
	return LineText
}

// quote is the quotation in which a line begins.
type quote struct {
	depth int  // corner brackets that are open
	say   bool // the outermost of them is to be read out
}

// split splits a line at its quotations.
func (q *quote) split(s string) []Run {
	var runs []Run
	from, straight := 0, false
	before := ' ' // the last character that is no space
	cut := func(to int, say bool) {
		if to > from {
			runs = append(runs, Run{s[from:to], say})
			from = to
		}
	}
	for i, c := range s {
		switch end := i + utf8.RuneLen(c); {
		case c == '「' && !straight:
			if q.depth++; q.depth == 1 {
				q.say = begins(before)
				cut(i, false)
			}
		case c == '」' && q.depth > 0:
			if q.depth--; q.depth == 0 {
				cut(end, q.say)
			}
		case c == '"' && q.depth == 0 && !straight:
			if straight = begins(before); straight {
				cut(i, false)
			}
		case c == '"' && straight:
			cut(end, true)
			straight = false
		}
		if !unicode.IsSpace(c) {
			before = c
		}
	}
	cut(len(s), q.depth > 0 && q.say)
	return runs
}

// begins reports whether a quotation that follows c is speech of its own, and
// not part of a sentence: 結果は「番号違い」。
func begins(c rune) bool { return strings.ContainsRune(" ）)」。：:・-", c) }

// tel keeps what a telephone link may hold (RFC 3966): digits and a leading +.
func tel(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// Spaced is the number as one dials it in Japan, in groups that the eye can
// hold; a number elsewhere stays as it is.
func (c Call) Spaced() string {
	d, ok := strings.CutPrefix(c.Number, "+81")
	if !ok || len(d) != 9 && len(d) != 10 {
		return c.Number
	}
	d = "0" + d
	return d[:3] + " " + d[3:len(d)-4] + " " + d[len(d)-4:]
}
