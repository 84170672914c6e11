package roster

import (
	"errors"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

// refused checks that err refuses a list, and says where, what and how to mend
// it.
func refused(t *testing.T, err error, where, what string) {
	t.Helper()
	var e *dispatcher.Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v; want a refusal", err)
	}
	if !strings.Contains(e.Where, where) || !strings.Contains(e.What, what) || e.Cure == "" || e.Code != dispatcher.Invalid {
		t.Errorf("refused with %q (where %q); want %q at %q", e.Error(), e.Where, what, where)
	}
}

func TestHeaderIsFoundByItsNames(t *testing.T) {
	t.Parallel()
	const head, row = "番号,氏名,電話番号,備考\n", "1,見本太郎,060-9999-0001,\n"
	tests := []struct {
		name, list string
		header     int
		columns    map[string]string
	}{
		{name: "in the first row", list: head + row, header: 1},
		{name: "below a title", list: "漏えい対象者名簿\n" + head + row, header: 2},
		{name: "below a title that is a usual name itself", list: "対象者\n" + head + row, header: 2},
		{name: "below titles, dates and blank rows", list: "見本市 予約者一覧,,,\n作成,2023-02-26,,\n,,,\n\n" + head + row, header: 5},
		{name: "below a title with a comma in quotes", list: "\"見本市, 予約者一覧\"\n" + head + row, header: 2},
		{name: "semicolons", list: "対象者の名簿（1,2,3,4,5 月分）\n" + strings.ReplaceAll(head+row, ",", ";"), header: 2},
		{name: "tabs below a title with commas", list: "見本市,予約者,一覧\n" + strings.ReplaceAll(head+row, ",", "\t"), header: 2},
		{name: "family and given name", list: "名簿\n姓,名\n見本,太郎\n", header: 2},
		{name: "years among the headers", list: "氏名,電話番号,2022,2023\n見本太郎,060-9999-0001,1,2\n", header: 1},
		{name: "one column", list: "氏名\n見本太郎\n", header: 1},
		{name: "one column below a title", list: "名簿\n\n氏名\n見本太郎\n見本花子\n見本次郎\n", header: 3},
		{name: "one column, and further on what looks like a header", list: "氏名\n見本太郎\n見本花子\n見本次郎\n名前,電話\n", header: 1},
		{name: "mapped by the campaign", list: "一覧表\nだれ,どこ\n見本太郎,見本市\n", columns: map[string]string{"だれ": "name"}, header: 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Check("list.csv", strings.NewReader(tt.list), Options{Columns: tt.columns})
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Count(strings.TrimRight(tt.list, "\n"), "\n") + 1 - tt.header
			if b.Header != tt.header || b.Rows != want || b.People == 0 {
				t.Errorf("header in row %d, %d rows, %d people; want row %d and %d rows", b.Header, b.Rows, b.People, tt.header, want)
			}
		})
	}
}

// Rows above the header are left out, so they must not be people.
func TestRowsAboveTheHeader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, list, where, what string }{
		{"people above", "1,見本太郎,060-9999-0001\n番号,氏名,電話番号\n", "row 1", "above the header (row 2)"},
		{"people above without a contact", "1,見本太郎,見本市\n番号,氏名,住所\n", "row 1", "could be a person"},
		{"a telephone number above", "見本太郎,060-9999-0001\n番号,氏名,電話番号\n", "row 1", "could be a person"},
		{"too far below", strings.Repeat("表題\n", headRows) + "番号,氏名\n", "row 1", "no column for the name, or no header; looked for a row with 氏名"},
		{"none", "あ,い\n1,2\n", "row 1", "looked for a row with 氏名"},
		{"a row of words that are headers too", "区分,だれ\n対象者,060-9999-0001\n", "row", "no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Check("list.csv", strings.NewReader(tt.list), Options{})
			refused(t, err, tt.where, tt.what)
		})
	}
}

func TestForeignFiles(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, what string }{
		{"PDF", "%PDF-1.7", "PDF"},
		{"gzip", "\x1f\x8b\x08", "archive"},
		{"picture", "\x89PNG\r\n", "picture"},
		{"RTF", `{\rtf1`, "RTF"},
		{"a web page called .xls", "\ufeff<html><table><tr><td>氏名", "web page"},
		{"XML", "<?xml version=\"1.0\"?><Workbook>", "XML"},
	}
	for _, tt := range tests {
		_, err := Check("list.xls", strings.NewReader(tt.file), Options{})
		refused(t, err, "list.xls", tt.what)
	}
	_, err := Check("list.csv", strings.NewReader("氏名\n見本\n"), Options{Sheet: "名簿"})
	refused(t, err, "sheet", "no sheets")
}
