package gate

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

const programToken = "TOKEN-OF-A-PROGRAM-4711"

// rig is a gate in front of a handler that says who came through.
type rig struct {
	*testing.T
	*Gate
	http.Handler
	log *bytes.Buffer
}

func open(t *testing.T, c Config) *rig {
	t.Helper()
	r := &rig{T: t, log: &bytes.Buffer{}}
	c.Log = slog.New(slog.NewTextHandler(r.log, nil))
	if c.URL == "" {
		c.URL = "http://127.0.0.1:8024"
	}
	var err error
	if r.Gate, err = New(c); err != nil {
		t.Fatal(err)
	}
	r.Handler = r.Guard(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		name := "a program"
		if s := SessionOf(q.Context()); s != nil {
			name = s.Name
		}
		fmt.Fprintf(w, "behind the gate: %s", name)
	}))
	return r
}

// ask sends one request, whose lines after the first of head are headers. The
// host is the gate's own unless a header says otherwise.
func (r *rig) ask(head, body string) *httptest.ResponseRecorder {
	lines := strings.Split(head, "\n")
	method, target, _ := strings.Cut(lines[0], " ")
	q := httptest.NewRequest(method, target, strings.NewReader(body))
	q.Host = r.base.Host
	if method == "POST" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ": ")
		if name == "Host" {
			q.Host = value
		}
		if name == "From" {
			q.RemoteAddr = value + ":4711"
		}
		q.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, q)
	return w
}

// token is that of a new link.
func (r *rig) token() string {
	r.Helper()
	link, _ := r.Link()
	before, token, ok := strings.Cut(link, "#")
	if !ok || before != r.base.String()+"/enter" || len(token) < 26 {
		r.Fatalf("the link is %q", link)
	}
	return token
}

func (r *rig) enter(token, name string, headers ...string) *httptest.ResponseRecorder {
	return r.ask("POST /enter"+strings.Join(append([]string{""}, headers...), "\n"), url.Values{"token": {token}, "name": {name}}.Encode())
}

// in lets a person in, and returns the header with their cookie.
func (r *rig) in(name string) string {
	r.Helper()
	w := r.enter(r.token(), name)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		r.Fatalf("%s is not let in: %d %s", name, w.Code, w.Body)
	}
	c := w.Result().Cookies()[0]
	return "\nCookie: " + c.Name + "=" + c.Value
}

func TestNothingPassesUnsigned(t *testing.T) {
	t.Parallel()
	tests := []struct {
		head   string
		status int
		goesTo string
	}{
		{"GET /", 303, "/enter?to=%2F"},
		{"HEAD /", 303, "/enter?to=%2F"},
		{"GET /campaigns/c1", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"GET /campaigns/c1?lang=en", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"POST /campaigns/c1/pause", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"POST /campaigns/c1/calls/a.b.1.1/record", 303, "/enter?to=%2Fcampaigns%2Fc1%2Fcalls%2Fa.b.1.1"},
		{"GET /campaigns/c1/live\nAccept: text/event-stream", 401, ""},
		{"GET /api/v1/campaigns", 401, ""},
		{"POST /api/v1/campaigns", 401, ""},
		{"GET /api/v1/campaigns\nAuthorization: Bearer wrong", 401, ""},
		{"GET /api/v1/campaigns\nAuthorization: Bearer", 401, ""},
		{"GET /api/v1/campaigns\nAuthorization: Basic " + programToken, 401, ""},
		{"GET /campaigns/c1\nAuthorization: Bearer " + programToken, 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"GET /campaigns/c1\nCookie: owabi_8024=guess", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"GET /campaigns/c1\nOwabi-Actor: admin", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"GET /static/other.css", 303, "/enter?to=%2Fstatic%2Fother.css"},
		{"GET /static/../campaigns/c1", 303, "/enter?to=%2Fstatic%2F..%2Fcampaigns%2Fc1"},
		{"GET /static/%2e%2e/campaigns", 303, "/enter?to=%2Fstatic%2F..%2Fcampaigns"},
		{"POST /healthz", 303, "/enter?to=%2F"},
		{"DELETE /enter", 303, "/enter?to=%2F"},
		{"GET /leave", 303, "/enter?to=%2Fleave"},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.head, "/", "|"), func(t *testing.T) {
			t.Parallel()
			r := open(t, Config{Token: programToken})
			w := r.ask(tt.head, "")
			if w.Code != tt.status || w.Header().Get("Location") != tt.goesTo || strings.Contains(w.Body.String(), "behind") {
				t.Errorf("status %d, goes to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
			}
		})
	}
}

