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
)

// unknown answers who is not signed in. A browser goes to the entry and from
// there to the page it came for; a program, or a stream of figures, is told.
func unknown(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") || r.Header.Get("Accept") == "text/event-stream" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="owabi"`)
		refuse(w, http.StatusUnauthorized, dispatcher.Error{Code: dispatcher.Forbidden, What: "you are not signed in",
			Cure: "enter by a link of `owabi link`, or send the token of the server's token file"})
		return
	}
	http.Redirect(w, r, "/enter?to="+url.QueryEscape(pageOf(r)), http.StatusSeeOther)
}

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
		Cure: "open the address that `owabi link` prints"})
}

func tooMany(w http.ResponseWriter, _ *http.Request) {
	retryLater(w)
	refuse(w, http.StatusTooManyRequests, dispatcher.Error{Code: dispatcher.Forbidden, What: "too many wrong tokens came from this address",
		Cure: "wait a little"})
}

func retryLater(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wrongEvery/time.Second)))
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
