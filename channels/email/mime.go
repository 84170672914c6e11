package email

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/emersion/go-message"
	gomail "github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"
)

// The library writes the header, which differs from letter to letter. The parts
// are always the same two, in base64, so they are written here in one pass: the
// library's writers cost more than everything else that is done for a letter.

// single writes a letter of one part.
func single(h gomail.Header, text string) ([]byte, error) {
	describe(&h.Header, "text/plain")
	b, err := begin(h, text)
	encode(b, text)
	return b.Bytes(), err
}

// alternative writes a letter as text and, better, as HTML (RFC 2046, 5.1.4).
func alternative(h gomail.Header, text, html string) ([]byte, error) {
	boundary := rand.Text() // base64 holds no two hyphens in a row
	h.SetContentType("multipart/alternative", map[string]string{"boundary": boundary})
	b, err := begin(h, text+html)
	for _, part := range []struct{ kind, text string }{{"text/plain", text}, {"text/html", html}} {
		b.WriteString("--" + boundary + "\r\nContent-Type: " + part.kind + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
		encode(b, part.text)
	}
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes(), err
}

// describe says what a part is. Base64 is shorter than quoted-printable for
// Japanese, and 8BITMIME is not everywhere.
func describe(h *message.Header, kind string) {
	h.Set("Content-Transfer-Encoding", "base64")
	h.SetContentType(kind, map[string]string{"charset": "utf-8"})
}

// begin writes the header of a letter that will hold so much text.
func begin(h gomail.Header, text string) (*bytes.Buffer, error) {
	b := bytes.NewBuffer(make([]byte, 0, 2048+len(text)*3/2))
	if err := textproto.WriteHeader(b, h.Header.Header); err != nil {
		return b, fmt.Errorf("write header: %w", err)
	}
	return b, nil
}

// lineBytes is how many bytes make a line of 76 characters (RFC 2045, 6.8).
const lineBytes = 57

// encode writes text in base64, with the line ends that RFC 2046, 4.1.1 asks
// for: every kind of line end becomes CRLF.
func encode(b *bytes.Buffer, text string) {
	if strings.IndexByte(text, '\r') >= 0 {
		text = lineEnds.Replace(text)
	}
	var line [lineBytes]byte
	n := 0
	put := func(s string) {
		for s != "" {
			k := copy(line[n:], s)
			if n, s = n+k, s[k:]; n == lineBytes {
				encodeLine(b, line[:])
				n = 0
			}
		}
	}
	for {
		s, rest, more := strings.Cut(text, "\n")
		put(s)
		if !more {
			break
		}
		put("\r\n")
		text = rest
	}
	if n > 0 {
		encodeLine(b, line[:n])
	}
}

// lineEnds turns every kind of line end into LF.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func encodeLine(b *bytes.Buffer, line []byte) {
	n := base64.StdEncoding.EncodedLen(len(line))
	b.Grow(n + 2)
	to := b.AvailableBuffer()[:n]
	base64.StdEncoding.Encode(to, line)
	b.Write(to)
	b.WriteString("\r\n")
}
