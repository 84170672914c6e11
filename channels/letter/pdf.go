package letter

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// pdfFile is a PDF of ours read back: its pages in order, each by where its
// content stands. It knows as much of ISO 32000 as such a file uses.
type pdfFile struct {
	data    []byte
	objects []int // where each begins, by number
	pages   []int // the objects that are their content
}

var errPDF = errors.New("this is no PDF of ours")

var (
	kids     = regexp.MustCompile(`/Kids\s*\[([^\]]*)\]`)
	contents = regexp.MustCompile(`/Contents\s+(\d+) 0 R`)
	length   = regexp.MustCompile(`/Length (\d+)`)
)

func readPDF(data []byte) (*pdfFile, error) {
	f := &pdfFile{data: data}
	if err := f.table(); err != nil {
		return nil, err
	}
	root, err := f.head(2)
	if err != nil {
		return nil, err
	}
	m := kids.FindSubmatch(root)
	if m == nil {
		return nil, errPDF
	}
	for ref := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(string(m[1]), "0 R", ",")), ",") {
		if ref = strings.TrimSpace(ref); ref == "" {
			continue
		}
		n, err := strconv.Atoi(ref)
		if err != nil {
			return nil, errPDF
		}
		if err := f.addPage(n); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *pdfFile) addPage(n int) error {
	head, err := f.head(n)
	if err != nil {
		return err
	}
	m := contents.FindAllSubmatch(head, -1)
	if len(m) != 1 {
		return errPDF
	}
	content, _ := strconv.Atoi(string(m[0][1]))
	f.pages = append(f.pages, content)
	return nil
}

// table reads the cross-reference table.
func (f *pdfFile) table() error {
	at := bytes.LastIndex(f.data, []byte("startxref\n"))
	if at < 0 {
		return errPDF
	}
	where, _, _ := strings.Cut(string(f.data[at+len("startxref\n"):]), "\n")
	start, err := strconv.Atoi(where)
	if err != nil || start < 0 || start >= len(f.data) {
		return errPDF
	}
	var n int
	if _, err := fmt.Sscanf(string(f.data[start:min(len(f.data), start+40)]), "xref\n0 %d\n", &n); err != nil || n < 3 || n > len(f.data)/20 {
		return errPDF
	}
	rows := f.data[start:]
	for range 2 {
		rows = rows[bytes.IndexByte(rows, '\n')+1:]
	}
	for i := range n {
		if len(rows) < 20*(i+1) {
			return errPDF
		}
		offset, err := strconv.Atoi(string(rows[20*i : 20*i+10]))
		if err != nil || offset < 0 || offset > start {
			return errPDF
		}
		f.objects = append(f.objects, offset)
	}
	return nil
}

// head is an object up to its stream.
func (f *pdfFile) head(n int) ([]byte, error) {
	if n < 1 || n >= len(f.objects) {
		return nil, errPDF
	}
	body, ok := bytes.CutPrefix(f.data[f.objects[n]:], []byte(strconv.Itoa(n)+" 0 obj\n"))
	if !ok {
		return nil, errPDF
	}
	end := bytes.Index(body, []byte("endobj"))
	if stream := bytes.Index(body, []byte("stream\n")); stream >= 0 && (end < 0 || stream < end) {
		end = stream
	}
	if end < 0 {
		return nil, errPDF
	}
	return body[:end], nil
}

// maxContent bounds the content of a page, in bytes.
const maxContent = 4 << 20

// page returns what is drawn on the i-th page, as face.drawn writes it.
func (f *pdfFile) page(i int) ([]byte, error) {
	head, err := f.head(f.pages[i])
	if err != nil {
		return nil, err
	}
	m := length.FindSubmatch(head)
	if m == nil {
		return nil, errPDF
	}
	n, _ := strconv.Atoi(string(m[1]))
	at := f.objects[f.pages[i]] + len(strconv.Itoa(f.pages[i])+" 0 obj\n") + len(head) + len("stream\n")
	if n < 0 || at+n > len(f.data) {
		return nil, errPDF
	}
	z, err := zlib.NewReader(bytes.NewReader(f.data[at : at+n]))
	if err != nil {
		return nil, errPDF
	}
	content, err := io.ReadAll(io.LimitReader(z, maxContent))
	if err != nil {
		return nil, errPDF
	}
	return operations(string(content))
}

// operations reads a content stream. An operator that no page of ours uses is
// an error: nobody knows what it would print.
func operations(content string) ([]byte, error) {
	var b bytes.Buffer
	var place, size string
	var operands []string
	for word := range strings.FieldsSeq(content) {
		n := len(operands)
		switch {
		case word == "TD" && n == 2:
			place = operands[0] + " " + operands[1]
		case word == "Tf" && n == 2:
			size = operands[1]
		case word == "TJ" && n == 1:
			glyphs, ok := strings.CutPrefix(strings.TrimSuffix(operands[0], ">]"), "[<")
			if !ok || strings.ContainsAny(glyphs, "<>") {
				return nil, errPDF
			}
			b.WriteString(place + " " + size + " " + glyphs + "\n")
		case word == "re" && n == 4:
			b.WriteString(strings.Join(operands, " ") + "\n")
		case word == "f" && n == 0, word == "q" && n == 0, word == "Q" && n == 0, word == "BT" && n == 0, word == "ET" && n == 0,
			word == "Tc" && n == 1 && operands[0] == "0":
		case strings.ContainsRune("0123456789-./[<", rune(word[0])):
			operands = append(operands, word)
			continue
		default:
			return nil, errPDF
		}
		operands = operands[:0]
	}
	return b.Bytes(), nil
}
