package console

import "strings"

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
// or between double quotation marks, is to be read out. Corner brackets may hold
// several lines, but no heading; what they miss stays plain text, and no word is
// lost.
func Script(text string) []Line {
	var lines []Line
	depth := 0
	for raw := range strings.Lines(text) {
		s := strings.TrimRight(raw, "\r\n")
		if strings.TrimSpace(s) == "" {
			continue
		}
		kind := lineKind(s)
		if kind == LineHead {
			depth = 0
			lines = append(lines, Line{kind, []Run{{Text: s}}})
			continue
		}
		var runs []Run
		runs, depth = spoken(s, depth)
		lines = append(lines, Line{kind, runs})
	}
	return lines
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

// spoken splits a line at its quotation marks. depth is how many corner brackets
// were open before it, and the one returned after it.
func spoken(s string, depth int) ([]Run, int) {
	var runs []Run
	from, straight := 0, false
	cut := func(to int, say bool) {
		if to > from {
			runs = append(runs, Run{s[from:to], say})
			from = to
		}
	}
	for i, c := range s {
		inside := depth > 0 || straight
		switch end := i + len(string(c)); {
		case c == '「' && !straight:
			if depth++; depth == 1 {
				cut(i, false)
			}
		case c == '」' && depth > 0:
			if depth--; depth == 0 {
				cut(end, true)
			}
		case c == '"' && depth == 0 && !inside:
			cut(i, false)
			straight = true
		case c == '"' && straight:
			cut(end, true)
			straight = false
		}
	}
	cut(len(s), depth > 0)
	return runs, depth
}

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
