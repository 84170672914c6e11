package templates_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

func TestRender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"person", "{{.Name}}/{{.Reading}}/{{.PostalCode}}/{{.Address}}/{{.Honorific}}", "見本　花子/みほん　はなこ/000-0001/青空市緑二丁目3番4号　見本荘５０６/様"},
		{"columns", `{{field "予約日時"}}/{{.Fields.予約人数}}/{{index .Fields "予約人数"}}`, "3月1日　10:00/4/4"},
		{"empty column behind if", `{{if field "備考"}}備考　{{field "備考"}}{{else}}なし{{end}}`, "なし"},
		{"empty column behind with", `{{with .Fields.備考}}備考　{{.}}{{else}}なし{{end}}`, "なし"},
		{"full column behind with", `{{with field "予約人数"}}{{.}}名{{end}}`, "4名"},
		{"day", "{{date .Date}} {{datetime .Incident.Discovered}}", "令和5年2月26日 令和5年2月24日午後8時"},
		{"list", "{{join .Incident.Items}}", "氏名、予約日時、予約人数"},
		{"loop over items", "{{range $i, $x := .Incident.Items}}{{if $i}}/{{end}}{{$x}}{{end}}", "氏名/予約日時/予約人数"},
		{"one member", "{{range .Members}}{{.Addressee}}{{end}} {{len .Members}}", "見本　花子　様 1"},
		{"campaign inside members", "{{range .Members}}{{$.Organisation.Name}}{{end}}", "青空市"},
		{"column inside with", `{{with .Organisation.Name}}{{.}}{{field "予約人数"}}{{end}}`, "青空市4"},
		{"choice", `{{if eq (field "予約人数") "4"}}四名様{{else}}ほか{{end}}`, "四名様"},
		{"campaign with else", "{{with .Organisation.Fax}}{{.}}{{else}}なし{{end}}", "03-0000-1235"},
		{"trailing line breaks of a value", "{{.Incident.Measures}}。", "送信先のすべてに一覧の削除をお願いし、削除を確認しています。\n設定の変更は、必ず二人で行うことといたしました。。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := edition(t, "a.call.ja.txt", c.text)
			if err := e.Letter().Check([]string{"予約日時", "予約人数", "備考"}); err != nil {
				t.Error(err)
			}
			r, err := e.Render(full("ja"))
			if err != nil || r.Text.Reveal() != c.want+"\n" {
				t.Errorf("got  %q, %v\nwant %q", r.Text.Reveal(), err, c.want)
			}
		})
	}
}

func TestRenderEnglish(t *testing.T) {
	t.Parallel()
	e := edition(t, "a.call.en.txt", "{{.Addressee}}|{{.Honorific | printf `%s`}}|{{date .Date}}|{{datetime .Incident.Discovered}}|{{join .Incident.Items}}")
	if _, err := e.Render(full("en")); err == nil {
		t.Error("English has no honorific, and yet one was printed")
	}
	e = edition(t, "a.call.en.txt", "{{.Addressee}}|{{date .Date}}|{{datetime .Incident.Discovered}}|{{join .Incident.Items}}")
	r, err := e.Render(full("en"))
	const want = "Hanako Mihon|26 February 2023|24 February 2023, 8:00 pm|name, date and time of the reservation and size of the party\n"
	if err != nil || r.Text.Reveal() != want {
		t.Errorf("%q, %v", r.Text.Reveal(), err)
	}
}

// A column named beside a member's name is that member's column.
func TestColumnsOfMembersStayApart(t *testing.T) {
	t.Parallel()
	d := household("ja")
	d.Members[1].Fields = map[string]personal.Text{"予約人数": personal.New("9")}
	e := edition(t, "a.call.ja.txt", `{{range .Members}}{{.Name}}={{field "予約人数"}}={{.Fields.予約人数}};{{end}}{{field "予約人数"}}`)
	r, err := e.Render(d)
	if err != nil || r.Text.Reveal() != "見本　花子=4=4;見本　太郎=9=9;4\n" {
		t.Errorf("%q, %v", r.Text.Reveal(), err)
	}
	delete(d.Members[1].Fields, "予約人数")
	if r, err := e.Render(d); err == nil {
		t.Errorf("a column that a member does not have was taken from somebody else: %q", r.Text.Reveal())
	}
}

