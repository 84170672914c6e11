package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/owabi/owabi/dispatcher/rehearsal"
)

var updatePictures = flag.Bool("update-pictures", false, "write the pictures of docs/images")

// pictureSize is the most bytes of a picture in the documentation.
const pictureSize = 200 << 10

// The pages as an office sees them at six in the evening of the example: they
// fit a small telephone and a desk, in both languages (WCAG 2.2, 1.4.10), light
// and dark, and README shows how they look.
func TestPagesFitTheirScreens(t *testing.T) {
	t.Parallel()
	s := exampleAtSix(t)
	b := s.browser()
	b.look(1280, 800, "light")
	b.signIn("見本 太郎")
	dashboard := "/campaigns/" + s.campaign
	b.fits("/", dashboard, dashboard+"/reviews", dashboard+"/team", dashboard+"/unreached", dashboard+"/sheets", "/account", "/factor", "/enter", "/first")
	b.look(1200, 760, "light")
	b.open(dashboard + "?lang=ja")
	b.until("the figure of the day", figureIs("93"))
	b.picture("dashboard")

	s.clock.AdvanceTo(demoReport.Add(15*time.Hour + 30*time.Minute))
	s.must(nil, product{s.server}.Settle(t.Context()))
	desk := dashboard + "/calls"
	b.fits(desk)
	b.open(desk)
	b.until("the desk", deskNow)
	b.press("n")
	b.until("the next person", offeredNow)
	b.fits(desk)
	b.open(desk)
	b.until("the next person", offeredNow)
	b.press("d")
	b.until("the call", dialledNow)
	call := b.value("location.pathname")
	b.fits(call)
	b.open(call)
	b.until("the call", dialledNow)
	b.press("y")
	b.until("it is the person", knownNow)
	b.fits(call)
	b.look(1000, 720, "light")
	b.open(desk + "?lang=ja")
	b.until("the call", knownNow)
	b.picture("operator")
	b.look(390, 844, "dark")
	b.open(call + "?lang=en")
	b.until("the call", knownNow)
	b.picture("operator-phone")

	inbound := dashboard + "/inbound"
	b.fits(inbound)
	b.look(1200, 760, "light")
	b.open(inbound + "?lang=ja")
	b.until("the search", deskNow)
	b.do("look for somebody", chromedp.Focus(chromedp.ID("query")))
	b.press("前田 試乃" + kb.Enter)
	b.until("found", `!!document.querySelector(".found button")`)
	b.fits(inbound)
	b.look(1200, 760, "light")
	b.open(inbound + "?lang=ja")
	b.until("found", deskNow+` && !!document.querySelector(".found button")`)
	b.press("1")
	b.until("the sheet", deskNow+` && !!document.querySelector(".identity")`)
	b.fits(b.value("location.pathname"))
	b.look(1200, 760, "light")
	b.open(b.value("location.pathname") + "?lang=ja")
	b.until("the sheet", deskNow+` && !!document.querySelector(".identity")`)
	b.picture("inbound")
	b.open(dashboard + "/team?lang=ja")
	b.until("who makes calls", `document.body.innerText.includes("見本 太郎")`)
	b.picture("team")
}

// played is the example of the demo, standing still.
type played struct {
	*deskSite
	campaign string
}

var errSix = errors.New("it is six in the evening")

func exampleAtSix(t *testing.T) *played {
	t.Helper()
	var said bytes.Buffer
	p, err := newPlay(newEnv(func(string) string { return "" }, strings.NewReader(""), &said, &said), shortDir(t), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	ctx := t.Context()
	s := &played{deskSite: &deskSite{T: t, log: &lockedBuffer{}}}
	s.must(nil, p.start(ctx))
	s.must(nil, p.launch(ctx))
	err = rehearsal.Play(ctx, rehearsal.Config{Clock: p.clock, Product: product{p.server}, Operators: p.people, Recipients: p.readers,
		Milestones: []time.Time{demoReport}, Milestone: func(context.Context, time.Time) error { return errSix }})
	if !errors.Is(err, errSix) {
		t.Fatalf("the example is not played to six: %v", err)
	}
	s.server, s.clock, s.client, s.campaign = p.server, p.clock, p.client, p.campaign
	s.openPages()
	return s
}

// openPages opens the office's listener on a server that has none.
func (s *deskSite) openPages() {
	s.Helper()
	var err error
	if s.front, err = s.openFront(anywhere, ""); err == nil {
		err = s.openAccess(s.Context())
	}
	if err == nil {
		s.services.Accounts = s.access
		err = s.serveFront(s.front, s.api, s.services)
	}
	if err != nil {
		s.Fatal(errors.Join(err, s.close()))
	}
}

// look sets the size of the tab, and the colours that its reader prefers.
func (b *tab) look(width, height int64, scheme string) {
	b.Helper()
	b.do("resize", chromedp.EmulateViewport(width, height), func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return chromedp.Void{}, err
	})
}

// fits opens pages on screens of several widths, and leaves the tab as it was.
func (b *tab) fits(paths ...string) {
	b.Helper()
	for _, width := range []int64{320, 1280} {
		b.look(width, 800, "dark")
		for _, path := range paths {
			for _, lang := range []string{"en", "ja"} {
				b.open(path + "?lang=" + lang)
				if over := b.value(`[...document.querySelectorAll("body *")].filter((e) => !e.closest(".unseen, .skip, .patterns") && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + "." + e.className).join(" ")`); over != "" {
					b.Errorf("%s in %s is wider than %d: %s", path, lang, width, over)
				}
			}
		}
	}
	b.look(1280, 800, "light")
}

// picture writes a picture of the documentation when it is asked to, and sees
// that it is there and small. How a page looks is for people to judge.
func (b *tab) picture(name string) {
	b.Helper()
	file := filepath.Join("..", "..", "docs", "images", name+".png")
	if *updatePictures {
		png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		b.must(nil, err)
		b.must(nil, os.WriteFile(file, png, 0o644))
	}
	if info, err := os.Stat(file); err != nil || info.Size() > pictureSize {
		b.Errorf("%s is not there, or too large: %v", file, err)
	}
}
