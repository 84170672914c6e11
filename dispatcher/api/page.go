package api

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/templates/pages"
)

// policy lets a page load our style sheet and post to us, and nothing else.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// remarkLimit is the most that a person may write, in characters; the page's
// field has the same.
const remarkLimit = 200

// secured sets what every reply of the public listener carries. The address of
// a page is a secret of its person: no other site is told it, and nobody keeps
// a copy of what it shows.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// show serves a door of the public listener. Whatever a person cannot mend is
// the page that says nothing; only a failure of ours is told from it, so that
// somebody may try again later.
func (a *API) show(rt route) http.Handler {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := rt.handle(w, r)
		if err == nil {
			return
		}
		if dispatcher.CodeOf(err) == dispatcher.Internal {
			a.internal(w, r, err)
			writePage(w, http.StatusInternalServerError, pages.Failed())
			return
		}
		if !a.guesses.may(r, time.Now()) {
			writePage(w, http.StatusTooManyRequests, pages.Absent())
			return
		}
		writePage(w, http.StatusNotFound, pages.Absent())
	})
	return http.MaxBytesHandler(h, rt.limit)
}

func noPage(http.ResponseWriter, *http.Request) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, What: "there is no such page"}
}

// showPage shows a person's page. It never confirms: mail scanners and link
// previews follow links too.
func (a *API) showPage(w http.ResponseWriter, r *http.Request) error {
	p, err := a.s.Pages.Page(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := view(p).Write(&b, language(r, p)); err != nil {
		return err
	}
	writePage(w, http.StatusOK, b.Bytes())
	return nil
}

// confirmPage takes the press of the button. A POST without the button's own
// value, or with that of another goal's page, confirms nothing.
func (a *API) confirmPage(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	p, err := a.s.Pages.Page(r.Context(), token)
	if err != nil {
		return err
	}
	if err := a.pressed(r, token, p); err != nil {
		return err
	}
	// Back to the same page in the same language, so that reloading it posts
	// nothing again. A relative reference (RFC 9110, 10.2.2) keeps the token
	// out of one more header.
	w.Header().Set("Location", "?lang="+language(r, p))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// pressed does what the button that was pressed says.
func (a *API) pressed(r *http.Request, token string, p dispatcher.Page) error {
	switch r.PostFormValue("confirm") {
	case pages.Confirms(string(p.Goal)):
		return a.s.Pages.Confirm(r.Context(), token, remark(r.PostFormValue("how")))
	case pages.WrongPerson:
		return a.s.Pages.Wrong(r.Context(), token)
	case pages.AskCall:
		at, err := time.Parse(time.RFC3339, r.PostFormValue("at"))
		if err != nil {
			return noPage(nil, r)
		}
		return a.s.Pages.AskCall(r.Context(), token, at)
	}
	return noPage(nil, r)
}

// remark is one line of what a person wrote, cut to remarkLimit.
func remark(s string) string {
	line := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	return string(line[:min(len(line), remarkLimit)])
}

// language is the reader's choice, else the person's own.
func language(r *http.Request, p dispatcher.Page) string {
	if lang := r.URL.Query().Get("lang"); lang == "ja" || lang == "en" {
		return lang
	}
	if p.Lang == "en" {
		return "en"
	}
	return "ja"
}

func view(p dispatcher.Page) pages.Person {
	return pages.Person{Goal: string(p.Goal), Organisation: pages.Organisation(p.Organisation), Incident: pages.Incident(p.Incident),
		Reference: p.Reference, Confirmed: p.Confirmed, Wrong: p.Wrong, Calls: p.Calls, Asked: p.Asked}
}

func writePage(w http.ResponseWriter, status int, html []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(html)
}

func stylesheet(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Write(pages.Style())
	return nil
}
