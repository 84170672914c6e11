package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
	"github.com/owabi/owabi/dispatcher/api/gate"
)

// pagePattern is a route of the pages that stand beside the doors.
const pagePattern = "GET /campaigns/{id}"

// gatedOffice is the office listener on TCP over fakes, what they are asked, and
// its log.
type gatedOffice struct {
	http.Handler
	*accesstest.Office
	asked *asked
	log   fmt.Stringer
}

func gated(t *testing.T) *gatedOffice {
	t.Helper()
	api, a, log := doors()
	o := &gatedOffice{Office: accesstest.Open(t), asked: a, log: log}
	api.s.Accounts = o.Accounts
	g, err := gate.New(gate.Config{URL: "http://127.0.0.1:8024", Access: o.Accounts, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(pagePattern, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "a page for %s", gate.SessionOf(r.Context()).Name)
	})
	var paths []string
	for _, r := range gate.Rules() {
		if r.Who == gate.InRole && !strings.Contains(r.Pattern, " /api/") {
			paths = append(paths, r.Pattern)
		}
	}
	if o.Handler, err = api.Gated(g, mux, paths...); err != nil {
		t.Fatal(err)
	}
	return o
}

// session is the header of somebody of a role who is in.
func (o *gatedOffice) session(name string, role access.Role) string {
	_, cookie := o.In(name, role)
	return "\nCookie: owabi_8024=" + cookie
}

// program is the header of a program of a role.
func (o *gatedOffice) program(id string, role access.Role) string {
	o.Helper()
	t, err := o.AddToken(context.Background(), "test", id, role, time.Hour)
	if err != nil {
		o.Fatal(err)
	}
	return "\nAuthorization: Bearer " + t.Secret
}

// askOffice asks by the name of the office's listener.
func askOffice(h http.Handler, head, body string) *httptest.ResponseRecorder {
	return ask(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "127.0.0.1:8024"
		h.ServeHTTP(w, r)
	}), head, body)
}

// Every door of the office but the one that tells whether the server lives
// needs a sign-in on TCP, and a role that its rule names.
func TestGatedDoorsNeedASession(t *testing.T) {
	t.Parallel()
	o := gated(t)
	api, _, _ := doors()
	author, operator := o.session("見本", access.Author), o.session("佐藤", access.Operator)
	for _, rt := range append(api.officeRoutes(), api.socketRoutes()...) {
		head := strings.NewReplacer("{id}", "c1", "{audience}", "a", "{case}", "p1", "{channel}", "call", "{attempt}", "k.c.1.1", "{account}", "x1", "{token}", "t1").Replace(rt.pattern)
		open := rt.pattern == "GET /healthz"
		if w := askOffice(o, head, "{}"); (w.Code == http.StatusOK) != open || !open && w.Code != http.StatusUnauthorized || o.asked.said() != "" {
			t.Errorf("%s without a session: status %d, asked %q", head, w.Code, o.asked.said())
		}
		for _, session := range []string{author, operator} {
			if w := askOffice(o, head+session, "{}"); w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden && o.asked.said() != "" {
				t.Errorf("%s with a session: status %d, asked %q", head, w.Code, o.asked.said())
			}
			o.asked.calls = nil
		}
	}
}