func TestOpenDoors(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	for _, head := range []string{"GET /enter", "GET /enter?to=/campaigns/c1", "GET /healthz", "GET /static/console.css", "GET /static/console.js"} {
		if w := r.ask(head, ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "behind") {
			t.Errorf("%s: status %d: %s", head, w.Code, w.Body)
		}
	}
	css := r.ask("GET /static/console.css", "")
	if again := r.ask("GET /static/console.css\nIf-None-Match: "+css.Header().Get("ETag"), ""); again.Code != http.StatusNotModified {
		t.Errorf("the style sheet is sent again: %d", again.Code)
	}
}

func TestALinkLetsOnePersonIn(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	link, _ := r.Link()
	_, token, _ := strings.Cut(link, "#")
	if w := r.ask("GET /enter", ""); w.Code != 200 || !r.still(token) {
		t.Error("opening the page uses the link up")
	}
	if w := r.enter(token, " "); w.Code != http.StatusBadRequest || !r.still(token) {
		t.Errorf("a missing name: status %d, or it uses the link up", w.Code)
	}
	w := r.enter(" "+strings.ToLower(link[strings.Index(link, "127"):])+"\n", " 佐藤 見本 ")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Fatalf("status %d, goes to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	want := http.Cookie{Name: "owabi_8024", Value: c.Value, Path: "/", MaxAge: 12 * 60 * 60, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if c.Raw = ""; len(c.Value) < 26 || c.String() != want.String() {
		t.Errorf("the cookie is %s, want %s", c, &want)
	}
	if got := r.ask("GET /\nCookie: "+c.Name+"="+c.Value, ""); got.Body.String() != "behind the gate: 佐藤 見本" {
		t.Errorf("behind the gate: %d %s", got.Code, got.Body)
	}
	if w := r.enter(token, "another"); w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
		t.Errorf("the link works twice: %d", w.Code)
	}
}

// still reports whether a token is open.
func (r *rig) still(token string) bool {
	r.links.mu.Lock()
	defer r.links.mu.Unlock()
	return len(r.links.open) == 1
}

func TestOfManyAtOnceOneComesIn(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	token := r.token()
	var in atomic.Int32
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if r.enter(token, "name", fmt.Sprintf("From: 192.0.2.%d", i)).Code == http.StatusSeeOther {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d came in by one link", in.Load())
	}
}

func TestLinksAreBounded(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	first := r.token()
	for range linkLimit {
		r.token()
	}
	if w := r.enter(first, "name"); w.Code != http.StatusForbidden || len(r.links.open) != linkLimit {
		t.Errorf("status %d, %d links open", w.Code, len(r.links.open))
	}
}

func TestTimesEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := open(t, Config{LinkTime: time.Minute, SessionTime: time.Hour})
		late, kept := r.token(), ""
		time.Sleep(time.Minute)
		if w := r.enter(late, "name"); w.Code != http.StatusForbidden {
			t.Errorf("a link works after its time: %d", w.Code)
		}
		kept = r.in("name")
		time.Sleep(time.Hour - time.Second)
		if w := r.ask("GET /"+kept, ""); w.Code != http.StatusOK {
			t.Errorf("a session ends too early: %d", w.Code)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if w := r.ask("GET /"+kept, ""); w.Code != http.StatusSeeOther || len(r.sessions.live) != 0 {
			t.Errorf("a session lasts too long: %d, %d kept", w.Code, len(r.sessions.live))
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(r *rig, cookie string)
	}{
		{"by signing out", func(r *rig, cookie string) {
			w := r.ask("POST /leave"+cookie, "")
			if c := w.Result().Cookies(); w.Header().Get("Location") != "/enter" || len(c) != 1 || c[0].MaxAge >= 0 {
				r.Errorf("goes to %q, cookies %v", w.Header().Get("Location"), c)
			}
		}},
		{"by entering again", func(r *rig, cookie string) { r.enter(r.token(), "another", strings.TrimPrefix(cookie, "\n")) }},
		{"by closing", func(r *rig, _ string) { r.Close() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, Config{})
			cookie := r.in("name")
			_, id, _ := strings.Cut(cookie, "=")
			s := r.sessions.of(id)
			over := make(chan struct{})
			s.OnEnd(func() { close(over) })
			tt.end(r, cookie)
			<-s.Ended()
			<-over
			if w := r.ask("GET /"+cookie, ""); w.Code != http.StatusSeeOther {
				t.Errorf("the session goes on: %d", w.Code)
			}
		})
	}
}

