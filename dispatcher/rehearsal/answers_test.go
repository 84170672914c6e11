package rehearsal_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

func TestAnswersThatDoNotRead(t *testing.T) {
	t.Parallel()
	const head = "audience,row,by,from,otherwise\n"
	tests := []struct{ name, file, where, what string }{
		{"empty", "", "a.csv, line 1", "the file is empty"},
		{"no header", "affected,2,call,never,\n", "a.csv, line 1", "header"},
		{"too few cells", head + "affected,2,call,never\n", "a.csv, line 2", "4 cells"},
		{"a quotation mark", head + "affected,2,call,never,\naffected,3,call,\"never,\n", "a.csv, line 3", `"`},
		{"an audience that is not there", head + "others,2,call,never,\n", "a.csv, line 2, column audience", `"others"`},
		{"the header's row", head + "affected,1,call,never,\n", "a.csv, line 2, column row", `"1"`},
		{"a row beyond the list", head + "affected,2,call,never,\n\naffected,6,call,never,\n", "a.csv, line 4, column row", `"6"`},
		{"no row", head + "affected,two,call,never,\n", "a.csv, line 2, column row", `"two"`},
		{"no way", head + "affected,2,fax,never,\n", "a.csv, line 2, column by", `"fax"`},
		{"no time", head + "affected,2,call,2023-02-26 09:00,\n", "a.csv, line 2, column from", "2023-02-26 09:00"},
		{"no disposition", head + "affected,2,call,never,asleep\n", "a.csv, line 2, column otherwise", `"asleep"`},
		{"spoken otherwise", head + "affected,2,call,never,spoken\n", "a.csv, line 2, column otherwise", `"spoken"`},
		{"a page's disposition", head + "recipients,2,page,never,busy\n", "a.csv, line 2, column otherwise", "page"},
		{"twice", head + "affected,2,call,never,\nrecipients,2,page,never,\naffected,2,call,never,busy\n", "a.csv, line 4, column row", "already"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := rehearsal.ReadAnswers("a.csv", strings.NewReader(tt.file), lists(t))
			var e *dispatcher.Error
			if !errors.As(err, &e) || e.Code != dispatcher.Invalid || e.Where != tt.where || !strings.Contains(e.What, tt.what) || e.Cure == "" {
				t.Errorf("error %#v, want one at %q that says %q", err, tt.where, tt.what)
			}
		})
	}
}

func TestTheExampleReads(t *testing.T) {
	t.Parallel()
	const dir = "../../examples/incidents/01-reservations/"
	m, err := judge.Open(dir + "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(dir + "answers.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := rehearsal.ReadAnswers("answers.csv", f, m); err != nil {
		t.Error(err)
	}
	for i, want := range []int{119, 136} {
		if got := len(m.Lists()[i].Rows()); got != want {
			t.Errorf("%s: %d people, want %d", m.Lists()[i].Audience(), got, want)
		}
	}
}

func FuzzReadAnswers(f *testing.F) {
	m, err := judge.Open("testdata/campaign.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("audience,row,by,from,otherwise\naffected,2,call,2023-02-26T09:00:00+09:00,busy\nrecipients,3,page,never,\n")
	f.Add("\ufeffaudience,row,by,from,otherwise\r\n\"affected\",\"2\",call,never,\r\n")
	f.Fuzz(func(t *testing.T, file string) {
		a, err := rehearsal.ReadAnswers("a.csv", strings.NewReader(file), m)
		if (a == nil) == (err == nil) {
			t.Errorf("answers %v, error %v", a, err)
		}
	})
}
