package roster

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// packed is a workbook put together by hand: its one sheet is made of pieces,
// each as often as it says.
type piece struct {
	text  string
	times int
}

const (
	sheetHead = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		`<row r="1"><c r="A1" t="inlineStr"><is><t>氏名</t></is></c></row>`
	sheetTail = `</sheetData></worksheet>`
)

func packed(t testing.TB, sheet ...piece) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	const rels = `<Relationships><Relationship Id="r1" Type="x/%s" Target="%s"/></Relationships>`
	for _, part := range []struct {
		name   string
		pieces []piece
	}{
		{"_rels/.rels", []piece{{fmt.Sprintf(rels, "officeDocument", "xl/workbook.xml"), 1}}},
		{"xl/workbook.xml", []piece{{`<workbook><sheets><sheet name="名簿" id="r1"/></sheets></workbook>`, 1}}},
		{"xl/_rels/workbook.xml.rels", []piece{{fmt.Sprintf(rels, "worksheet", "worksheets/sheet1.xml"), 1}}},
		{"xl/worksheets/sheet1.xml", sheet},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range part.pieces {
			for range p.times {
				if _, err := io.WriteString(w, p.text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Whatever a file does, it is refused within bounds of memory: less than what
// it holds, counting all that was ever allocated on the way. The test runs
// alone, because others allocate too.
func TestBoundsOfFiles(t *testing.T) {
	const most = 48 << 20   // of 64 MiB and more
	const small = 256 << 20 // of many small pieces, one after the other
	mega := strings.Repeat("a", 1<<20)
	row := `<row><c t="inlineStr"><is><t>見本</t></is></c></row>`
	tests := []struct {
		name, what string
		most       uint64
		file       func() io.Reader
	}{
		{"a quote that never closes, in ten gigabytes", "longer than 1048576 bytes", most, func() io.Reader {
			return io.MultiReader(strings.NewReader("氏名,電話\n\""), io.LimitReader(forever('a'), 10<<30))
		}},
		{"a line without end", "longer than 1048576 bytes", most, func() io.Reader {
			return io.MultiReader(strings.NewReader("氏名,電話\n"), io.LimitReader(forever('a'), 10<<30))
		}},
		{"a million columns of text", "more than 1000 cells", most, func() io.Reader {
			return io.MultiReader(strings.NewReader("氏名,電話\n"), io.LimitReader(forever(','), 1<<20))
		}},
		{"nothing but NUL", "longer than 1048576 bytes", most, func() io.Reader { return io.LimitReader(forever(0), 10<<30) }},
		{"a cell without end", "has no end", most, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + `<row><c t="inlineStr"><is><t>`, 1}, piece{mega, 64}, piece{`</t></is></c></row>` + sheetTail, 1}))
		}},
		{"a cell without end in small pieces", "has no end", most, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + `<row><c t="inlineStr"><is>`, 1}, piece{"<t>" + mega[:1<<18] + "</t>", 256}, piece{`</is></c></row>` + sheetTail, 1}))
		}},
		{"a tag without end", "has no end", most, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + `<row><c `, 1}, piece{`a="` + mega + `" `, 64}, piece{`/></row>` + sheetTail, 1}))
		}},
		{"a comment without end", "has no end", most, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + `<!-- `, 1}, piece{mega, 64}, piece{` -->` + sheetTail, 1}))
		}},
		{"a sheet that says how large it is", "larger than a list can be", most, func() io.Reader { return bytes.NewReader(says(t, 5<<30)) }},
		{"a sheet that is larger than it says", "cut off or changed", most, func() io.Reader { return bytes.NewReader(says(t, 100)) }},
		{"a million columns", "more than 1000 cells", most, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + "<row>", 1}, piece{`<c t="str"><v>x</v></c>`, 1 << 20}, piece{`</row>` + sheetTail, 1}))
		}},
		{"more rows than a spreadsheet has", "out of order", small, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead, 1}, piece{"<row/>", 1<<20 + 5}, piece{row + sheetTail, 1}))
		}},
		{"elements without end", "damaged", small, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead, 1}, piece{"<a>", 1 << 20}, piece{sheetTail, 1}))
		}},
		{"millions of merged cells", "too many merged cells", small, func() io.Reader {
			return bytes.NewReader(packed(t, piece{sheetHead + row + "</sheetData><mergeCells>", 1}, piece{`<mergeCell ref="A1:A9"/>`, 1 << 18}, piece{"</mergeCells></worksheet>", 1}))
		}},
		{"an archive of a hundred thousand parts", "no whole archive", small, func() io.Reader {
			var out bytes.Buffer
			z := zip.NewWriter(&out)
			for i := range 100_000 {
				if _, err := z.Create(fmt.Sprint("part", i)); err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			return bytes.NewReader(out.Bytes())
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := tt.file()
			before := allocated()
			b, err := Check("list", file, Options{})
			if used := allocated() - before; used > tt.most {
				t.Errorf("%d MiB of memory are used", used>>20)
			}
			refused(t, err, "list", tt.what)
			if b.People > 1 {
				t.Errorf("%d people", b.People)
			}
		})
	}
}

