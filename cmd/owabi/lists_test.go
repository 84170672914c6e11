package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	tables "golang.org/x/text/encoding/japanese"
)

// checks runs people check in a directory of its own.
func checks(t *testing.T, dir string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	for i, a := range args {
		if strings.Contains(a, ".") && !strings.HasPrefix(a, "-") {
			args[i] = filepath.Join(dir, a)
		}
	}
	code = run(t.Context(), append([]string{"people", "check", "--lang", "en"}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func put(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The rejected rows of a list are written, mended and checked again.
func TestRejectedRowsAreWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "list.csv", []byte("氏名,電話番号\n見本太郎,060-9999-0001\n,060-9999-0002\n"))
	code, _, errs := checks(t, dir, "list.csv", "--out", "errors.xlsx")
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	if code != exitOK || len(lines) != 3 || !strings.Contains(lines[0], "1 rejected rows") {
		t.Fatalf("exit %d, says %q", code, errs)
	}
	path := filepath.Join(dir, "errors.xlsx")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("file = %v, %v", info, err)
	}
	if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, []byte("9999")) || bytes.HasPrefix(b, []byte("PK")) {
		t.Errorf("the file is readable: %v", err)
	}
	put(t, dir, "pass.txt", []byte(lines[2]+"\n"))

	book, err := excelize.OpenFile(path, excelize.Options{Password: lines[2]})
	if err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellValue(book.GetSheetName(0), "C2", "見本花子"); err != nil {
		t.Fatal(err)
	}
	if err := book.SaveAs(filepath.Join(dir, "mended.xlsx"), excelize.Options{Password: lines[2]}); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := checks(t, dir, "mended.xlsx", "--password-file", "pass.txt"); code != exitOK || !strings.Contains(out, "1 rows = 1 people") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := checks(t, dir, "list.csv", "--out", "errors.xlsx"); code != exitRefused || !strings.Contains(errs, "there is such a file already") {
		t.Errorf("a file is written over: exit %d, says %q", code, errs)
	}
	if code, _, errs := checks(t, dir, "mended.xlsx", "--password-file", "pass.txt", "--out", "none.xlsx"); code != exitOK || !strings.Contains(errs, "no row is rejected") {
		t.Errorf("exit %d, says %q", code, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "none*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestListFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sjis, err := tables.ShiftJIS.NewEncoder().String("氏名,備考\n見本太郎,\n")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "sjis.csv", []byte(sjis))
	put(t, dir, "lost.csv", []byte("氏名,備考\n見本\ufffd子,\n"))
	book := excelize.NewFile()
	book.SetSheetRow("Sheet1", "A1", &[]any{"氏名"})
	book.SetSheetRow("Sheet1", "A2", &[]any{"見本太郎"})
	book.SetSheetRow("Sheet1", "A3", &[]any{"見本花子"})
	book.SetRowVisible("Sheet1", 3, false)
	if err := book.SaveAs(filepath.Join(dir, "list.xlsx")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		code int
		says string
	}{
		{[]string{"sjis.csv"}, exitOK, "read as CP932, header in row 1"},
		{[]string{"sjis.csv", "--encoding", "cp932", "--json"}, exitOK, `"encoding": "cp932"`},
		{[]string{"sjis.csv", "--encoding", "utf-8"}, exitRefused, "no characters"},
		{[]string{"sjis.csv", "--encoding", "latin1"}, exitUsage, "--encoding: it cannot be"},
		{[]string{"list.xlsx"}, exitRefused, "1 rows that hold something are hidden or filtered out (rows 3)"},
		{[]string{"list.xlsx", "--hidden", "exclude"}, exitOK, "2 rows = 1 people + 0 merged + 0 rejected + 1 excluded\nread from the sheet Sheet1, header in row 1"},
		{[]string{"list.xlsx", "--hidden", "include"}, exitOK, "2 rows = 2 people"},
		{[]string{"list.xlsx", "--hidden", "exclude", "--sheet", "Sheet2"}, exitRefused, "no sheet of this name; name one of: Sheet1"},
		{[]string{"lost.csv"}, exitOK, "1 rows = 0 people + 0 merged + 1 rejected"},
		{[]string{"lost.csv", "--unreadable", "keep"}, exitOK, "1 rows = 1 people"},
		{[]string{"list.xlsx", "--password-file", "nothing.txt"}, exitRefused, "no such file"},
	}
	for _, tt := range tests {
		code, out, errs := checks(t, dir, tt.args...)
		if code != tt.code || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%q: exit %d, want %d\n%s%s", tt.args, code, tt.code, out, errs)
		}
	}
}

type halfRead struct{}

func (halfRead) Progress() (read, of int64) { return 50, 100 }

// A list that takes its time shows how far it is; others, and those whose
// progress nobody sees, show nothing.
func TestRowMeter(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := &rowMeter{out: &out, title: "list.csv", words: "%d rows", list: halfRead{}, rows: 7, begun: time.Now()}
	m.tick(m.begun.Add(rowMeterAfter / 2))
	if m.end(); out.Len() > 0 {
		t.Errorf("a short list shows %q", &out)
	}
	m.tick(m.begun.Add(2 * rowMeterAfter))
	m.tick(m.begun.Add(2*rowMeterAfter + meterPause/2))
	m.end()
	if want := "\r" + "list.csv [###############...............] 50 % 7 rows" + "\r\x1b[K"; out.String() != want {
		t.Errorf("shows %q, want %q", &out, want)
	}
	if got := rowBar("-", fmt.Sprint(7), 50, 0); got != "- 7" {
		t.Errorf("of an unknown number of bytes: %q", got)
	}
	e := newEnv(func(string) string { return "" }, strings.NewReader(""), &out, &out)
	if quiet := e.rowMeter("list.csv", halfRead{}); quiet.out != nil {
		t.Error("it draws where nobody looks")
	}
}
