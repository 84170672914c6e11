package templates

// Tables of ASCII bytes by what they can be part of.
var (
	isAlnum = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
	isToken = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~%=&?/#+")
	isURL   = table("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~%=&?/#+.:;,!*@$[]()")
)

func table(chars string) (t [256]bool) {
	for i := range len(chars) {
		t[chars[i]] = true
	}
	return t
}

// beginsNumber has the first bytes of 0-9, +, and of the wide forms.
var beginsNumber = table("0123456789+\xEF")

// seek returns the index of the first byte from i on that is in t, but not
// inside a character of three bytes; len(s) or more if there is none.
func seek(s string, i int, t *[256]bool) int {
	for i < len(s) && !t[s[i]] {
		if s[i] < 0x80 {
			i++
		} else {
			i = skip(s, i)
		}
	}
	return i
}

// skip returns the index of the character after the one at i, which is not
// ASCII. In broken UTF-8 it takes single bytes, and so passes over no ASCII.
func skip(s string, i int) int {
	if i+2 < len(s) && s[i] >= 0xE0 && s[i+1] >= 0x80 && s[i+2] >= 0x80 {
		return i + 3
	}
	return i + 1
}

// digitWidth returns the width in bytes of the digit at i, 0-9 or ０-９, and 0
// if there is none.
func digitWidth(s string, i int) int {
	switch {
	case i >= len(s):
		return 0
	case s[i] >= '0' && s[i] <= '9':
		return 1
	case i+2 < len(s) && s[i] == 0xEF && s[i+1] == 0xBC && s[i+2] >= 0x90 && s[i+2] <= 0x99:
		return 3
	}
	return 0
}
