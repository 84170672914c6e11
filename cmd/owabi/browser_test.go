package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/owabi/owabi/dispatcher/access"
)

// patience bounds every step of a browser.
const patience = 30 * time.Second

// tab is a tab of a browser with a profile of its own.
type tab struct {
	*deskSite
	ctx context.Context
}

// browser starts one with nothing in it, and opens a tab.
func (s *deskSite) browser() *tab {
	s.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(s.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	s.Cleanup(cancel)
	return s.tab(ctx)
}

// another opens one more tab of the same browser.
func (b *tab) another() *tab { b.Helper(); return b.tab(b.ctx) }

// tab fails the test for everything that a page reports: an error of a script,
// something that the policy of the page forbids.
func (s *deskSite) tab(parent context.Context) *tab {
	s.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	s.must(nil, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	_, err := chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
	s.must(nil, err)
	entries, thrown := chromedp.Events(ctx, cdplog.EntryAdded), chromedp.Events(ctx, runtime.ExceptionThrown)
	var all sync.WaitGroup
	all.Go(func() {
		for e, err := range entries {
			if err == nil && !strings.Contains(e.Entry.Text, "401") { // a stream of one who has signed out
				s.Errorf("the browser says: %s", e.Entry.Text)
			}
		}
	})
	all.Go(func() {
		for e, err := range thrown {
			if err == nil {
				s.Errorf("a script fails: %s", e.ExceptionDetails.Text)
			}
		}
	})
	s.Cleanup(func() { cancel(); all.Wait() })
	return &tab{s, ctx}
}

// do takes steps in the tab.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		where, _ := chromedp.Run(b.ctx, chromedp.Location())
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
		b.Fatalf("%s: %v\nat %s:\n%s", what, err, where, text)
	}
}

// press presses keys one by one, wherever the focus is.
func (b *tab) press(keys string) {
	b.Helper()
	b.do("press "+keys, chromedp.KeyEvent(keys))
}

