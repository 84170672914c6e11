package roster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"

	"golang.org/x/text/encoding/unicode"

	"github.com/owabi/owabi/dispatcher"
)

// headSize is how much of a file is looked at before it is read, in bytes.
const headSize = 64 << 10

// open looks at the first bytes of a file, whatever its name says, and opens
// it as what it is.
func open(name string, r io.Reader, o Options) (source, error) {
	start, total := extent(r)
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, (&csvFile{name: name, row: 1}).readError(err)
	}
	if starts(head, magicZip) || starts(head, magicOLE) {
		whole, err := inWhole(name, r, in, start, total)
		if err != nil {
			return nil, err
		}
		return openWorkbook(name, whole, o)
	}
	if o.Sheet != "" {
		return nil, refuse("sheet", name+" is a text file, which has no sheets", "leave --sheet out")
	}
	if err := foreignFile(name, head); err != nil {
		return nil, err
	}
	return openText(name, in, head, total, o)
}

// extent is where r stands in its file, and how many bytes follow: 0 when
// nobody knows.
func extent(r io.Reader) (start, n int64) {
	s, ok := r.(io.Seeker)
	if !ok {
		return 0, 0
	}
	start, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, 0
	}
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, 0
	}
	if _, err := s.Seek(start, io.SeekStart); err != nil {
		return 0, 0
	}
	return start, end - start
}

// inWhole makes a file readable anywhere, as workbooks need it: as it lies
// where it can be, else in memory. in is r, buffered.
func inWhole(name string, r, in io.Reader, start, n int64) (*io.SectionReader, error) {
	if n > maxPacked {
		return nil, tooLarge(name)
	}
	if at, ok := r.(io.ReaderAt); ok && n > 0 {
		return io.NewSectionReader(at, start, n), nil
	}
	b, err := io.ReadAll(io.LimitReader(in, maxPacked+1))
	if err != nil {
		return nil, fmt.Errorf("roster: read %s: %w", name, err)
	}
	if len(b) > maxPacked {
		return nil, tooLarge(name)
	}
	return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))), nil
}

// The first bytes of files that are no text.
const (
	magicZip = "PK\x03\x04"                       // .xlsx, .ods, .docx
	magicOLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // .xls, .doc, and workbooks with a password
)

func starts(head []byte, magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }

// foreignFile refuses what is no list at all.
func foreignFile(name string, head []byte) error {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"))
	switch {
	case starts(head, "%PDF-"):
		return refuse(name, "this is a PDF, not a list", `export the list as XLSX or as "CSV UTF-8"`)
	case starts(head, "PK\x05\x06"):
		return refuse(name, "this is an empty ZIP archive", "hand in the list itself")
	case starts(head, "\x1f\x8b"), starts(head, "7z\xbc\xaf"), starts(head, "Rar!"), starts(head, "BZh"), starts(head, "\xfd7zXZ"):
		return refuse(name, "this is an archive, not a list", "unpack it and import what is in it")
	case starts(head, "\x89PNG"), starts(head, "\xff\xd8\xff"), starts(head, "GIF8"):
		return refuse(name, "this is a picture, not a list", `export the list as XLSX or as "CSV UTF-8"`)
	case starts(head, `{\rtf`):
		return refuse(name, "this is a text document (RTF), not a list", `save the list as XLSX or as "CSV UTF-8"`)
	case starts(text, "<html"), starts(text, "<!doctype html"), starts(text, "<table"):
		return refuse(name, "this is a web page, whatever the file is called", "open it in a spreadsheet program and save it as XLSX")
	case starts(text, "<?xml"):
		return refuse(name, "this is XML, not a list", "open it in a spreadsheet program and save it as XLSX")
	}
	return nil
}

