package roster

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// cardOf writes a person as another system would send them.
func cardOf(headers, cells []string) string {
	var pairs []string
	for i, h := range headers {
		k, _ := json.Marshal(h)
		v, _ := json.Marshal(cells[i])
		pairs = append(pairs, string(k)+":"+string(v))
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// A card is judged as the row of a list that says the same.
func TestCardIsARow(t *testing.T) {
	t.Parallel()
	headers := []string{"番号", "氏名", "電話", "携帯", "メール", "〒", "住所", "保護者氏名", "支援措置"}
	rows := map[string][]string{
		"everything":        {"7", " 見本　太郎 ", "0920-00-0001", "060-9999-0001", "Taro@Example.JP", "１２３４５６７", "見本市見本町１－２ ", "見本 親", "対象"},
		"a lost zero":       {"7", "見本太郎", "6099990001", "", "", "", "", "", ""},
		"no contact":        {"7", "見本太郎", "", "", "", "", "", "", ""},
		"no name":           {"7", "", "060-9999-0001", "", "", "", "", "", ""},
		"columns shifted":   {"7", "060-9999-0001", "見本太郎", "", "", "", "", "", ""},
		"a lost character":  {"7", "見〓太郎", "", "", "", "", "", "", ""},
		"a total":           {"", "合計", "2", "", "", "", "", "", ""},
		"nothing":           {"", "", "", "", "", "", "", "", ""},
		"a very long cell":  {"7", "見本太郎", "", "", "", "", strings.Repeat("町", maxCell), "", ""},
		"a control":         {"7", "見本\x01太郎", "", "", "", "", "", "", ""},
		"a number for text": {"7", "見本太郎", `="06099990001"`, "", "", "", "", "", ""},
	}
	for name, cells := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quoted := make([]string, len(cells))
			for i, c := range cells {
				quoted[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			want := list(t, lines(strings.Join(headers, ","), strings.Join(quoted, ",")))
			r, err := OpenCard("card", []byte(cardOf(headers, cells)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			same := cmp.AllowUnexported(Row{}, personal.Text{})
			if diff := cmp.Diff(want[0], got, same); diff != "" {
				t.Errorf("(-list +card):\n%s", diff)
			}
			if _, err := r.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("behind the person: %v", err)
			}
		})
	}
}

// A campaign's mapping counts for what is there, and the order of the values is
// that of the object.
func TestCardColumns(t *testing.T) {
	t.Parallel()
	o := Options{Columns: map[string]string{"様": "name", "連絡先": "phone", "世帯番号": "household"}}
	r, err := OpenCard("card", []byte(`{"様": "見本太郎", "連絡先": "060-9999-0002", "電話": "060-9999-0001", "口座": 12, "備考": null}`), o)
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if err != nil || row.Verdict != People {
		t.Fatalf("row = %+v, %v", row, err)
	}
	want := plain{Name: "見本太郎", Phones: []string{"+816099990002", "+816099990001"}, Fields: map[string]string{"口座": "12"}, Row: 2}
	if diff := cmp.Diff(want, reveal(row.Person)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusedCard(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, what string }{
		"nothing":          {"", "no JSON object of texts"},
		"a list":           {`["見本太郎"]`, "no JSON object of texts"},
		"a text":           {`"見本太郎"`, "no JSON object of texts"},
		"cut off":          {`{"氏名":"見本太郎"`, "no JSON object of texts"},
		"nested":           {`{"氏名":{"姓":"見本"}}`, "no JSON object of texts"},
		"true":             {`{"氏名":true}`, "no JSON object of texts"},
		"two":              {`{"氏名":"見本太郎"} {"氏名":"見本花子"}`, "something follows"},
		"no name":          {`{"電話":"060-9999-0001"}`, "no column for the name"},
		"a name twice":     {`{"氏名":"見本太郎","氏名":"見本花子"}`, "are both taken"},
		"my number":        {`{"氏名":"見本太郎","個人番号":"1"}`, "個人番号"},
		"too many":         {"{" + strings.Repeat(`"a":"",`, maxColumns+1) + `"氏名":""}`, "more than 1000 values"},
		"values for names": {`{"見本太郎":"氏名"}`, "no column for the name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := OpenCard("card", []byte(tt.text), Options{})
			var e *dispatcher.Error
			if !errors.As(err, &e) || !strings.Contains(e.What, tt.what) || e.Where == "" || e.Cure == "" {
				t.Fatalf("got %v, want an error with %q", err, tt.what)
			}
			if strings.Contains(err.Error(), "見本") {
				t.Errorf("%v quotes a value", err)
			}
		})
	}
}

func FuzzCard(f *testing.F) {
	f.Add(`{"氏名":"見本太郎","電話":"060-9999-0001"}`)
	f.Add(`{"a":1e9,"b":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := OpenCard("card", []byte(text), Options{})
		if err != nil {
			var e *dispatcher.Error
			if !errors.As(err, &e) {
				t.Errorf("%v is no *dispatcher.Error", err)
			}
			return
		}
		row, err := r.Next()
		if err != nil || row.Verdict != People && len(row.Errors) == 0 {
			t.Errorf("row = %+v, %v", row, err)
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("behind the person: %v", err)
		}
	})
}
