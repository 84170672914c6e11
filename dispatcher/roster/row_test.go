package roster

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

func TestPerson(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		want       plain
	}{
		{
			name: "everything",
			list: lines("番号,氏名,フリガナ,電話番号,携帯,メールアドレス,〒,住所,言語,予約日時",
				"7, 見本　太郎 ,ミホン　タロウ,0920-00-0001,060-9999-0001,Taro@Example.JP,１２３４５６７,見本市見本町１－２ ,英語,2023-03-01 10:00"),
			want: plain{Name: "見本　太郎", Reading: "ミホン　タロウ", Phones: []string{"+81920000001", "+816099990001"},
				Emails: []string{"Taro@example.jp"}, PostalCode: "123-4567", Address: "見本市見本町１－２", Lang: "en",
				Fields: map[string]string{"番号": "7", "予約日時": "2023-03-01 10:00"}, Row: 2},
		},
		{
			name: "rare characters as written",
			list: lines("氏名,住所", "髙﨑𠮷塚神羽,㈱①Ⅲ"),
			want: plain{Name: "髙﨑𠮷塚神羽", Address: "㈱①Ⅲ", Row: 2},
		},
		{
			name: "name in parts",
			list: lines("姓,名,セイ,メイ", "見本,太郎,ミホン,タロウ"),
			want: plain{Name: "見本 太郎", Reading: "ミホン タロウ", Row: 2},
		},
		{
			name: "organisation",
			list: lines("会社名,ご担当者,email", "見本商事,見本太郎,info@example.jp"),
			want: plain{Organisation: true, Name: "見本商事", Emails: []string{"info@example.jp"}, Fields: map[string]string{"ご担当者": "見本太郎"}, Row: 2},
		},
		{
			name: "a person at an organisation",
			list: lines("会社名,氏名", "見本商事,見本太郎"),
			want: plain{Name: "見本太郎", Fields: map[string]string{"会社名": "見本商事"}, Row: 2},
		},
		{
			name: "an organisation in the name column",
			list: lines("氏名", "株式会社 見本商事"),
			want: plain{Organisation: true, Name: "株式会社 見本商事", Row: 2},
		},
		{
			name: "a person behind an organisation in the name column",
			list: lines("氏名", "株式会社見本商事 見本太郎"),
			want: plain{Name: "株式会社見本商事 見本太郎", Row: 2},
		},
		{
			name: "address in parts",
			list: lines("氏名,都道府県,市区町村,住所1,住所2", "見本太郎,見本県,見本市,見本町1-2,3号室"),
			want: plain{Name: "見本太郎", Address: "見本県 見本市 見本町1-2 3号室", Row: 2},
		},
		{
			name: "the region twice",
			list: lines("氏名,都道府県,住所", "見本太郎,見本県,見本県見本市見本町1-2"),
			want: plain{Name: "見本太郎", Address: "見本県見本市見本町1-2", Row: 2},
		},
		{
			name: "a region is no address",
			list: lines("氏名,都道府県,住所", "見本太郎,見本県,"),
			want: plain{Name: "見本太郎", Fields: map[string]string{"都道府県": "見本県"}, Row: 2},
		},
		{
			name: "number kept from spreadsheets",
			list: lines("氏名,電話", `見本太郎,="06099990001"`),
			want: plain{Name: "見本太郎", Phones: []string{"+816099990001"}, Row: 2},
		},
		{
			name: "the same contact twice",
			list: lines("氏名,電話,携帯,メール1,メール2", "見本太郎,060-9999-0001,06099990001,a@example.jp,a@EXAMPLE.jp"),
			want: plain{Name: "見本太郎", Phones: []string{"+816099990001"}, Emails: []string{"a@example.jp"}, Row: 2},
		},
		{
			name: "no contact, said in words",
			list: lines("氏名,電話,メール", "見本太郎,なし,－"),
			want: plain{Name: "見本太郎", Row: 2},
		},
		{
			name: "what cannot be used stays readable",
			list: lines("氏名,電話,メール", "見本太郎,0920-00-0001 内線12,taro@"),
			want: plain{Name: "見本太郎", Phones: []string{"+81920000001"}, Fields: map[string]string{"電話": "0920-00-0001 内線12", "メール": "taro@"}, Row: 2},
		},
		{
			name: "fewer cells than the header, commas and breaks in quotes",
			list: lines("氏名,備考,電話", `見本太郎,"一,""二""`, `三"`),
			want: plain{Name: "見本太郎", Fields: map[string]string{"備考": "一,\"二\"\n三"}, Row: 2},
		},
		{
			name: "old line ends, tabs",
			list: "氏名\t電話\r見本太郎\t060-9999-0001\r",
			want: plain{Name: "見本太郎", Phones: []string{"+816099990001"}, Row: 2},
		},
		{
			name: "postal code without its zero",
			list: lines("name,zip", "Taro Mihon,601234"),
			want: plain{Name: "Taro Mihon", PostalCode: "060-1234", Row: 2},
		},
		{
			name: "postal code of another country",
			list: lines("name,zip", "Taro Mihon,AB1 2CD"),
			want: plain{Name: "Taro Mihon", PostalCode: "AB1 2CD", Row: 2},
		},
		{
			name: "a language that no letter has",
			list: lines("name,language", "Taro Mihon,Klingon"),
			want: plain{Name: "Taro Mihon", Fields: map[string]string{"language": "Klingon"}, Row: 2},
		},
		{
			name: "languages",
			list: lines("name,language", "Taro Mihon,日本語"),
			want: plain{Name: "Taro Mihon", Lang: "ja", Row: 2},
		},
		{
			name: "an English company in the name column",
			list: lines("name", "Mihon Trading Ltd."),
			want: plain{Organisation: true, Name: "Mihon Trading Ltd.", Row: 2},
		},
		{
			name: "a name that looks like none",
			list: lines("name", "Null"),
			want: plain{Name: "Null", Row: 2},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows := list(t, tt.list)
			if len(rows) != 1 || rows[0].Verdict != People {
				t.Fatalf("rows = %+v", rows)
			}
			if diff := cmp.Diff(tt.want, reveal(rows[0].Person)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Each row stands below a good one, so that a whole list is not refused for it.
func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, row string
		verdict   Verdict
		column    string // of the first error
		reason    string // part of the first reason
	}{
		{"person", "2,見本花子,060-9999-0002,,", People, "", ""},
		{"no contact", "2,見本花子,,,", People, "", "the person counts"},
		{"unusable telephone", "2,見本花子,1234,,", People, "電話", "cannot be used"},
		{"unusable e-mail", "2,見本花子,,hanako,", People, "メール", "no @"},
		{"e-mail among the telephones", "2,見本花子,a@example.jp,,", People, "電話", "is an e-mail address"},
		{"lost zero", "2,見本花子,6099990002,,", People, "電話", "leading zero"},
		{"private character", "2,見本\ue000,060-9999-0002,,", People, "氏名", "外字"},
		{"company", "2,㈱見本,060-9999-0002,,", People, "氏名", "御中"},

		{"blank line", "", Excluded, "", "blank"},
		{"blank cells", " ,　,,,", Excluded, "", "blank"},
		{"total in the first cell", "合計,2名,,,", Excluded, "", "total"},
		{"total in the name", ",合　計,,,", Excluded, "", "total"},
		{"total in the name, telephones counted", "3,総計：,2,,", Excluded, "", "total"},
		{"total in English", "Total,2,,,", Excluded, "", "total"},
		{"end of list", "以上,,,,", Excluded, "", "total"},
		{"somebody called 計", "2,計,060-9999-0002,,", People, "", ""},
		{"the header again", "番号,氏名,電話,メール,住所", Excluded, "", "header"},

		{"no name", "2,,060-9999-0002,,", Rejected, "氏名", "name is missing"},
		{"a name in words", "2,不明,060-9999-0002,,", Rejected, "氏名", "name is missing"},
		{"a name of signs", "2,***,060-9999-0002,,", Rejected, "氏名", "name is missing"},
		{"two names in a cell", "2,\"見本花子\n見本次郎\",060-9999-0002,,", Rejected, "氏名", "several lines"},
		{"telephone for a name", "2,060-9999-0002,見本花子,,", Rejected, "氏名", "wrong columns"},
		{"e-mail for a name", "2,a@example.jp,,,", Rejected, "氏名", "wrong columns"},
		{"e-mail for an address", "2,見本花子,060-9999-0002,,a@example.jp", Rejected, "住所", "wrong columns"},
		{"telephone for an address", "2,見本花子,,,060-9999-0002", Rejected, "住所", "wrong columns"},
		{"destroyed character", "2,見\ufffd花子,,,", Rejected, "氏名", "U+FFFD"},
		{"destroyed character in a field", "2\ufffd,見本花子,,,", Rejected, "番号", "U+FFFD"},
		{"geta", "2,見〓花子,,,", Rejected, "氏名", "〓"},
		{"NUL", "2,見本花\x00子,,,", Rejected, "氏名", "control character"},
		{"escape", "2,見本花子,,,\x1b[0m", Rejected, "住所", "control character"},
		{"too many cells", "2,見本花子,060-9999-0002,,見本市,1-2", Rejected, "F", "more cells than the header"},
		{"too many cells, blank", "2,見本花子,060-9999-0003,,見本市,,", People, "", ""},
		{"long cell", "2,見本花子,,," + strings.Repeat("町", 11_000), Rejected, "住所", "longer than 32768 bytes"},
		{"quote within", `2,"見本"花子,,,`, Rejected, "", "not doubled"},
		{"rows in a cell", "2,\"見本花子,,,\n3,見本三郎,060-9999-0003,,\n4,\",,,", Rejected, "", "whole rows"},

		{"the same again", "1,見本太郎,060-9999-0001,taro@example.jp,", Merged, "", "the same as row 2"},
		{"the same with another number", "9,見本　太郎,060‐9999‐0001,taro@EXAMPLE.jp,", Merged, "", "the same as row 2"},
		{"the same with less", "2,見本太郎,060-9999-0001,,", Merged, "", "the same as row 2"},
		{"the same with another contact", "2,見本太郎,060-9999-0001,taro@example.jp,見本市", Merged, "", "contacts that only this row has were added"},
		{"another at the same number", "2,見本花子,060-9999-0001,taro@example.jp,", People, "電話", "the same contact as the person of row 2"},
		{"a namesake", "2,見本太郎,060-9999-0009,,", People, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows := list(t, lines("番号,氏名,電話,メール,住所", "1,見本太郎,060-9999-0001,taro@example.jp,", tt.row))
			if len(rows) != 2 || rows[0].Verdict != People {
				t.Fatalf("rows = %+v", rows)
			}
			got := rows[1]
			if got.Verdict != tt.verdict || got.Number != 3 {
				t.Errorf("row %d is %s (%q), want row 3 to be %s", got.Number, got.Verdict, whyOf(got), tt.verdict)
			}
			if tt.reason == "" {
				if len(got.Errors) > 0 {
					t.Errorf("errors = %+v, want none", got.Errors)
				}
				return
			}
			if len(got.Errors) == 0 {
				t.Fatal("no reason is given")
			}
			kind := string(tt.verdict)
			if tt.verdict == People {
				kind = Warning
			}
			if e := got.Errors[0]; e.Row != 3 || e.Column != tt.column || e.Kind != kind || !strings.Contains(e.Reason, tt.reason) {
				t.Errorf("error = %+v", e)
			}
			if got.Verdict != People && (got.Key != nil || !got.Person.Name.Empty()) {
				t.Error("a row that is no person carries one")
			}
		})
	}
}