// What is not there is never blank: the letter is refused with the line, and
// without what the record holds.
func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	const canary = "ひみつ"
	secret := personal.New(canary)
	for _, c := range []struct {
		name, text string
		change     func(*templates.Data)
		want       string
	}{
		{"no such column", "一\n{{field \"予約日時\"}}", func(d *templates.Data) { delete(d.Person.Fields, "予約日時") }, "a.email.ja.txt:4: the record has no column 予約日時"},
		{"no such column by dot", "一\n{{.Fields.予約日時}}", func(d *templates.Data) { delete(d.Person.Fields, "予約日時") }, "a.email.ja.txt:4: {{.Fields.予約日時}} cannot be filled"},
		{"no such column by index", "{{index .Fields \"予約日時\"}}", func(d *templates.Data) { delete(d.Person.Fields, "予約日時") }, "a.email.ja.txt:3: the record has no column 予約日時"},
		{"no such column by index in an if", "{{if index .Fields \"予約日時\"}}一{{end}}", func(d *templates.Data) { delete(d.Person.Fields, "予約日時") }, "the record has no column 予約日時"},
		{"no such column in an if", "{{if field \"予約日時\"}}一{{end}}", func(d *templates.Data) { delete(d.Person.Fields, "予約日時") }, "the record has no column 予約日時"},
		{"no columns at all", "{{field \"予約日時\"}}", func(d *templates.Data) { d.Person.Fields = nil }, "the record has no column 予約日時"},
		{"empty column", "一\n二\n{{field \"備考\"}}", func(*templates.Data) {}, "a.email.ja.txt:5: {{field \"備考\"}} is empty"},
		{"blank column", "{{.Fields.備考}}", func(d *templates.Data) { d.Person.Fields["備考"] = personal.New(" 　\n") }, "{{.Fields.備考}} is empty"},
		{"no name", "{{.Addressee}}", func(d *templates.Data) { d.Person.Name = personal.Text{} }, "{{.Addressee}} is empty"},
		{"no link", "{{.Link}}", func(d *templates.Data) { d.Link = personal.Text{} }, "{{.Link}} is empty"},
		{"no reference", "{{.Reference}}", func(d *templates.Data) { d.Reference = "" }, "{{.Reference}} is empty"},
		{"no day", "一\n{{date .Date}}", func(d *templates.Data) { d.Date = time.Time{} }, "a.email.ja.txt:4: {{.Date}} cannot be filled"},
		{"control character", "{{.Name}}", func(d *templates.Data) { d.Person.Name = personal.New(canary + "\x1b[2J") }, "the name holds a control character"},
		{"broken text", "{{.Fields.備考}}", func(d *templates.Data) { d.Person.Fields["備考"] = personal.New(canary + "\xff") }, "the column 備考 holds a control character or broken text"},
		{"link that is a script", "{{.Link}}", func(d *templates.Data) { d.Link = personal.New("javascript:alert('" + canary + "')") }, "the person's link is no web address"},
		{"link with a quote", "{{.Link}}", func(d *templates.Data) { d.Link = personal.New(`https://example.jp/"onclick="` + canary) }, "the person's link is no web address"},
		{"value as a list", "{{range .Name}}x{{end}}", func(d *templates.Data) { d.Person.Name = secret }, "a.email.ja.txt:3: {{.Name}} cannot be filled"},
		{"value as a number", "{{if gt .Name 3}}x{{end}}", func(d *templates.Data) { d.Person.Name = secret }, "cannot be filled"},
		{"value as a function", "{{call .Name}}", func(d *templates.Data) { d.Person.Name = secret }, "cannot be filled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := edition(t, "a.email.ja.txt", "Subject: s\n\n"+c.text)
			d := full("ja")
			c.change(&d)
			r, err := e.Render(d)
			if err == nil {
				t.Fatalf("rendered %q", r.Text.Reveal())
			}
			if !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "a.email.ja.txt") || !errors.As(err, new(*templates.Error)) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if strings.Contains(fmt.Sprintf("%+v", err), canary) {
				t.Errorf("the error tells what the record holds")
			}
			if !r.Subject.Empty() || !r.Text.Empty() || !r.HTML.Empty() {
				t.Error("part of a letter came with the error")
			}
		})
	}
}

