package templates_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/owabi/owabi/templates"
)

func TestOfficeLetters(t *testing.T) {
	t.Parallel()
	office := fstest.MapFS{
		"apology.email.ja.txt":         {Data: []byte("\ufeffSubject: 市の件名\r\n\r\n市の文面\r\n")},
		"second-report.sms.ja.txt":     {Data: []byte("続報です。")},
		"README.md":                    {Data: []byte("{{ not a letter")},
		".apology.email.ja.txt":        {Data: []byte("{{ an editor's")},
		"old/notice.email.ja.txt":      {Data: []byte("{{ in a directory below")},
		"apology.email.ja.txt~":        {Data: []byte("{{ a backup")},
		"letters.txt.d/some.email.txt": {Data: []byte("{{")},
	}
	set, err := templates.Load(office)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(set.Files()); n != 31 {
		t.Errorf("%d letters, want the 30 embedded and 1 more", n)
	}
	r, err := editionOf(t, set, "apology.email.ja.txt").Render(full("ja"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"市の件名", "市の文面\n"}, []string{r.Subject.Reveal(), r.Text.Reveal()}); d != "" {
		t.Error(d)
	}
	r, err = editionOf(t, set, "second-report.sms.ja.txt").Render(full("ja"))
	if err != nil || r.Text.Reveal() != "続報です。\n" || !r.Subject.Empty() || !r.HTML.Empty() {
		t.Errorf("the text message is not the file's: %v", err)
	}
}

func TestLoadWithoutOffice(t *testing.T) {
	t.Parallel()
	set, err := templates.Load(nil)
	if err != nil || len(set.Files()) != 30 {
		t.Errorf("%v", err)
	}
}

// Another letter, channel or language is never taken instead.
func TestLetterThatIsNotThere(t *testing.T) {
	t.Parallel()
	set := load(t, map[string]string{"second.email.ja.txt": "Subject: 続報\n\n続報\n"})
	for _, file := range []string{"second.email.en.txt", "second.call.ja.txt", "apology.hand.fr.txt", "apologies.email.ja.txt"} {
		_, err := set.Letter(split(file))
		if err == nil || !strings.HasPrefix(err.Error(), file+": ") || !strings.Contains(err.Error(), "second.email.ja.txt") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	version := func(text string) string {
		return letterOf(t, load(t, map[string]string{"a.call.ja.txt": text}), "a.call.ja.txt").Version()
	}
	one := version("一\n二\n")
	if len(one) != 16 || version("\ufeff一\r\n二\r\n") != one {
		t.Errorf("version %q depends on line ends", one)
	}
	if version("一\n三\n") == one {
		t.Error("another text has the same version")
	}
}

func TestLettersThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, want string }{
		{"channel misspelt", "apology.emial.ja.txt", "x", "apology.emial.ja.txt: this is no name of a letter"},
		{"no language", "apology.email.txt", "x", "apology.email.txt: this is no name"},
		{"unknown language", "apology.email.de.txt", "x", "this is no name"},
		{"path", "../apology.email.ja.txt", "x", "this is no name"},
		{"copy by a file manager", "apology.email.ja (1).txt", "x", "this is no name"},
		{"capital ending", "apology.email.ja.TXT", "x", "this is no name"},
		{"no subject", "a.email.ja.txt", "本文\n", "a.email.ja.txt:1: an e-mail begins with its subject"},
		{"subject without blank line", "a.email.ja.txt", "Subject: s\n本文\n", "a.email.ja.txt:2: the line below the subject is not blank"},
		{"subject in a script", "a.call.ja.txt", "Subject: s\n\n本文\n", "a.call.ja.txt:1: only an e-mail has a subject"},
		{"empty subject", "a.email.ja.txt", "Subject: \n\n本文\n", "a.email.ja.txt: the subject or the letter is empty"},
		{"empty body", "a.email.ja.txt", "Subject: s\n\n\n", "a.email.ja.txt: the subject or the letter is empty"},
		{"only a comment", "a.call.ja.txt", "{{/* later */}}", "a.call.ja.txt: the subject or the letter is empty"},
		{"empty file", "a.call.ja.txt", "", "a.call.ja.txt: the subject or the letter is empty"},
		{"not UTF-8", "a.call.ja.txt", "\x82\xa8\x98l\x82\xd1", "a.call.ja.txt: the file is not UTF-8"},
		{"control character", "a.call.ja.txt", "一\n二\x00\n", "a.call.ja.txt:2: a control character"},
		{"too large", "a.call.ja.txt", strings.Repeat("x", 300<<10), "larger than 256 KiB"},
		{"syntax in the body", "a.email.ja.txt", "Subject: s\n\n一\n二\n{{.Name\n", "a.email.ja.txt:6: unclosed action started at a.email.ja.txt:5"},
		{"syntax in the subject", "a.email.ja.txt", "Subject: {{if}}\n\n一\n", "a.email.ja.txt:1: missing value for if"},
		{"unknown function", "a.email.ja.txt", "Subject: s\n\n一\n{{eraa .Date}}\n", `a.email.ja.txt:4: function "eraa" not defined`},
		{"define", "a.call.ja.txt", `{{define "x"}}x{{end}}y`, "define and block are not there"},
		{"template", "a.call.ja.txt", "一\n" + `{{template "x"}}`, "a.call.ja.txt:2: template is not there"},
		{"field without a name", "a.call.ja.txt", "一\n{{field}}", "a.call.ja.txt:2: field needs one name"},
		{"field of a value", "a.call.ja.txt", "一\n{{field .Name}}", "a.call.ja.txt:2: field needs one name"},
		{"field from a pipe", "a.call.ja.txt", `{{"備考" | field}}`, "a.call.ja.txt:1: field needs one name"},
		{"index of a value", "a.call.ja.txt", "{{index .Fields .Name}}", "a.call.ja.txt:1: index .Fields needs one name"},
		{"all columns", "a.call.ja.txt", "一\n{{range .Fields}}{{.}}{{end}}", "a.call.ja.txt:2: a letter does not print all columns"},
		{"all columns of a member", "a.call.ja.txt", "{{range $m := .Members}}{{with $m.Fields}}{{.備考}}{{end}}{{end}}", "a.call.ja.txt:1: a letter does not print all columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := templates.Parse(map[string]string{c.file: c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