func TestReadingInTheWrongColumn(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"060-9999-0001", "a@example.jp"} {
		r := list(t, lines("氏名,フリガナ", "見本太郎,"+cell))[0]
		if r.Verdict != Rejected || r.Errors[0].Code != "contact_in_reading" || r.Errors[0].Column != "フリガナ" {
			t.Errorf("%s %+v", r.Verdict, r.Errors)
		}
	}
}

func TestVerdictOfOrganisations(t *testing.T) {
	t.Parallel()
	const header = "会社名,担当,email,"
	tests := []struct{ name, row, column, reason string }{
		{"no name", ",見本太郎,a@example.jp,", "会社名", "name is missing"},
		{"no name in words", "不明,見本太郎,a@example.jp,", "会社名", "name is missing"},
		{"an e-mail for the name", "a@example.jp,見本太郎,,", "会社名", "wrong columns"},
		{"a cell without a header", "見本商事,,,x", "D", "without a header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := list(t, lines(header, tt.row))[0]
			if r.Verdict != Rejected || r.Errors[0].Column != tt.column || !strings.Contains(r.Errors[0].Reason, tt.reason) {
				t.Errorf("row = %s, %+v", r.Verdict, r.Errors)
			}
		})
	}
}

func TestNumbersOfRows(t *testing.T) {
	t.Parallel()
	rows := list(t, "\n氏名,備考\n甲,\"a\nb\"\n\n乙,\r\n丙")
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprint(r.Number, " ", r.Verdict))
	}
	if diff := cmp.Diff([]string{"3 people", "4 excluded", "5 people", "6 people"}, got); diff != "" {
		t.Errorf("a spreadsheet numbers them differently (-want +got):\n%s", diff)
	}
}

