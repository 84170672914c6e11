package gate

import (
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/owabi/owabi/templates/console"
)

const (
	formLimit = 64 << 10
	nameLimit = 60 // bytes: twenty characters of Japanese
)

// doors are all that anybody may open without a session.
func (g *Gate) doors() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /enter", g.showEntry)
	mux.HandleFunc("POST /enter", g.enter)
	mux.HandleFunc("POST /leave", g.leave)
	for _, f := range console.Files() {
		mux.HandleFunc("GET "+f.Path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", f.Type)
			w.Header().Set("Cache-Control", "no-cache")
			w.Header().Set("ETag", f.Tag)
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader(f.Text))
		})
	}
	return mux
}

func (g *Gate) showEntry(w http.ResponseWriter, r *http.Request) {
	g.writeEntry(w, r, http.StatusOK, console.Enter{To: within(r.URL.Query().Get("to"))})
}

func (g *Gate) writeEntry(w http.ResponseWriter, r *http.Request, status int, v console.Enter) {
	page, err := v.Page(console.Frame{Lang: Language(w, r), Page: console.PageEnter})
	if err != nil {
		g.log.Error("page of entry failed", "error", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page)
}

// enter takes a token and a name, and gives a session. What is wrong with the
// name is said before the token is used up.
func (g *Gate) enter(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	name := strings.TrimSpace(r.PostFormValue("name"))
	v := console.Enter{To: within(r.PostFormValue("to")), Name: name}
	from := remote(r)
	switch {
	case !g.wrong.allows(from):
		v.Trouble = console.TooMany
		retryLater(w)
		g.writeEntry(w, r, http.StatusTooManyRequests, v)
	case !nameable(name):
		v.Trouble, v.Name = console.NoName, ""
		g.writeEntry(w, r, http.StatusBadRequest, v)
	case !g.links.redeem(tokenIn(r.PostFormValue("token")), time.Now()):
		g.wrong.note(from)
		g.log.Warn("a wrong token was refused", "door", "entry")
		v.Trouble = console.WrongToken
		g.writeEntry(w, r, http.StatusForbidden, v)
	default:
		if s := g.sessions.of(g.cookie(r)); s != nil {
			s.end()
		}
		g.setCookie(w, g.sessions.add(name, g.time))
		http.Redirect(w, r, v.To, http.StatusSeeOther)
	}
}

// nameable reports whether s can stand for a person in the journal.
func nameable(s string) bool {
	return s != "" && len(s) <= nameLimit && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}

// leave ends the session.
func (g *Gate) leave(w http.ResponseWriter, r *http.Request) {
	if s := g.sessions.of(g.cookie(r)); s != nil {
		s.end()
	}
	g.setCookie(w, "")
	http.Redirect(w, r, "/enter", http.StatusSeeOther)
}
