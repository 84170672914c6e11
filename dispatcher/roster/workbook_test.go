package roster

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// book is a workbook in the making: its first sheet is called 名簿.
type book struct {
	t *testing.T
	*excelize.File
}

const roll = "名簿"

func newBook(t *testing.T, rows ...[]any) book {
	t.Helper()
	b := book{t, excelize.NewFile()}
	b.must(b.SetSheetName("Sheet1", roll))
	b.fill(roll, rows...)
	return b
}

func (b book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// fill writes rows into a sheet from its top. A nil row is left out, and so is
// a nil cell.
func (b book) fill(sheet string, rows ...[]any) {
	b.t.Helper()
	for i, row := range rows {
		for j, v := range row {
			if v != nil {
				b.must(b.SetCellValue(sheet, at(j, i), v))
			}
		}
	}
}

func (b book) add(sheet string, rows ...[]any) {
	b.t.Helper()
	_, err := b.NewSheet(sheet)
	b.must(err)
	b.fill(sheet, rows...)
}

// at names a cell by column and row, both from 0.
func at(column, row int) string { return fmt.Sprint(letters(column), row+1) }

// style lays a number format over cells.
func (b book) style(from, to, code string) {
	b.t.Helper()
	id, err := b.NewStyle(&excelize.Style{CustomNumFmt: &code})
	b.must(err)
	b.must(b.SetCellStyle(roll, from, to, id))
}

func (b book) bytes() []byte {
	b.t.Helper()
	out, err := b.WriteToBuffer()
	b.must(err)
	return out.Bytes()
}

// row is a row of a sheet.
func cells(v ...any) []any { return v }

// outcome is what became of a list, row by row: "3 people 見本太郎".
func outcome(t *testing.T, file []byte, o Options) []string {
	t.Helper()
	r, err := Open("list.xlsx", bytes.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for {
		row, err := r.Next()
		if err == io.EOF {
			balanced(t, r.Balance())
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		s := fmt.Sprint(row.Number, " ", row.Verdict, " ")
		if row.Verdict == People {
			s += row.Person.Name.Reveal()
		} else {
			s += row.Errors[0].Code
		}
		all = append(all, strings.TrimSpace(s))
	}
}

var head = cells("番号", "氏名", "電話番号", "備考")

func TestRowsOfAWorkbook(t *testing.T) {
	t.Parallel()
	taro, hanako := cells(1, "見本太郎", "060-9999-0001"), cells(2, "見本花子", "060-9999-0002")
	tests := []struct {
		name  string
		rows  [][]any
		shape func(book)
		o     Options
		want  []string
	}{
		{name: "a plain list", rows: [][]any{head, taro, hanako}, want: []string{"2 people 見本太郎", "3 people 見本花子"}},
		{name: "a header below a title and a blank row has the sheet's row numbers", rows: [][]any{cells("対象者名簿"), nil, head, taro},
			want: []string{"4 people 見本太郎"}},
		{name: "a title merged over the list's width", rows: [][]any{cells("対象者名簿"), head, taro}, shape: func(b book) {
			b.must(b.MergeCell(roll, "A1", "D1"))
		}, want: []string{"3 people 見本太郎"}},
		{name: "blank rows between people are excluded", rows: [][]any{head, taro, nil, nil, hanako},
			want: []string{"2 people 見本太郎", "3 excluded blank_row", "4 excluded blank_row", "5 people 見本花子"}},
		{name: "formatted rows below the last person are no rows", rows: [][]any{head, taro}, shape: func(b book) {
			b.style("A3", "D500", "@")
			b.must(b.SetRowHeight(roll, 600, 30))
		}, want: []string{"2 people 見本太郎"}},
		{name: "a total is excluded", rows: [][]any{head, taro, cells("合計", nil, 1)}, want: []string{"2 people 見本太郎", "3 excluded total"}},
		{name: "hidden rows are included when the office says so", rows: [][]any{head, taro, hanako}, shape: hideRow(3),
			o: Options{Hidden: "include"}, want: []string{"2 people 見本太郎", "3 people 見本花子"}},
		{name: "hidden rows are excluded when the office says so", rows: [][]any{head, taro, hanako}, shape: hideRow(3),
			o: Options{Hidden: "exclude"}, want: []string{"2 people 見本太郎", "3 excluded hidden_row"}},
		{name: "a row of no height is hidden", rows: [][]any{head, taro, hanako}, shape: func(b book) { b.must(b.SetRowHeight(roll, 3, 0)) },
			o: Options{Hidden: "exclude"}, want: []string{"2 people 見本太郎", "3 excluded hidden_row"}},
		{name: "filtered rows are excluded when the office says so", rows: [][]any{head, taro, hanako}, shape: filtered(3),
			o: Options{Hidden: "exclude"}, want: []string{"2 people 見本太郎", "3 excluded filtered_row"}},
		{name: "filtered rows are included when the office says so", rows: [][]any{head, taro, hanako}, shape: filtered(3),
			o: Options{Hidden: "include"}, want: []string{"2 people 見本太郎", "3 people 見本花子"}},
		{name: "a hidden row with nothing in it stops nothing", rows: [][]any{head, taro, nil, hanako}, shape: hideRow(3),
			want: []string{"2 people 見本太郎", "3 excluded blank_row", "4 people 見本花子"}},
		{name: "a hidden column with nothing in it stops nothing", rows: [][]any{head, taro}, shape: func(b book) { b.must(b.SetColVisible(roll, "F", false)) },
			want: []string{"2 people 見本太郎"}},
		{name: "a hidden sheet with nothing in it stops nothing", rows: [][]any{head, taro}, shape: func(b book) {
			b.add("作業用")
			b.must(b.SetSheetVisible("作業用", false))
		}, want: []string{"2 people 見本太郎"}},
		{name: "a formula without its result rejects the row", rows: [][]any{head, taro, cells(2, nil, "060-9999-0002")}, shape: func(b book) {
			b.must(b.SetCellFormula(roll, "B3", `="見本"&"花子"`))
		}, want: []string{"2 people 見本太郎", "3 rejected formula_without_value"}},
		{name: "the sheet that the office names", rows: [][]any{head, taro}, shape: func(b book) { b.add("追加", head, hanako) },
			o: Options{Sheet: "追加"}, want: []string{"2 people 見本花子"}},
		{name: "a visible sheet without people is passed over", rows: [][]any{head, taro}, shape: func(b book) { b.add("注意", cells("取扱注意"), cells("庁内限り")) },
			want: []string{"2 people 見本太郎"}},
		{name: "naming a sheet settles hidden ones", rows: [][]any{head, taro}, shape: func(b book) {
			b.add("旧", head, hanako)
			b.must(b.SetSheetVisible("旧", false))
		}, o: Options{Sheet: roll}, want: []string{"2 people 見本太郎"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t, tt.rows...)
			if tt.shape != nil {
				tt.shape(b)
			}
			if diff := cmp.Diff(tt.want, outcome(t, b.bytes(), tt.o)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func hideRow(rows ...int) func(book) {
	return func(b book) {
		for _, r := range rows {
			b.must(b.SetRowVisible(b.GetSheetName(0), r, false))
		}
	}
}

func filtered(rows ...int) func(book) {
	return func(b book) {
		b.must(b.AutoFilter(roll, "A1:D9", []excelize.AutoFilterOptions{{Column: "B", Expression: "x == 見本太郎"}}))
		hideRow(rows...)(b)
	}
}

func TestRefusedWorkbooks(t *testing.T) {
	t.Parallel()
	taro, hanako := cells(1, "見本太郎", "060-9999-0001"), cells(2, "見本花子", "060-9999-0002")
	tests := []struct {
		name        string
		rows        [][]any
		shape       func(book)
		o           Options
		where, what string
	}{
		{name: "hidden rows, until the office decides", rows: [][]any{head, taro, hanako, taro, hanako}, shape: hideRow(3, 4, 5),
			where: "list.xlsx, sheet 名簿", what: "3 rows that hold something are hidden or filtered out (rows 3-5)"},
		{name: "filtered rows, until the office decides", rows: [][]any{head, taro, hanako}, shape: filtered(3),
			where: "sheet 名簿", what: "1 rows that hold something are hidden or filtered out (rows 3)"},
		{name: "a hidden column, until the office decides", rows: [][]any{head, taro}, shape: func(b book) { b.must(b.SetColVisible(roll, "C", false)) },
			where: "sheet 名簿", what: "columns that hold something are hidden: C"},
		{name: "a hidden sheet, until the office decides", rows: [][]any{head, taro}, shape: func(b book) {
			b.add("旧", head, hanako)
			b.must(b.SetSheetVisible("旧", false))
		}, where: "list.xlsx", what: "sheets that hold something are hidden: 旧"},
		{name: "people in two sheets", rows: [][]any{head, taro}, shape: func(b book) { b.add("追加", head, hanako) },
			where: "list.xlsx", what: "people stand in several sheets: 名簿, 追加"},
		{name: "people in a second sheet without a header", rows: [][]any{head, taro}, shape: func(b book) { b.add("続き", taro, hanako) },
			where: "list.xlsx", what: "several sheets: 名簿, 続き"},
		{name: "people in a hidden sheet that is included", rows: [][]any{head, taro}, shape: func(b book) {
			b.add("旧", head, hanako)
			b.must(b.SetSheetVisible("旧", false))
		}, o: Options{Hidden: "include"}, where: "list.xlsx", what: "several sheets: 名簿, 旧"},
		{name: "no such sheet", rows: [][]any{head, taro}, o: Options{Sheet: "追加"}, where: "sheet", what: "no sheet of this name"},
		{name: "no header", rows: [][]any{cells("あ", "い"), cells("x", "y")}, where: "sheet 名簿, row 1", what: "no column for the name, or no header"},
		{name: "a header and nobody", rows: [][]any{head}, where: "list.xlsx", what: "no row below the header"},
		{name: "nothing", where: "list.xlsx", what: "the workbook is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t, tt.rows...)
			if tt.shape != nil {
				tt.shape(b)
			}
			_, err := Check("list.xlsx", bytes.NewReader(b.bytes()), tt.o)
			refused(t, err, tt.where, tt.what)
		})
	}
}

// A cell says what the sheet shows.
func TestCellsOfAWorkbook(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, format string
		value        any
		want         string
	}{
		{name: "text", value: "見本　花子", want: "見本　花子"},
		{name: "text with spaces around it", value: " 見本\u3000", want: "見本"},
		{name: "lines", value: "見本市\r\n見本町", want: "見本市\n見本町"},
		{name: "markup", value: "<A&B>", want: "<A&B>"},
		{name: "a telephone number stored as a number keeps its digits", value: 9099990001, want: "9099990001"},
		{name: "a telephone number shown with its zero", format: "00000000000", value: 9099990001, want: "09099990001"},
		{name: "a postal code stored as a number and shown as one", format: `000\-0000`, value: 600001, want: "060-0001"},
		{name: "a postal code in the spreadsheet's own format", format: `[<=999]000;[<=9999]000\-00;000\-0000`, value: 600001, want: "060-0001"},
		{name: "a date", format: "yyyy/m/d", value: 46079, want: "2026-02-26"},
		{name: "a date of an era", format: `[$-411]ggge"年"m"月"d"日"`, value: 46079, want: "2026-02-26"},
		{name: "a date in Japanese", format: `yyyy"年"m"月"d"日";@`, value: 46079, want: "2026-02-26"},
		{name: "a date and a time", format: "yyyy/m/d h:mm", value: 46079.75, want: "2026-02-26 18:00"},
		{name: "a time", format: `h"時"mm"分"`, value: 0.75, want: "18:00"},
		{name: "a time with seconds", format: "h:mm:ss", value: 0.7500115740740741, want: "18:00:01"},
		{name: "hours beyond a day", format: "[h]:mm", value: 1.5, want: "36:00"},
		{name: "the day before a leap day that never was", format: "yyyy/m/d", value: 59, want: "1900-02-28"},
		{name: "the day after it", format: "yyyy/m/d", value: 61, want: "1900-03-01"},
		{name: "an amount", format: `"¥"#,##0`, value: 12000, want: "12000"},
		{name: "an amount in red when negative", format: `#,##0;[Red]-#,##0`, value: -1200, want: "-1200"},
		{name: "a decimal", value: 0.1 + 0.2, want: "0.3"},
		{name: "an exponent is no era", format: "0.00E+00", value: 1234.5, want: "1234.5"},
		{name: "a switch", value: true, want: "TRUE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t, head, cells(1, "見本太郎", nil, tt.value))
			if tt.format != "" {
				b.style("D2", "D2", tt.format)
			}
			r, err := Open("list.xlsx", bytes.NewReader(b.bytes()), Options{})
			if err != nil {
				t.Fatal(err)
			}
			row, err := r.Next()
			if err != nil || row.Verdict != People {
				t.Fatalf("row = %+v, %v", row, err)
			}
			if got := row.Person.Fields["備考"].Reveal(); got != tt.want {
				t.Errorf("cell = %q, want %q", got, tt.want)
			}
		})
	}
}

// The readings that spreadsheets keep beside Japanese text are no part of it.
func TestRichTextWithReadings(t *testing.T) {
	t.Parallel()
	x := newXML(strings.NewReader(`<si><r><t>見本</t></r><r><rPr/><t xml:space="preserve"> 花子_x000D_</t></r><rPh sb="0" eb="2"><t>ミホン</t></rPh><phoneticPr/></si>`))
	if _, err := x.next(); err != nil {
		t.Fatal(err)
	}
	got, err := x.richText("si")
	if err != nil || got != "見本 花子\r" {
		t.Errorf("text = %q, %v", got, err)
	}
}

func TestHiddenColumns(t *testing.T) {
	t.Parallel()
	b := newBook(t, head, cells(1, "見本太郎", "060-9999-0001", "秘密"))
	b.must(b.SetColVisible(roll, "C:D", false))
	file := b.bytes()
	for hidden, want := range map[string]plain{
		"include": {Name: "見本太郎", Phones: []string{"+816099990001"}, Fields: map[string]string{"番号": "1", "備考": "秘密"}, Row: 2},
		"exclude": {Name: "見本太郎", Fields: map[string]string{"番号": "1"}, Row: 2},
	} {
		r, err := Open("list.xlsx", bytes.NewReader(file), Options{Hidden: hidden})
		if err != nil {
			t.Fatal(err)
		}
		row, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, reveal(row.Person)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", hidden, diff)
		}
		said := 0
		for _, e := range row.Errors {
			if e.Code == string(codeHiddenCol) {
				said++
			}
		}
		if want := map[string]int{"include": 0, "exclude": 2}[hidden]; said != want {
			t.Errorf("%s: %d columns are said to be left out, want %d: %+v", hidden, said, want, row.Errors)
		}
	}
}

// A cell that is merged over several rows counts for each of them.
func TestMergedCells(t *testing.T) {
	t.Parallel()
	b := newBook(t, cells("番号", "氏名", "電話番号", "住所"),
		cells(1, "見本太郎", "060-9999-0001", "見本市見本町1-2"), cells(2, "見本花子", "060-9999-0002"), cells(3, "見本次郎", "060-9999-0003"))
	b.must(b.MergeCell(roll, "D2", "D3"))
	r, err := Open("list.xlsx", bytes.NewReader(b.bytes()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	noted := 0
	for row, err := r.Next(); err == nil; row, err = r.Next() {
		got = append(got, row.Person.Name.Reveal()+" "+row.Person.Address.Reveal())
		for _, e := range row.Errors {
			if e.Code == string(codeMergedCell) && e.Column == "住所" && e.Row == 3 {
				noted++
			}
		}
	}
	if diff := cmp.Diff([]string{"見本太郎 見本市見本町1-2", "見本花子 見本市見本町1-2", "見本次郎 "}, got); diff != "" || noted != 1 {
		t.Errorf("noted %d times (-want +got):\n%s", noted, diff)
	}
}

func TestHeaderOfTwoRows(t *testing.T) {
	t.Parallel()
	b := newBook(t, cells("番号", "氏名", "連絡先", nil, "備考"), cells(nil, nil, "電話番号", "メールアドレス"), cells(1, "見本太郎", "060-9999-0001", "taro@example.jp", "x"))
	for _, m := range [][2]string{{"A1", "A2"}, {"B1", "B2"}, {"C1", "D1"}, {"E1", "E2"}} {
		b.must(b.MergeCell(roll, m[0], m[1]))
	}
	r, err := Open("list.xlsx", bytes.NewReader(b.bytes()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	want := plain{Name: "見本太郎", Phones: []string{"+816099990001"}, Emails: []string{"taro@example.jp"}, Fields: map[string]string{"番号": "1", "備考": "x"}, Row: 3}
	if diff := cmp.Diff(want, reveal(row.Person)); diff != "" || r.Source().Header != 2 {
		t.Errorf("header in row %d (-want +got):\n%s", r.Source().Header, diff)
	}
}

func TestSheetsThatAreNotRead(t *testing.T) {
	t.Parallel()
	b := newBook(t, head, cells(1, "見本太郎", "060-9999-0001"))
	b.add("注意", cells("取扱注意"))
	b.add("旧", head)
	b.must(b.SetSheetVisible("旧", false))
	r, err := Open("list.xlsx", bytes.NewReader(b.bytes()), Options{Hidden: "exclude", Lang: "ja"})
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	want := []dispatcher.RowError{
		{Row: 1, Kind: "warning", Code: "hidden_sheet", Reason: "非表示のシート「旧」は、指定により読みませんでした。"},
		{Row: 1, Kind: "warning", Code: "sheet_not_read", Reason: "シート「注意」には見出しがなく、読みませんでした。"},
	}
	if diff := cmp.Diff(want, row.Errors); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := r.Source(); s.Sheet != roll || s.Encoding != "" {
		t.Errorf("source = %+v", s)
	}
}

func TestLockedWorkbooks(t *testing.T) {
	t.Parallel()
	b := newBook(t, head, cells(1, "見本太郎", "060-9999-0001"))
	open := b.bytes()
	locked := func(password string) []byte {
		var out bytes.Buffer
		b.must(b.Write(&out, excelize.Options{Password: password}))
		return out.Bytes()
	}
	file := locked("合言葉 123")
	if got := outcome(t, file, Options{Password: personal.New("合言葉 123")}); len(got) != 1 {
		t.Errorf("rows = %q", got)
	}
	_, err := Check("list.xlsx", bytes.NewReader(file), Options{})
	refused(t, err, "list.xlsx", "locked with a password")
	_, err = Check("list.xlsx", bytes.NewReader(file), Options{Password: personal.New("another")})
	refused(t, err, "list.xlsx", "does not open with this password")
	if strings.Contains(err.Error(), "another") {
		t.Error("the error quotes the password")
	}
	if got := outcome(t, open, Options{Password: personal.New("not needed")}); len(got) != 1 {
		t.Errorf("a workbook without a password does not open when one is given: %q", got)
	}
}
