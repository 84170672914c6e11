package gate

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

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