// A route that has no rule keeps the server from starting.
func TestGatedRoutesNeedRules(t *testing.T) {
	t.Parallel()
	api, _, _ := doors()
	g, err := gate.New(gate.Config{URL: "http://127.0.0.1:8024", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.Gated(g, http.NotFoundHandler(), "GET /back-door"); err == nil || !strings.Contains(err.Error(), `"GET /back-door"`) {
		t.Errorf("%v", err)
	}
}

func TestGatedActors(t *testing.T) {
	t.Parallel()
	const b = "/api/v1/"
	tests := []struct {
		name, head, body string
		role             access.Role
		program          bool
		status           int
		asked            string
	}{
		{"who is signed in acts", "POST " + b + "campaigns/c1/pause", "", access.Supervisor, false, 200, "pause c1 as supervisor.1"},
		{"whatever the request says", "POST " + b + "campaigns/c1/pause\nOwabi-Actor: 鈴木", "", access.Supervisor, false, 200, "pause c1 as supervisor.1"},
		{"calls as themselves", "POST " + b + "calls/k.c.1.1/dial", `{"operator":"operator.1"}`, access.Operator, false, 200, "dial operator.1 k.c.1.1"},
		{"without saying so too", "POST " + b + "calls/k.c.1.1/dial", `{}`, access.Operator, false, 200, "dial operator.1 k.c.1.1"},
		{"not as another", "POST " + b + "calls/k.c.1.1/dial", `{"operator":"鈴木"}`, access.Operator, false, 403, ""},
		{"nor takes their calls", "POST " + b + "calls/next", `{"operator":"鈴木","campaign":"c1"}`, access.Operator, false, 403, ""},
		{"nor records them", "POST " + b + "calls/k.c.1.1/disposition", `{"operator":"鈴木","disposition":"spoken"}`, access.Operator, false, 403, ""},
		{"an operator pauses nothing", "POST " + b + "campaigns/c1/pause", "", access.Operator, false, 403, ""},
		{"an author launches nothing", "POST " + b + "campaigns/c1/launch", "", access.Author, false, 403, ""},
		{"an approver does", "POST " + b + "campaigns/c1/launch", "", access.Approver, false, 200, "launch c1 as approver.1"},
		{"a program acts as its token", "POST " + b + "campaigns/c1/pause", "", access.Supervisor, true, 200, "pause c1 as token:cti"},
		{"for whom it says", "POST " + b + "campaigns/c1/pause\nOwabi-Actor: 鈴木", "", access.Supervisor, true, 200, "pause c1 as token:cti/鈴木"},
		{"and calls for operators", "POST " + b + "calls/k.c.1.1/dial", `{"operator":"鈴木"}`, access.Operator, true, 200, "dial token:cti/鈴木 k.c.1.1"},
		{"whom it names", "POST " + b + "calls/k.c.1.1/dial", `{}`, access.Operator, true, 400, ""},
		{"nobody makes admins by TCP", "POST " + b + "links", "", access.Admin, false, 403, ""},
		{"other sites are refused", "POST " + b + "campaigns/c1/stop\nSec-Fetch-Site: cross-site", "", access.Admin, false, 403, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := gated(t)
			who := ""
			if tt.program {
				who = o.program("cti", tt.role)
			} else {
				who = o.session("佐藤", tt.role)
			}
			if w := askOffice(o, tt.head+who, tt.body); w.Code != tt.status || o.asked.said() != tt.asked {
				t.Errorf("status %d, asked %q: %s", w.Code, o.asked.said(), w.Body)
			}
		})
	}
}

func TestGatedRefusalsReadAsErrors(t *testing.T) {
	t.Parallel()
	w := askOffice(gated(t), "GET /api/v1/campaigns", "")
	if got := problem(t, w.Body.String()); got.Code != "forbidden" || got.What == "" || got.Cure == "" {
		t.Errorf("%+v", got)
	}
}

func TestGatedPagesAndTheirLog(t *testing.T) {
	t.Parallel()
	o := gated(t)
	session := o.session("佐藤", access.Viewer)
	if w := askOffice(o, "GET /campaigns/canary"+session, ""); w.Body.String() != "a page for 佐藤" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	askOffice(o, "GET /api/v1/campaigns/canary"+session, "")
	askOffice(o, "GET /canary", "")
	askOffice(o, "POST /enter"+formType, "id=canary&password=canary")
	got := o.log.String()
	for _, s := range []string{`route="POST /enter" status=403`, `route="GET /campaigns/{id}" status=200`, `route="GET /api/v1/campaigns/{id}" status=200`, "status=303"} {
		if !strings.Contains(got, s) {
			t.Errorf("the log lacks %s:\n%s", s, got)
		}
	}
	if strings.Contains(got, "canary") || strings.Contains(got, "佐藤") {
		t.Errorf("the log says too much:\n%s", got)
	}
}

type fakeLinks struct{ until time.Time }

func (f fakeLinks) Link() (string, time.Time) { return "http://127.0.0.1:8024/first#T", f.until }

func TestLinks(t *testing.T) {
	t.Parallel()
	until := time.Date(2023, 2, 26, 18, 0, 0, 0, time.UTC)
	with, _, _ := doors(func(s *Services) { s.Links = fakeLinks{until} })
	want := `{"url":"http://127.0.0.1:8024/first#T","until":"2023-02-26T18:00:00Z"}` + "\n"
	if w := ask(with.Office(), "POST /api/v1/links", ""); w.Code != http.StatusCreated || w.Body.String() != want {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	without, _, _ := doors()
	if w := ask(without.Office(), "POST /api/v1/links", ""); w.Code != http.StatusConflict || !strings.Contains(problem(t, w.Body.String()).Cure, "--office") {
		t.Errorf("without a listener on TCP: status %d: %s", w.Code, w.Body)
	}
}
