package sms_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/owabi/owabi/channels/sms"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       int
		encoding   string
	}{
		{"nothing", "", 0, sms.GSM7},
		{"one letter", "a", 1, sms.GSM7},
		{"the last that fits alone", strings.Repeat("a", 160), 1, sms.GSM7},
		{"one more", strings.Repeat("a", 161), 2, sms.GSM7},
		{"two full ones", strings.Repeat("a", 306), 2, sms.GSM7},
		{"a third", strings.Repeat("a", 307), 3, sms.GSM7},
		{"accents of the default alphabet", "àéñØΩ£¥§¿\r\n", 1, sms.GSM7},
		{"extended characters take two", strings.Repeat("€", 80), 1, sms.GSM7},
		{"81 extended characters", strings.Repeat("€", 81), 2, sms.GSM7},
		{"one with 80 extended characters", "a" + strings.Repeat("€", 80), 2, sms.GSM7},
		{"an extended character is not split", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 151), 2, sms.GSM7},
		{"so that one more needs a third", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, sms.GSM7},
		{"every extended character", "\f^{}\\[~]|€", 1, sms.GSM7},
		{"a character outside makes it UCS-2", "ç", 1, sms.UCS2},
		{"a backtick too", "`", 1, sms.UCS2},
		{"Japanese, the last that fits alone", strings.Repeat("謝", 70), 1, sms.UCS2},
		{"one more of them", strings.Repeat("謝", 71), 2, sms.UCS2},
		{"two full ones of them", strings.Repeat("謝", 134), 2, sms.UCS2},
		{"a third of them", strings.Repeat("謝", 135), 3, sms.UCS2},
		{"one among letters", strings.Repeat("a", 70) + "謝", 2, sms.UCS2},
		{"beyond the basic plane they take two", strings.Repeat("𠮷", 35), 1, sms.UCS2},
		{"and are not split", strings.Repeat("謝", 66) + "𠮷" + strings.Repeat("謝", 66), 3, sms.UCS2},
		{"half-width kana", strings.Repeat("ｱ", 71), 2, sms.UCS2},
		{"broken text", "\xff", 1, sms.UCS2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if n, encoding := sms.Segments(c.text); n != c.want || encoding != c.encoding {
				t.Errorf("%d %s, want %d %s", n, encoding, c.want, c.encoding)
			}
		})
	}
}

// FuzzSegments: what is counted is room enough and no room to spare, and a
// longer text never takes less.
func FuzzSegments(f *testing.F) {
	f.Add("Reference ABCD-123-4567", "€")
	f.Add("お詫び申し上げます。", "𠮷")
	f.Add(strings.Repeat("a", 152), "[]")
	f.Fuzz(func(t *testing.T, text, more string) {
		n, encoding := sms.Segments(text)
		if (n == 0) != (text == "") {
			t.Fatalf("%d segments of %d bytes", n, len(text))
		}
		runes, each, widest := utf8.RuneCountInString(text), 153, 2
		if encoding == sms.UCS2 {
			each = 67
		}
		if n > 1 && (2*runes <= each*(n-1)-n*widest || runes > n*each) {
			t.Errorf("%d characters in %d segments of %s", runes, n, encoding)
		}
		if longer, _ := sms.Segments(text + more); longer < n {
			t.Errorf("%d segments, and %d with more text", n, longer)
		}
	})
}
