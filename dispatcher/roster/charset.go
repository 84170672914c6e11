package roster

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	tables "golang.org/x/text/encoding/japanese"

	"github.com/owabi/owabi/dispatcher"
)

// charset turns the bytes of a text file into characters. What the office said,
// or a byte order mark, is sure; else it is a guess, made where the first bytes
// beyond ASCII stand and watched to the end of the file.
type charset struct {
	code    string // "utf-8" or "cp932"; UTF-16 was made UTF-8 before
	shown   string // what the office is told
	sure    bool
	settled bool // nothing is left to guess

	odd   int  // rows that are not in the encoding
	even  int  // rows that are, beyond ASCII
	alien bool // the row in hand is in UTF-8, though the file is not
	cp    *encoding.Decoder
	out   []byte
}

func newCharset(code string, sure bool) *charset {
	c := &charset{sure: sure, settled: sure || code != ""}
	c.settle(code)
	return c
}

// settle fixes the encoding; an empty one stays open.
func (c *charset) settle(code string) {
	c.code, c.shown = code, code
	switch code {
	case dispatcher.UTF16, "":
		c.code = dispatcher.UTF8
	case dispatcher.CP932:
		c.cp = tables.ShiftJIS.NewDecoder()
	}
}

// observe looks at a row beyond ASCII, and at the bytes that follow it while
// the encoding is open. It reports whether the row can be in the encoding of
// the rows before it.
func (c *charset) observe(row []byte, ahead func() []byte) bool {
	c.alien = false
	if !c.settled {
		c.settled = true
		c.settle(guess(append(append([]byte{}, row...), ahead()...)))
	}
	switch {
	case c.code == dispatcher.UTF8 && utf8.Valid(row):
		c.even++
	case c.code == dispatcher.UTF8:
		c.odd++
	case c.sure:
	case japaneseUTF8(row):
		c.odd++
		c.alien = true
		return false
	default:
		if bad, _ := cp932Faults(row); bad > 0 {
			c.odd++
		} else {
			c.even++
		}
	}
	return true
}

// decode returns the characters of a cell, U+FFFD for bytes that are none, and
// reports whether there were such.
func (c *charset) decode(cell string) (text string, lost bool) {
	switch {
	case ascii(cell):
		return cell, false
	case c.cp == nil || c.alien:
		if utf8.ValidString(cell) {
			return cell, false
		}
		return strings.ToValidUTF8(cell, string(utf8.RuneError)), true
	}
	c.out = c.out[:0]
	if need := len(cell)*utf8.UTFMax + utf8.UTFMax; cap(c.out) < need {
		c.out = make([]byte, 0, need)
	}
	c.cp.Reset()
	n, _, err := c.cp.Transform(c.out[:cap(c.out)], []byte(cell), true)
	text = string(c.out[:n])
	return text, err != nil || strings.ContainsRune(text, utf8.RuneError)
}

// judge refuses a file whose encoding is another than it seemed. A few rows
// that are broken are rejected one by one.
func (c *charset) judge(name string, rows int) error {
	many := c.odd > strayRows && c.odd*100 > rows*strayPercent
	all := c.odd > 1 && c.odd == rows
	if c.odd <= c.even || !many && !all {
		return nil
	}
	return refuse(name, fmt.Sprintf("%d of %d rows are not in %s", c.odd, rows, c.shown),
		`save it anew as "CSV UTF-8", or name its encoding with --encoding (utf-8, utf-16 or cp932)`)
}

// guess tells UTF-8 from CP932 by bytes beyond ASCII. The text may be cut off
// anywhere at its end.
func guess(text []byte) string {
	wide, bad := 0, 0 // characters of three bytes and more; bytes that are none
	for b := text; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1 && !utf8.FullRune(b):
			b = nil
			continue
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 2:
			wide++
		}
		b = b[n:]
	}
	worse, _ := cp932Faults(text)
	switch {
	case bad == 0, wide > bad:
		return dispatcher.UTF8
	case wide == 0 && worse > 0 && worse >= bad:
		return dispatcher.UTF8
	}
	return dispatcher.CP932
}

// japaneseUTF8 reports whether text is UTF-8 with a character that Japanese is
// written in. Text in CP932 hardly ever is: no kana of full width begins like
// a character of UTF-8.
func japaneseUTF8(text []byte) bool {
	if !utf8.Valid(text) {
		return false
	}
	for _, r := range string(text) {
		if r >= 0x3000 && r < 0xE000 || r >= 0xFF00 && r < utf8.RuneError {
			return true
		}
	}
	return false
}

// cp932Faults counts the bytes of a text that cannot be CP932, and the
// characters of an office's own (外字, F040 to F9FC), which can be, but which
// nobody else has.
func cp932Faults(text []byte) (bad, own int) {
	for i := 0; i < len(text); i++ {
		b := text[i]
		switch {
		case b < 0x80, 0xA1 <= b && b <= 0xDF:
		case b == 0x80, b == 0xA0, b > 0xFC:
			bad++
		case i+1 == len(text):
			return bad, own // cut off
		case text[i+1] < 0x40 || text[i+1] == 0x7F || text[i+1] > 0xFC:
			bad++
		default:
			if b >= 0xF0 && b <= 0xF9 {
				own++
			}
			i++
		}
	}
	return bad, own
}
