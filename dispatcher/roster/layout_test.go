package roster

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

func TestColumns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, header string
		columns      map[string]string
		want         string // As of each column, with blanks between
	}{
		{name: "Japanese", header: "番号,氏名,フリガナ,電話番号,メールアドレス,予約日時,予約人数", want: "number name reading phone email field field"},
		{name: "English", header: "Name,Company,Phone,Mobile,E-mail,Postal code,Address,Language", want: "name organisation phone phone email postal_code address language"},
		{name: "family and given", header: "姓,名,セイ,メイ,携帯", want: "family_name given_name family_reading given_reading phone"},
		{name: "first and last name", header: "First name,Last name,email", want: "given_name family_name email"},
		{name: "width, case and brackets", header: "氏名（漢字）,ﾌﾘｶﾞﾅ,ＴＥＬ,Ｅ－ｍａｉｌ,電話番号（携帯）", want: "name reading phone email phone"},
		{name: "required answers", header: "氏名（必須）,メールアドレス【必須】", want: "name email"},
		{name: "numbered", header: "氏名,電話番号1,電話番号2,電話番号３,メール2", want: "name phone phone phone email"},
		{name: "organisation only", header: "会社名,ご担当者,メールアドレス,電話番号", want: "organisation field email phone"},
		{name: "other organisations", header: "No.,法人名,所在地,〒", want: "number organisation address postal_code"},
		{name: "address in parts", header: "氏名,都道府県,市区町村,住所1,住所2,建物名", want: "name address_region address_region address_line address_line address_end"},
		{name: "a city is no address", header: "氏名,都道府県,市区町村", want: "name field field"},
		{name: "not a telephone of theirs", header: "氏名,FAX番号,緊急連絡先,電話・FAX", want: "name field field field"},
		{name: "tabs", header: "氏名\t電話番号", want: "name phone"},
		{name: "quoted, with byte order mark", header: "\ufeff\"氏名\",\"電話番号\"", want: "name phone"},
		{name: "no header on a column", header: "氏名,電話番号,,", want: "name phone"},
		{name: "mapped", header: "だれ,連絡先", columns: map[string]string{"だれ": "name", "連絡先": "mobile"}, want: "name phone"},
		{name: "mapped by another spelling", header: "ﾀﾞﾚ", columns: map[string]string{"ダレ": "name"}, want: "name"},
		{name: "two names, one mapped away", header: "氏名,契約者名", columns: map[string]string{"契約者名": "field"}, want: "name field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Open("list.csv", strings.NewReader(tt.header+"\n"), Options{Columns: tt.columns})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range r.Columns() {
				got = append(got, c.As)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedHeader(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		columns    map[string]string
		where      string // substring of Error.Where
		what       string // substring of Error.What
	}{
		{name: "empty file", text: "", where: "list.csv", what: "the file is empty"},
		{name: "byte order mark only", text: "\ufeff", where: "list.csv", what: "the file is empty"},
		{name: "blank rows only", text: "\n,,\n", where: "list.csv", what: "the file is empty"},
		{name: "no name", text: "番号,電話番号\n1,0920-00-0001\n", where: "list.csv, row 1", what: "no column for the name"},
		{name: "family name only", text: "姓,電話番号\n", where: "row 1", what: "none for the given name"},
		{name: "given name only", text: "名,電話番号\n", where: "row 1", what: "none for the family name"},
		{name: "no header", text: "見本太郎,060-9999-0001\n", where: "row 1", what: "the first row is a person"},
		{name: "no header, no contact", text: "見本太郎,3名\n", where: "row 1", what: "no column for the name, or no header"},
		{name: "two names", text: "氏名,お名前\n", where: "row 1", what: `"氏名" and "お名前" are both taken for the name`},
		{name: "two addresses", text: "氏名,住所,所在地\n", where: "row 1", what: `"住所" and "所在地" are both taken for the address`},
		{name: "name whole and in parts", text: "氏名,姓,名\n", where: "row 1", what: "both give the name"},
		{name: "reading whole and in parts", text: "氏名,フリガナ,セイ\n", where: "row 1", what: "both give the reading"},
		{name: "quote within the header", text: "\"氏\"名\n", where: "row 1", what: "cannot be read"},
		{name: "the same header twice", text: "氏名,備考,備考\n", where: "row 1", what: `two columns are called "備考"`},
		{name: "mapping of a header that is not there", text: "氏名\n", columns: map[string]string{"電話": "phone"}, where: "row 1", what: `no column "電話"`},
		{name: "mapping to nothing known", text: "氏名\n", columns: map[string]string{"氏名": "nickname"}, where: "氏名", what: `"nickname" is no known column`},
		{name: "NUL characters", text: "n\x00a\x00m\x00e\x00", where: "row 1", what: "NUL"},
		{name: "PDF", text: "%PDF-1.7", where: "list.csv", what: "PDF"},
		{name: "destroyed", text: "氏名,\ufffd\ufffd\n", where: "row 1", what: "U+FFFD"},
		{name: "quote in the header", text: "\"氏名,電話番号\n見本太郎,060-9999-0001\n", where: "row 1", what: "quotation mark"},
		{name: "too many columns", text: "氏名" + strings.Repeat(",", 1001) + "\n", where: "row 1", what: "more than 1000 cells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Check("list.csv", strings.NewReader(tt.text), Options{Columns: tt.columns})
			var e *dispatcher.Error
			if !errors.As(err, &e) {
				t.Fatalf("Check = %+v, %v; want a refusal", b, err)
			}
			if !strings.Contains(e.Where, tt.where) || !strings.Contains(e.What, tt.what) || e.Cure == "" || e.Code != dispatcher.Invalid {
				t.Errorf("refused with %q (where %q)", e.Error(), e.Where)
			}
			if strings.Contains(e.Error(), "太郎") || strings.Contains(e.Error(), "9999") {
				t.Errorf("the error quotes a cell: %q", e.Error())
			}
		})
	}
}
