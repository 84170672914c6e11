package gate

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

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
