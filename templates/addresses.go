package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// addresses calls found with every e-mail address in s until it returns true,
// and reports whether it did. Wide characters count as their narrow forms,
// capitals as small letters.
func addresses(s string, found func(uint64) bool) bool {
	for i := 0; i < len(s); {
		at, width := nextAt(s[i:])
		if at < 0 {
			return false
		}
		at += i
		i = at + width
		from, to := localStart(s, at), domainEnd(s, i)
		if from < at && to > i && found(addressSum(s[from:to])) {
			return true
		}
	}
	return false
}

// nextAt finds @ or ＠.
func nextAt(s string) (at, width int) {
	at, width = strings.IndexByte(s, '@'), 1
	if wide := strings.Index(s, "＠"); wide >= 0 && (at < 0 || wide < at) {
		at, width = wide, len("＠")
	}
	return at, width
}

// localStart returns where the local part before at begins. A local part in
// other scripts is taken only when none of ASCII is there, because in Japanese
// an address follows the words before it without a space.
func localStart(s string, at int) int {
	if from := back(s, at, isLocal); from < at {
		return from
	}
	return back(s, at, isWord)
}

func back(s string, to int, in func(rune) bool) int {
	for to > 0 {
		r, w := utf8.DecodeLastRuneInString(s[:to])
		if !in(r) {
			break
		}
		to -= w
	}
	return to
}

// domainEnd returns where the domain that begins at from ends; the dot or
// hyphen behind it is the sentence's.
func domainEnd(s string, from int) int {
	to := forth(s, from, isDomain)
	for to > from {
		r, w := utf8.DecodeLastRuneInString(s[from:to])
		if r = narrow(r); r != '.' && r != '-' {
			break
		}
		to -= w
	}
	if to == from {
		to = forth(s, from, isWord)
	}
	return to
}

func forth(s string, from int, in func(rune) bool) int {
	for from < len(s) {
		r, w := utf8.DecodeRuneInString(s[from:])
		if !in(r) {
			break
		}
		from += w
	}
	return from
}

func isDomain(r rune) bool {
	r = narrow(r)
	return r < utf8.RuneSelf && (isAlnum[byte(r)] || r == '.' || r == '-')
}

func isLocal(r rune) bool {
	r = narrow(r)
	return r < utf8.RuneSelf && (isAlnum[byte(r)] || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", byte(r)) >= 0)
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '.' || r == '-')
}

// narrow turns the wide forms of ASCII (U+FF01 to U+FF5E) into ASCII.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

func addressSum(s string) uint64 {
	h := start(addressKind)
	for _, r := range s {
		r = narrow(r)
		if r < utf8.RuneSelf {
			h = step(h, lower(byte(r)))
			continue
		}
		for r = unicode.ToLower(r); r > 0; r >>= 8 {
			h = step(h, byte(r))
		}
	}
	return h
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
