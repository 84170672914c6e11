package gate

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/templates/console"
)

// unknown answers who is not signed in. A browser goes to the entry and from
// there to the page it came for; a program, or a stream of figures, is told.
func unknown(w http.ResponseWriter, r *http.Request, how access.Ending) {
	if told(r) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="owabi"`)
		refuse(w, http.StatusUnauthorized, dispatcher.Error{Code: dispatcher.Forbidden, What: "you are not signed in",
			Cure: "sign in on the office's pages, or send a token that `owabi token add` made"})
		return
	}
	to := "/enter?to=" + escaped(pageOf(r))
	if how != access.NotIn {
		to += "&ended=" + string(how)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// halfKnown sends who has yet to give a code to where it is asked for.
func halfKnown(w http.ResponseWriter, r *http.Request) {
	if told(r) {
		refuse(w, http.StatusUnauthorized, dispatcher.Error{Code: dispatcher.Forbidden, What: "the second factor is missing",
			Cure: "give the code on the office's pages"})
		return
	}
	http.Redirect(w, r, "/factor?to="+escaped(pageOf(r)), http.StatusSeeOther)
}

// forbidden answers who is in, but not for this.
func (g *Gate) forbidden(w http.ResponseWriter, r *http.Request, s *Session) {
	if told(r) {
		outOfRole(w, string(s.Role))
		return
	}
	v := console.Failure{Status: http.StatusForbidden, Said: console.Said{What: notInRole, Cure: askAdmin}}
	if err := g.write(w, r.WithContext(with(r.Context(), s)), http.StatusForbidden, console.PageTrouble, v); err != nil {
		g.failed(w, r, err)
	}
}

const (
	notInRole = "your role may not do this"
	askAdmin  = "ask whoever keeps the accounts; docs/access.md says which role may do what"
)

func outOfRole(w http.ResponseWriter, role string) {
	refuse(w, http.StatusForbidden, dispatcher.Error{Code: dispatcher.Forbidden, Where: "role " + role, What: notInRole, Cure: askAdmin})
}

// failed answers when the gate cannot tell who somebody is: nobody is let in.
func (g *Gate) failed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		g.log.Error("sign-in failed", "route", r.Pattern, "error", err)
	}
	if told(r) {
		refuse(w, http.StatusServiceUnavailable, dispatcher.Error{Code: dispatcher.Internal, What: "the server cannot tell who you are at the moment",
			Cure: "its log says why; ask again"})
		return
	}
	html, err := (console.Failure{Status: http.StatusServiceUnavailable}).Page(console.Frame{Lang: Language(w, r), Page: console.PageTrouble})
	if err != nil {
		http.Error(w, "503", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	w.Write(html)
}

// told reports whether a request wants to be told, not led somewhere.
func told(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.Header.Get("Accept") == "text/event-stream"
}

func escaped(to string) string { return url.QueryEscape(to) }

// pageOf is the page that a request was for. What a form posts to stands one
// step below its page.
func pageOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.Path
	}
	return path.Dir(r.URL.Path)
}

// within returns a path of this listener to go to, "/" for anything else.
func within(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return "/"
	}
	return (&url.URL{Path: path.Clean(u.Path)}).EscapedPath() // one slash in front, whatever was escaped
}

func foreign(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusForbidden, dispatcher.Error{Code: dispatcher.Forbidden, What: "the request comes from a page of another site",
		Cure: "open the office's own address"})
}

func misdirected(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusMisdirectedRequest, dispatcher.Error{Code: dispatcher.Forbidden, What: "this server does not go by the name that was asked for",
		Cure: "open the address that `owabi serve` prints"})
}

func tooMany(w http.ResponseWriter, _ *http.Request) {
	retryLater(w)
	refuse(w, http.StatusTooManyRequests, dispatcher.Error{Code: dispatcher.Forbidden, What: "too many wrong sign-ins came from this address",
		Cure: "wait a quarter of an hour"})
}

func retryLater(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(int(access.WrongWindow/time.Second)))
}

// refuse answers as the API does (package api, ErrorReply).
func refuse(w http.ResponseWriter, status int, e dispatcher.Error) {
	body, err := json.Marshal(map[string]any{"error": map[string]string{"code": string(e.Code), "where": e.Where, "what": e.What, "cure": e.Cure}})
	if err != nil {
		panic(err) // strings marshal
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}
