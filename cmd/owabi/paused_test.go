package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/owabi/owabi/channels"
)

// A channel that is paused for a fault of ours says so on every page where
// somebody could act on it, in both languages, on a small telephone too; the
// desk's pages say that nobody is called while it is the telephone.
func TestPausedChannelsFitTheirScreens(t *testing.T) {
	t.Parallel()
	s := exampleAtSix(t)
	ctx := t.Context()
	key := s.book.Registered()[0].Key
	s.must(nil, s.campaigns.Trip(ctx, key, channels.Email, "refused: RCPT 553 5.7.1"))
	s.must(nil, s.campaigns.Trip(ctx, key, channels.SMS, "doubtful: 21/400"))
	b := s.browser()
	b.look(1280, 800, "light")
	b.signIn("見本 太郎")
	dashboard := "/campaigns/" + s.campaign
	b.fits("/", dashboard)
	for lang, says := range map[string][]string{
		"ja": {"メールは、当方の障害のため止まっています。", "送信先の事業者に断られました。", "RCPT 553 5.7.1", "SMSは、当方の障害のため止まっています。", "21/400", "再開する"},
		"en": {"The channel E-mail is paused for a fault of ours.", "The provider refuses us.", "RCPT 553 5.7.1", "The channel SMS is paused", "21/400", "Resume"},
	} {
		b.open(dashboard + "?lang=" + lang)
		text := b.value("document.body.innerText")
		for _, w := range says {
			if !strings.Contains(text, w) {
				t.Errorf("the dashboard in %s does not say %q:\n%s", lang, w, text)
			}
		}
		b.shot("paused-" + lang)
	}
	s.must(nil, s.campaigns.Trip(ctx, key, channels.Call, "unfit: apology.call.ja.txt:3"))
	b.open(dashboard + "/calls?lang=ja")
	if text := b.value("document.body.innerText"); !strings.Contains(text, "電話は、当方の障害のため止まっています。") || !strings.Contains(text, "apology.call.ja.txt:3") {
		t.Errorf("the desk does not say that the telephone is paused:\n%s", text)
	}
	b.shot("paused-calls")
	b.fits(dashboard+"/calls", dashboard)
	b.open("/?lang=ja")
	b.shot("paused-overview")
	b.look(320, 700, "dark")
	b.open(dashboard + "?lang=ja")
	b.shot("paused-small")
}

// shot keeps a picture of what the tab shows where OWABI_SHOTS says, for people
// to look at.
func (b *tab) shot(name string) {
	b.Helper()
	dir := os.Getenv("OWABI_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.must(nil, err)
	b.must(nil, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}
