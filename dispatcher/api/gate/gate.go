// Package gate stands in front of the office's TCP listener. People sign in with
// an account, by password and where it takes one by a second factor; programs
// bring a token. For every request it finds the one rule of the route (rules.go)
// and lets through only whom the rule names. Package access decides who somebody
// is; this package speaks HTTP about it.
//
// # Other sites' pages
//
// A browser adds the cookie of a session to whatever a page of any site sends
// here. Three things stand against that: net/http's CrossOriginProtection
// refuses every unsafe request that a browser says comes from another origin
// (Sec-Fetch-Site, which all browsers send since 2023, else Origin against Host),
// the cookie is SameSite=Strict, and a request for any host name but the
// listener's own is refused, so that no other name can be made to mean this
// address. Tokens in forms would guard against nothing more, and would end with
// the session of a page that is open all day.
package gate

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

// Config is what a Gate is made from.
type Config struct {
	URL      string        // of the listener as people open it: http on loopback, else https
	LinkTime time.Duration // how long a link may be used; 15 min when it is 0
	Access   *access.Accounts
	Log      *slog.Logger
}

// Gate is safe for concurrent use.
type Gate struct {
	base     *url.URL
	access   *access.Accounts
	log      *slog.Logger
	own      *http.ServeMux
	routes   *http.ServeMux // of all rules, to find a request's
	rules    map[string]*Rule
	links    links
	sessions sessions
}

// New returns a gate that nobody has passed yet.
func New(c Config) (*Gate, error) {
	base, err := address(c.URL)
	if err != nil {
		return nil, err
	}
	g := &Gate{base: base, access: c.Access, log: c.Log, routes: http.NewServeMux(), rules: map[string]*Rule{}}
	g.links.last = c.LinkTime
	if c.LinkTime == 0 {
		g.links.last = 15 * time.Minute
	}
	for _, r := range Rules() {
		g.rules[r.Pattern] = &r
		g.routes.Handle(r.Pattern, http.NotFoundHandler())
	}
	g.own = g.doors()
	return g, nil
}

// CheckURL says what is wrong with the URL of a listener.
func CheckURL(s string) error { _, err := address(s); return err }

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

// URL is the address of the office's pages.
func (g *Gate) URL() string { return g.base.Scheme + "://" + g.base.Host }

// Close ends what is open in any session, not the sessions: who is in stays in
// when the server starts anew.
func (g *Gate) Close() error { g.sessions.clear(func(*Session) bool { return true }); return nil }

// Left ends what is open in the sessions of an account that may not go on.
func (g *Gate) Left(account string) {
	g.sessions.clear(func(s *Session) bool { return s.Account == account })
}

// secure reports whether browsers reach the listener by https.
func (g *Gate) secure() bool { return g.base.Scheme == "https" }

// Guard puts the gate in front of next: pages, and the API below /api/. served
// are the routes of next; one that has no rule is an error, and so is a rule for
// a route that nobody serves.
func (g *Gate) Guard(next http.Handler, served ...string) (http.Handler, error) {
	if err := g.covers(served); err != nil {
		return nil, err
	}
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
	}), nil
}

// covers compares the rules with what is served.
func (g *Gate) covers(served []string) error {
	var errs []error
	for _, p := range served {
		if g.rules[p] == nil {
			errs = append(errs, fmt.Errorf("gate: no rule says who may open %q", p))
		}
	}
	for _, r := range Rules() {
		if _, own := g.own.Handler(probe(r.Pattern)); own != r.Pattern && !slices.Contains(served, r.Pattern) {
			errs = append(errs, fmt.Errorf("gate: there is a rule for %q, which nobody serves", r.Pattern))
		}
	}
	return errors.Join(errs...)
}

// probe is a request that a pattern without wildcards matches.
func probe(pattern string) *http.Request {
	method, path, _ := strings.Cut(pattern, " ")
	return &http.Request{Method: method, URL: &url.URL{Path: strings.TrimSuffix(path, "{$}")}}
}

// rule finds that of a request; nil when there is no such route.
func (g *Gate) rule(r *http.Request) *Rule {
	_, pattern := g.routes.Handler(r)
	return g.rules[pattern]
}

// admit serves the gate's own doors, and next to whom the route's rule names.
// Where there is no route, whoever is signed in is told so by next.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request, next http.Handler) {
	rule := g.rule(r)
	if rule != nil && rule.Who == Anybody {
		g.own.ServeHTTP(w, r)
		return
	}
	if program(r) {
		g.admitProgram(w, r, rule, next)
		return
	}
	s, ending, err := g.session(r)
	switch {
	case err != nil:
		g.failed(w, r, err)
	case s == nil:
		unknown(w, r, ending)
	case s.Half && (rule == nil || rule.Who != HalfIn):
		halfKnown(w, r)
	case rule != nil && !rule.Allows(s.Role):
		g.forbidden(w, r, s)
	case rule != nil && rule.Factor && !s.Factor:
		halfKnown(w, r)
	case rule != nil && (rule.Who == HalfIn || rule.Who == InAtAll):
		g.pass(w, r, s, g.own)
	default:
		g.pass(w, r, s, next)
	}
}

func (g *Gate) pass(w http.ResponseWriter, r *http.Request, s *Session, next http.Handler) {
	in := r.WithContext(with(r.Context(), s))
	defer func() { r.Pattern = in.Pattern }() // for who logs it
	next.ServeHTTP(w, in)
}

// program reports whether a request comes with a token of its own. Only the
// API is for programs.
func program(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" && strings.HasPrefix(r.URL.Path, "/api/")
}

func (g *Gate) admitProgram(w http.ResponseWriter, r *http.Request, rule *Rule, next http.Handler) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		secret = ""
	}
	t, why, err := g.access.Program(r.Context(), secret, g.remote(r))
	switch {
	case err != nil:
		g.failed(w, r, err)
	case why == access.TooMany:
		tooMany(w, r)
	case t == nil:
		g.log.Warn("a wrong token was refused", "door", "api")
		unknown(w, r, access.NotIn)
	case rule != nil && (rule.Who != InRole || !rule.Allows(t.Role) || rule.Factor):
		outOfRole(w, string(t.Role))
	default:
		in := r.WithContext(withProgram(r.Context(), t))
		defer func() { r.Pattern = in.Pattern }()
		next.ServeHTTP(w, in)
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

// remote is the address of who asks, without the port; of IPv6 the network,
// which is what one subscriber has. Behind a proxy of this machine it is what
// that proxy says.
func (g *Gate) remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if g.secure() && loopback(host) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); net.ParseIP(last) != nil {
			host = last
		}
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String() + "/64"
	}
	return host
}
