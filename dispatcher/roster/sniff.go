package roster

import (
	"bufio"
	"bytes"
	"io"
)

// openCSV looks at the first bytes of a file: refuses what is no text in
// UTF-8, and finds the separator.
func openCSV(name string, r io.Reader) (*csvFile, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(in.Size())
	if err != nil && err != io.EOF {
		return nil, (&csvFile{name: name, row: 1}).readError(err)
	}
	if err := foreignFile(name, head); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		in.Discard(len("\ufeff"))
		head = head[len("\ufeff"):]
	}
	return &csvFile{name: name, in: in, comma: separator(head)}, nil
}

// The first bytes of files that offices send instead of text in UTF-8.
const (
	magicZip   = "PK\x03\x04"                       // .xlsx, .ods
	magicOLE   = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // .xls, and workbooks with a password
	magicPDF   = "%PDF-"
	magicUTF16 = "\xff\xfe"
	magicUTFBE = "\xfe\xff"
)

func foreignFile(name string, head []byte) error {
	starts := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case starts(magicZip), starts(magicOLE):
		return refuse(name, "this is a workbook, not a text file", `open it and save the sheet as "CSV UTF-8"`)
	case starts(magicPDF):
		return refuse(name, "this is a PDF, not a list", `export the list as "CSV UTF-8"`)
	case starts(magicUTF16), starts(magicUTFBE):
		return refuse(name, "the file is in UTF-16", `save it as "CSV UTF-8"`)
	}
	return nil
}

// notUTF8 refuses a file that is in another encoding throughout.
func notUTF8(name string) error {
	return refuse(name, "the file is not in UTF-8 (is it in Shift_JIS?)", `save it as "CSV UTF-8" and import again`)
}

// separator is the one that the header holds more of, outside quotes.
func separator(head []byte) byte {
	commas, tabs, quoted := 0, 0, false
	for _, b := range bytes.TrimLeft(head, "\r\n") {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == ',':
			commas++
		case b == '\t':
			tabs++
		case b == '\n' || b == '\r':
			if tabs > commas {
				return '\t'
			}
			return ','
		}
	}
	if tabs > commas {
		return '\t'
	}
	return ','
}
