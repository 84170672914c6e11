package templates_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// guarded renders an e-mail whose body holds the column 備考 on a line of its
// own, and what else is put into it behind the renderer's back.
func guarded(t testing.TB, remark, extra string) error {
	t.Helper()
	e := editionOf(t, guardSet(t), "a.call.ja.txt")
	d := full("ja")
	d.Person.Fields["備考"] = personal.New(remark)
	r, err := e.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	r.Text = personal.New(r.Text.Reveal() + extra)
	return templates.Guard(r, e.Allowed(d))
}

func guardSet(t testing.TB) *templates.Set {
	return load(t, map[string]string{"a.call.ja.txt": `{{.Addressee}}　{{.PostalCode}} {{.Address}}
{{.Organisation.Name}}　{{date .Date}}
旧窓口　０３－００００－９９９９、旧 old@city.aozora.example.jp、様式R-2020-000001
{{if field "備考"}}
{{field "備考"}}
{{end}}{{.Link}}
{{.Reference}}
`})
}

func TestGuardLetsThrough(t *testing.T) {
	t.Parallel()
	for name, extra := range map[string]string{
		"nothing":                          "",
		"own mobile":                       "090-0000-5678",
		"own mobile, country code":         "+81 90 0000 5678",
		"own mobile, code and zero":        "+81 (0)90-0000-5678",
		"own mobile, prefix 010":           "010-81-90-0000-5678",
		"own mobile, prefix 00":            "0081 90 0000 5678",
		"own mobile, wide":                 "０９０－００００－５６７８",
		"own mobile, long vowel as hyphen": "０９０ー００００ー５６７８",
		"own mobile, no hyphens":           "09000005678",
		"own mobile, dots":                 "090.0000.5678",
		"own mobile, brackets":             "090(0000)5678、(090) 0000-5678",
		"own mobile, lost zero":            "90-0000-5678",
		"own mobile after a time":          "2023-02-26 18 090-0000-5678 17",
		"own mobile twice on a line":       "090-0000-5678 090-0000-5678",
		"own address":                      "hanako@mail.example.com",
		"own address in a sentence":        "宛先はhanako@mail.example.comです。",
		"own address, wide and capital":    "ＨＡＮＡＫＯ＠ＭＡＩＬ．ｅｘａｍｐｌｅ．ｃｏｍ",
		"own address and a full stop":      "Write to hanako@mail.example.com.",
		"the desk's number":                "03-0000-1234",
		"the desk's number abroad":         "+81-3-0000-1234",
		"the desk's fax":                   "０３（００００）１２３５",
		"the desk's address":               "<yoyaku@city.aozora.example.jp>",
		"the desk's site":                  "https://www.city.aozora.example.jp/owabi",
		"static number":                    "03-0000-9999",
		"static address":                   "old@city.aozora.example.jp",
		"incident's count":                 "136の事業者",
		"own postal code and house":        "000-0001、青空市緑二丁目3番4号",
		"own link":                         "(https://owabi.city.aozora.example.jp/p/Zk3vN8qRt2YxW5bC)",
		"own reference":                    "番号k7q2m9xdh4tz。",
		"day":                              "2023-02-26、2023/02/26、20230226、令和5年2月26日 18:00",
		"sums":                             "1,234,567,890円、12.5%、100-200",
		"handle":                           "＠青空市 @aozora",
		"sort code":                        "12-34-56",
		"at without a domain":              "担当@ 予約係",
	} {
		if err := guarded(t, "", "\n"+extra+"\n"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGuardRefuses(t *testing.T) {
	t.Parallel()
	const number, address, reference, link = "a telephone number", "an e-mail address", "a reference number", "a link"
	for _, c := range []struct{ extra, kind string }{
		{"090-0000-5679", number},
		{"09000005679", number},
		{"+81-90-0000-5679", number},
		{"＋８１９００００５６７９", number},
		{"+81 (0)90 0000 5679", number},
		{"0081-90-0000-5679", number},
		{"010 81 90 0000 5679", number},
		{"81-90-0000-5679", number},
		{"90-0000-5679", number},
		{"９０００００５６７９", number},
		{"０９０－００００－５６７９", number},
		{"０９０ー００００ー５６７９", number},
		{"090‐0000‐5679", number},
		{"090−0000−5679", number},
		{"090 0000 5679", number},
		{"０９０　００００　５６７９", number},
		{"（090）0000-5679", number},
		{"090.0000.5679", number},
		{"090・0000・5679", number},
		{"090\u00a00000\u00a05679", number},
		{"03-0000-4321", number},
		{"０３（００００）４３２１", number},
		{"0120-000-432", number},
		{"0800-000-4321", number},
		{"050-0000-4321", number},
		{"0570-000-432", number},
		{"+1 202-555-0199", number},
		{"＋４４　２０　７９４６　０９９９", number},
		{"電話09000005679まで", number},
		{"tel:09000005679x", number},
		{"18:00 03-0000-4321", number},
		{"2023-02-26 03-0000-4321 17", number},
		{"090-0000-5678 090-0000-5679", number},
		{"090-0000-5678-090-0000-5679", number},
		{"口座1234567890123", number},
		{"個人番号1234-5678-9012", number},
		{"taro@mail.example.com", address},
		{"宛先はtaro@mail.example.comです。", address},
		{"ｔａｒｏ＠ｍａｉｌ．ｅｘａｍｐｌｅ．ｃｏｍ", address},
		{"x.hanako@mail.example.com", address},
		{"hanako@mail.example.com.evil.example", address},
		{"hanako@mail.example.comtaro@mail.example.com", address},
		{"hanako@mail.example.org", address},
		{"foo..bar@mobile.example.jp", address},
		{"“o'taro”<o'taro@mail.example.com>", address},
		{"taro@[192.0.2.1], taro@localhost", address},
		{"花子@例え.example", address},
		{"taro@例え.example", address},
		{"k7q2m9xdh4ty", reference},
		{"番号a1b2c3d4e5f6。", reference},
		{"abcdefghijkl", reference},
		{"https://owabi.city.aozora.example.jp/p/Zk3vN8qRt2YxW5bD", link},
		{"https://owabi.city.aozora.example.jp/p/Zk3vN8qRt2YxW5bCD", link},
		{"（https://owabi.city.aozora.example.jp/p/a）", link},
		{"https://owabi.city.aozora.example.jp/p/Zk3vN8qRt2YxW5bC/x", link},
	} {
		err := guarded(t, "", "\n"+c.extra+"\n")
		if err == nil || !strings.Contains(err.Error(), c.kind) {
			t.Errorf("%s: %v", c.extra, err)
			continue
		}
		if strings.Contains(err.Error(), c.extra) || !errors.As(err, new(*templates.Error)) || !strings.HasPrefix(err.Error(), "a.call.ja.txt: ") {
			t.Errorf("%s: the error is %v", c.extra, err)
		}
		if err := guarded(t, c.extra, ""); err != nil && c.kind != link {
			t.Errorf("%s as this person's own column: %v", c.extra, err)
		}
	}
}

// A reference number is recognised by being made like the person's own.
func TestGuardReferences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		own, other string
		refused    bool
	}{
		{"R-23-00123", "R-23-00124", true},
		{"R-23-00123", "R_23-00124", false},
		{"R-23-00123", "R-23-0124", false},
		{"123456", "123457", true},
		{"123456", "ABCDEF", false},
		{"12345", "12346", false}, // made like too many things
		{"ABCD1234", "WXYZ9876", true},
		{"ABCD1234", "wxyz9876", false},
		{"ABCD1234", "2023-1-1", false},
		{"ABCDEFGH", "STUVWXYZ", true},
	} {
		e := edition(t, "a.call.ja.txt", "番号　{{.Reference}}、様式R-2020-000001")
		d := full("ja")
		d.Reference = c.own
		r, err := e.Render(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := templates.Guard(r, e.Allowed(d)); err != nil {
			t.Errorf("%s: %v", c.own, err)
		}
		r.Text = personal.New(r.Text.Reveal() + c.other + "\n")
		if err := templates.Guard(r, e.Allowed(d)); (err != nil) != c.refused {
			t.Errorf("%s beside %s: %v", c.other, c.own, err)
		}
	}
}

func TestGuardLooksAtSubjectAndHTML(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	e, d := editionOf(t, set, "apology.email.ja.txt"), full("ja")
	r, err := e.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*templates.Rendered){
		"subject":        func(r *templates.Rendered) { r.Subject = personal.New("090-0000-5679") },
		"HTML":           func(r *templates.Rendered) { r.HTML = personal.New(r.HTML.Reveal() + "<p>taro@mail.example.com</p>") },
		"no HTML":        func(r *templates.Rendered) { r.HTML = personal.Text{} },
		"another's HTML": func(r *templates.Rendered) { o, _ := e.Render(numbered(1)); r.HTML = o.HTML },
		"another's text": func(r *templates.Rendered) { o, _ := e.Render(numbered(1)); r.Text = o.Text },
	} {
		changed := r
		change(&changed)
		if templates.Guard(changed, e.Allowed(d)) == nil {
			t.Errorf("%s: let through", name)
		}
		if templates.Guard(changed, templates.Allowed{}) == nil {
			t.Errorf("%s: let through where nothing is allowed", name)
		}
	}
	script := editionOf(t, set, "apology.call.ja.txt")
	s, err := script.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	s.HTML = personal.New("<p>x</p>")
	if templates.Guard(s, script.Allowed(d)) == nil {
		t.Error("a script with HTML was let through")
	}
}

// Whatever a person's column holds, their own letter goes out, and a stranger's
// number or address on the next line holds it back; no error tells the column.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "090-1111-2222", "＋８１　９０　1111　2222 03-1", "a@b.example", "あ@い.う@え", "k7q2m9xdh4ty https://x.example/p/ab", "00810-1-1-1-1-1-1", "\xef\xbc", "+", "((((("} {
		f.Add(s)
	}
	e := editionOf(f, guardSet(f), "a.call.ja.txt")
	f.Fuzz(func(t *testing.T, remark string) {
		d := full("ja")
		d.Person.Fields["備考"] = personal.New(remark)
		r, err := e.Render(d)
		if err != nil {
			if utf8.RuneCountInString(remark) > 3 && strings.Contains(err.Error(), remark) {
				t.Errorf("the error tells the column")
			}
			return
		}
		own := e.Allowed(d)
		if err := templates.Guard(r, own); err != nil && !strings.Contains(remark, "owabi.city.aozora.example.jp/p/") {
			t.Fatalf("own letter: %v", err)
		}
		for _, stranger := range []string{"080-0000-7777", "stranger@mail.example.net", "zzzzzzzzzz99"} {
			with := r
			with.Text = personal.New(r.Text.Reveal() + stranger + "\n")
			err := templates.Guard(with, own)
			if err == nil && !strings.Contains(remark, stranger[len(stranger)-4:]) && !strings.Contains(remark, "７") {
				t.Errorf("%s was let through", stranger)
			}
			if err != nil && strings.Contains(err.Error(), stranger) {
				t.Errorf("the error tells %s", stranger)
			}
		}
	})
}
