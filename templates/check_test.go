package templates_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owabi/owabi/templates"
)

func TestFields(t *testing.T) {
	t.Parallel()
	const text = `Subject: {{field "件名"}}

{{.Fields.予約日時}} {{index .Fields "予約人数（大人）"}} {{with .Fields.備考}}{{.}}{{end}}
{{range .Members}}{{.Fields.座席}}{{$.Fields.会場}}{{end}}{{range $i, $m := .Members}}{{$m.Fields.列}}{{end}}
{{if and (field "条件") (not .Fields.取消)}}{{(index .Members 0).Fields.代表}}{{else}}{{printf "%s" (field "別")}}{{end}}
{{field "件名"}}
`
	l := letterOf(t, load(t, map[string]string{"a.email.ja.txt": text}), "a.email.ja.txt")
	want := []string{"件名", "予約日時", "予約人数（大人）", "備考", "座席", "会場", "列", "条件", "取消", "代表", "別"}
	got := map[string]bool{}
	for _, f := range l.Fields() {
		got[f] = true
	}
	for _, f := range want {
		if !got[f] {
			t.Errorf("field %s was not found", f)
		}
	}
	if len(l.Fields()) != len(want) {
		t.Error(l.Fields())
	}
	if err := l.Check(want); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	columns := []string{"予約日時", "予約人数"}
	for _, c := range []struct{ name, text, want string }{
		{"fine", `{{.Addressee}} {{field "予約日時"}} {{.Fields.予約人数}}`, ""},
		{"fine with a third member", `{{if gt (len .Members) 2}}{{(index .Members 2).Name}}{{end}}`, ""},
		{"fine with break", `{{range .Members}}{{if .Reading}}{{break}}{{end}}{{.Name}}{{end}}`, ""},
		{"fine with a variable", `{{$o := .Organisation}}{{$o.Name}}{{if $x := .Link}}{{$x}}{{end}}`, ""},
		{"unknown column", "一\n二\n{{field \"予約時刻\"}}", "a.call.ja.txt:3: no column of the list is called 予約時刻; the list has 予約日時, 予約人数"},
		{"unknown column in a branch", "一\n{{if .Link}}{{else}}{{.Fields.予約時刻}}{{end}}", "a.call.ja.txt:2: no column of the list is called 予約時刻"},
		{"misspelt name", "一\n{{.Nmae}}", "a.call.ja.txt:2: there is no name .Nmae here; the names are .Addressee, .Honorific, .Name"},
		{"misspelt in an else", "{{if .Link}}一{{else}}\n{{if .Reference}}{{else if .Date}}\n{{else}}\n{{.Nmae}}{{end}}{{end}}", "a.call.ja.txt:4: there is no name .Nmae"},
		{"misspelt in a condition", "{{if .Lnik}}一{{end}}", "a.call.ja.txt:1: there is no name .Lnik"},
		{"misspelt behind a break", "{{range .Members}}{{break}}{{.Nmae}}{{end}}", "there is no name .Nmae here; the names are .Addressee"},
		{"misspelt in with's else", "{{with .Link}}一{{else}}{{.Nmae}}{{end}}", "there is no name .Nmae"},
		{"misspelt of the organisation", "{{.Organisation.Fon}}", "there is no name .Fon here; the names are .Name, .Desk, .Phone"},
		{"misspelt of the incident", "{{if .Incident.Reason}}一{{end}}", "there is no name .Reason here; the names are .Discovered, .Outline"},
		{"the organisation inside members", "{{range .Members}}{{.Organisation.Name}}{{end}}", "there is no name .Organisation here"},
		{"name of a text", "{{.Name.First}}", "there is no name .First here"},
		{"contacts are not for printing", "{{.Contacts}}", "there is no name .Contacts"},
		{"list", "一\n{{.Incident.Items}}", "a.call.ja.txt:2: {{.Incident.Items}} is no text"},
		{"time", "{{.Date}}", "{{.Date}} is no text"},
		{"everything", "{{.}}", "{{.}} is no text"},
		{"member", "{{range .Members}}{{.}}{{end}}", "{{.}} is no text"},
		{"wrong argument", "{{date .Name}}", "wrong type for value"},
		{"nothing", `{{""}}`, `{{""}} is empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := letterOf(t, load(t, map[string]string{"a.call.ja.txt": c.text}), "a.call.ja.txt")
			switch err := l.Check(columns); {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// A check leaves the letter as it was.
func TestCheckChangesNothing(t *testing.T) {
	t.Parallel()
	const text = `{{if .Link}}一{{else}}二{{end}}{{range .Members}}{{if .Reading}}{{break}}{{end}}三{{end}}`
	l := letterOf(t, load(t, map[string]string{"a.call.ja.txt": text}), "a.call.ja.txt")
	for range 2 {
		if err := l.Check(nil); err != nil {
			t.Fatal(err)
		}
	}
	e, err := l.For(organisation("ja"), incident("ja"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Render(nameless("ja"))
	if err != nil || r.Text.Reveal() != "二三\n" {
		t.Errorf("%q, %v", r.Text.Reveal(), err)
	}
}

func TestLacks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"{{.Name}}", []string{".Incident.Outline", ".Incident.Items", ".Incident.Cause", ".Incident.Secondary", ".Incident.Measures", ".Organisation.Phone"}},
		{"{{.Incident.Outline}}{{with .Incident}}{{.Cause}}{{join .Items}}{{.Secondary}}{{end}}{{$.Incident.Measures}}{{.Organisation.Email}}", nil},
		{"{{.Incident.Outline}}{{join .Incident.Items}}{{.Incident.Secondary}}{{.Incident.Measures}}{{.Organisation.Phone}}", []string{".Incident.Cause"}},
	} {
		if d := cmp.Diff(c.want, letterOf(t, load(t, map[string]string{"a.call.ja.txt": c.text}), "a.call.ja.txt").Lacks()); d != "" {
			t.Error(d)
		}
	}
}

func TestForRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		change     func(*templates.Organisation, *templates.Incident)
		want       string
	}{
		{"empty fax", "一\n二\n{{.Organisation.Fax}}", func(o *templates.Organisation, _ *templates.Incident) { o.Fax = "" }, "a.email.ja.txt:5: {{.Organisation.Fax}} is empty; fill it in at its source, or ask for it with {{if .Organisation.Fax}}"},
		{"no day", "{{date .Incident.Discovered}}", func(_ *templates.Organisation, i *templates.Incident) {
			i.Discovered = i.Discovered.AddDate(-9999, 0, 0)
		}, ""},
		{"zero day", "{{date .Incident.Discovered}}", func(_ *templates.Organisation, i *templates.Incident) { *i = templates.Incident{} }, "a.email.ja.txt:3: {{.Incident.Discovered}}: dereference of nil pointer"},
		{"control character", "一", func(o *templates.Organisation, _ *templates.Incident) { o.Name = "青\x1b空" }, "organisation.name holds a control character"},
		{"misspelt", "{{.Organisation.Nmae}}", func(*templates.Organisation, *templates.Incident) {}, "a.email.ja.txt:3: there is no name .Nmae here"},
	} {
		o, i := organisation("ja"), incident("ja")
		c.change(&o, &i)
		_, err := letterOf(t, load(t, map[string]string{"a.email.ja.txt": "Subject: s\n\n" + c.text}), "a.email.ja.txt").For(o, i)
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got  %v\nwant %s", c.name, err, c.want)
		}
	}
}
