package gate

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
)

func TestSigningIn(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	password := r.office.Add("sato", access.Operator)
	for _, tt := range []struct{ id, password string }{{"sato", "wrong"}, {"nobody", password}, {"", ""}} {
		if w := r.enter(tt.id, tt.password); w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 || !strings.Contains(w.Body.String(), "ID かパスワードが違います。") {
			t.Errorf("%q, %q: status %d", tt.id, tt.password, w.Code)
		}
	}
	w := r.enter("Sato", password)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Fatalf("status %d, goes to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	want := http.Cookie{Name: "owabi_8024", Value: c.Value, Path: "/", MaxAge: 12 * 60 * 60, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if c.Raw = ""; len(c.Value) < 26 || c.String() != want.String() {
		t.Errorf("the cookie is %s, want %s", c, &want)
	}
	if got := r.ask("GET /"+r.cookieOf(c.Value), ""); got.Body.String() != "behind the gate: sato" {
		t.Errorf("behind the gate: %d %s", got.Code, got.Body)
	}
}

// A cookie that somebody had before does not become a session by signing in.
func TestNoSessionIsFixed(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	password := r.office.Add("sato", access.Operator)
	planted := r.cookieOf("PLANTED-BY-SOMEBODY")
	w := r.enter("sato", password, strings.TrimPrefix(planted, "\n"))
	if got := r.given(w); got == planted {
		t.Error("the cookie stays as it was")
	}
	if w := r.ask("GET /"+planted, ""); w.Code != http.StatusSeeOther {
		t.Errorf("what was planted is in: %d", w.Code)
	}
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	password := r.office.Add("chief", access.Admin)
	w := r.enter("chief", password)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/factor?to=%2F" {
		t.Fatalf("status %d, goes to %q", w.Code, w.Header().Get("Location"))
	}
	half := r.given(w)
	for head, to := range map[string]string{"GET /": "/factor?to=%2F", "GET /accounts": "/factor?to=%2Faccounts", "GET /account": "/factor?to=%2Faccount",
		"POST /account/password": "/factor?to=%2Faccount", "GET /nothing": "/factor?to=%2Fnothing"} {
		if w := r.ask(head+half, ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
			t.Errorf("%s with half a session: status %d, goes to %q", head, w.Code, w.Header().Get("Location"))
		}
	}
	if w := r.ask("GET /api/v1/accounts"+half, ""); w.Code != http.StatusUnauthorized {
		t.Errorf("the API with half a session: %d", w.Code)
	}
	page := r.ask("GET /factor"+half, "").Body.String()
	_, key, _ := strings.Cut(page, `<p class="factor-key"><code>`)
	key, _, _ = strings.Cut(key, "<")
	if !strings.Contains(page, `<a href="otpauth://totp/owabi%20127.0.0.1:chief?`) || len(strings.ReplaceAll(key, " ", "")) != 32 {
		t.Fatalf("the key is %q:\n%s", key, page)
	}
	if w := r.ask("POST /factor"+half, "code=000000"); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "この番号は使えません") || !strings.Contains(w.Body.String(), key) {
		t.Errorf("a wrong code: status %d", w.Code)
	}
	code, err := access.Code(key, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	w = r.ask("POST /factor"+half, "to=%2Faccounts&code="+code)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/accounts" {
		t.Fatalf("the right code: status %d, goes to %q", w.Code, w.Header().Get("Location"))
	}
	if got := r.ask("GET /accounts"+r.given(w), ""); got.Body.String() != "behind the gate: chief" {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := r.ask("GET /accounts"+half, ""); got.Code != http.StatusSeeOther {
		t.Errorf("half a session goes on: %d", got.Code)
	}
	if page := r.ask("GET /factor"+r.given(r.enter("chief", password)), "").Body.String(); strings.Contains(page, key) || strings.Contains(page, "otpauth") {
		t.Error("the key is shown again")
	}
}

const phrase = "four words or more"

