package templates

import (
	"strings"
	"unicode/utf8"
)

// longNumber is the number of digits from which a run of digits and hyphens is
// looked at though it has not the form of a telephone number.
const longNumber = 9

// numbers calls found with every telephone number and every other long number
// of s until it returns true, and reports whether it did. A number that known
// recognises is passed over as a whole, so that digits which stand beside it
// by chance do not make another one. known may be nil. g is room to work in.
func numbers(g *group, s string, known, found func(uint64) bool) bool {
	for i := seek(s, 0, &beginsNumber); i < len(s); i = seek(s, i, &beginsNumber) {
		switch {
		case s[i] == '+' || digitWidth(s, i) > 0 || strings.HasPrefix(s[i:], "＋"):
			if i = g.read(s, i); g.search(known, found) {
				return true
			}
		default:
			i = skip(s, i)
		}
	}
	return false
}

// group is digits in chunks, with no more between them than a telephone number
// is written with: +81 (0)3-1234-5678 is a group of four.
type group struct {
	plus   bool
	digits []byte
	chunks []chunk
}

// chunk is digits[from:to] of its group.
type chunk struct {
	from, to int
	hyphen   bool // one hyphen stands before it
	covered  bool // part of a known number
}

// read reads the group that begins at i, and returns where it ends, always
// behind i.
func (g *group) read(s string, i int) int {
	if g.digits == nil {
		g.digits, g.chunks = make([]byte, 0, 64), make([]chunk, 0, 16)
	}
	g.plus, g.digits, g.chunks = false, g.digits[:0], g.chunks[:0]
	if digitWidth(s, i) == 0 {
		g.plus = true
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	next, hyphen := i, false
	if g.plus {
		next, _ = gap(s, i)
	}
	for digitWidth(s, next) > 0 {
		c := chunk{from: len(g.digits), hyphen: hyphen}
		for w := digitWidth(s, next); w > 0; w = digitWidth(s, next) {
			g.digits = append(g.digits, '0'+(s[next+w-1]&0x0f))
			next += w
		}
		c.to = len(g.digits)
		g.chunks = append(g.chunks, c)
		i = next
		next, hyphen = gap(s, i)
	}
	return i
}

// gap passes over at most two of the characters that telephone numbers are
// written with, and reports whether it was one hyphen.
func gap(s string, i int) (next int, hyphen bool) {
	first, n := i, 0
	for ; n < 2 && i < len(s); n++ {
		r, w := utf8.DecodeRuneInString(s[i:])
		if !isHyphen(r) && !isSpacer(r) {
			break
		}
		i += w
	}
	if n == 1 {
		r, _ := utf8.DecodeRuneInString(s[first:])
		hyphen = isHyphen(r)
	}
	return i, hyphen
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '－', 'ｰ', '﹣', '─', '━':
		return true
	}
	return false
}

func isSpacer(r rune) bool {
	switch r {
	case ' ', '\u00a0', '　', '(', ')', '（', '）', '.', '．', '・':
		return true
	}
	return false
}

// search covers what is known, and calls found with the rest.
func (g *group) search(known, found func(uint64) bool) bool {
	if len(g.digits) < 8 {
		return false
	}
	if known != nil {
		g.cover(known)
	}
	for i := 0; i < len(g.chunks); {
		if g.chunks[i].covered {
			i++
			continue
		}
		end := g.number(i)
		if end > i && found(g.sum(i, end)) {
			return true
		}
		i = max(end, i+1)
	}
	return false
}

// cover marks the known numbers, from the left, the longest first.
func (g *group) cover(known func(uint64) bool) {
	for i := 0; i < len(g.chunks); i++ {
		for end := g.reach(i, 32); end > i; end-- {
			if g.length(i, end) < 8 || !known(g.sum(i, end)) {
				continue
			}
			for k := i; k < end; k++ {
				g.chunks[k].covered = true
			}
			i = end - 1
			break
		}
	}
}

// reach returns the end of the longest row of chunks from i with at most limit
// digits, or of chunk i itself.
func (g *group) reach(i, limit int) int {
	end := i + 1
	for end < len(g.chunks) && g.length(i, end+1) <= limit {
		end++
	}
	return end
}

func (g *group) length(i, end int) int { return g.chunks[end-1].to - g.chunks[i].from }

// number returns the end of the number that begins with chunk i, or i if none
// does: first by the form of telephone numbers, then by its length.
func (g *group) number(i int) int {
	for end := i + 1; end <= len(g.chunks) && !g.chunks[end-1].covered && g.length(i, end) <= 15; end++ {
		if isTelephone(i == 0 && g.plus, g.digits[g.chunks[i].from:g.chunks[end-1].to]) && !(g.plus && i == 0 && g.goesOn(end)) {
			return end
		}
	}
	end := i + 1
	for end < len(g.chunks) && g.chunks[end].hyphen && !g.chunks[end].covered {
		end++
	}
	if g.length(i, end) >= longNumber {
		return end
	}
	return i
}

// goesOn reports whether a number with a plus can take one more chunk: the
// length of foreign numbers is not fixed.
func (g *group) goesOn(end int) bool {
	return end < len(g.chunks) && !g.chunks[end].covered && g.length(0, end+1) <= 15
}