// says is a workbook whose sheet says that it is so many bytes large.
func says(t *testing.T, size uint64) []byte {
	t.Helper()
	file := packed(t, piece{sheetHead + sheetTail, 1})
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		h := f.FileHeader
		if strings.HasSuffix(h.Name, "sheet1.xml") {
			h.UncompressedSize64 = size
		}
		to, err := w.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(to, raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// forever is a file of one byte again and again.
type forever byte

func (f forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f)
	}
	return len(p), nil
}

// Wherever a workbook is cut off, it is refused: never read in part.
func TestWorkbookCutOff(t *testing.T) {
	t.Parallel()
	b := newBook(t, head, cells(1, "見本太郎", "060-9999-0001"), cells(2, "見本花子", "060-9999-0002"))
	file := b.bytes()
	for n := 4; n < len(file); n += 97 {
		_, err := Check("list.xlsx", bytes.NewReader(file[:n]), Options{})
		refused(t, err, "list.xlsx", "damaged")
	}
}

// A byte that was changed anywhere in the rows is noticed.
func TestWorkbookChanged(t *testing.T) {
	t.Parallel()
	var rows [][]any
	for i := range 300 {
		rows = append(rows, cells(i, fmt.Sprint("見本", i), fmt.Sprintf("060-9999-%04d", i)))
	}
	b := newBook(t, append([][]any{head}, rows...)...)
	file := b.bytes()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "sheet1.xml") && !strings.HasSuffix(f.Name, "sharedStrings.xml") {
			continue
		}
		start, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for at := start; at < start+int64(f.CompressedSize64); at += 61 {
			changed := bytes.Clone(file)
			changed[at] ^= 0x10
			if _, err := Check("list.xlsx", bytes.NewReader(changed), Options{}); err == nil {
				t.Fatalf("byte %d of %s is changed, and nobody notices", at, f.Name)
			}
		}
	}
}

// A sheet whose XML ends early is refused, though the archive is whole.
func TestSheetCutOff(t *testing.T) {
	t.Parallel()
	const row = `<row><c t="inlineStr"><is><t>見本</t></is></c></row>`
	for _, sheet := range []string{sheetHead, sheetHead + row, sheetHead + row[:40], sheetHead + row + "</sheetData>", sheetHead + row + "</worksheet>",
		sheetHead + row + "</sheetData></worksheet></worksheet>", sheetHead + `<row r="5"/><row r="4"/>` + sheetTail, sheetHead + `<row><c r="B2"/><c r="A2"/></row>` + sheetTail,
		sheetHead + `<row><c t="s"><v>7</v></c></row>` + sheetTail, sheetHead + `<row><c><v>seven</v></c></row>` + sheetTail} {
		_, err := Check("list.xlsx", bytes.NewReader(packed(t, piece{sheet, 1})), Options{})
		refused(t, err, "list.xlsx", "damaged")
	}
	got := outcome(t, packed(t, piece{sheetHead + row + sheetTail, 1}), Options{})
	if len(got) != 1 || got[0] != "2 people 見本" {
		t.Errorf("rows = %q", got)
	}
}

// Compound files are opened without panic, whatever they hold.
func TestLockedWorkbookDamaged(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/locked.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for n := 8; n < len(file); n += 701 {
		b, err := Check("list.xlsx", bytes.NewReader(file[:n]), Options{Password: personal.New("見本")})
		if err != nil {
			refused(t, err, "list.xlsx", "")
		} else if b.People != 1 { // what was cut off is padding
			t.Errorf("%d bytes give %d people", n, b.People)
		}
		changed := bytes.Clone(file)
		changed[n] ^= 0xff
		var e *dispatcher.Error
		if _, err := Check("list.xlsx", bytes.NewReader(changed), Options{Password: personal.New("見本")}); err != nil && !errors.As(err, &e) {
			t.Errorf("byte %d changed: %v", n, err)
		}
	}
}

func TestOtherArchives(t *testing.T) {
	t.Parallel()
	tests := []struct{ part, what string }{
		{"xl/workbook.bin", ".xlsb"}, {"word/document.xml", "Word"}, {"ppt/presentation.xml", "presentation"}, {"Index/Document.iwa", "Numbers"},
		{"list.csv", "archive"},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, name := range []string{tt.part, "other"} {
			if _, err := z.Create(name); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := Check("list.xlsx", bytes.NewReader(out.Bytes()), Options{})
		refused(t, err, "list.xlsx", tt.what)
	}
}

// A workbook comes from a pipe as well as from a file.
func TestWorkbookFromAPipe(t *testing.T) {
	t.Parallel()
	b := newBook(t, head, cells(1, "見本太郎", "060-9999-0001"))
	balance, err := Check("stdin", iotest.OneByteReader(bytes.NewReader(b.bytes())), Options{})
	if err != nil || balance.People != 1 {
		t.Errorf("balance = %+v, %v", balance, err)
	}
	_, err = Check("stdin", iotest.TimeoutReader(bytes.NewReader(b.bytes())), Options{})
	if err == nil {
		t.Error("a read error is taken for the end")
	}
}
