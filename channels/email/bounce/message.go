package bounce

import (
	"bufio"
	"bytes"
	"io"
	"net/mail"
	"strings"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // notices come in ISO-2022-JP and Shift_JIS too
	"github.com/emersion/go-message/textproto"
)

// message is one that came back, taken apart.
type message struct {
	header  gomessage.Header
	text    string             // its text parts for people, one after the other
	report  []textproto.Header // the groups of its delivery report: the letter's, then one a recipient
	receipt bool               // it holds a report of another kind: read, or complained of
	letter  textproto.Header   // header of the letter that it returns, if it does
}

// Bounds of what is looked at.
const (
	maxDepth  = 6
	maxParts  = 50
	maxText   = 256 << 10 // bytes of text
	maxGroups = 100       // of a delivery report
)

// open takes a message apart. Whatever is broken in it ends the reading, and
// what was read until then counts.
func open(r io.Reader) *message {
	m := &message{}
	e, err := gomessage.Read(r)
	if e == nil || err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
		return m
	}
	m.header = e.Header
	parts := 0
	m.part(e, 0, &parts)
	return m
}

func (m *message) part(e *gomessage.Entity, depth int, parts *int) {
	if *parts++; depth > maxDepth || *parts > maxParts {
		return
	}
	if mr := e.MultipartReader(); mr != nil {
		for {
			p, err := mr.NextPart()
			if p == nil || err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
				return
			}
			m.part(p, depth+1, parts)
		}
	}
	kind, _, _ := e.Header.ContentType()
	switch kind = strings.ToLower(kind); kind {
	case "message/delivery-status", "message/global-delivery-status":
		m.report = append(m.report, groups(e.Body)...)
	case "message/disposition-notification", "message/feedback-report":
		m.receipt = true
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers":
		m.letter = headerOf(e.Body)
	case "", "text/plain", "text/html":
		m.addText(e.Body, kind == "text/html")
	}
}

func (m *message) addText(r io.Reader, html bool) {
	b, _ := io.ReadAll(io.LimitReader(r, maxText-int64(min(len(m.text), maxText))))
	s := string(b)
	if html {
		if m.text != "" {
			return // the same again
		}
		s = plain(s)
	}
	m.text += s + "\n"
}

// plain takes the tags out of HTML.
func plain(s string) string {
	var b strings.Builder
	for s != "" {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteByte('\n')
		_, s, _ = strings.Cut(rest, ">")
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&nbsp;", " ", "&amp;", "&").Replace(b.String())
}

// groups reads the groups of fields of a delivery report (RFC 3464, 2.1).
func groups(r io.Reader) []textproto.Header {
	b, _ := io.ReadAll(io.LimitReader(r, maxText))
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	var all []textproto.Header
	for g := range strings.SplitSeq(string(b), "\n\n") {
		if g = strings.Trim(g, "\n"); g == "" {
			continue
		}
		if h := headerOf(strings.NewReader(g + "\n\n")); h.Len() > 0 {
			all = append(all, h)
		}
		if len(all) == maxGroups {
			break
		}
	}
	return all
}

// headerOf reads a header; what stands before a broken line counts.
func headerOf(r io.Reader) textproto.Header {
	b, _ := io.ReadAll(io.LimitReader(r, maxText))
	h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(append(b, "\r\n\r\n"...))))
	if err != nil {
		return textproto.Header{}
	}
	return h
}

// field is a field of the message's own header, decoded, in one line.
func (m *message) field(name string) string {
	s, err := m.header.Text(name)
	if err != nil {
		s = m.header.Get(name)
	}
	return strings.Join(strings.Fields(s), " ")
}

// sender is the address that the message says it is from, in lower case.
func (m *message) sender() string {
	from := m.header.Get("From")
	if a, err := mail.ParseAddress(from); err == nil {
		from = a.Address
	}
	return strings.ToLower(from)
}
