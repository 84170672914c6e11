package console

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// Every page, and all that forms are sent to, is behind the gate.
func TestEveryRouteNeedsASession(t *testing.T) {
	t.Parallel()
	o := open(t)
	stranger := &browser{o, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, r := range o.routes() {
		method, path, ok := strings.Cut(r.pattern, " ")
		if !ok {
			method, path = "GET", "/nowhere"
		}
		path = strings.NewReplacer("{$}", "", "{id}", "c1", "{attempt}", "k1.case.1.1", "{account}", "x1").Replace(path)
		req, err := http.NewRequest(method, o.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := stranger.Do(req)
		if p := stranger.read(res, err); p.status != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/enter?to=%2F") {
			t.Errorf("%s %s: status %d, goes to %q", method, path, p.status, res.Header.Get("Location"))
		}
	}
	if got := o.said(); got != "" {
		t.Errorf("asked %q", got)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.enter("佐藤")
	for _, r := range o.routes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		if method != "POST" {
			continue
		}
		path = strings.NewReplacer("{id}", "c1", "{attempt}", "k1.case.1.1", "{account}", "x1").Replace(path)
		req, err := http.NewRequest(method, o.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := b.Do(req)
		if p := b.read(res, err); p.status != http.StatusForbidden {
			t.Errorf("%s: status %d", path, p.status)
		}
	}
	if got := o.said(); got != "" {
		t.Errorf("asked %q", got)
	}
}

func TestPagesOutsideTheGateShowNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.server.Config.Handler = o.Console.Handler()
	b := &browser{o, http.DefaultClient}
	if p := b.open("/campaigns/c1"); p.status != http.StatusUnauthorized || p.has("93") {
		t.Errorf("status %d: %s", p.status, p.html)
	}
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.summary.Off = map[string]string{"call": "nobody answers for us", "email": "535 refused"}
	o.summary.Waiting = 4
	b := o.enter("佐藤")
	p := b.open("/campaigns/c1")
	p.shows(t, 200, "/campaigns/c1", "c1", "実施中", "2023年2月26日 10:00 現在", `<div class="reached"><dt>到達</dt><dd><b>93</b></dd></div>`,
		`<dd><b>26</b></dd>`, "78%", "メールは、当方の障害のため止まっています。", "535 refused", "取り込まれた4人", "要確認: 1人", "電話 停止中", "ご本人と会話",
		`action="/campaigns/c1/pause"`, `action="/campaigns/c1/resume"`, `content="10"`, `data-room="/campaigns/c1/live"`)
	if mail, call := strings.Index(p.html, "535 refused"), strings.Index(p.html, "nobody answers"); mail > call {
		t.Error("the channels stand in no order")
	}
	b.open("/").shows(t, 200, "/", `href="/campaigns/c1"`, "<b>93</b>", `data-room="/live"`)
	b.open("/campaigns/c1?lang=en").shows(t, 200, "/campaigns/c1?lang=en", "Running", "As of 26 February 2023, 10:00", "The channel E-mail is paused for a fault of ours.")
	b.open("/").shows(t, 200, "/", "All campaigns") // the language stays
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.enter("佐藤")
	b.post("/campaigns/c1/pause", nil).shows(t, 200, "/campaigns/c1")
	b.post("/campaigns/c1/resume", nil).shows(t, 200, "/campaigns/c1")
	if got := o.said(); got != "pause c1 as sato; resume c1 as sato" {
		t.Errorf("asked %q", got)
	}
	o.breaks("resume", &dispatcher.Error{Code: dispatcher.Conflict, Where: "c1", What: "cannot resume a campaign that is stopped", Cure: "a stopped campaign stays stopped: start a new one"})
	b.post("/campaigns/c1/resume", nil).shows(t, 409, "/campaigns/c1/resume", "いまはできません", "終了した案件は再開できません。", "終了した案件は元に戻せません。")
	b.post("/campaigns/c1/stop", nil).shows(t, 404, "/campaigns/c1/stop")
	b.post("/campaigns/c1/launch", nil).shows(t, 404, "/campaigns/c1/launch")
}

func TestReviews(t *testing.T) {
	t.Parallel()
	const at = "/campaigns/c1/reviews"
	o := open(t)
	b := o.enter("佐藤")
	b.open(at).shows(t, 200, at, "全部で1件", "k.c.1.2", "メール", "2023年2月26日 09:00", "届いたものとみなす", "二度届くことがあります")
	b.post(at+"/resolve", fields("verdict", "send_again")).shows(t, 422, at+"/resolve", "試行を一つ以上選び")
	b.post(at+"/resolve", fields("attempt", "k.c.1.2", "verdict", "forget")).shows(t, 422, at+"/resolve", "試行を一つ以上選び")
	b.post(at+"/resolve", fields("attempt", "k.c.1.2", "attempt", "k.c.1.3", "verdict", "handed_over")).shows(t, 200, at, "2件を決めました")
	b.open(at).lacks(t, "決めました")
	if got := o.said(); got != "resolve [k.c.1.2 k.c.1.3] handed_over as sato" {
		t.Errorf("asked %q", got)
	}
	for range 300 {
		o.world.reviews = append(o.world.reviews, o.world.reviews[0])
	}
	if p := b.open(at); strings.Count(p.html, `name="attempt"`) != reviewsShown || !p.has("全部で301件") {
		t.Errorf("%d reviews are shown", strings.Count(p.html, `name="attempt"`))
	}
	o.world.reviews = nil
	b.open(at).shows(t, 200, at, "要確認はありません")
}

func TestPagesThatAreNotThere(t *testing.T) {
	t.Parallel()
	b := open(t).enter("佐藤")
	for _, path := range []string{"/nothing", "/campaigns", "/campaigns/c1/people", "/enter/x"} {
		b.open(path).shows(t, 404, path, "このページはありません。")
	}
	for _, path := range []string{"/campaigns/c9", "/campaigns/c9/calls", "/campaigns/c9/live", "/campaigns/c9/calls/k1.case.1.1"} {
		p := b.open(path)
		p.shows(t, 404, path, "この案件はありません。")
		p.lacks(t, `href="/campaigns/c9/`)
	}
	b.post("/campaigns/c1/calls/k1.case.1.1", nil).shows(t, 404, "/campaigns/c1/calls/k1.case.1.1")
}

func TestFailuresOfOurs(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.enter("佐藤")
	o.breaks("status", errors.New("store: secret cause"))
	p := b.open("/campaigns/c1")
	p.shows(t, 500, "/campaigns/c1", "当方の障害です")
	p.lacks(t, "secret")
	if log := o.log.String(); !strings.Contains(log, "secret cause") || !strings.Contains(log, `route="GET /campaigns/{id}"`) {
		t.Errorf("the log says\n%s", log)
	}
	for _, line := range strings.Split(o.log.String(), "\n") {
		if _, rest, ok := strings.Cut(line, `msg="page failed" id=`); ok && !p.has(rest[:12]) {
			t.Errorf("the page does not name %s", rest[:12])
		}
	}
}

func TestLargeFormsAreRefused(t *testing.T) {
	t.Parallel()
	b := calling(t)
	p := b.post(callAt+"/record", fields("disposition", "busy", "note", strings.Repeat("x", formLimit)))
	if p.status != http.StatusBadRequest {
		t.Errorf("status %d", p.status)
	}
	wants(t, b, "")
}

// Whatever the domain may name has its words in both languages.
func TestEverythingHasItsWords(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.offers = []string{"k1.case.1.1"}
	o.progress = nil
	for i, g := range []dispatcher.Goal{dispatcher.Apology, dispatcher.Deletion, dispatcher.Notice} {
		by := map[string]dispatcher.ChannelProgress{}
		for _, ch := range channels.All {
			by[string(ch)] = dispatcher.ChannelProgress{Attempts: 1}
		}
		o.progress = append(o.progress, dispatcher.Progress{Campaign: "c1", Audience: string(rune('A' + i)), Goal: g, ByChannel: by})
	}
	b := o.enter("X")
	for _, lang := range []string{"ja", "en"} {
		for _, s := range []dispatcher.RunState{dispatcher.Draft, dispatcher.Running, dispatcher.Paused, dispatcher.Stopped} {
			o.summary.State = s
			p := b.open("/campaigns/c1?lang=" + lang)
			for _, raw := range []string{string(s), "apology", "deletion", "notice", "email", "sms", "call", "letter", "hand", "in_progress", "pending"} {
				if strings.Contains(p.html, ">"+raw+"<") || strings.Contains(p.html, ">"+raw+" ") {
					t.Errorf("%s: %s has no words", lang, raw)
				}
			}
		}
		o.summary.State = dispatcher.Running
		o.mu.Lock()
		o.offers = []string{"k1.case.1.1"}
		o.mu.Unlock()
		b.post(deskAt+"/next", nil)
		p := b.post(callAt+"/dial", nil)
		for _, d := range dispatcher.Dispositions {
			if strings.Contains(p.html, "</kbd> "+string(d)+"<") {
				t.Errorf("%s: %s has no words", lang, d)
			}
			for _, reach := range []dispatcher.Reach{dispatcher.Pending, dispatcher.InProgress, dispatcher.Reached, dispatcher.Unreachable, dispatcher.Withdrawn} {
				for _, s := range []dispatcher.RecordStatus{dispatcher.Applied, dispatcher.RecordDuplicate, dispatcher.RecordLate, dispatcher.RecordStale} {
					o.world.recorded = dispatcher.Recorded{Status: s, Reach: reach}
					p := b.post(callAt+"/record", fields("disposition", string(d), "date", "2023-02-27", "time", "10:00"))
					for _, raw := range []string{string(d), string(s), reach.String()} {
						if strings.Contains(p.html, ">"+raw+"<") || strings.Contains(p.html, raw+":") || strings.Contains(p.html, " "+raw+".") || strings.Contains(p.html, "「"+raw) {
							t.Errorf("%s: %s has no words", lang, raw)
						}
					}
				}
			}
		}
	}
}

// TestReturnedLetters: a number is typed or scanned; what is no number is said
// so, and the page stands ready for the next.
func TestReturnedLetters(t *testing.T) {
	t.Parallel()
	const at = "/campaigns/c1/letters"
	b := open(t).enter("佐藤")
	b.open(at).shows(t, 200, at, "差出済み", "3通が印刷を待っています", `name="number"`, "autofocus")
	b.post(at+"/returned", fields("number", "1-0003-9")).shows(t, 422, at+"/returned", "この番号のどこかの数字が違います")
	b.post(at+"/returned", fields("number", " 1-0003-8 ", "reason", "転居先不明")).shows(t, 200, at, "1-0003-8 が戻ったことを記録しました", "autofocus")
	b.open(at).lacks(t, "1-0003-8")
}