// openText finds encoding and separator of a text file.
func openText(name string, in *bufio.Reader, head []byte, total int64, o Options) (source, error) {
	code, sure, mark := encodingOf(head)
	if o.Encoding != "" {
		if sure && family(code) != o.Encoding {
			return nil, refuse(name, "the file begins with the mark of "+family(code)+", and --encoding says "+o.Encoding, "leave --encoding out")
		}
		if family(code) != o.Encoding {
			code = o.Encoding
		}
		sure = true
	}
	count := &counter{in: in}
	in.Discard(mark)
	count.n = int64(mark)
	var from io.Reader = count
	if family(code) == dispatcher.UTF16 {
		order := unicode.LittleEndian
		if code == utf16BE {
			order = unicode.BigEndian
		}
		from = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(count)
		code, sure = dispatcher.UTF16, true
	}
	c := &csvFile{name: name, in: bufio.NewReaderSize(from, headSize), count: count, total: total, code: newCharset(code, sure)}
	c.comma = separator(c, o.Columns)
	return c, nil
}

// counter counts the bytes that were taken out of a file.
type counter struct {
	in io.Reader
	n  int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// What encodingOf returns for UTF-16, which is told to the office as one.
const (
	utf16LE = "utf-16le"
	utf16BE = "utf-16be"
)

func family(code string) string {
	if code == utf16LE || code == utf16BE {
		return dispatcher.UTF16
	}
	return code
}

// encodingOf guesses the encoding of a text by its first bytes: empty when
// they are plain ASCII. sure says that a byte order mark of mark bytes tells.
func encodingOf(head []byte) (code string, sure bool, mark int) {
	switch {
	case starts(head, "\ufeff"):
		return dispatcher.UTF8, true, 3
	case starts(head, "\xff\xfe"):
		return utf16LE, true, 2
	case starts(head, "\xfe\xff"):
		return utf16BE, true, 2
	case plainUTF16(head, 0):
		return utf16LE, false, 0
	case plainUTF16(head, 1):
		return utf16BE, false, 0
	case !beyondASCII(head):
		return "", false, 0
	}
	return guess(head), false, 0
}

// plainUTF16 reports whether bytes are plainly UTF-16: with their low byte at
// low (0 or 1) of each pair, most of what could be a line end is one, basic
// characters are one unit in fifty or more, and no unit is NUL or half a
// character.
func plainUTF16(head []byte, low int) bool {
	units := make([]uint16, len(head)/2)
	basic, ends := 0, 0
	for i := range units {
		u := uint16(head[2*i+low]) | uint16(head[2*i+1-low])<<8
		switch {
		case u == 0:
			return false
		case u == '\n' || u == '\r':
			ends++
		}
		if u < 0x80 {
			basic++
		}
		units[i] = u
	}
	if ends*2 <= bytes.Count(head, []byte{'\n'})+bytes.Count(head, []byte{'\r'}) || basic*50 < len(units) {
		return false
	}
	for _, r := range utf16.Decode(units[:len(units)-1]) { // the last may be cut off
		if r == 0xFFFD {
			return false
		}
	}
	return true
}

// separators are what separates cells, the usual one first.
var separators = [...]byte{',', '\t', ';'}

// separator is the one by which the first rows have a header, and the most
// known columns in it; else the one that they hold more of.
func separator(c *csvFile, asked map[string]string) byte {
	head, _ := c.in.Peek(c.in.Size())
	best, columns := byte(0), 0
	for _, comma := range separators {
		trial := &csvFile{name: c.name, in: bufio.NewReaderSize(bytes.NewReader(head), len(head)+16), code: newCharset(c.code.shown, c.code.sure), comma: comma}
		if n := knownColumns(trial, asked); n > columns {
			best, columns = comma, n
		}
	}
	if best != 0 {
		return best
	}
	return commonest(head)
}

// commonest is the separator that a text holds more of, outside quotes.
func commonest(head []byte) byte {
	n, quoted := map[byte]int{}, false
	for _, b := range head {
		switch {
		case b == '"':
			quoted = !quoted
		case !quoted:
			n[b]++
		}
	}
	best := separators[0]
	for _, comma := range separators {
		if n[comma] > n[best] {
			best = comma
		}
	}
	return best
}