func TestTheFirstAdmin(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	token := r.token()
	for wrong, w := range map[string]interface{ Result() *http.Response }{
		"a wrong key":          r.first("WRONG", "chief", phrase),
		"a short password":     r.first(token, "chief", "short"),
		"no id":                r.first(token, "", phrase),
		"a bad id":             r.first(token, "a b", phrase),
		"different passwords":  r.ask("POST /first", url.Values{"token": {token}, "id": {"chief"}, "name": {"見本"}, "password": {phrase}, "again": {"x"}}.Encode()),
		"a name with controls": r.ask("POST /first", url.Values{"token": {token}, "id": {"chief"}, "name": {"a\u202eb"}, "password": {phrase}, "again": {phrase}}.Encode()),
	} {
		if res := w.Result(); res.StatusCode != 403 && res.StatusCode != 422 || len(res.Cookies()) > 0 {
			t.Errorf("%s: status %d", wrong, res.StatusCode)
		}
	}
	link := "http://127.0.0.1:8024/first#" + strings.ToLower(token) + "\n"
	w := r.first(link, "Chief", phrase)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/factor?to=%2F" {
		t.Fatalf("status %d, goes to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if w := r.first(token, "other", phrase); w.Code != http.StatusForbidden {
		t.Errorf("the link works twice: %d", w.Code)
	}
	if there, err := r.office.Administered(t.Context()); !there || err != nil {
		t.Errorf("nobody keeps the accounts: %v", err)
	}
}

func TestOfManyAtOnceOneIsFirst(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	token := r.token()
	var in atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if r.first(token, fmt.Sprintf("chief-%d", i), phrase).Code == http.StatusSeeOther {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if list, err := r.office.List(t.Context()); in.Load() != 1 || len(list) != 1 || err != nil {
		t.Errorf("%d became admin by one link, %d accounts, %v", in.Load(), len(list), err)
	}
}

func TestLinksEnd(t *testing.T) {
	t.Parallel()
	r := open(t, Config{LinkTime: time.Nanosecond})
	if w := r.first(r.token(), "chief", phrase); w.Code != http.StatusForbidden {
		t.Errorf("a link works after its time: %d", w.Code)
	}
}

func TestLinksAreBounded(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	first := r.token()
	for range linkLimit {
		r.token()
	}
	if w := r.first(first, "chief", phrase); w.Code != http.StatusForbidden || len(r.links.open) != linkLimit {
		t.Errorf("status %d, %d links open", w.Code, len(r.links.open))
	}
}

func TestWrongOnesAreBounded(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	password := r.office.Add("sato", access.Operator)
	cookie := r.in("before", access.Viewer)
	for range access.WrongByAccount {
		r.enter("sato", "wrong")
	}
	if w := r.enter("sato", password); w.Code != 429 || w.Header().Get("Retry-After") != "900" || !strings.Contains(w.Body.String(), "15分") {
		t.Errorf("after %d wrong ones: status %d", access.WrongByAccount, w.Code)
	}
	for range access.WrongByAddress {
		r.ask("GET /api/v1/status\nAuthorization: Bearer WRONG\nFrom: 192.0.2.9", "")
	}
	program := r.bearer("cti", access.Viewer)
	r.ask("GET /api/v1/status\nAuthorization: Bearer WRONG\nFrom: 192.0.2.9", "")
	if w := r.ask("GET /api/v1/status"+program+"\nFrom: 192.0.2.9", ""); w.Code != 429 {
		t.Errorf("the API: status %d", w.Code)
	}
	if w := r.ask("GET /api/v1/status"+program+"\nFrom: 192.0.2.10", ""); w.Code != 200 {
		t.Errorf("another address is kept out: status %d", w.Code)
	}
	if w := r.ask("GET /"+cookie+"\nFrom: 192.0.2.9", ""); w.Code != 200 {
		t.Errorf("who is in is kept out: status %d", w.Code)
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	password := r.office.Add("sato", access.Operator)
	cookie := r.given(r.enter("sato", password))
	change := func(old, chosen, again string) int {
		return r.ask("POST /account/password"+cookie, url.Values{"old": {old}, "password": {chosen}, "again": {again}}.Encode()).Code
	}
	if got := []int{change("wrong", phrase, phrase), change(password, phrase, "x"), change(password, "short", "short")}; got[0] != 403 || got[1] != 422 || got[2] != 422 {
		t.Errorf("what is wrong: statuses %v", got)
	}
	if got := change(password, phrase, phrase); got != http.StatusSeeOther {
		t.Errorf("status %d", got)
	}
	if w := r.ask("GET /"+cookie, ""); w.Header().Get("Location") != "/enter?to=%2F&ended=turned" {
		t.Errorf("the session goes on: %d", w.Code)
	}
	if w := r.enter("sato", phrase); w.Code != http.StatusSeeOther {
		t.Errorf("with the new one: %d", w.Code)
	}
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
	r := open(t, Config{})
	password := r.office.Add("sato", access.Operator)
	for _, tt := range tests {
		form := url.Values{"id": {"sato"}, "password": {password}, "to": {tt.to}}
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
