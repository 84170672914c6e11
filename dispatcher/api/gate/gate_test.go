package gate

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

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
		{"GET /api/v1/campaigns\nAuthorization: Basic PROGRAM", 401, ""},
		{"GET /campaigns/c1\nAuthorization: Bearer PROGRAM", 303, "/enter?to=%2Fcampaigns%2Fc1"},
		{"GET /factor", 303, "/enter?to=%2Ffactor"},
		{"GET /account", 303, "/enter?to=%2Faccount"},
		{"POST /account/password", 303, "/enter?to=%2Faccount"},
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
			r := open(t, Config{})
			_, secret, _ := strings.Cut(r.bearer("cti", access.Supervisor), "Bearer ")
			w := r.ask(strings.ReplaceAll(tt.head, "PROGRAM", secret), "")
			if w.Code != tt.status || w.Header().Get("Location") != tt.goesTo || strings.Contains(w.Body.String(), "behind") {
				t.Errorf("status %d, goes to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
			}
		})
	}
}

func TestOpenDoors(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	for _, head := range []string{"GET /enter", "GET /enter?to=/campaigns/c1", "GET /enter?ended=closed", "GET /first", "GET /healthz", "GET /static/console.css", "GET /static/console.js"} {
		if w := r.ask(head, ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "behind") {
			t.Errorf("%s: status %d: %s", head, w.Code, w.Body)
		}
	}
	css := r.ask("GET /static/console.css", "")
	if again := r.ask("GET /static/console.css\nIf-None-Match: "+css.Header().Get("ETag"), ""); again.Code != http.StatusNotModified {
		t.Errorf("the style sheet is sent again: %d", again.Code)
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	r := open(t, Config{URL: "https://owabi.city.example.jp:8443"})
	program := r.bearer("cti", access.Viewer)
	for host, status := range map[string]int{
		"owabi.city.example.jp:8443": 200, "owabi.city.example.jp": 200, "OWABI.city.example.jp.": 200,
		"localhost:8024": 200, "127.0.0.1:1": 200, "[::1]:8024": 200, "[::1]": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "owabi.city.example.jp.evil.example:8443": 421, "": 421, "192.0.2.1": 421, "localhost.evil.example": 421,
	} {
		if w := r.ask("GET /enter\nHost: "+host, ""); w.Code != status {
			t.Errorf("%q: status %d, want %d", host, w.Code, status)
		}
		if w := r.ask("GET /api/v1/status"+program+"\nHost: "+host, ""); w.Code != status {
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
	r := open(t, Config{})
	cookie := r.in("name", access.Supervisor)
	password := r.office.Add("sato", access.Operator)
	for _, tt := range tests {
		if w := r.ask("POST /campaigns/c1/pause"+cookie+tt.headers, ""); w.Code != tt.status {
			t.Errorf("%q: status %d, want %d", tt.headers, w.Code, tt.status)
		}
		if w := r.enter("sato", password, strings.TrimPrefix(tt.headers, "\n")); (w.Code == 403) != (tt.status == 403) {
			t.Errorf("%q: entry answers %d", tt.headers, w.Code)
		}
	}
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	program := r.bearer("cti", access.Operator)
	if w := r.ask("POST /api/v1/calls/next"+program, ""); w.Body.String() != "behind the gate: the program cti" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	cookie := r.in("佐藤", access.Viewer)
	if w := r.ask("GET /api/v1/campaigns"+cookie, ""); w.Body.String() != "behind the gate: 佐藤" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if w := r.ask("GET /api/v1/campaigns"+cookie+"\nAuthorization: Bearer wrong", ""); w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("a wrong token beside a session: status %d", w.Code)
	}
	if w := r.ask("GET /api/v1/campaigns\nAuthorization: Bearer ", ""); w.Code != 401 {
		t.Errorf("an empty token: status %d", w.Code)
	}
	for head, status := range map[string]int{"POST /api/v1/campaigns": 403, "POST /api/v1/accounts": 403, "GET /api/v1/nothing": 200, "GET /api/v1/status": 200} {
		if w := r.ask(head+program, ""); w.Code != status {
			t.Errorf("%s: status %d, want %d", head, w.Code, status)
		}
	}
	if err := r.office.RevokeToken(t.Context(), "test", "cti"); err != nil {
		t.Fatal(err)
	}
	if w := r.ask("POST /api/v1/calls/next"+program, ""); w.Code != 401 {
		t.Errorf("a token that was revoked: status %d", w.Code)
	}
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
	for _, head := range []string{"GET /enter", "GET /static/console.js", "GET /", "GET /api/v1/status", "GET /\nHost: evil.example", "GET /" + r.in("name", access.Viewer), "GET /accounts" + r.in("name", access.Viewer)} {
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

func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	token, password := r.token(), r.office.Add("id-canary", access.Operator)
	r.first("WRONG-CANARY", "id-canary", "password-canary")
	r.enter("id-canary", "password-canary")
	r.enter("id-canary", password)
	r.ask("GET /api/v1/x?token=query-canary\nAuthorization: Bearer header-canary", "")
	r.ask("POST /factor"+r.in("name-canary", access.Admin), "code=code-canary")
	got := r.log.String()
	if strings.Count(got, "refused") != 4 || strings.Contains(strings.ToLower(got), "canary") || strings.Contains(got, token) || strings.Contains(got, password) {
		t.Errorf("the log says\n%s", got)
	}
}

func TestRemote(t *testing.T) {
	t.Parallel()
	tests := []struct{ url, from, header, want string }{
		{"http://127.0.0.1:8024", "192.0.2.1:4711", "", "192.0.2.1"},
		{"http://127.0.0.1:8024", "192.0.2.1:4711", "198.51.100.1", "192.0.2.1"},
		{"http://127.0.0.1:8024", "127.0.0.1:4711", "198.51.100.1", "127.0.0.1"},
		{"https://office.example", "127.0.0.1:4711", "198.51.100.1", "198.51.100.1"},
		{"https://office.example", "127.0.0.1:4711", "10.0.0.1, 198.51.100.1", "198.51.100.1"},
		{"https://office.example", "127.0.0.1:4711", "198.51.100.1, junk", "127.0.0.1"},
		{"https://office.example", "127.0.0.1:4711", "", "127.0.0.1"},
		{"https://office.example", "192.0.2.1:4711", "198.51.100.1", "192.0.2.1"},
		{"https://office.example", "[2001:db8:1:2:3:4:5:6]:4711", "", "2001:db8:1:2::/64"},
	}
	for _, tt := range tests {
		g, err := New(Config{URL: tt.url, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{RemoteAddr: tt.from, Header: http.Header{}}
		if tt.header != "" {
			r.Header.Set("X-Forwarded-For", tt.header)
		}
		if got := g.remote(r); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
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
