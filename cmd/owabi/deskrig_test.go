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
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
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
	s.must(s.client.Import(ctx, "telephoned", "affected", dispatcher.Upload{Name: "people.csv", Content: strings.NewReader(telephonedList)}))
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
	account    access.Card
	html, path string
}

func (s *deskSite) visit(name string) *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	p := &visitor{deskSite: s, Client: &http.Client{Jar: jar}}
	p.account = s.account(name, access.Supervisor)
	p.enter()
	return p
}

// account makes one for somebody.
func (s *deskSite) account(name string, role access.Role) access.Card {
	s.Helper()
	made, err := s.client.AddAccounts(s.Context(), access.Wanted{Name: name, Role: role})
	s.must(nil, err)
	return made[0]
}

// enter signs in.
func (p *visitor) enter() {
	p.Helper()
	p.open("/enter")
	p.send("/enter", "id", p.account.ID, "password", p.account.Password)
	if p.path != "/" {
		p.Fatalf("%s is not let in, but at %s", p.account.ID, p.path)
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

// until waits for something that nothing announces.
func (s *deskSite) until(what string, is func() bool) {
	s.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("not in time: %s\n%s", what, s.logged())
		}
	}
}