func TestRefusedList(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("見本太郎,,\n", 10)
	tests := []struct {
		name, list  string
		where, what string
		rows        int // counted before the refusal
	}{
		{"no row", "氏名,電話\n", "list.csv", "no row below the header", 0},
		{"open quote at the end", "氏名,電話,住所\n" + good + "\"見本花子,060-9999-0001,\n" + good, "row 12", "quotation mark is opened", 10},
		{"open quote closed by another row's", "氏名,電話,住所\n" + good + "\"見本花子,,\n見本次郎,\"a\",\n", "row 12", "quotation mark is opened", 10},
		{"endless row", "氏名,電話,住所\n" + good + "\"" + strings.Repeat("a", 2<<20), "row 12", "longer than 1048576 bytes", 10},
		{"endless cells", "氏名,電話,住所\n" + good + strings.Repeat(",", 1001), "row 12", "more than 1000 cells", 10},
		{"columns out of step", "氏名,電話,住所\n" + good + strings.Repeat("060-9999-0001,見本花子,\n", 4), "list.csv", "4 of 14 rows", 14},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Check("list.csv", strings.NewReader(tt.list), Options{})
			var e *dispatcher.Error
			if !errors.As(err, &e) {
				t.Fatalf("Check = %+v, %v; want a refusal", b, err)
			}
			if !strings.Contains(e.Where, tt.where) || !strings.Contains(e.What, tt.what) || e.Cure == "" {
				t.Errorf("refused with %q (where %q)", e, e.Where)
			}
			if b.Rows != tt.rows {
				t.Errorf("%d rows counted, want %d", b.Rows, tt.rows)
			}
		})
	}
}

func TestColumnsBarelyInStep(t *testing.T) {
	t.Parallel()
	odd := strings.Repeat("060-9999-0001,見本花子,\n", 3)
	if _, err := Check("list.csv", strings.NewReader("氏名,電話,住所\n"+odd), Options{}); err != nil {
		t.Errorf("three rows out of step refuse the list: %v", err)
	}
	odd += "060-9999-0001,見本花子,\n"
	good := strings.Repeat("見本太郎,,\n", 396)
	if _, err := Check("list.csv", strings.NewReader("氏名,電話,住所\n"+odd+good), Options{}); err != nil {
		t.Errorf("one row in a hundred out of step refuses the list: %v", err)
	}
}

func TestErrorStays(t *testing.T) {
	t.Parallel()
	r, err := Open("list.csv", strings.NewReader("氏名\n甲\n\"乙"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	_, first := r.Next()
	_, second := r.Next()
	if first == nil || first != second {
		t.Errorf("errors = %v, then %v", first, second)
	}
}
