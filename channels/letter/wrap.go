package letter

import "strings"

// What may not begin a line, and what may not end one (JIS X 4051, in short).
const (
	noStart = "、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%％様"
	noEnd   = "（〔［｛〈《「『【‘“([{〒￥$"
)

// wrap breaks a text into lines of at most so many points. A text without
// characters is one empty line.
func (f *face) wrap(s string, size, width float64) []string {
	var lines []string
	rest := []rune(s)
	for len(rest) > 0 {
		n := f.fits(rest, size, width)
		if n < len(rest) {
			n = breakAt(rest, n)
		}
		lines = append(lines, strings.TrimRight(string(rest[:n]), " "))
		for rest = rest[n:]; len(rest) > 0 && rest[0] == ' '; {
			rest = rest[1:]
		}
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// fits is how many of the characters go into the width, at least one.
func (f *face) fits(text []rune, size, width float64) int {
	most := int(width * f.units / size)
	for n, r := range text {
		if most -= f.advance(r); most < 0 {
			return max(1, n)
		}
	}
	return len(text)
}

// breakAt moves a break at n, which is within the text, to the left where a
// line may end.
func breakAt(text []rune, n int) int {
	at := n
	for at > 1 && (isWord(text[at-1]) && isWord(text[at]) || strings.ContainsRune(noStart, text[at]) || strings.ContainsRune(noEnd, text[at-1])) {
		at--
	}
	if at == 1 {
		return n // nothing but one long word
	}
	return at
}

// isWord reports whether a character is of a word or an address that is not
// broken.
func isWord(r rune) bool {
	return r > ' ' && r < 0x7f
}
