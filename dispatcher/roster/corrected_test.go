package roster

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/owabi/owabi/dispatcher/personal"
)

// rejects reads a list and returns its people, and its rejected rows in a
// workbook.
func rejects(t *testing.T, name string, file []byte, o Options) (people []string, book []byte) {
	t.Helper()
	r, err := Open(name, bytes.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	var bad Rejects
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		bad.Add(r, row)
		if row.Verdict == People {
			people = append(people, row.Person.Name.Reveal())
		}
	}
	if bad.Len() == 0 {
		return people, nil
	}
	var out bytes.Buffer
	if err := bad.Write(&out, personal.New("合言葉")); err != nil {
		t.Fatal(err)
	}
	return people, out.Bytes()
}

func TestRejectedRowsComeBackMended(t *testing.T) {
	t.Parallel()
	list := "番号,氏名,電話番号,備考\n1,見本太郎,060-9999-0001,\n2,見本\ufffd子,060-9999-0002,=1+2\n3,,060-9999-0003,@x\n4,見本四郎,060-9999-0004,\n"
	locked := Options{Password: personal.New("合言葉"), Lang: "ja"}
	first, file := rejects(t, "list.csv", []byte(list), Options{Lang: "ja"})

	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{Password: "合言葉"})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"owabi 行", "owabi 理由", "番号", "氏名", "電話番号", "備考"},
		{"3", "氏名: " + reasons[codeUnreadable].ja, "2", "見本\ufffd子", "060-9999-0002", "=1+2"},
		{"4", "氏名: " + reasons[codeNoName].ja, "3", "", "060-9999-0003", "@x"},
	}
	want[1][1] = strings.Replace(want[1][1], "{mark}", "U+FFFD", 1)
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if f, err := book.GetCellFormula(book.GetSheetName(0), "F2"); f != "" || err != nil {
		t.Errorf("a cell has become a formula: %q, %v", f, err)
	}

	// Mended, in the same file.
	for cell, text := range map[string]string{"D2": "見本春子", "D3": "見本三郎"} {
		if err := book.SetCellValue(book.GetSheetName(0), cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var mended bytes.Buffer
	if err := book.Write(&mended, excelize.Options{Password: "合言葉"}); err != nil {
		t.Fatal(err)
	}
	second, rest := rejects(t, "errors.xlsx", mended.Bytes(), locked)
	if diff := cmp.Diff([]string{"見本太郎", "見本四郎", "見本春子", "見本三郎"}, append(first, second...)); diff != "" || rest != nil {
		t.Errorf("people of both files (-want +got):\n%s", diff)
	}

	// Not mended, they are rejected again, for the same reasons.
	people, again := rejects(t, "errors.xlsx", file, locked)
	if len(people) > 0 || again == nil {
		t.Errorf("rows that nobody mended are taken: %q", people)
	}
	r, err := Open("errors.xlsx", bytes.NewReader(file), locked)
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range r.Columns() {
		columns = append(columns, c.Header)
	}
	if diff := cmp.Diff([]string{"番号", "氏名", "電話番号", "備考"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestTooManyRejects(t *testing.T) {
	t.Parallel()
	var bad Rejects
	r, err := Open("list.csv", strings.NewReader("氏名,備考\n"+strings.Repeat(",x\n", maxRejects+1)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for row, err := r.Next(); err == nil; row, err = r.Next() {
		bad.Add(r, row)
	}
	if err := bad.Write(io.Discard, personal.New("x")); err == nil || bad.Len() != maxRejects+1 {
		t.Errorf("%d rows are written: %v", bad.Len(), err)
	}
}
