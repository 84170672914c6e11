package email

import (
	"encoding/base64"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// Lengths of RFC 5322, 2.1.1 and RFC 2047, 2, in octets without the line end.
const (
	maxLine = 78
	maxWord = 75
)

const (
	wordStart = "=?UTF-8?B?"
	wordEnd   = "?="
)

// field writes a header field, folded between its words.
func field(name string, words ...string) []byte {
	b := append(make([]byte, 0, 256), name...)
	b = append(b, ':')
	column := len(b)
	for i, w := range words {
		if i > 0 && column+1+len(w) > maxLine {
			b = append(b, "\r\n"...)
			column = 0
		}
		b = append(append(b, ' '), w...)
		column += 1 + len(w)
	}
	return append(b, "\r\n"...)
}

// addressField writes a field of one address. Address.String quotes a local
// part such as "foo..bar", which would not parse otherwise.
func addressField(name string, a mail.Address) []byte {
	words := phrase(a.Name, maxLine-len(name)-2)
	return field(name, append(words, (&mail.Address{Address: a.Address}).String())...)
}

// phrase encodes a display name; room is what its first word may take.
func phrase(s string, room int) []string {
	s = oneLine(s)
	switch {
	case s == "":
		return nil
	case len(s)+2 <= room && simple(s):
		return []string{`"` + s + `"`}
	}
	return encodedWords(s, room)
}

// simple reports whether s can stand between quotation marks as it is.
func simple(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && !strings.ContainsRune(" .,'-_/&()", rune(s[i])) {
			return false
		}
	}
	return true
}

// unstructured encodes a subject; room is what its first word may take.
func unstructured(s string, room int) []string {
	s = oneLine(s)
	if len(s) <= room && printable(s) && !strings.Contains(s, "=?") {
		return []string{s}
	}
	return encodedWords(s, room)
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// oneLine turns control characters into spaces, and trims spaces. The
// ideographic space is kept: a name is written as its bearer writes it.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Trim(s, " ")
}

// encodedWords encodes s by RFC 2047 with the B encoding. No word splits a
// character; the first is at most room long, the others at most maxWord.
func encodedWords(s string, room int) []string {
	var words []string
	for room = min(room, maxWord); s != ""; room = maxWord {
		n := cut(s, (room-len(wordStart)-len(wordEnd))/4*3)
		words = append(words, wordStart+base64.StdEncoding.EncodeToString([]byte(s[:n]))+wordEnd)
		s = s[n:]
	}
	return words
}

// cut returns the length of the longest start of s of whole characters and at
// most n octets.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
