package templates_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owabi/owabi/templates"
)

var update = flag.Bool("update", false, "write testdata/*.golden instead of comparing with it")

func split(file string) (name, channel, lang string) {
	p := strings.Split(file, ".")
	return p[0], p[1], p[2]
}

var cases = []struct {
	name string
	data func(lang string) templates.Data
}{
	{"full", full}, {"household", household}, {"business", business}, {"nameless", nameless},
}

func TestEmbeddedLetters(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	if n := len(set.Files()); n != 30 {
		t.Errorf("%d letters are embedded, want 3 names by 5 channels by 2 languages", n)
	}
	for _, file := range set.Files() {
		e := editionOf(t, set, file)
		if err := e.Letter().Check(nil); err != nil {
			t.Error(err)
		}
		// A text message announces; the call or the letter that follows tells.
		if lacks := e.Letter().Lacks(); len(lacks) > 0 && !strings.Contains(file, ".sms.") {
			t.Errorf("%s lacks %v", file, lacks)
		}
		for _, c := range cases {
			t.Run(file+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				_, _, lang := split(file)
				d := c.data(lang)
				r, err := e.Render(d)
				if err != nil {
					t.Fatal(err)
				}
				if err := templates.Guard(r, e.Allowed(d)); err != nil {
					t.Error(err)
				}
				golden(t, strings.TrimSuffix(file, ".txt")+"."+c.name+".golden", whole(r))
				if strings.Contains(whole(r), "\n\n\n") {
					t.Error("two blank lines follow each other")
				}
			})
		}
	}
}

// A letter with nothing in it that may be left out is a letter all the same.
func TestEmbeddedLettersWithBareOrganisation(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	for _, file := range set.Files() {
		_, _, lang := split(file)
		o := organisation(lang)
		e, err := letterOf(t, set, file).For(templates.Organisation{Name: o.Name, Phone: o.Phone}, incident(lang))
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := e.Render(business(lang)); err != nil {
			t.Error(err)
		}
	}
}

func TestLawIsNotLeftOut(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	for _, file := range set.Files() {
		if strings.HasPrefix(file, "notice") || strings.Contains(file, ".sms.") {
			continue
		}
		_, _, lang := split(file)
		for item, empty := range map[string]func(*templates.Incident){
			".Incident.Outline":   func(i *templates.Incident) { i.Outline = " \n" },
			".Incident.Items":     func(i *templates.Incident) { i.Items = []string{""} },
			".Incident.Cause":     func(i *templates.Incident) { i.Cause = "" },
			".Incident.Secondary": func(i *templates.Incident) { i.Secondary = "" },
			".Incident.Measures":  func(i *templates.Incident) { i.Measures = "　" },
		} {
			i := incident(lang)
			empty(&i)
			_, err := letterOf(t, set, file).For(organisation(lang), i)
			if err == nil || !strings.Contains(err.Error(), item) || !strings.HasPrefix(err.Error(), file+":") {
				t.Errorf("%s without %s: %v", file, item, err)
			}
		}
	}
}

// The scripts check who is on the line before they tell anything.
func TestScriptsCheckIdentityFirst(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	for _, file := range set.Files() {
		_, channel, lang := split(file)
		if channel != "call" {
			continue
		}
		r, err := editionOf(t, set, file).Render(full(lang))
		if err != nil {
			t.Fatal(err)
		}
		check := map[string]string{"ja": "■　一　名乗り、本人を確かめる", "en": "1. Say who you are, and check who they are"}[lang]
		tell := map[string]string{"ja": "■　三　本人と確かめてから伝えること", "en": "3. What to say once you know who they are"}[lang]
		before, after, ok := strings.Cut(r.Text.Reveal(), tell)
		if !ok || !strings.Contains(before, check) {
			t.Errorf("%s: the check does not stand before the telling", file)
		}
		i := incident(lang)
		for _, fact := range append([]string{i.Outline, i.Cause, i.Secondary}, i.Items...) {
			if strings.Contains(before, fact) && fact != "name" && fact != "氏名" || !strings.Contains(after, fact) {
				t.Errorf("%s: %q does not stand behind the check alone", file, fact)
			}
		}
	}
}

func whole(r templates.Rendered) string {
	s := r.Text.Reveal()
	if !r.Subject.Empty() {
		s = "Subject: " + r.Subject.Reveal() + "\n\n" + s
	}
	if !r.HTML.Empty() {
		s += "\n---- html ----\n" + r.HTML.Reveal()
	}
	return s
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got; go test ./templates -update writes it anew):\n%s", name, d)
	}
}

// Every golden file belongs to a letter.
func TestGoldenFiles(t *testing.T) {
	if *update {
		return // the files are being written
	}
	t.Parallel()
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, file := range load(t, nil).Files() {
		for _, c := range cases {
			want = append(want, filepath.Join("testdata", strings.TrimSuffix(file, ".txt")+"."+c.name+".golden"))
		}
	}
	slices.Sort(want)
	if d := cmp.Diff(want, files); d != "" {
		t.Error(d)
	}
}
