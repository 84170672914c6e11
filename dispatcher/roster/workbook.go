package roster

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of a workbook. A million rows of ten cells keep within them.
const (
	maxPacked  = 256 << 20 // bytes of the file
	maxSheet   = 1 << 30   // bytes of a sheet, unpacked; it is read as it is unpacked
	maxStrings = 192 << 20 // bytes of the texts that the sheets share, which are held in memory
	maxPart    = 8 << 20   // bytes of any other part that is read, unpacked
	maxIndex   = 4 << 20   // bytes of the archive's index of parts
	maxRow     = 1 << 20   // number of the last row that a spreadsheet has
)

// workbook is an XLSX file (ECMA-376, SpreadsheetML), opened for reading.
// excelize, which writes ours and opens those with a password, is not asked to
// read rows: it passes over what is damaged without a word, unpacks sheets into
// memory or temporary files, and does not tell a formula without its result
// from an empty cell.
type workbook struct {
	name    string
	parts   map[string]*zip.File // by name, in lower case
	sheets  []sheetRef
	formats []format // of cells, by the index of their style
	from    int64    // Unix time of day 0
	strings *textTable
}

// sheetRef is a sheet as the workbook lists it.
type sheetRef struct {
	name   string
	hidden bool
	part   *zip.File
}

// openWorkbook opens the one sheet of a workbook that holds the list.
func openWorkbook(name string, in *io.SectionReader, o Options) (source, error) {
	in, err := unlock(name, in, o.Password.Reveal())
	if err != nil {
		return nil, err
	}
	w, err := unpack(name, in)
	if err != nil {
		return nil, err
	}
	return w.choose(o)
}

// unpack reads what a workbook says of itself, and the texts that its sheets
// share.
func unpack(name string, in *io.SectionReader) (*workbook, error) {
	index := &metered{in: in, left: maxIndex}
	z, err := zip.NewReader(index, in.Size())
	if err != nil {
		return nil, damaged(name, "it is no whole archive")
	}
	index.left = -1
	w := &workbook{name: name, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		key := partName(f.Name)
		if w.parts[key] != nil {
			return nil, damaged(name, "a part of it is there twice")
		}
		w.parts[key] = f
	}
	if err := w.foreign(); err != nil {
		return nil, err
	}
	return w, w.describe()
}

// partName is the name by which a part is looked up.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

// metered reads no more than left bytes; -1 is no bound. It keeps an archive
// with millions of entries out of memory.
type metered struct {
	in   io.ReaderAt
	left int64
}

var errMetered = errors.New("more than was allowed")

func (m *metered) ReadAt(p []byte, off int64) (int, error) {
	if m.left < 0 {
		return m.in.ReadAt(p, off)
	}
	if int64(len(p)) > m.left {
		return 0, errMetered
	}
	m.left -= int64(len(p))
	return m.in.ReadAt(p, off)
}

// foreign refuses archives that are no XLSX.
func (w *workbook) foreign() error {
	has := func(part string) bool { return w.parts[part] != nil }
	switch {
	case has("xl/workbook.bin"):
		return refuse(w.name, "this is a binary workbook (.xlsb)", "save it as XLSX")
	case has("word/document.xml"):
		return refuse(w.name, "this is a Word document, not a list", "copy its table into a spreadsheet and save that as XLSX")
	case has("ppt/presentation.xml"):
		return refuse(w.name, "this is a presentation, not a list", "export the list as XLSX")
	case has("index/document.iwa"):
		return refuse(w.name, "this is a document of Numbers or Pages", "export it as XLSX")
	case has("mimetype") && has("content.xml"):
		return refuse(w.name, "this is an OpenDocument file (.ods)", "save it as XLSX")
	case !has("_rels/.rels"):
		return refuse(w.name, "this is an archive, not a list", "unpack it and import what is in it")
	}
	return nil
}

// open opens a part for reading, whose declared size is at most most.
func (w *workbook) open(f *zip.File, most uint64) (io.ReadCloser, error) {
	if f.UncompressedSize64 > most {
		return nil, tooLarge(w.name)
	}
	if f.Flags&1 != 0 {
		return nil, damaged(w.name, "a part of it is encrypted")
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(w.name, "a part of it cannot be unpacked")
	}
	return r, nil
}

// small reads a part into memory.
func (w *workbook) small(part string) ([]byte, error) {
	f := w.parts[partName(part)]
	if f == nil {
		return nil, damaged(w.name, "a part of it is missing")
	}
	r, err := w.open(f, maxPart)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, damaged(w.name, "a part of it is cut off or changed")
	}
	return b, nil
}

// beside is a part as another one of the folder dir names it.
func beside(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return partName(target)
	}
	return partName(path.Join(dir, target))
}

func damaged(name, what string) error {
	return refuse(name, "the workbook is damaged: "+what, "open it in a spreadsheet program and save it anew, or get it again from where it came from")
}

func tooLarge(name string) error {
	return refuse(name, fmt.Sprintf("the workbook is larger than a list can be (%d MiB, or %d MiB unpacked)", maxPacked>>20, maxSheet>>20),
		`delete pictures and other sheets, split it, or save the sheet as "CSV UTF-8"`)
}
