package templates

import "strings"

// shortest is the length from which a word can be a reference number.
const shortest = 6

// words calls found with every word of s that can be a reference number: a run
// of ASCII letters, digits, hyphens and underscores.
func words(s string, found func(string) bool) bool {
	for i := seek(s, 0, &isAlnum); i < len(s); i = seek(s, i, &isAlnum) {
		from := i
		for i < len(s) && (isAlnum[s[i]] || s[i] == '-' || s[i] == '_') {
			i++
		}
		if i-from >= shortest && found(s[from:i]) {
			return true
		}
	}
	return false
}

// shape is what a reference number is made of.
type shape struct{ upper, lower, digit bool }

func shapeOf(s string) (h shape) {
	for i := range len(s) {
		switch {
		case s[i] >= 'A' && s[i] <= 'Z':
			h.upper = true
		case s[i] >= 'a' && s[i] <= 'z':
			h.lower = true
		case s[i] >= '0' && s[i] <= '9':
			h.digit = true
		}
	}
	return h
}

// fits reports whether w, as long as own, could be another number of the same
// series: separators in the same places, no kind of character that own lacks.
// A lack of digits proves nothing in a series of letters.
func (h shape) fits(own, w string) bool {
	for i := range len(w) {
		if isAlnum[w[i]] != isAlnum[own[i]] || !isAlnum[w[i]] && w[i] != own[i] {
			return false
		}
	}
	o := shapeOf(w)
	return (h.upper || !o.upper) && (h.lower || !o.lower) && (h.digit || !o.digit) && (h.upper || h.lower || o.digit)
}

// links calls found with every http or https URL of s and its sum.
func links(s string, found func(string, uint64) bool) bool {
	for {
		i := strings.Index(s, "://")
		if i < 0 {
			return false
		}
		from, to := i, i+len("://")
		for from > 0 && isAlnum[s[from-1]] {
			from--
		}
		for to < len(s) && isURL[s[to]] {
			to++
		}
		url := strings.TrimRight(s[from:to], ".,:;!?)]")
		if found(url, sum(linkKind, url)) {
			return true
		}
		s = s[to:]
	}
}
