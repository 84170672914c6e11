package judge

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	numberSeparators = regexp.MustCompile(`[/,、,;・\n]+`)
	mobileForm       = regexp.MustCompile(`^[6-9]0[1-9][0-9]{7}$`)
	extension        = regexp.MustCompile(`(?i)内線.*|ext\.?\s*[0-9]+.*`)
)

// numbersOf reads a cell that may hold several telephone numbers and returns
// their keys.
func numbersOf(cell string) []string {
	var keys []string
	for _, part := range numberSeparators.Split(norm.NFKC.String(cell), -1) {
		if k := numberKey(extension.ReplaceAllString(part, "")); k != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

// numberKey reduces a number to what is equal in all its spellings: the digits
// without Japan's country code and without leading zeros, because spreadsheets
// eat them. Less than nine digits are no number of a person.
func numberKey(s string) string {
	s = norm.NFKC.String(s)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	abroad := strings.HasPrefix(strings.TrimSpace(s), "+") || strings.HasPrefix(digits, "00") || strings.HasPrefix(digits, "01081")
	digits = strings.TrimLeft(digits, "0")
	if abroad {
		digits = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(digits, "1081"), "81"), "0")
	}
	if len(digits) < 9 || len(digits) > 15 {
		return ""
	}
	return digits
}

// mobiles counts the keys of Japanese mobile numbers: 060, 070, 080 and 090,
// but not 0800, which is toll free.
func mobiles(keys []string) (n int) {
	for _, k := range keys {
		if mobileForm.MatchString(k) {
			n++
		}
	}
	return n
}

// numbersIn calls yield with the key and the span of everything in a folded
// text that can be read as a telephone number: runs of digits, joined by one
// or two of the characters that numbers are written with.
func numbersIn(text []rune, yield func(key string, start, end int)) {
	for i := range text {
		if digit(text[i]) && (i == 0 || !digit(text[i-1])) {
			numbersFrom(text, i, yield)
		}
	}
}

// numbersFrom yields the numbers that begin at text[start]: after one run of
// digits, after two, and so on.
func numbersFrom(text []rune, start int, yield func(key string, start, end int)) {
	if start > 0 && text[start-1] == '+' {
		start--
	}
	end := start
	for digits := 0; digits <= 15; {
		run := end
		if run == start && text[run] == '+' {
			run++
		}
		for run < len(text) && digit(text[run]) {
			run++
		}
		digits, end = digits+run-end, run
		if key := numberKey(string(text[start:end])); key != "" {
			yield(key, start, end)
		}
		gap := gapLen(text[end:])
		if gap == 0 {
			return
		}
		end += gap
	}
}

// gapLen is the number of separators, one or two, before the next digit; 0
// when the number ends here.
func gapLen(text []rune) int {
	for n := 0; n < len(text) && n <= 2; n++ {
		if digit(text[n]) {
			return n
		}
		if !strings.ContainsRune("-.() /ー", text[n]) {
			return 0
		}
	}
	return 0
}

func digit(r rune) bool { return r >= '0' && r <= '9' }
