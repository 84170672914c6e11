package judge

import (
	"slices"
	"strings"
)

// leastID is the length below which a case id could stand in a text by
// accident.
const leastID = 8

// caseIn returns the index of the case whose id stands in one of the texts, -1
// when there is none. Tokens carry the id of what they are for in the clear.
func (t *trial) caseIn(texts ...string) int32 {
	if t.idLen < leastID {
		return -1
	}
	for _, s := range texts {
		for i := 0; i+t.idLen <= len(s); i++ {
			if run := plainRun(s[i:]); run < t.idLen {
				i += run
				continue
			}
			if c, ok := t.cases[s[i:i+t.idLen]]; ok {
				return c
			}
		}
	}
	return -1
}

// plainRun is the number of bytes at the beginning of s that ids are made of.
func plainRun(s string) int {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return i
		}
	}
	return len(s)
}

// references finds reference numbers as letters show them: ten digits and
// capital letters as four, three and three, at least one of them a letter.
func references(text string) (found []string) {
	const size = 4 + 1 + 3 + 1 + 3
	for i := 0; i+size <= len(text); i++ {
		if text[i+4] != '-' || text[i+8] != '-' || i > 0 && capital(text[i-1]) || i+size < len(text) && capital(text[i+size]) {
			continue
		}
		n := text[i : i+size]
		if strings.ContainsAny(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") &&
			capitals(n[:4]) && capitals(n[5:8]) && capitals(n[9:]) && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

func capitals(s string) bool {
	for i := range len(s) {
		if !capital(s[i]) {
			return false
		}
	}
	return true
}

func capital(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }
