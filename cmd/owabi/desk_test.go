package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

// telephoned is a campaign that tells everybody by telephone.
const telephoned = `id: telephoned
organisation: {name: 見本市, desk: 試験課, phone: "+81312345678", email: desk@mihon.example, address: 見本市中央1-1, hours: "09:00-20:00", sender: 見本市長}
incident: {discovered: "2023-02-21T17:30+09:00", outline: 試験の通知, items: [氏名], cause: 試験, secondary: なし, measures: なし}
timezone: Asia/Tokyo
sandbox_only: true
audiences:
  affected:
    goal: apology
    reached_when: spoken
    plan:
      - call: {tries: 3, wait: 3h, hours: "09:00-20:00", holidays: true}
`

const telephonedList = `氏名,フリガナ,電話番号
見本　一子,ミホン　イチコ,060-9999-0001
見本　二郎,ミホン　ジロウ,060-9999-0002
見本　三枝,ミホン　サエ,060-9999-0003
見本　四朗,ミホン　シロウ,060-9999-0004
`

// deskSite is the whole product in this process, with four people to call at
// ten in the morning.
type deskSite struct {
	*testing.T
	*server
	clock  *rehearsal.Clock
	client *client.Client
	log    *lockedBuffer
	with   settings
}

// logged is what the server has logged so far.
func (s *deskSite) logged() string {
	text, err := io.ReadAll(s.log.reader())
	s.must(nil, err)
	return string(text)
}

func newDesk(t *testing.T, change ...func(*settings)) *deskSite {
	t.Helper()
	dir := shortDir(t)
	s := &deskSite{T: t, clock: rehearsal.NewClock(jst(26, 10, 0)), log: &lockedBuffer{}}
	s.with = settings{data: filepath.Join(dir, "data"), keyFile: filepath.Join(dir, "master.key"), public: anywhere, desks: anywhere,
		mode: dispatcher.Sandbox, clock: s.clock, log: slog.New(slog.NewTextHandler(s.log, nil))}
	for _, f := range change {
		f(&s.with)
	}
	s.start()
	t.Cleanup(s.end)
	ctx := t.Context()
	s.must(s.client.Create(ctx, dispatcher.Files{Campaign: []byte(telephoned)}))
	s.must(s.client.Import(ctx, "telephoned", "affected", "people.csv", strings.NewReader(telephonedList), false))
	s.must(s.client.Control(ctx, "telephoned", dispatcher.Launch))
	s.settle()
	return s
}

func (s *deskSite) start() {
	s.Helper()
	var err error
	if s.server, err = start(s.Context(), s.with); err != nil {
		s.Fatal(err)
	}
	if s.client, err = client.New("unix:"+socketPath(s.data), "test"); err != nil {
		s.Fatal(err)
	}
}

func (s *deskSite) end() {
	s.client.Close()
	if err := s.close(); err != nil {
		s.Error(err)
	}
}

func (s *deskSite) must(_ any, err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *deskSite) settle() {
	s.Helper()
	s.must(nil, product{s.server}.Settle(s.Context()))
}

// listener is the address of the office's pages.
func (s *deskSite) listener() string { return "http://" + s.front.listener.Addr().String() }

// visitor is an operator whose browser runs no script.
type visitor struct {
	*deskSite
	*http.Client
	html, path string
}

func (s *deskSite) visit(name string) *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	p := &visitor{deskSite: s, Client: &http.Client{Jar: jar}}
	p.enter(name)
	return p
}

// enter pastes the link that somebody was given.
func (p *visitor) enter(name string) {
	p.Helper()
	link, _, err := p.client.Link(p.Context())
	p.must(nil, err)
	p.open("/enter")
	p.send("/enter", "name", name, "token", link)
	if p.path != "/" {
		p.Fatalf("%s is not let in, but at %s", name, p.path)
	}
}

func (p *visitor) open(path string) { p.Helper(); p.read(p.Get(p.listener() + path)) }

// send sends a form of the page that is open.
func (p *visitor) send(action string, pairs ...string) {
	p.Helper()
	if !strings.Contains(p.html, `action="`+action+`"`) {
		p.Fatalf("%s has no form that is sent to %s:\n%s", p.path, action, p.html)
	}
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	p.read(p.PostForm(p.listener()+action, form))
}

func (p *visitor) read(res *http.Response, err error) {
	p.Helper()
	p.must(nil, err)
	defer res.Body.Close()
	html, err := io.ReadAll(res.Body)
	p.must(nil, err)
	p.html, p.path = string(html), res.Request.URL.RequestURI()
	if res.StatusCode >= 500 {
		p.Fatalf("%s: status %d\n%s\n%s", p.path, res.StatusCode, p.html, p.logged())
	}
}

func (p *visitor) sees(parts ...string) {
	p.Helper()
	for _, s := range parts {
		if !strings.Contains(p.html, s) {
			p.Errorf("%s lacks %q:\n%s", p.path, s, p.html)
		}
	}
}

// offered is the attempt that the page offers.
func (p *visitor) offered() string {
	p.Helper()
	m := regexp.MustCompile(`action="/campaigns/telephoned/calls/([^/"]+)/dial"`).FindStringSubmatch(p.html)
	if m == nil {
		p.Fatalf("%s offers nobody:\n%s", p.path, p.html)
	}
	return m[1]
}

const deskPage = "/campaigns/telephoned/calls"

// take takes the next person, and returns the attempt.
func (p *visitor) take() string {
	p.Helper()
	p.open(deskPage)
	p.send(deskPage + "/next")
	return p.offered()
}

// reached fails unless the dashboard shows the figure.
func (p *visitor) reached(n int) {
	p.Helper()
	p.open("/campaigns/telephoned")
	p.sees(fmt.Sprintf(`<div class="reached"><dt>到達</dt><dd><b>%d</b></dd></div>`, n), fmt.Sprintf(`<dd><b>%d</b></dd>`, 4-n))
}

func TestAShiftWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤 見本")
	p.reached(0)
	first := p.take()
	p.sees("見本　", "番号の末尾")
	p.send(deskPage + "/" + first + "/dial")
	p.sees(`href="tel:&#43;81609999000`, "060 9999 000", "通話中", `<span class="say">「`)
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken", "note", "丁寧にお聞きくださった")
	p.sees("記録しました", "本人と話した", "「到達」")
	p.reached(1)

	p.open(deskPage)
	second := p.offered() // taken with the result of the first
	p.send(deskPage + "/" + second + "/dial")
	p.send(deskPage+"/"+second+"/record", "disposition", "call_back", "date", "2023-02-26", "time", "11:30", "rest", "1")
	p.sees("2023年2月26日 11:30 にかけ直します。", "次の方")
	p.clock.AdvanceTo(jst(26, 11, 30))
	p.settle()
	calls, err := p.client.Calls(t.Context(), "telephoned")
	p.must(nil, err)
	if due := strings.Join(attemptsOf(calls), " "); !strings.Contains(due, strings.Split(second, ".")[1]) {
		t.Errorf("whom we promised to call is not on the list: %s", due)
	}
	for _, s := range []string{"見本　", "ミホン", "9999", "佐藤", "丁寧"} {
		if strings.Contains(p.logged(), s) {
			t.Errorf("the log holds %s:\n%s", s, p.logged())
		}
	}
}

func attemptsOf(calls []dispatcher.CallStatus) []string {
	var all []string
	for _, c := range calls {
		all = append(all, c.Attempt)
	}
	return all
}

func TestAnOfferIsGone(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.must(nil, p.client.Withdraw(t.Context(), "telephoned", strings.Split(first, ".")[1], "not affected"))
	p.send(deskPage + "/" + first + "/dial")
	p.sees("この電話は、あなたの担当ではなくなりました。", "次の方をどうぞ。")
	if next := p.offered(); next == first {
		t.Error("the same person is offered again")
	}
}

func TestAnOfferLapses(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.offerTime = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.until("the offer lapses", func() bool {
		calls, err := p.client.Calls(t.Context(), "telephoned")
		p.must(nil, err)
		for _, c := range calls {
			if c.Attempt == first {
				return c.Phase == "listed"
			}
		}
		return false
	})
	p.send(deskPage + "/" + first + "/dial")
	p.sees("この電話は、あなたの担当ではなくなりました。")
	p.offered()
}

func TestTheHoursAreOverOrTheCampaignIsPaused(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.open("/campaigns/telephoned")
	p.send("/campaigns/telephoned/pause")
	p.sees("休止中")
	p.open(deskPage)
	p.send(deskPage + "/" + first + "/dial")
	p.sees("いまは電話をかけられません。案件または電話が休止中です。", "いまは電話をかけません")
	p.open("/campaigns/telephoned")
	p.send("/campaigns/telephoned/resume")
	p.sees("実施中")
	p.open(deskPage)
	p.send(deskPage + "/next")
	late := p.offered()
	p.clock.AdvanceTo(jst(26, 20, 0))
	p.send(deskPage + "/" + late + "/dial")
	p.sees("この方に電話してよい時間が終わりました。", "いまかける相手はいません。")
}

// A call that was dialled and not recorded in time goes to review; its result
// still counts, and settles it.
func TestADialledCallLapses(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.dialLease = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	p.until("the call is in review", func() bool {
		list, err := p.client.Reviews(t.Context(), "telephoned")
		p.must(nil, err)
		return len(list) == 1
	})
	p.open(deskPage)
	p.sees("要確認になっています", "見本　")
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken", "rest", "1")
	p.sees("記録しました。要確認も片付きました", "「到達」")
	p.reached(1)
}

func TestAHumanDecidesReviews(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.dialLease = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	const reviews = "/campaigns/telephoned/reviews"
	p.until("the call is in review", func() bool {
		p.open(reviews)
		return strings.Contains(p.html, `value="`+first+`"`)
	})
	p.send(reviews+"/resolve", "attempt", first, "verdict", "send_again")
	p.sees("1件を決めました", "要確認はありません")
}

// A page that stood open over a restart of the server leads back to its call,
// by way of the entry.
func TestAStalePageAfterARestart(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	stale := *p
	p.end()
	p.deskSite.start()
	// The port is another one, the page's form the same.
	stale.read(stale.PostForm(p.listener()+deskPage+"/"+first+"/record", url.Values{"disposition": {"spoken"}}))
	if want := "/enter?to=" + url.QueryEscape(deskPage+"/"+first); stale.path != want {
		t.Errorf("leads to %s, want %s", stale.path, want)
	}
	p.enter("佐藤")
	p.open(deskPage + "/" + first)
	p.sees("記録していない電話")
	p.send(deskPage+"/"+first+"/dial", "again", "1")
	p.sees("見本　", "tel:", "通話中")
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken")
	p.sees("「到達」")
	p.reached(1)
}

// Operators who press at once are never offered the same person.
func TestManyOperators(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for i := range 6 {
		p := s.visit(fmt.Sprintf("担当%d", i))
		p.open(deskPage)
		all.Go(func() {
			res, err := p.PostForm(p.listener()+deskPage+"/next", nil)
			if err != nil {
				t.Error(err)
				return
			}
			p.read(res, nil)
			if m := regexp.MustCompile(`calls/([^/"]+)/dial`).FindStringSubmatch(p.html); m != nil {
				mu.Lock()
				seen[m[1]]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for a, n := range seen {
		if n > 1 {
			t.Errorf("%s was offered %d times", a, n)
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d people were offered", len(seen))
	}
}

// until waits for something that nothing announces.
func (s *deskSite) until(what string, is func() bool) {
	s.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("not in time: %s\n%s", what, s.logged())
		}
	}
}
