package templates

import "strings"

// isTelephone reports whether d has the form of a telephone number: with a
// plus, 8 to 15 digits; else Japan's trunk prefix and length, or Japan's
// country code behind an international prefix.
func isTelephone(plus bool, d []byte) bool {
	switch {
	case plus:
		return len(d) >= 8
	case hasPrefix(d, "0081"):
		return len(d) >= 13
	case hasPrefix(d, "01081"):
		return len(d) >= 14
	case len(d) < 10 || d[0] != '0' || d[1] == '0':
		return false
	case d[2] == '0' && strings.IndexByte("256789", d[1]) >= 0: // 020 050 060 070 080 090, and with 080 also 0800
		return len(d) == 11
	}
	return len(d) == 10
}

// sum is equal for all ways to write one number: +81 3…, 0081 3…, 81-3-…, 03…,
// and 3-… where the zero was lost.
func (g *group) sum(i, end int) uint64 {
	plus, d := i == 0 && g.plus, g.digits[g.chunks[i].from:g.chunks[end-1].to]
	switch {
	case !plus && hasPrefix(d, "0081") && len(d) >= 13:
		plus, d = true, d[2:]
	case !plus && hasPrefix(d, "01081") && len(d) >= 14:
		plus, d = true, d[3:]
	case !plus && hasPrefix(d, "81") && (len(d) == 11 || len(d) == 12):
		plus = true
	}
	h := start(numberKind)
	switch {
	case plus && hasPrefix(d, "81"):
		if d = d[2:]; !hasPrefix(d, "0") {
			h = step(h, '0')
		}
	case plus:
		h = step(h, '+')
	case (len(d) == 9 || len(d) == 10) && d[0] != '0':
		h = step(h, '0')
	}
	for _, b := range d {
		h = step(h, b)
	}
	return h
}

func hasPrefix(d []byte, p string) bool { return len(d) >= len(p) && string(d[:len(p)]) == p }
