package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// damage says what makes a cell unusable whatever its column; no code when
// nothing does.
func damage(text string) said {
	if len(text) > maxCell {
		return said{code: codeLong, n: maxCell}
	}
	if sound(text) {
		return said{}
	}
	if mark := gap(text); mark != "" {
		return said{code: codeUnreadable, mark: mark}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return said{code: codeControl}
	}
	return said{}
}

// sound reports whether a cell is beyond doubt, which nearly all are: it holds
// printable ASCII, and characters of three bytes other than the 〓 and U+FFFD
// that damage looks for.
func sound(text string) bool {
	for i := 0; i < len(text); {
		switch b := text[i]; {
		case b >= ' ' && b < 0x7f:
			i++
		case b >= 0xe3 && b <= 0xe9 && i+2 < len(text) && text[i+1]&0xc0 == 0x80 && text[i+2]&0xc0 == 0x80:
			if b == 0xe3 && text[i+1] == 0x80 && text[i+2] == 0x93 {
				return false // 〓
			}
			i += 3
		default:
			return false
		}
	}
	return true
}

// gap returns what stands in a text in place of a character that was lost:
// U+FFFD, as converters write it, or 〓, as typesetters do. Empty when nothing
// does.
func gap(text string) string {
	switch {
	case strings.ContainsRune(text, utf8.RuneError):
		return "U+FFFD"
	case strings.Contains(text, "〓"):
		return "〓"
	}
	return ""
}

// lost is gap for a cell of this column: in a name, a box stands for a
// character too.
func (k known) lost(text string) string {
	if !k.names() && k != colGiven && k != colAgentName {
		return ""
	}
	for _, box := range [...]string{"■", "□", "▯"} {
		if strings.Contains(text, box) {
			return box
		}
	}
	return ""
}
