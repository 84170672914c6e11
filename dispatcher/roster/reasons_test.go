package roster

import (
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// allReasons are the words of every code.
func allReasons() map[code]words {
	all := maps.Clone(reasons)
	maps.Copy(all, fileReasons)
	return all
}

func TestReasonsInBothLanguages(t *testing.T) {
	t.Parallel()
	gap := regexp.MustCompile(`\{[a-z]+\}`)
	count := func(s string) map[string]int {
		n := map[string]int{}
		for _, g := range gap.FindAllString(s, -1) {
			n[g] = 1
		}
		return n
	}
	for c, w := range allReasons() {
		if !strings.ContainsFunc(w.ja, func(r rune) bool { return unicode.In(r, unicode.Hiragana) }) || !strings.HasSuffix(w.ja, "。") {
			t.Errorf("%s: the Japanese is %q", c, w.ja)
		}
		if strings.ContainsFunc(strings.ReplaceAll(strings.ReplaceAll(w.en, "御中", ""), "外字", ""), func(r rune) bool { return unicode.In(r, unicode.Han) }) || w.en == "" {
			t.Errorf("%s: the English is %q", c, w.en)
		}
		if diff := cmp.Diff(count(w.en), count(w.ja)); diff != "" {
			t.Errorf("%s: the languages do not name the same (-English +Japanese):\n%s", c, diff)
		}
		if !regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`).MatchString(string(c)) {
			t.Errorf("the code %q is not in snake case", c)
		}
	}
}

func TestReasonsInTheListsLanguage(t *testing.T) {
	t.Parallel()
	const text = "氏名,電話\n見本太郎,060-9999-0001\n見本太郎,060-9999-0001\n"
	for lang, want := range map[string]string{"ja": "2行目と同じ方で、内容も同じです。", "en": "the same as row 2", "": "the same as row 2"} {
		rows, err := readAll(text, Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		if e := rows[1].Errors[0]; e.Code != "same_person" || e.Reason != want {
			t.Errorf("lang %q: %+v", lang, e)
		}
	}
	b, err := Check("list.csv", strings.NewReader("氏名\n"+strings.Repeat("\n", listed+5)+"見本太郎\n"), Options{Lang: "ja"})
	if last := b.Errors[len(b.Errors)-1]; err != nil || last.Reason != "この行から先の5件は、同じ扱いとして数え、一覧には載せていません。" {
		t.Errorf("last = %+v, %v", last, err)
	}
}

func TestReasonsAreDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/lists.md")
	if err != nil {
		t.Fatal(err)
	}
	for c, w := range allReasons() {
		if !strings.Contains(string(doc), "| `"+string(c)+"` | "+w.ja+" | "+w.en+" |") {
			t.Errorf("docs/lists.md does not list | `%s` | %s | %s |", c, w.ja, w.en)
		}
	}
}
