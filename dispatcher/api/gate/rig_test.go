package gate

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
)

// rig is a gate in front of a handler that says who came through.
type rig struct {
	*testing.T
	*Gate
	http.Handler
	office *accesstest.Office
	log    *bytes.Buffer
}

// served are the routes that are not the gate's own.
func served() []string {
	var all []string
	for _, r := range Rules() {
		if r.Who == InRole {
			all = append(all, r.Pattern)
		}
	}
	return all
}

func open(t *testing.T, c Config) *rig {
	t.Helper()
	r := &rig{T: t, log: &bytes.Buffer{}, office: accesstest.Open(t)}
	c.Log, c.Access = slog.New(slog.NewTextHandler(r.log, nil)), r.office.Accounts
	if c.URL == "" {
		c.URL = "http://127.0.0.1:8024"
	}
	var err error
	if r.Gate, err = New(c); err != nil {
		t.Fatal(err)
	}
	r.office.Left = nil
	r.Handler, err = r.Guard(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		who := "nobody"
		if s := SessionOf(q.Context()); s != nil {
			who = s.Name
		}
		if p := ProgramOf(q.Context()); p != nil {
			who = "the program " + p.ID
		}
		fmt.Fprintf(w, "behind the gate: %s", who)
	}), served()...)
	if err != nil {
		t.Fatal(err)
	}
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
	if !ok || before != r.base.String()+"/first" || len(token) < 26 {
		r.Fatalf("the link is %q", link)
	}
	return token
}

// enter signs in.
func (r *rig) enter(id, password string, headers ...string) *httptest.ResponseRecorder {
	return r.ask("POST /enter"+strings.Join(append([]string{""}, headers...), "\n"), url.Values{"id": {id}, "password": {password}}.Encode())
}

// first makes the first admin, as the page has the form.
func (r *rig) first(token, id, password string) *httptest.ResponseRecorder {
	return r.ask("POST /first", url.Values{"token": {token}, "id": {id}, "name": {"見本 花子"}, "password": {password}, "again": {password}}.Encode())
}

// in lets a new account of a role in, and returns the header with its cookie.
func (r *rig) in(name string, role access.Role) string {
	r.Helper()
	_, cookie := r.office.In(name, role)
	return r.cookieOf(cookie)
}

func (r *rig) cookieOf(value string) string { return "\nCookie: " + r.cookieName() + "=" + value }

// given is the header with the cookie that a reply sets.
func (r *rig) given(w *httptest.ResponseRecorder) string {
	r.Helper()
	for _, c := range w.Result().Cookies() {
		if c.Name == r.cookieName() && c.MaxAge > 0 {
			return "\nCookie: " + c.Name + "=" + c.Value
		}
	}
	r.Fatalf("status %d gives no cookie: %s", w.Code, w.Body)
	return ""
}

// bearer is the header of a program of a role.
func (r *rig) bearer(id string, role access.Role) string {
	r.Helper()
	t, err := r.office.AddToken(r.Context(), "test", id, role, time.Hour)
	if err != nil {
		r.Fatal(err)
	}
	return "\nAuthorization: Bearer " + t.Secret
}
