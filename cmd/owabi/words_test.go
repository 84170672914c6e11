package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/roster"
)

var verb = regexp.MustCompile(`%[+#]?[a-z]`)

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(japanese))); diff != "" {
		t.Errorf("keys (-English +Japanese):\n%s", diff)
	}
	for key, en := range english {
		if diff := cmp.Diff(verb.FindAllString(en, -1), verb.FindAllString(japanese[key], -1)); diff != "" {
			t.Errorf("%s: verbs (-English +Japanese):\n%s", key, diff)
		}
	}
}

// Every key that the commands name is in the catalogue.
func TestNoWordIsMissing(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, d := range dispatcher.Dispositions {
		if !strings.Contains(english["help.calls record"], string(d)) {
			t.Errorf("the help of calls record leaves out %s", d)
		}
	}
	for _, c := range roster.KnownColumns() {
		used["column."+c] = true
	}
	for _, c := range commands() {
		used["help."+c.name] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`\.(?:sayf?|headed)\(("[^)\n]*")`)
	literal := regexp.MustCompile(`"([^"]+)"`)
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(src), -1) {
			for _, key := range literal.FindAllStringSubmatch(m[1], -1) {
				used[key[1]] = used[key[1]] || !strings.HasSuffix(f, "_test.go") && !strings.HasSuffix(key[1], ".")
			}
		}
	}
	for key, is := range used {
		if _, ok := english[key]; is && !ok {
			t.Errorf("there are no words for %q", key)
		}
	}
}

func TestEveryCommandHasItsHelp(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		for _, lang := range []string{"en", "ja"} {
			var out, errs bytes.Buffer
			e := newEnv(func(string) string { return "" }, strings.NewReader(""), &out, &errs)
			e.lang = lang
			code := c.run(t.Context(), e, []string{"--help"})
			if code != exitOK || !strings.HasPrefix(out.String(), "owabi "+c.name) || strings.Contains(out.String(), "  flag.") {
				t.Errorf("owabi %s --help (%s): exit %d, %s\n%s", c.name, lang, code, &errs, &out)
			}
		}
	}
}

// docs/cli.md lists the commands in the order of the table.
func TestEveryCommandIsDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, known []string
	for _, m := range regexp.MustCompile("(?m)^\\| `owabi ([^`]+)` \\|").FindAllStringSubmatch(string(doc), -1) {
		listed = append(listed, strings.ReplaceAll(m[1], `\|`, "|"))
	}
	for _, c := range commands() {
		known = append(known, strings.TrimSpace(c.name+" "+c.args))
	}
	if diff := cmp.Diff(known, listed); diff != "" {
		t.Errorf("docs/cli.md (-known +listed):\n%s", diff)
	}
}
