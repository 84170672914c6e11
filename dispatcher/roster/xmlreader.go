package roster

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxToken is how many bytes a tag or a text of a sheet may have. No cell of a
// spreadsheet holds as much (32,767 characters, each six bytes at most).
const maxToken = 1 << 20

// xmlReader reads the big parts of a workbook piece by piece. It forgives
// nothing: a part that is cut off, or holds a piece without end, is an error,
// and not the end of the list.
type xmlReader struct {
	in    *bounded
	dec   *xml.Decoder
	depth int
	attrs []xml.Attr // of the element that was opened last
}

// element is a tag, or a text.
type element struct {
	name  string // without its prefix; empty for a text
	start bool
	text  []byte // good until the next call
}

// bounded reads no more than left bytes until it is given more.
type bounded struct {
	in   io.Reader
	left int
	read int64
}

var errToken = errors.New("a piece without end")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errToken
	}
	n, err := b.in.Read(p[:min(len(p), b.left)])
	b.left -= n
	b.read += int64(n)
	return n, err
}

func newXML(in io.Reader) *xmlReader {
	b := &bounded{in: in}
	return &xmlReader{in: b, dec: xml.NewDecoder(b)}
}

// next returns the next tag or text, io.EOF behind the last.
func (x *xmlReader) next() (element, error) {
	for {
		x.in.left = maxToken
		t, err := x.dec.RawToken()
		if err != nil {
			return element{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			x.depth++
			x.attrs = t.Attr
			return element{name: t.Name.Local, start: true}, nil
		case xml.EndElement:
			if x.depth--; x.depth < 0 {
				return element{}, errors.New("a tag closes that was not opened")
			}
			return element{name: t.Name.Local}, nil
		case xml.CharData:
			return element{text: t}, nil
		}
	}
}

// attr is an attribute of the element that was opened last.
func (x *xmlReader) attr(name string) string {
	for i := range x.attrs {
		if x.attrs[i].Name.Local == name {
			return x.attrs[i].Value
		}
	}
	return ""
}

// richText reads to the end of an element of texts, whose tag was read, and
// leaves out the readings that spreadsheets keep beside Japanese text.
func (x *xmlReader) richText(name string) (string, error) {
	var b strings.Builder
	texts, readings := 0, 0
	for {
		el, err := x.next()
		if err != nil {
			return "", err
		}
		step := 1
		if !el.start {
			step = -1
		}
		switch el.name {
		case "":
			if texts > 0 && readings == 0 {
				b.Write(el.text)
			}
			if b.Len() > maxToken {
				return "", errToken
			}
		case name:
			if !el.start {
				return unescape(b.String()), nil
			}
		case "t":
			texts += step
		case "rPh":
			readings += step
		}
	}
}

// plain reads to the end of an element with nothing but text in it.
func (x *xmlReader) plain(name string) (string, error) {
	text := ""
	for {
		el, err := x.next()
		switch {
		case err != nil:
			return "", err
		case el.name == "" && len(text)+len(el.text) > maxToken:
			return "", errToken
		case el.name == "":
			text += string(el.text)
		case el.name == name && !el.start:
			return text, nil
		}
	}
}

// drain reads on to the end of the part, where the archive tells whether it is
// whole.
func (x *xmlReader) drain(name string) error {
	if _, err := io.Copy(io.Discard, x.in.in); err != nil {
		return x.damaged(name, err)
	}
	return nil
}

// damaged is the error that refuses the workbook.
func (x *xmlReader) damaged(name string, err error) error {
	if errors.Is(err, errToken) {
		return refuse(name, "a cell of the workbook has no end", "check that this is the right file")
	}
	return damaged(name, "a part of it is cut off or changed")
}

// unescape undoes how spreadsheets write characters that XML cannot: _x000D_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
