package gate

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/access"
)

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	tests := []struct {
		name string
		end  func(r *rig, cookie string) error
		to   string
	}{
		{"by signing out", func(r *rig, cookie string) error {
			w := r.ask("POST /leave"+cookie, "")
			if c := w.Result().Cookies(); w.Header().Get("Location") != "/enter" || len(c) != 1 || c[0].MaxAge >= 0 {
				r.Errorf("goes to %q, cookies %v", w.Header().Get("Location"), c)
			}
			return nil
		}, "/enter?to=%2F"},
		{"by signing in again", func(r *rig, cookie string) error {
			r.enter("suzuki", r.office.Add("suzuki", access.Viewer), strings.TrimPrefix(cookie, "\n"))
			return nil
		}, "/enter?to=%2F"},
		{"with the account", func(r *rig, _ string) error { _, err := r.office.Close(ctx, "test", "viewer.1"); return err }, "/enter?to=%2F&ended=closed"},
		{"with another password", func(r *rig, _ string) error { _, err := r.office.Reset(ctx, "test", "viewer.1"); return err }, "/enter?to=%2F&ended=turned"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := open(t, Config{})
			r.office.Left = func(_ context.Context, account string) error { r.Left(account); return nil }
			id, cookie := r.office.In("name", access.Viewer)
			if id != "viewer.1" {
				t.Fatal(id)
			}
			head := r.cookieOf(cookie)
			if w := r.ask("GET /"+head, ""); w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			s := r.sessions.live[access.Sum(cookie)]
			over := make(chan struct{})
			s.OnEnd(func() { close(over) })
			if err := tt.end(r, head); err != nil {
				t.Fatal(err)
			}
			<-s.Ended()
			<-over
			if w := r.ask("GET /"+head, ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != tt.to {
				t.Errorf("status %d, goes to %q", w.Code, w.Header().Get("Location"))
			}
		})
	}
}

// Who is in stays in when the server starts anew; what was open in the session
// ends.
func TestSessionsOutliveTheServer(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	_, cookie := r.office.In("name", access.Viewer)
	r.ask("GET /"+r.cookieOf(cookie), "")
	s := r.sessions.live[access.Sum(cookie)]
	r.Close()
	<-s.Ended()
	if w := r.ask("GET /"+r.cookieOf(cookie), ""); w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
}

// What is open for long sees that its session has ended elsewhere.
func TestStill(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	id, cookie := r.office.In("name", access.Operator)
	r.ask("GET /"+r.cookieOf(cookie), "")
	s := r.sessions.live[access.Sum(cookie)]
	if !s.Still(t.Context()) {
		t.Error("a session ends while it lasts")
	}
	if _, err := r.office.Close(t.Context(), "test", id); err != nil {
		t.Fatal(err)
	}
	if s.Still(t.Context()) {
		t.Error("a session goes on after its end")
	}
	<-s.Ended()
}

func TestCookieOverTLS(t *testing.T) {
	t.Parallel()
	r := open(t, Config{URL: "https://owabi.city.example.jp"})
	w := r.enter("sato", r.office.Add("sato", access.Operator))
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-owabi" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Domain != "" || c.Path != "/" {
		t.Errorf("the cookie is %s", c)
	}
}
