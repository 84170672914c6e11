package api

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/templates/pages"
)

const formType = "\nContent-Type: application/x-www-form-urlencoded"

func TestPageInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, query, own, want string }{
		{"the person's own", "", "en", `<html lang="en">`},
		{"Japanese by default", "", "", `<html lang="ja">`},
		{"chosen", "?lang=en", "ja", `<html lang="en">`},
		{"no language of ours", "?lang=xx", "ja", `<html lang="ja">`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _, _ := doors(func(s *Services) {
				p := page
				p.Lang = tt.own
				s.Pages = fakePages{&asked{}, p, new(bool)}
			})
			w := ask(a.Public(), "GET /p/"+goodToken+tt.query, "")
			if w.Code != 200 || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("status %d, page\n%s", w.Code, w.Body)
			}
		})
	}
}

func TestOnlyTheButtonConfirms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, head, body string
		goal             dispatcher.Goal
		status           int
		asked            string
	}{
		{"opening it", "GET /p/" + goodToken, "", dispatcher.Apology, 200, ""},
		{"a link that pretends", "GET /p/" + goodToken + "?confirm=read", "", dispatcher.Apology, 200, ""},
		{"a preview", "HEAD /p/" + goodToken, "", dispatcher.Apology, 200, ""},
		{"a POST without the button", "POST /p/" + goodToken + formType, "", dispatcher.Apology, 404, ""},
		{"the button's value in the address", "POST /p/" + goodToken + "?confirm=read" + formType, "", dispatcher.Apology, 404, ""},
		{"the button", "POST /p/" + goodToken + formType, "confirm=read", dispatcher.Apology, 303, `confirm ""`},
		{"the button of a notice", "POST /p/" + goodToken + formType, "confirm=read", dispatcher.Notice, 303, `confirm ""`},
		{"the button of a deletion", "POST /p/" + goodToken + formType, "confirm=deleted&how=", dispatcher.Deletion, 303, `confirm ""`},
		{"with a remark", "POST /p/" + goodToken + formType, "confirm=deleted&how=+shredded%0D%0Ait+", dispatcher.Deletion, 303, `confirm "shredded it"`},
		{"with a long remark", "POST /p/" + goodToken + formType, "confirm=deleted&how=" + strings.Repeat("x", 300), dispatcher.Deletion, 303,
			`confirm "` + strings.Repeat("x", 200) + `"`},
		{"reading is not deleting", "POST /p/" + goodToken + formType, "confirm=read", dispatcher.Deletion, 404, ""},
		{"a wrong token", "POST /p/wrong" + formType, "confirm=read", dispatcher.Apology, 404, ""},
		{"another method", "PUT /p/" + goodToken, "", dispatcher.Apology, 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, asked, _ := doors()
			p := page
			p.Goal = tt.goal
			a.s.Pages = fakePages{asked, p, new(bool)}
			w := ask(a.Public(), tt.head, tt.body)
			if w.Code != tt.status || asked.said() != tt.asked {
				t.Errorf("status %d, want %d; asked %q, want %q", w.Code, tt.status, asked.said(), tt.asked)
			}
		})
	}
}

func TestConfirmedPageSaysSo(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	done := ask(a.Public(), "POST /p/"+goodToken+"?lang=en"+formType, "confirm=read")
	if got := done.Header().Get("Location"); got != "?lang=en" {
		t.Errorf("goes on to %q, want the same page in the same language", got)
	}
	again := ask(a.Public(), "GET /p/"+goodToken+"?lang=en", "").Body.String()
	if !strings.Contains(again, "We have noted that you have read this") || strings.Contains(again, "<button") {
		t.Errorf("the page does not say that it is confirmed:\n%s", again)
	}
}

func TestWrongAddressesSayNothing(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	for _, head := range []string{"GET /p/wrong", "GET /p/", "GET /", "GET /api/v1/campaigns", "GET /healthz", "POST /p/wrong"} {
		w := ask(a.Public(), head, "")
		if w.Code != 404 || !bytes.Equal(w.Body.Bytes(), pages.Absent()) {
			t.Errorf("%s: status %d, body\n%s", head, w.Code, w.Body)
		}
	}
}

func TestFailureOfOursIsNoWrongAddress(t *testing.T) {
	t.Parallel()
	a, _, log := doors(func(s *Services) { s.Pages = fakePages{&asked{err: errors.New("store: down")}, page, new(bool)} })
	w := ask(a.Public(), "GET /p/"+goodToken, "")
	if w.Code != 500 || !bytes.Equal(w.Body.Bytes(), pages.Failed()) || !strings.Contains(log.String(), "store: down") {
		t.Errorf("status %d, body\n%s\nlog %s", w.Code, w.Body, log)
	}
	must(t, "the log holds the token", !strings.Contains(log.String(), goodToken))
}

func TestPagesAreSealedOff(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	want := map[string]string{
		"Content-Security-Policy":      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"Referrer-Policy":              "no-referrer",
		"Cache-Control":                "no-store",
		"X-Content-Type-Options":       "nosniff",
		"X-Robots-Tag":                 "noindex, nofollow",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Content-Type":                 "text/html; charset=utf-8",
	}
	for _, head := range []string{"GET /p/" + goodToken, "GET /p/wrong", "GET /"} {
		if diff := cmp.Diff(want, headersOf(ask(a.Public(), head, ""), want)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", head, diff)
		}
	}
	css := ask(a.Public(), "GET /static/page.css", "")
	if css.Code != 200 || css.Header().Get("Content-Type") != "text/css; charset=utf-8" || !bytes.Equal(css.Body.Bytes(), pages.Style()) {
		t.Errorf("style sheet: status %d, %v", css.Code, css.Header())
	}
}

func headersOf(w *httptest.ResponseRecorder, names map[string]string) map[string]string {
	got := map[string]string{}
	for name := range names {
		got[name] = w.Header().Get(name)
	}
	return got
}