func TestCookieOverTLS(t *testing.T) {
	t.Parallel()
	r := open(t, Config{URL: "https://owabi.city.example.jp"})
	w := r.enter(r.token(), "name")
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-owabi" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Domain != "" || c.Path != "/" {
		t.Errorf("the cookie is %s", c)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, as string
		ok       bool
	}{
		{"Japanese", "佐藤 見本", true},
		{"twenty characters", strings.Repeat("字", 20), true},
		{"too many", strings.Repeat("字", 21), false},
		{"none", "", false},
		{"spaces", " 　 ", false},
		{"a line break", "a\nb", false},
		{"turned round", "a\u202eb", false},
		{"broken", "a\xff", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, Config{})
			if w := r.enter(r.token(), tt.as); (w.Code == http.StatusSeeOther) != tt.ok {
				t.Errorf("status %d", w.Code)
			}
		})
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	r := open(t, Config{URL: "https://owabi.city.example.jp:8443", Token: programToken})
	for host, status := range map[string]int{
		"owabi.city.example.jp:8443": 200, "owabi.city.example.jp": 200, "OWABI.city.example.jp.": 200,
		"localhost:8024": 200, "127.0.0.1:1": 200, "[::1]:8024": 200, "[::1]": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "owabi.city.example.jp.evil.example:8443": 421, "": 421, "192.0.2.1": 421, "localhost.evil.example": 421,
	} {
		if w := r.ask("GET /enter\nHost: "+host, ""); w.Code != status {
			t.Errorf("%q: status %d, want %d", host, w.Code, status)
		}
		if w := r.ask("GET /api/v1/status\nAuthorization: Bearer "+programToken+"\nHost: "+host, ""); w.Code != status {
			t.Errorf("%q, API: status %d, want %d", host, w.Code, status)
		}
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		headers string
		status  int
	}{
		{"", 200},
		{"\nSec-Fetch-Site: same-origin", 200},
		{"\nOrigin: http://127.0.0.1:8024", 200},
		{"\nSec-Fetch-Site: same-site", 403},
		{"\nSec-Fetch-Site: cross-site", 403},
		{"\nOrigin: https://evil.example", 403},
		{"\nOrigin: null", 403},
	}
	for _, tt := range tests {
		r := open(t, Config{})
		cookie := r.in("name")
		if w := r.ask("POST /campaigns/c1/pause"+cookie+tt.headers, ""); w.Code != tt.status {
			t.Errorf("%q: status %d, want %d", tt.headers, w.Code, tt.status)
		}
		token := r.token()
		if w := r.enter(token, "name", strings.TrimPrefix(tt.headers, "\n")); tt.headers != "" && (w.Code == 403) != (tt.status == 403) {
			t.Errorf("%q: entry answers %d", tt.headers, w.Code)
		}
	}
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	r := open(t, Config{Token: programToken})
	if w := r.ask("POST /api/v1/campaigns\nAuthorization: Bearer "+programToken, ""); w.Body.String() != "behind the gate: a program" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	cookie := r.in("佐藤")
	if w := r.ask("GET /api/v1/campaigns"+cookie, ""); w.Body.String() != "behind the gate: 佐藤" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if w := r.ask("GET /api/v1/campaigns"+cookie+"\nAuthorization: Bearer wrong", ""); w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("a wrong token beside a session: status %d", w.Code)
	}
	none := open(t, Config{})
	if w := none.ask("GET /api/v1/campaigns\nAuthorization: Bearer ", ""); w.Code != 401 {
		t.Errorf("an empty token where there is none: status %d", w.Code)
	}
}

func TestWrongTokensAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := open(t, Config{Token: programToken})
		good := r.token()
		cookie := r.in("before")
		for i := range wrongAtOnce {
			head := "POST /enter"
			if i%2 == 1 {
				head = "GET /api/v1/status\nAuthorization: Bearer WRONG"
			}
			w := r.ask(head, "token=WRONG&name=name")
			if w.Code != 403 && w.Code != 401 {
				t.Fatalf("wrong token %d: status %d", i, w.Code)
			}
		}
		if w := r.enter(good, "name"); w.Code != 429 || w.Header().Get("Retry-After") != "6" {
			t.Errorf("after %d wrong ones: status %d", wrongAtOnce, w.Code)
		}
		if w := r.ask("GET /api/v1/status\nAuthorization: Bearer "+programToken, ""); w.Code != 429 {
			t.Errorf("the API: status %d", w.Code)
		}
		if w := r.ask("GET /"+cookie, ""); w.Code != 200 {
			t.Errorf("who is in is kept out: status %d", w.Code)
		}
		if w := r.ask("GET /api/v1/status\nAuthorization: Bearer "+programToken+"\nFrom: 192.0.2.9", ""); w.Code != 200 {
			t.Errorf("another address is kept out: status %d", w.Code)
		}
		time.Sleep(wrongEvery)
		if w := r.enter(good, "name"); w.Code != 303 {
			t.Errorf("after a while: status %d", w.Code)
		}
	})
}

