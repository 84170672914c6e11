package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/owabi/owabi/dispatcher"
)

// barriers looks for what keeps people out of the page that is open, by
// axe-core, in the rules of WCAG 2.2 up to AA.
func (b *tab) barriers() {
	b.Helper()
	script, err := os.ReadFile(filepath.Join("axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		b.Fatalf("axe-core is not installed; run `make need-axe`: %v", err)
	}
	b.do("load axe", chromedp.Evaluate[chromedp.Void](string(script)+"\n;window.found = undefined; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"+
		".then((r) => { window.found = r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')).join('\\n') }); undefined"))
	b.until("axe has looked", "window.found !== undefined")
	if found := b.value("window.found"); found != "" {
		b.Errorf("%s in %s:\n%s", b.value("location.pathname"), b.value("document.documentElement.lang"), found)
	}
}

// both looks for barriers in both languages and colours.
func (b *tab) both(page string) {
	b.Helper()
	for _, lang := range []string{"en", "ja"} {
		for _, scheme := range []string{"light", "dark"} {
			b.look(1280, 800, scheme)
			b.open(page + "?lang=" + lang)
			b.barriers()
		}
	}
}

// A whole shift by the keyboard alone: twenty calls with every result, a promise
// that comes due, somebody who calls the office while another is about to call
// them, and a call that a supervisor gives to somebody else; the figure on the
// dashboard follows.
func TestAShiftByKeyboard(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	s.morePeople(20)
	desk := s.browser()
	desk.signIn("見本 花子")
	desk.open(deskPage)
	desk.until("the desk", deskNow)
	desk.both(deskPage)
	desk.until("the desk", deskNow)
	desk.press("n")
	reached := 0
	for i := range 20 {
		d := dispatcher.Dispositions[i%len(dispatcher.Dispositions)]
		desk.until(fmt.Sprint("person ", i+1), offeredNow)
		if i == 0 {
			desk.both(deskPage)
			desk.until("the offer", offeredNow)
		}
		desk.press("d")
		desk.until("the call", dialledNow)
		if d == dispatcher.SpokenTo {
			if i == 0 {
				desk.both(desk.value("location.pathname"))
				desk.until("the call", dialledNow)
			}
			desk.press("y")
			desk.until("it is the person", knownNow)
			reached++
		}
		if i == 0 {
			desk.both(desk.value("location.pathname"))
			desk.until("the call", knownNow)
		}
		desk.report(i, d)
	}
	desk.until("the twenty-first", offeredNow)
	desk.open("/campaigns/telephoned")
	desk.until("the figure", figureIs(fmt.Sprint(reached)))

	// The promise comes due: it goes before everybody else.
	desk.open(deskPage)
	desk.until("the offer in hand", offeredNow)
	s.clock.AdvanceTo(jst(26, 11, 30))
	s.settle()
	desk.press("b")
	desk.until("given back", deskNow+` && document.body.innerText.includes("一覧に戻しました")`)
	desk.press("n")
	desk.until("whom we promised to call", offeredNow+` && document.body.innerText.includes("約束した日時")`)

	// The same person calls the office meanwhile.
	inbound := s.visit("佐藤")
	attempt := desk.value(`document.querySelector(".offered form").action.split("/").at(-2)`)
	inbound.answers(strings.Split(attempt, ".")[1], desk.value(`document.querySelector("h1").textContent`))
	desk.until("told so at once", `document.querySelector("[data-standing]").textContent.includes("別の経路で到達しました") && document.querySelector(".offered .act").disabled`)
	desk.barriers()
	reached++
	desk.press("n")
	desk.until("somebody else", offeredNow+` && !document.querySelector("[data-standing]").textContent.trim()`)

	// A supervisor gives the call to somebody else.
	attempt = desk.value(`document.querySelector(".offered form").action.split("/").at(-2)`)
	s.must(nil, s.client.Reassign(t.Context(), attempt, inbound.account.ID))
	desk.until("told so", `document.querySelector("[data-standing]").textContent.includes("同僚に移りました")`)
	inbound.open(deskPage)
	if inbound.offered() != attempt {
		t.Error("the call is not on the other's desk")
	}
	desk.open("/campaigns/telephoned")
	desk.until("the figure", figureIs(fmt.Sprint(reached)))
	desk.both("/campaigns/telephoned/inbound")
}

// report gives a result by its key: a promise with its time, now and then a flag.
func (b *tab) report(i int, d dispatcher.Disposition) {
	b.Helper()
	const keys = "1234567890qw"
	key := keys[i%len(keys) : i%len(keys)+1]
	if i%5 == 4 {
		b.press("c") // complaint
		b.until("noted", `document.querySelector("[value=complaint]").checked`)
	}
	b.press(key)
	if d == dispatcher.CallBack {
		b.until("the time", `document.activeElement.id === "time"`)
		b.do("give the time", chromedp.SetValue(chromedp.ID("time"), "11:30"), chromedp.Focus(chromedp.ID("time")))
		b.press(kb.Enter)
	}
	b.until("recorded", deskNow+` && document.body.innerText.includes("記録しました")`)
}

// morePeople lets so many more join, and waits until they can be called.
func (s *deskSite) morePeople(n int) {
	s.Helper()
	var list strings.Builder
	list.WriteString("氏名,フリガナ,電話番号\n")
	for i := range n {
		fmt.Fprintf(&list, "試験　%c太,シケン　%c,060-9999-%04d\n", rune('一'+i), rune('ア'+2*i), 1000+i)
	}
	ctx := s.Context()
	s.must(s.client.Import(ctx, "telephoned", "affected", dispatcher.Upload{Name: "more.csv", Content: strings.NewReader(list.String())}))
	s.must(s.client.Control(ctx, "telephoned", dispatcher.Launch))
	s.settle()
	s.until("all are on the list", func() bool {
		calls, err := s.client.Calls(ctx, "telephoned")
		s.must(nil, err)
		return len(calls) == n+4
	})
}

// answers records that a person has called, and was told.
func (p *visitor) answers(person, name string) {
	p.Helper()
	const inbound = "/campaigns/telephoned/inbound"
	p.open(inbound)
	p.send(inbound+"/find", "query", name, "reason", "ご本人からの電話")
	p.send(inbound + "/" + person + "/open")
	p.send(inbound + "/" + person + "/identify")
	at := regexp.MustCompile(`name="at" value="([^"]+)"`).FindStringSubmatch(p.html)
	if at == nil {
		p.Fatalf("the form has no moment:\n%s", p.html)
	}
	p.send(inbound+"/"+person+"/record", "disposition", "spoken", "at", html.UnescapeString(at[1]))
	p.sees("「到達」")
}
