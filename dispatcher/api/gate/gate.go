// Package gate lets people in by the office's TCP listener. Until accounts
// exist, who opens a one-time link gives a name and gets a session; programs
// bring the token of a file. Whatever passes the gate is signed in: the doors
// that need no sign-in are the gate's own, and are listed in one place.
//
// The name that is given at entry is the actor of everything that is done in
// the session. Sessions are kept in memory, and end with the process.
package gate

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Config is what a Gate is made from.
type Config struct {
	URL         string        // of the listener as people open it: http on loopback, else https
	Token       string        // with which programs come in; none do when it is empty
	LinkTime    time.Duration // how long a link may be used; 15 min when it is 0
	SessionTime time.Duration // how long a session lasts; 12 h when it is 0
	Log         *slog.Logger
}

// Gate is safe for concurrent use.
type Gate struct {
	base     *url.URL
	token    *[sha256.Size]byte // nil: no program comes in
	log      *slog.Logger
	own      *http.ServeMux
	links    links
	sessions sessions
	wrong    throttle
	time     time.Duration
}

// New returns a gate that nobody has passed yet.
func New(c Config) (*Gate, error) {
	base, err := address(c.URL)
	if err != nil {
		return nil, err
	}
	g := &Gate{base: base, log: c.Log, time: orTime(c.SessionTime, 12*time.Hour)}
	g.links.last = orTime(c.LinkTime, 15*time.Minute)
	if c.Token != "" {
		sum := sha256.Sum256([]byte(c.Token))
		g.token = &sum
	}
	g.own = g.doors()
	return g, nil
}

func orTime(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// address reads the URL of the listener. A session's cookie must not cross a
// network in the clear.
func address(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: "office", What: "is no address that a browser could open",
			Cure: "give the scheme and the host: https://owabi.city.example.jp"}
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: u.Host, What: "the office's pages would cross a network in the clear",
			Cure: "give an https URL, or an address of this machine"}
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close ends every session, and with it what is open in one.
func (g *Gate) Close() error { g.sessions.clear(); return nil }

// secure reports whether browsers reach the listener by https.
func (g *Gate) secure() bool { return g.base.Scheme == "https" }

// Guard puts the gate in front of next: pages, and the API below /api/.
func (g *Gate) Guard(next http.Handler) http.Handler {
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(foreign))
	behind := same.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.admit(w, r, next) }))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secured(w.Header())
		if !g.named(r.Host) {
			misdirected(w, r)
			return
		}
		behind.ServeHTTP(w, r)
	})
}

// admit serves the gate's own doors to anybody, and next to who is signed in.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if _, own := g.own.Handler(r); own != "" {
		g.own.ServeHTTP(w, r)
		return
	}
	if program(r) {
		g.admitProgram(w, r, next)
		return
	}
	s := g.sessions.of(g.cookie(r))
	if s == nil {
		unknown(w, r)
		return
	}
	in := r.WithContext(with(r.Context(), s))
	defer func() { r.Pattern = in.Pattern }() // for who logs it
	next.ServeHTTP(w, in)
}

// program reports whether a request comes with a token of its own. Only the
// API is for programs.
func program(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" && strings.HasPrefix(r.URL.Path, "/api/")
}

func (g *Gate) admitProgram(w http.ResponseWriter, r *http.Request, next http.Handler) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	sum := sha256.Sum256([]byte(token))
	switch from := remote(r); {
	case !g.wrong.allows(from):
		tooMany(w, r)
	case ok && g.token != nil && subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1:
		next.ServeHTTP(w, r)
	default:
		g.wrong.note(from)
		g.log.Warn("a wrong token was refused", "door", "api")
		unknown(w, r)
	}
}

// named reports whether a request asks for this listener. A page of another
// site that has its own name resolve to this address asks for that name.
func (g *Gate) named(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	switch host {
	case "localhost", "127.0.0.1", "::1", strings.ToLower(g.base.Hostname()):
		return true
	}
	return false
}

// secured sets what every reply of the listener carries. A page may load our
// own script, style sheet and figures, and nothing else.
func secured(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "+
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// remote is the address of who asks, without the port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
