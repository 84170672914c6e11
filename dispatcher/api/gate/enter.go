package gate

import (
	"net/http"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/templates/console"
)

const formLimit = 64 << 10

// doors are what the gate serves itself.
func (g *Gate) doors() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /enter": g.showEntry, "POST /enter": g.enter, "POST /leave": g.leave,
		"GET /first": g.showFirst, "POST /first": g.first,
		"GET /factor": g.showFactor, "POST /factor": g.factor,
		"GET /account": g.showAccount, "POST /account/password": g.changePassword,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, formLimit)
			if err := h(w, r); err != nil {
				g.failed(w, r, err)
			}
		})
	}
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

// view is a page of templates/console.
type view interface {
	Page(console.Frame) ([]byte, error)
}

func (g *Gate) write(w http.ResponseWriter, r *http.Request, status int, page string, v view) error {
	f := console.Frame{Lang: Language(w, r), Page: page}
	if s := SessionOf(r.Context()); s != nil {
		f.Operator = s.Name
		f.May = s.May
	}
	html, err := v.Page(f)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(html)
	return nil
}

// refused is the status of the page that says why somebody is not let in.
func refused(w http.ResponseWriter, why access.Refusal) int {
	if why == access.TooMany {
		retryLater(w)
		return http.StatusTooManyRequests
	}
	return http.StatusForbidden
}

func (g *Gate) showEntry(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := console.Enter{To: within(q.Get("to"))}
	switch ended := access.Ending(q.Get("ended")); ended {
	case access.Closed, access.Turned:
		v.Trouble = console.Trouble(ended)
	}
	return g.write(w, r, http.StatusOK, console.PageEnter, v)
}

// enter takes an id and a password, and gives a session, or half of one.
func (g *Gate) enter(w http.ResponseWriter, r *http.Request) error {
	v := console.Enter{To: within(r.PostFormValue("to")), ID: strings.TrimSpace(r.PostFormValue("id"))}
	cookie, why, err := g.access.SignIn(r.Context(), v.ID, r.PostFormValue("password"), g.remote(r))
	if err != nil {
		return err
	}
	if why != access.LetIn {
		g.log.Warn("a sign-in was refused", "why", why)
		v.Trouble = console.Trouble(why)
		return g.write(w, r, refused(w, why), console.PageEnter, v)
	}
	return g.letIn(w, r, cookie, v.To)
}

// letIn replaces the session of the browser, whatever it was: a cookie that
// somebody else may have planted is worth nothing afterwards.
func (g *Gate) letIn(w http.ResponseWriter, r *http.Request, cookie, to string) error {
	if err := g.dropCookie(r); err != nil {
		return err
	}
	g.setCookie(w, cookie)
	stay, _, err := g.access.Stay(r.Context(), cookie, false)
	if err != nil {
		return err
	}
	if stay != nil && stay.Half {
		to = "/factor?to=" + escaped(to)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// dropCookie ends the session of a request, if there is one.
func (g *Gate) dropCookie(r *http.Request) error {
	old := g.cookie(r)
	if err := g.access.Leave(r.Context(), old); err != nil {
		return err
	}
	g.sessions.clear(func(s *Session) bool { return s.sum == access.Sum(old) })
	return nil
}

// leave ends the session.
func (g *Gate) leave(w http.ResponseWriter, r *http.Request) error {
	if err := g.dropCookie(r); err != nil {
		return err
	}
	g.setCookie(w, "")
	http.Redirect(w, r, "/enter", http.StatusSeeOther)
	return nil
}

func (g *Gate) showFirst(w http.ResponseWriter, r *http.Request) error {
	return g.write(w, r, http.StatusOK, console.PageFirst, console.First{})
}

// first takes the token of a link and makes an admin. What is wrong with the
// rest is said before the token is used up.
func (g *Gate) first(w http.ResponseWriter, r *http.Request) error {
	v := console.First{ID: r.PostFormValue("id"), Name: r.PostFormValue("name"), Token: r.PostFormValue("token")}
	password := r.PostFormValue("password")
	token := tokenIn(v.Token)
	if !g.links.holds(token, time.Now()) {
		g.log.Warn("a wrong token was refused", "door", "first")
		v.Wrong, v.Token = "token", ""
		return g.write(w, r, http.StatusForbidden, console.PageFirst, v)
	}
	if password != r.PostFormValue("again") {
		v.Wrong = "again"
		return g.write(w, r, http.StatusUnprocessableEntity, console.PageFirst, v)
	}
	redeem := func() bool { return g.links.redeem(token, time.Now()) }
	err := g.access.First(r.Context(), access.Wanted{ID: v.ID, Name: v.Name, Role: access.Admin}, password, redeem)
	if e := mendable(err); e != nil {
		v.Wrong = e.Where
		return g.write(w, r, http.StatusUnprocessableEntity, console.PageFirst, v)
	}
	if err != nil {
		return err
	}
	cookie, why, err := g.access.SignIn(r.Context(), v.ID, password, g.remote(r))
	if err != nil || why != access.LetIn {
		http.Redirect(w, r, "/enter", http.StatusSeeOther)
		return err
	}
	return g.letIn(w, r, cookie, "/")
}

// mendable is an error that the person at the page can mend; nil when it is none.
func mendable(err error) *dispatcher.Error {
	e, ok := err.(*dispatcher.Error)
	if !ok || e.Code == dispatcher.Internal {
		return nil
	}
	return e
}
