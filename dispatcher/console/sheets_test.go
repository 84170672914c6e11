package console

import (
	"net/url"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestCallSheets(t *testing.T) {
	t.Parallel()
	const at = "/campaigns/c1/sheets"
	o := open(t)
	b := o.enter("佐藤")
	b.open(at).shows(t, 200, at, "手元に架電票はありません。", `max="20"`)
	o.offers = []string{"k1.case.1.1", "k1.case.1.2"}
	b.post(at+"/take", url.Values{"n": {"10"}, "audience": {"affected"}}).shows(t, 200, at)
	want := `next sato/paper c1 "affected"; dial sato/paper k1.case.1.1; next sato/paper c1 "affected"; dial sato/paper k1.case.1.2; next sato/paper c1 "affected"`
	if got := o.said(); got != want {
		t.Errorf("asked %q", got)
	}
	o.onPaper = []string{"k1.case.1.1", "k1.case.1.2"}
	p := b.open(at)
	p.shows(t, 200, at, "見本 花子", "060 9999 0001", "k1.case.1.1", `href="/campaigns/c1/calls/k1.case.1.1"`, "応答なし", `<span class="say">「こんにちは。」</span>`, `max="18"`)
	if n := strings.Count(p.html, `class="sheet"`); n != 2 {
		t.Errorf("%d sheets", n)
	}
	o.said()
	b.post("/campaigns/c1/calls/k1.case.1.1/record", url.Values{"disposition": {"spoken"}, "rest": {"1"}})
	if got := o.said(); got != `record sato k1.case.1.1 spoken ""` {
		t.Errorf("entered as %q", got)
	}
	for range sheetsMost {
		o.onPaper = append(o.onPaper, "k1.case.1.3")
	}
	if p := b.open(at); p.has("次の方を受け取る") {
		t.Error("more can be taken")
	}
	b.post(at+"/take", url.Values{"n": {"1"}})
	if got := o.said(); strings.Contains(got, "next") {
		t.Errorf("more are taken: %q", got)
	}
	for _, n := range []string{"", "0", "21", "x"} {
		b.post(at+"/take", url.Values{"n": {n}}).shows(t, 400, at+"/take")
	}
	o.onPaper = nil
	o.breaks("next", &dispatcher.Error{Code: dispatcher.NotFound, What: "the campaign has no such audience"})
	b.post(at+"/take", url.Values{"n": {"1"}, "audience": {"x"}}).shows(t, 404, at+"/take")
}
