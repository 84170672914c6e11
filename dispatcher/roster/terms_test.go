package roster

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// shown lists terms as kind and value.
func shown(all []dispatcher.Term) []string {
	var s []string
	for _, t := range all {
		s = append(s, string(t.Kind)+" "+t.Value.Reveal())
	}
	return s
}

func TestAsked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text, postal string
		want         []string // among them
	}{
		"a name":                        {"見本　太郎", "", []string{"name 見本太郎"}},
		"a reading in hiragana":         {" みほん たろう ", "", []string{"name ミホンタロウ"}},
		"a reading in half width":       {"ﾐﾎﾝ ｼﾞﾛｳ", "", []string{"name ミホンジロウ"}},
		"a name with a middle dot":      {"ジョン・ミホン", "", []string{"name ジョンミホン"}},
		"a name in Latin letters":       {"Ｔaro MIHON", "", []string{"name taromihon"}},
		"a mobile number":               {"060-9999-0001", "", []string{"phone +816099990001"}},
		"one without hyphens":           {"06099990001", "", []string{"phone +816099990001"}},
		"a number in full width":        {"０６０（９９９９）０００１", "", []string{"phone +816099990001"}},
		"one that lost its zero":        {"6099990001", "", []string{"phone +816099990001"}},
		"one as abroad":                 {"+81 (0)60 9999 0001", "", []string{"phone +816099990001"}},
		"an e-mail address":             {"Taro.Mihon@Example.JP", "", []string{"email taro.mihon@example.jp"}},
		"an address in full width":      {"ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "", []string{"email taro@example.jp"}},
		"an office's number":            {"Ｋ-０００１", "", []string{"number k-0001"}},
		"a reference number":            {"K7C3-Q5F-2M4", "", []string{"reference k7c3q5f2m4"}},
		"a case's id":                   {"k7c3q5f2m4aaaaaa", "", []string{"reference k7c3q5f2m4"}},
		"a postal code, then a name":    {"〒123-4567　見本 太郎", "1234567", []string{"name 見本太郎"}},
		"a name, then a postal code":    {"見本太郎 １２３－４５６７", "1234567", []string{"name 見本太郎"}},
		"a postal code by itself":       {"123-4567", "", []string{"number 123-4567"}},
		"nothing":                       {" 　", "", nil},
		"what is no address":            {"a@b", "", nil},
		"more than anybody looks for":   {strings.Repeat("見", 200), "", nil},
		"nine characters are no number": {"K7C3-Q5F-2M", "", []string{"number k7c3-q5f-2m"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := Terms{}.Asked(personal.New(tt.text))
			got := shown(q.Terms)
			if q.PostalCode.Reveal() != tt.postal || tt.want == nil && got != nil {
				t.Errorf("postal code %q, terms %q", q.PostalCode.Reveal(), got)
			}
			for _, w := range tt.want {
				if !slices.Contains(got, w) {
					t.Errorf("terms %q lack %q", got, w)
				}
			}
			if strings.HasPrefix(name, "nine") && slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "reference") }) {
				t.Errorf("a reference number among %q", got)
			}
		})
	}
}

func TestTermsOfAPerson(t *testing.T) {
	t.Parallel()
	p := dispatcher.Person{Name: personal.New("みほん"), Reading: personal.New("ミホン"), Emails: []personal.Text{personal.New("A@example.jp")},
		Phones: []dispatcher.Phone{{Number: personal.New("+816099990001")}, {Number: personal.New("+816099990002")}},
		Agent:  &dispatcher.Agent{Name: personal.New("見本　花子")}}
	want := []string{"name ミホン", "name 見本花子", "phone +816099990001", "phone +816099990002", "email a@example.jp", "number k1"}
	if diff := cmp.Diff(want, shown(Terms{}.Of(&p, personal.New("k1")))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := shown((Terms{}).Of(&dispatcher.Person{Name: personal.New("見本")}, personal.Text{})); !slices.Equal(got, []string{"name 見本"}) {
		t.Errorf("of a name alone: %q", got)
	}
}

// Whatever is typed, the same terms come of it with blanks around it, and no
// term is empty or there twice.
func FuzzAsked(f *testing.F) {
	for _, s := range []string{"見本 太郎", "060-9999-0001", "〒123-4567 見本", "a@example.jp", "K7C3-Q5F-2M4", "ｶﾞ・", "@", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms := Terms{}.Asked(personal.New(s)).Terms
		all := shown(terms)
		if len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
			t.Errorf("%q: a term twice in %q", s, all)
		}
		if slices.ContainsFunc(terms, func(x dispatcher.Term) bool { return x.Value.Empty() }) {
			t.Errorf("%q: an empty term in %q", s, all)
		}
		if again := shown(Terms{}.Asked(personal.New("\u3000" + s + " ")).Terms); len(s) < 300 && !slices.Equal(all, again) {
			t.Errorf("%q: terms %q, with blanks around it %q", s, all, again)
		}
	})
}