func TestSubjectIsOneLine(t *testing.T) {
	t.Parallel()
	e := edition(t, "a.email.ja.txt", "Subject: {{.Name}}様へ\n\n本文\n")
	for _, evil := range []string{"花子\nBcc: all@example.com", "花子\r\nBcc: all@example.com", "花子\rx", "花子\n\n本文", "花子\u2028x", "花子\u0085x", "花子\v"} {
		d := full("ja")
		d.Person.Name = personal.New(evil)
		r, err := e.Render(d)
		if err == nil {
			t.Errorf("%q became the subject %q", evil, r.Subject.Reveal())
		} else if strings.Contains(err.Error(), "花子") {
			t.Errorf("the error tells the name")
		}
	}
	if r, err := e.Render(full("ja")); err != nil || r.Subject.Reveal() != "見本　花子様へ" {
		t.Errorf("%q, %v", r.Subject.Reveal(), err)
	}
}

// Data never is syntax.
func TestDataIsNotExecuted(t *testing.T) {
	t.Parallel()
	o := organisation("ja")
	o.Desk = "{{.Name}}"
	e, err := letterOf(t, load(t, map[string]string{"a.call.ja.txt": "{{.Organisation.Desk}}{{.Name}}"}), "a.call.ja.txt").For(o, incident("ja"))
	if err != nil {
		t.Fatal(err)
	}
	d := full("ja")
	d.Person.Name = personal.New("{{.Address}}")
	r, err := e.Render(d)
	if err != nil || r.Text.Reveal() != "{{.Name}}{{.Address}}\n" {
		t.Errorf("%q, %v", r.Text.Reveal(), err)
	}
}

const ofManyFields = "Subject: {{.Addressee}}（{{.Reference}}）\n\n" + `{{.Addressee}}
{{date .Date}}　{{.Organisation.Name}}
予約日時　{{field "予約日時"}}
人数　{{.Fields.予約人数}}
電話　{{field "電話"}}
{{if field "備考"}}備考　{{field "備考"}}
{{end}}住所　{{.Address}}
{{.Incident.Outline}}
{{join .Incident.Items}}
{{.Link}}
番号　{{.Reference}}
問い合わせ　{{.Organisation.Phone}}
`

// 5,000 distinct people rendered side by side read as when they are rendered
// one after the other, and each letter holds its own person alone.
func TestRenderInParallel(t *testing.T) {
	t.Parallel()
	const people = 5000
	e := edition(t, "a.email.ja.txt", ofManyFields)
	serial := make([]templates.Rendered, people)
	for i := range serial {
		var err error
		if serial[i], err = e.Render(numbered(i)); err != nil {
			t.Fatal(err)
		}
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range 4 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				r, err := e.Render(numbered(i))
				if err != nil || r.Subject.Reveal() != serial[i].Subject.Reveal() ||
					r.Text.Reveal() != serial[i].Text.Reveal() || r.HTML.Reveal() != serial[i].HTML.Reveal() {
					t.Errorf("person %d: the letter differs from its serial twin (%v)", i, err)
				}
				if err := templates.Guard(r, e.Allowed(numbered(i))); err != nil {
					t.Errorf("person %d: %v", i, err)
				}
				if templates.Guard(r, e.Allowed(numbered((i+1)%people))) == nil {
					t.Errorf("person %d: the letter was let through as the next person's", i)
				}
			}
		})
	}
	for i := range people {
		next <- i
	}
	close(next)
	wg.Wait()
}

func BenchmarkRender(b *testing.B) {
	for _, file := range []string{"apology.email.ja.txt", "apology.email.en.txt"} {
		b.Run(file, func(b *testing.B) {
			_, _, lang := split(file)
			e, d := editionOf(b, load(b, nil), file), full(lang)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Render(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("columns", func(b *testing.B) {
		e, d := edition(b, "a.email.ja.txt", ofManyFields), numbered(7)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Render(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkGuard(b *testing.B) {
	for _, file := range []string{"apology.email.ja.txt", "apology.email.en.txt"} {
		b.Run(file, func(b *testing.B) {
			_, _, lang := split(file)
			e, d := editionOf(b, load(b, nil), file), full(lang)
			r, err := e.Render(d)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := templates.Guard(r, e.Allowed(d)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
