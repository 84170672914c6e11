package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/api/gate"
)

// gated returns the office listener on TCP over fakes, what they are asked, its
// log, and the header of a session of 佐藤.
func gated(t *testing.T) (h http.Handler, a *asked, log fmt.Stringer, session string) {
	t.Helper()
	api, a, log := doors()
	g, err := gate.New(gate.Config{URL: "http://127.0.0.1:8024", Token: "token-of-a-program", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h = api.Gated(g, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Pattern = "GET /page/{id}"
		fmt.Fprintf(w, "a page for %s", gate.SessionOf(r.Context()).Name)
	}))
	link, _ := g.Link()
	w := askOffice(h, "POST /enter"+formType, "name=佐藤&token="+link[strings.Index(link, "#")+1:])
	if w.Code != http.StatusSeeOther {
		t.Fatalf("entry: %d %s", w.Code, w.Body)
	}
	return h, a, log, "\nCookie: " + strings.Split(w.Header().Get("Set-Cookie"), ";")[0]
}

// askOffice asks by the name of the office's listener.
func askOffice(h http.Handler, head, body string) *httptest.ResponseRecorder {
	return ask(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "127.0.0.1:8024"
		h.ServeHTTP(w, r)
	}), head, body)
}

// Every door of the office but the one that tells whether the server lives
// needs a sign-in on TCP.
func TestGatedDoorsNeedASession(t *testing.T) {
	t.Parallel()
	h, asked, _, session := gated(t)
	api, _, _ := doors()
	for _, rt := range append(api.officeRoutes(), api.socketRoutes()...) {
		head := strings.NewReplacer("{id}", "c1", "{action}", "stop", "{audience}", "a", "{case}", "p1", "{attempt}", "k.c.1.1").Replace(rt.pattern)
		open := rt.pattern == "GET /healthz"
		if w := askOffice(h, head, "{}"); (w.Code == http.StatusOK) != open || !open && w.Code != http.StatusUnauthorized || asked.said() != "" {
			t.Errorf("%s without a session: status %d, asked %q", head, w.Code, asked.said())
		}
		if w := askOffice(h, head+session, "{}"); w.Code == http.StatusUnauthorized {
			t.Errorf("%s with a session: status %d", head, w.Code)
		}
		asked.calls = nil
	}
}

func TestGatedActors(t *testing.T) {
	t.Parallel()
	const b = "/api/v1/"
	program := "\nAuthorization: Bearer token-of-a-program"
	tests := []struct {
		name, head, body string
		signed           bool
		status           int
		asked            string
	}{
		{"who is signed in acts", "POST " + b + "campaigns/c1/pause", "", true, 200, "pause c1 as 佐藤"},
		{"whatever the request says", "POST " + b + "campaigns/c1/pause\nOwabi-Actor: 鈴木", "", true, 200, "pause c1 as 佐藤"},
		{"calls in their own name", "POST " + b + "calls/k.c.1.1/dial", `{"operator":"佐藤"}`, true, 200, "dial 佐藤 k.c.1.1"},
		{"not in another's", "POST " + b + "calls/k.c.1.1/dial", `{"operator":"鈴木"}`, true, 403, ""},
		{"nor takes their calls", "POST " + b + "calls/next", `{"operator":"鈴木","campaign":"c1"}`, true, 403, ""},
		{"nor records them", "POST " + b + "calls/k.c.1.1/disposition", `{"operator":"鈴木","disposition":"spoken"}`, true, 403, ""},
		{"a program says who acts", "POST " + b + "campaigns/c1/pause\nOwabi-Actor: 鈴木" + program, "", false, 200, "pause c1 as 鈴木"},
		{"a program calls for operators", "POST " + b + "calls/k.c.1.1/dial" + program, `{"operator":"鈴木"}`, false, 200, "dial 鈴木 k.c.1.1"},
		{"nobody makes links by TCP", "POST " + b + "links" + program, "", false, 403, ""},
		{"other sites are refused", "POST " + b + "campaigns/c1/stop\nSec-Fetch-Site: cross-site", "", true, 403, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, asked, _, session := gated(t)
			if !tt.signed {
				session = ""
			}
			if w := askOffice(h, tt.head+session, tt.body); w.Code != tt.status || asked.said() != tt.asked {
				t.Errorf("status %d, asked %q: %s", w.Code, asked.said(), w.Body)
			}
		})
	}
}

func TestGatedRefusalsReadAsErrors(t *testing.T) {
	t.Parallel()
	h, _, _, _ := gated(t)
	w := askOffice(h, "GET /api/v1/campaigns", "")
	if got := problem(t, w.Body.String()); got.Code != "forbidden" || got.What == "" || got.Cure == "" {
		t.Errorf("%+v", got)
	}
}

func TestGatedPagesAndTheirLog(t *testing.T) {
	t.Parallel()
	h, _, log, session := gated(t)
	if w := askOffice(h, "GET /page/canary"+session, ""); w.Body.String() != "a page for 佐藤" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	askOffice(h, "GET /api/v1/campaigns/canary"+session, "")
	askOffice(h, "GET /canary", "")
	got := log.String()
	for _, s := range []string{`route="POST /enter" status=303`, `route="GET /page/{id}" status=200`, `route="GET /api/v1/campaigns/{id}" status=200`, "status=303"} {
		if !strings.Contains(got, s) {
			t.Errorf("the log lacks %s:\n%s", s, got)
		}
	}
	if strings.Contains(got, "canary") || strings.Contains(got, "佐藤") {
		t.Errorf("the log says too much:\n%s", got)
	}
}

type fakeLinks struct{ until time.Time }

func (f fakeLinks) Link() (string, time.Time) { return "http://127.0.0.1:8024/enter#T", f.until }

func TestLinks(t *testing.T) {
	t.Parallel()
	until := time.Date(2023, 2, 26, 18, 0, 0, 0, time.UTC)
	with, _, _ := doors(func(s *Services) { s.Links = fakeLinks{until} })
	want := `{"url":"http://127.0.0.1:8024/enter#T","until":"2023-02-26T18:00:00Z"}` + "\n"
	if w := ask(with.Office(), "POST /api/v1/links", ""); w.Code != http.StatusCreated || w.Body.String() != want {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	without, _, _ := doors()
	if w := ask(without.Office(), "POST /api/v1/links", ""); w.Code != http.StatusConflict || !strings.Contains(problem(t, w.Body.String()).Cure, "--office") {
		t.Errorf("without a listener on TCP: status %d: %s", w.Code, w.Body)
	}
}