// until waits until an expression is true on the page, whichever page it comes
// to be: an expression that is being evaluated does not outlive its page.
func (b *tab) until(what, expression string) {
	b.Helper()
	js := "(() => { try { return !!(" + expression + ") } catch { return false } })()"
	b.do(what, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		for {
			if is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js)); err == nil && is {
				return chromedp.Void{}, nil
			}
			select {
			case <-ctx.Done():
				return chromedp.Void{}, ctx.Err()
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
}

// tabTo moves the focus by the keyboard to what says something.
func (b *tab) tabTo(text string) {
	b.Helper()
	for range 60 {
		b.press(kb.Tab)
		if strings.Contains(b.value("document.activeElement.textContent"), text) {
			return
		}
	}
	b.Fatalf("the focus comes never to %q", text)
}

func (b *tab) open(path string) { b.Helper(); b.do("open "+path, chromedp.Navigate(b.listener()+path)) }

func (b *tab) value(expression string) string {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	b.must(nil, err)
	return v
}

// signIn makes a supervisor's account, and types id and password.
func (b *tab) signIn(name string) {
	b.Helper()
	account := b.account(name, access.Supervisor)
	b.open("/enter")
	b.press(account.ID + kb.Tab + account.Password + kb.Enter) // the field of the id has the focus
	b.until("let in", `location.pathname === "/" && !!document.querySelector(".audience")`)
}

// becomeFirst opens the link by which the first admin is made, and sets up what
// an admin needs, by the keyboard.
func (b *tab) becomeFirst(id, password string) {
	b.Helper()
	link, _, err := b.client.Link(b.Context())
	b.must(nil, err)
	b.do("open the link", chromedp.Navigate(link))
	if at := b.value("location.href"); at != b.listener()+"/first" {
		b.Errorf("the link's key stays in the address: %s", at)
	}
	b.press("Hanako" + kb.Tab + id + kb.Tab + password + kb.Tab + password + kb.Enter)
	b.until("the key of the second factor", `location.pathname === "/factor" && !!document.querySelector(".factor-key")`)
	code, err := access.Code(b.value(`document.querySelector(".factor-key").innerText`), time.Now())
	b.must(nil, err)
	b.press(code + kb.Enter)
	b.until("let in", `location.pathname === "/"`)
}

func figureIs(n string) string {
	return `document.querySelector(".reached b").textContent === "` + n + `"`
}

// The pages of the desk, once their keys can be pressed: the script shows the
// switch for them.
const (
	deskNow    = `!document.querySelector("[data-shortcuts]").hidden`
	offeredNow = deskNow + ` && !!document.querySelector(".offered")`
	knownNow   = deskNow + ` && !!document.querySelector(".d-spoken[data-key]")`
	dialledNow = deskNow + ` && !!document.querySelector(".dialled a[href^='tel:+81']")`
)

// The figure on one screen follows an operator at another, who has a keyboard
// and no mouse.
func TestFigureFollowsTheKeyboard(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	wall := s.browser()
	wall.signIn("Sato")
	wall.open("/campaigns/telephoned")
	wall.until("the figure", figureIs("0"))
	wall.do("mark the page", chromedp.Evaluate[chromedp.Void]("window.sameAsBefore = true"))

	desk := wall.another()
	desk.open(deskPage)
	desk.until("the desk", deskNow)
	desk.press("n")
	desk.until("the next person", offeredNow)
	desk.press(kb.Enter) // the button has the focus
	desk.until("the call", dialledNow)
	desk.press("y")
	desk.until("it is the person", knownNow)
	desk.press("1")
	desk.until("the person after that", offeredNow+` && document.body.innerText.includes("本人と話した")`)
	wall.until("the figure moves", figureIs("1"))

	desk.press("d")
	desk.until("the call", dialledNow)
	desk.do("write a note", chromedp.Focus(chromedp.ID("note")))
	desk.press("1 x")           // no keys while one writes
	desk.press(kb.Escape + "0") // leads to the time, which is missing
	desk.until("the time", `document.activeElement.id === "time" && document.getElementById("note").value === "1 x"`)
	desk.do("give the time", chromedp.SetValue(chromedp.ID("time"), "18:30"), chromedp.Focus(chromedp.ID("time")))
	desk.press(kb.Enter)
	desk.until("the promise", `document.body.innerText.includes("2023年2月26日 18:30 にかけ直します")`)
	wall.until("the second person was tried", `document.querySelector(".tries tbody").innerText.includes("2回目")`)

	wall.tabTo("一時停止する")
	wall.press(kb.Enter)
	wall.until("paused", `!!document.querySelector(".state-paused")`)
	desk.press("d")
	desk.until("told so", `document.body.innerText.includes("いまは電話をかけられません")`)

	desk.do("switch the keys off", chromedp.Click(chromedp.CSS("[data-shortcuts] input")))
	desk.open(deskPage)
	desk.until("still off", deskNow+` && !document.querySelector("[data-shortcuts] input").checked`)
	desk.do("watch for forms", chromedp.Evaluate[chromedp.Void](`addEventListener("submit", (e) => { e.preventDefault(); document.title = "sent" })`))
	desk.press("n")
	if desk.value("document.title") == "sent" {
		t.Error("a key acts though it is switched off")
	}
	desk.press(kb.Enter) // the button still has the focus
	desk.until("the button acts", `document.title === "sent"`)
}

// The figures change in place: what has the focus keeps it, and a screen reader
// is told the figure. Who signs out in one tab sees nothing new in another.
func TestFiguresChangeInPlace(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	wall := s.browser()
	wall.signIn("Sato")
	wall.open("/campaigns/telephoned")
	wall.until("the figure", figureIs("0"))
	wall.do("focus", chromedp.Focus(chromedp.CSS(".standing button")), chromedp.Evaluate[chromedp.Void](`window.kept = document.querySelector(".standing button")`))
	operator := s.visit("鈴木")
	first := operator.take()
	operator.send(deskPage + "/" + first + "/dial")
	operator.send(deskPage+"/"+first+"/record", "disposition", "spoken")
	wall.until("the figure moves", figureIs("1"))
	wall.until("the rest stays", `document.activeElement === window.kept && window.kept.isConnected`)
	wall.until("told", `document.querySelector("[data-told]").textContent.includes("4人のうち1人に到達")`)
	operator.open("/campaigns/telephoned")
	operator.send("/campaigns/telephoned/pause")
	wall.until("another button has the focus", `document.activeElement.textContent === "再開する"`)

	desk := wall.another()
	desk.open(deskPage)
	desk.do("sign out", chromedp.Click(chromedp.CSS("form[action='/leave'] button")))
	desk.until("at the entry", `location.pathname === "/enter"`)
	wall.until("at the entry too", `location.href.endsWith("/enter?to=%2Fcampaigns%2Ftelephoned")`)
}

// The first admin, by the link that the server prints, makes the others'
// accounts, and closes one in the middle of a shift: its pages go to the entry.
func TestTheFirstAdminLetsOthersIn(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	admin := s.browser()
	admin.becomeFirst("hanako", "four words or more")
	admin.open("/accounts")
	admin.do("write names", chromedp.Focus(chromedp.ID("wanted")))
	admin.press("Jiro" + kb.Tab + "o" + kb.Tab + kb.Tab + kb.Enter) // the role stands at operator
	admin.until("the password", `!!document.querySelector(".passwords code")`)
	id, password := admin.value(`document.querySelectorAll(".passwords code")[0].innerText`), admin.value(`document.querySelectorAll(".passwords code")[1].innerText`)
	operator := s.browser()
	operator.open("/enter")
	operator.press(id + kb.Tab + password + kb.Enter)
	operator.until("let in", `location.pathname === "/" && !!document.querySelector(".audience")`)
	if operator.value(`String(!!document.querySelector("a[href='/accounts']"))`) == "true" {
		t.Error("an operator sees the accounts")
	}
	admin.open("/accounts")
	admin.do("close the account", chromedp.Click(chromedp.CSS(`form[action="/accounts/`+id+`/close"] button`)))
	operator.until("out at once", `location.pathname === "/enter" && location.search.includes("ended=closed")`)
}
