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

// still reports whether a token is open.
func (r *rig) still(token string) bool {
	r.links.mu.Lock()
	defer r.links.mu.Unlock()
	return len(r.links.open) == 1
}
