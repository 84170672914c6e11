package templates_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// values are what a record may hold: nothing, what is harmless, and what is not.
var values = []string{"", " ", "　", "見本 花子", "髙﨑　𠮷", "ミホン", "ー", "ー ー", "々", "ab", "ＡＢ", "１２", "03", "090-0000-9999", "a@b.example.jp",
	"https://example.com/p/b", "bbbb-bbb-bbb", "R-2023-000002", "一\n二", "一\u2028二", "\x01", "\xff", "A", "見本 2"}

// choosy are letters that print, join and ask in every way a letter can.
var choosy = map[string]string{
	"a.email.ja.txt": "Subject: {{.Addressee}}へ\n\n{{.Name}}{{.Reading}}{{.PostalCode}}{{.Address}} {{.Link}}\n",
	"b.call.ja.txt":  "03-00{{.Name}}00-1234 {{if .Reading}}{{.Reading}}{{else}}なし{{end}} {{if not (field \"甲\")}}甲なし{{end}}{{with .Address}}{{.}}{{end}}\n",
	"c.call.ja.txt":  "{{.Name}} {{if and .Reading .Address}}{{field \"甲\"}}{{end}}{{range .Members}}{{.Reading}}{{end}}\n",
	"d.call.ja.txt":  "{{.Name}} {{if eq (field \"甲\") \"A\"}}{{.Reading}}{{end}}\n",
	"e.sms.ja.txt":   "{{field \"甲\"}}{{field \"乙\"}} {{.Reference}}\n",
	"f.call.ja.txt":  "{{printf \"%.1s\" .Reading}}{{len .Name}}\n",
	"g.call.ja.txt":  "{{.Name}}{{if gt (len .Members) 1}}{{.Reading}}{{end}}{{if .Name | len | eq 9}}{{.Reading}}{{end}}\n",
	"h.call.ja.txt":  "{{.Name}}{{if gt (len .Members) 0}}{{.Reading}}{{end}}\n",
}

// Everybody of a class fares as the others do, whatever the letter.
func TestClassesFareAlike(t *testing.T) {
	t.Parallel()
	set := load(t, choosy)
	for file := range choosy {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			e := editionOf(t, set, file)
			dice, passed, classed := rand.New(rand.NewPCG(1, 2)), map[string]bool{}, 0
			for range 20_000 {
				d := somebody(dice)
				class, ok := e.Class(&d)
				if !ok {
					continue
				}
				classed++
				r, err := e.Render(d)
				if err == nil {
					err = templates.Guard(r, e.Allowed(d))
				}
				if was, known := passed[class]; known && was != (err == nil) {
					t.Fatalf("class %s: some pass and some do not (%v)", class, err)
				}
				passed[class] = err == nil
			}
			if picky := file[0] == 'd' || file[0] == 'f' || file[0] == 'g'; picky != (classed == 0) {
				t.Errorf("%d people have a class", classed)
			}
		})
	}
}

func somebody(dice *rand.Rand) templates.Data {
	any := func() personal.Text { return personal.New(values[dice.IntN(len(values))]) }
	d := full("ja")
	d.Person.Name, d.Person.Reading, d.Person.PostalCode, d.Person.Address = any(), any(), any(), any()
	d.Person.Organisation = dice.IntN(4) == 0
	d.Person.Fields = map[string]personal.Text{"丙": any()}
	for _, f := range []string{"甲", "乙"} {
		if dice.IntN(10) > 0 {
			d.Person.Fields[f] = any()
		}
	}
	d.Reference, d.Members = "aaaa-aaa-aaa", nil
	return d
}

// Most people of a Japanese list have a class in the letters that come with
// owabi: that is what makes importing fast.
func TestClassOfTheUsual(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	for _, file := range []string{"apology.email.ja.txt", "apology.call.ja.txt", "apology.sms.ja.txt"} {
		d := full("ja")
		d.Person.Name, d.Person.Reading, d.Members = personal.New("見本　花子"), personal.New("ミホン　ハナコ"), nil
		d.Person.PostalCode, d.Person.Address = personal.Text{}, personal.Text{}
		if class, ok := editionOf(t, set, file).Class(&d); !ok {
			t.Errorf("%s: no class (%s)", file, fmt.Sprint(class))
		}
	}
}