func TestWhereToGo(t *testing.T) {
	t.Parallel()
	tests := []struct{ to, want string }{
		{"/campaigns/c1/calls", "/campaigns/c1/calls"},
		{"/campaigns/案件", "/campaigns/%E6%A1%88%E4%BB%B6"},
		{"/campaigns/c1?x=1#y", "/campaigns/c1"},
		{"", "/"},
		{"//evil.example", "/"},
		{"/%2f%2fevil.example", "/evil.example"},
		{"/a/../../b", "/b"},
		{`/\evil.example`, "/"},
		{"https://evil.example/", "/"},
		{"javascript:alert(1)", "/"},
		{"evil", "/"},
	}
	for _, tt := range tests {
		r := open(t, Config{})
		form := url.Values{"token": {r.token()}, "name": {"name"}, "to": {tt.to}}
		if got := r.ask("POST /enter", form.Encode()).Header().Get("Location"); got != tt.want {
			t.Errorf("%q leads to %q, want %q", tt.to, got, tt.want)
		}
	}
}

func FuzzWhereToGo(f *testing.F) {
	for _, s := range []string{"/", "//x", `/\x`, "/a/../b", "/%2f%2fx", "\t//x", "/\n/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, to string) {
		u, err := url.Parse(within(to))
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(within(to), "//") || strings.ContainsAny(within(to), "\\\r\n\t") {
			t.Errorf("%q leads to %q", to, within(to))
		}
	})
}

func TestReplies(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
			"form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	}
	for _, head := range []string{"GET /enter", "GET /static/console.js", "GET /", "GET /api/v1/status", "GET /\nHost: evil.example", "GET /" + r.in("name")} {
		w := r.ask(head, "")
		got := map[string]string{}
		for name := range want {
			got[name] = w.Header().Get(name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", head, diff)
		}
		if kept := w.Header().Get("Cache-Control"); kept != "no-store" && !strings.HasPrefix(head, "GET /static/") {
			t.Errorf("%s: Cache-Control %q", head, kept)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	tests := []struct{ head, lang, cookie string }{
		{"GET /enter", "ja", ""},
		{"GET /enter?lang=en", "en", "en"},
		{"GET /enter\nCookie: owabi_lang=en", "en", ""},
		{"GET /enter?lang=ja\nCookie: owabi_lang=en", "ja", "ja"},
		{"GET /enter?lang=xx\nCookie: owabi_lang=yy", "ja", ""},
	}
	for _, tt := range tests {
		w := r.ask(tt.head, "")
		cookie := ""
		for _, c := range w.Result().Cookies() {
			cookie = c.Value
		}
		if !strings.Contains(w.Body.String(), `<html lang="`+tt.lang+`">`) || cookie != tt.cookie {
			t.Errorf("%q: cookie %q\n%s", tt.head, cookie, w.Body)
		}
	}
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	r := open(t, Config{Token: programToken})
	token := r.token()
	r.enter("WRONG-CANARY", "name-canary")
	r.enter(token, "name-canary")
	r.ask("GET /api/v1/x?token=query-canary\nAuthorization: Bearer header-canary", "")
	got := r.log.String()
	if strings.Count(got, "a wrong token was refused") != 2 || strings.Contains(strings.ToLower(got), "canary") || strings.Contains(got, token) {
		t.Errorf("the log says\n%s", got)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url string
		ok  bool
	}{
		{"http://127.0.0.1:8024", true},
		{"http://localhost:8024/", true},
		{"http://[::1]:8024", true},
		{"https://owabi.city.example.jp", true},
		{"http://owabi.city.example.jp", false},
		{"http://0.0.0.0:8024", false},
		{"https://owabi.city.example.jp/path", false},
		{"https://owabi.city.example.jp?x", false},
		{"ftp://127.0.0.1", false},
		{"127.0.0.1:8024", false},
		{"", false},
	}
	for _, tt := range tests {
		_, err := New(Config{URL: tt.url, Log: slog.New(slog.DiscardHandler)})
		if (err == nil) != tt.ok || err != nil && dispatcher.CodeOf(err) != dispatcher.Invalid {
			t.Errorf("%q: %v", tt.url, err)
		}
	}
}
