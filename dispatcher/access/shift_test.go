package access

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"
)

func TestShift(t *testing.T) {
	t.Parallel()
	japaneseList := "氏名,役割,ID,配慮者\n見本　花子,電話担当,,\n見本　次郎,責任者,Jiro,可\n"
	cp932, err := japanese.ShiftJIS.NewEncoder().String(japaneseList)
	if err != nil {
		t.Fatal(err)
	}
	two := []Wanted{{Name: "見本　花子", Role: Operator}, {ID: "jiro", Name: "見本　次郎", Role: Supervisor, Protected: true}}
	tests := []struct {
		name, list string
		want       []Wanted
		err        string
	}{
		{"Japanese", japaneseList, two, ""},
		{"as a spreadsheet saves it", cp932, two, ""},
		{"with a mark of UTF-8", "\ufeff" + japaneseList, two, ""},
		{"English", "role,name\nviewer,Wall\n", []Wanted{{Name: "Wall", Role: Viewer}}, ""},
		{"nobody", "name,role\n", nil, ""},
		{"empty", "", nil, "list: is empty; give a header and a line a person"},
		{"an unknown column", "name,role,phone\n", nil, "header: column 3 is none of ours; use name (氏名), role (役割), id, protected (配慮者)"},
		{"a column twice", "name,氏名,role\n", nil, "header: column 2 is there twice; leave one out"},
		{"no role", "name\nWall\n", nil, "header: a column is missing; add the column role"},
		{"an unknown role", "name,role\n\nWall,boss\n", nil, "line 3: role: is no role; use one of viewer, operator, supervisor, author, approver, admin"},
		{"no name", "name,role\n ,viewer\n", nil, "line 2: name: is no name; use at most twenty characters"},
		{"a bad id", "name,role,id\nWall,viewer,a b\n", nil, "line 2: id: is no id; use 2 to 32 of a-z, 0-9, full stop, - and _, a letter or a digit first"},
		{"a bad yes", "name,role,protected\nWall,viewer,maybe\n", nil, "line 2: protected: is neither yes nor no; write yes or no, 可 or 不可"},
		{"a short line", "name,role\nWall\n", nil, "line 2: is no CSV that can be read: wrong number of fields; mend the line"},
		{"neither encoding", "name,role\n\xff\xff,viewer\n", nil, "list: is neither UTF-8 nor CP932; save it as CSV UTF-8"},
		{"too long", strings.Repeat("x", shiftSize+1), nil, "list: is too long; give at most 1 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Shift(strings.NewReader(tt.list))
			said := ""
			if err != nil {
				said, got = err.Error(), nil
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || said != tt.err {
				t.Errorf("error %q, want %q\n(-want +got):\n%s", said, tt.err, diff)
			}
		})
	}
}

func FuzzShift(f *testing.F) {
	for _, s := range []string{"氏名,役割\n見本,viewer\n", "name,role\n\"a\nb\",operator\n", "\xff", "a,b\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		all, err := Shift(strings.NewReader(list))
		for i := range all {
			if err == nil && all[i].check("") != nil {
				t.Errorf("%+v is let through", all[i])
			}
		}
	})
}
