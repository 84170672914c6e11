package roster

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// Whatever stands in a workbook, and whatever it hides, every row down to the
// last one that holds something is accounted for once.
func TestBalanceOfArbitraryWorkbooks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		b := newBook(t, cells("番号", "氏名", "電話番号", "住所", "備考"))
		last, unseen := arbitraryRows(b, rnd)
		file := b.bytes()
		for _, hidden := range []string{"include", "exclude", ""} {
			balance, err := Check("list.xlsx", bytes.NewReader(file), Options{Hidden: hidden})
			balanced(t, balance)
			if hidden == "" && unseen > 0 {
				refused(t, err, "sheet 名簿", fmt.Sprint(unseen, " rows that hold something are hidden"))
				continue
			}
			var e *dispatcher.Error
			if err != nil && (!errors.As(err, &e) || strings.Contains(e.What, "hidden")) {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if balance.Rows != last-1 {
				t.Errorf("seed %d, hidden %q: %d rows, want %d", seed, hidden, balance.Rows, last-1)
			}
		}
	}
}

// arbitraryRows fills a sheet from its second row on, and returns the last row
// that holds something, and how many such rows are hidden.
func arbitraryRows(b book, rnd *rand.Rand) (last, unseen int) {
	pick := []any{nil, nil, "", "見本太郎", "見本花子", "060-9999-0001", 6099990002, 46079, 1.5, true, "合計", "〓", "a\nb", "\u3000", "=x", "なし", "株式会社見本"}
	for r := 2; r < 4+rnd.IntN(30); r++ {
		held := false
		for c := range 5 + rnd.IntN(2)*rnd.IntN(2) {
			v := pick[rnd.IntN(len(pick))]
			if rnd.IntN(5) == 0 || v == nil {
				continue
			}
			b.must(b.SetCellValue(roll, at(c, r-1), v))
			held = held || v != "" && v != "\u3000"
		}
		hide := rnd.IntN(6) == 0
		if hide {
			b.must(b.SetRowVisible(roll, r, false))
		}
		if held {
			last = r
		}
		if held && hide {
			unseen++
		}
	}
	if last == 0 {
		b.must(b.SetCellValue(roll, "B2", "見本太郎"))
		b.must(b.SetRowVisible(roll, 2, true))
		return 2, 0
	}
	return last, unseen
}

// The same list gives the same people whatever it is kept in.
func TestTheSameListInEveryForm(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		words := []string{"", "見本太郎", "髙﨑花子", "ﾐﾎﾝ", "060-9999-0001", "0920-00-0001", "taro@example.jp", "見本市１－２～３", "なし", "合計", "A,B", "一\n二", "x\"y"}
		rows := [][]string{{"番号", "氏名", "電話番号", "メール", "住所"}}
		for n := 1 + rnd.IntN(20); n > 0; n-- {
			row := []string{fmt.Sprint(n)}
			for range 4 {
				row = append(row, words[rnd.IntN(len(words))])
			}
			rows = append(rows, row)
		}
		text := csvText(rows, ',')
		b := newBook(t)
		for i, row := range rows {
			for j, c := range row {
				b.must(b.SetCellStr(roll, at(j, i), c))
			}
		}
		want := becomes(t, []byte(text))
		for form, file := range map[string][]byte{
			"tabs":       []byte(csvText(rows, '\t')),
			"semicolons": []byte(csvText(rows, ';')),
			"CP932":      []byte(inCP932(t, text)),
			"UTF-16":     []byte("\xff\xfe" + inUTF16(text, false)),
			"plain":      []byte(inUTF16(text, true)),
			"XLSX":       b.bytes(),
		} {
			if diff := cmp.Diff(want, becomes(t, file)); diff != "" {
				t.Fatalf("seed %d, %s (-UTF-8 +it):\n%s", seed, form, diff)
			}
		}
	}
}

func csvText(rows [][]string, comma rune) string {
	var b strings.Builder
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				b.WriteRune(comma)
			}
			b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// becomes is what is made of each row of a list, and why it is refused, if so.
func becomes(t *testing.T, file []byte) []string {
	t.Helper()
	r, err := Open("list", bytes.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for {
		row, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			var e *dispatcher.Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			return append(all, e.What)
		}
		all = append(all, fmt.Sprint(row.Number, row.Verdict, reveal(row.Person), reasonsOf(row)))
	}
}

func reasonsOf(r Row) []string {
	var all []string
	for _, e := range r.Errors {
		all = append(all, e.Column+" "+e.Code)
	}
	return all
}

// FuzzSheet reads whatever could be the XML of a sheet. It starts from
// testdata/fuzz/FuzzSheet.
func FuzzSheet(f *testing.F) {
	f.Fuzz(func(t *testing.T, sheet string) { readAnything(t, packed(t, piece{sheet, 1})) })
}

// FuzzWorkbook reads whatever could be a workbook. It starts from
// testdata/fuzz/FuzzWorkbook.
func FuzzWorkbook(f *testing.F) {
	f.Fuzz(func(t *testing.T, file []byte) { readAnything(t, file) })
}

func readAnything(t *testing.T, file []byte) {
	for _, o := range []Options{{}, {Hidden: "include"}, {Hidden: "exclude", Unreadable: "keep"}} {
		b, err := Check("list.xlsx", bytes.NewReader(file), o)
		balanced(t, b)
		var e *dispatcher.Error
		if err != nil && (!errors.As(err, &e) || e.Where == "" || e.Cure == "") {
			t.Errorf("refused without place or cure: %v", err)
		}
		if err == nil && b.Rows == 0 {
			t.Error("a list without rows is taken")
		}
	}
}
