// Package api is the HTTP doors: the JSON API of the office listener, for the
// CLI and the office's own systems, and the public listener with the page of
// each person. It reads requests, asks the domain and writes its answer; it
// decides nothing. docs/api.md lists every door.
//
// The office listener on the unix socket of the data directory trusts whoever
// can open it: its owner alone. The one on TCP stands behind package gate. No
// door puts personal data into a URL or a log.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher/api/gate"
)

// API holds the doors. It keeps no state, and is safe for concurrent use.
type API struct {
	s   Services
	log *slog.Logger

	guesses *guesses // of the addresses of pages
	checks  *guesses // of reference numbers
}

// New returns the doors over s.
func New(s Services, log *slog.Logger) *API {
	return &API{s: s, log: log, guesses: newGuesses(0.5, 50, 20), checks: newGuesses(0.2, 10, 10)}
}

// Office is the handler of the office listener on the unix socket.
func (a *API) Office() http.Handler {
	// A browser on an operator's desk can be made to POST to a loopback
	// address by any site; one that sends Origin or Sec-Fetch-Site of another
	// origin is refused. Programs send neither, and pass.
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(a.answer(route{"", foreign, bodyLimit}))
	return a.observe(own.Handler(a.doors(append(a.officeRoutes(), a.socketRoutes()...))))
}

// Gated is the handler of the office listener on TCP: the same doors, except
// that nobody is made an admin there, and the office's pages, whose routes are
// paths, all behind g. It fails when a route has no rule.
func (a *API) Gated(g *gate.Gate, pages http.Handler, paths ...string) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.Handle("/api/", a.doors(append(a.officeRoutes(), route{"POST /api/v1/links", socketOnly, bodyLimit})))
	mux.Handle("/", pages)
	guarded, err := g.Guard(mux, append(a.patterns(), paths...)...)
	if err != nil {
		return nil, err
	}
	return a.observe(guarded), nil
}

func (a *API) doors(routes []route) http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.pattern, a.answer(r))
	}
	mux.Handle("/", a.answer(route{"/", noDoor, bodyLimit}))
	return mux
}

// Public is the handler of the public listener. It needs no protection
// against requests forged by other sites: there is no cookie or other
// standing authority that a browser would add, and who knows the token of a
// page may confirm it.
func (a *API) Public() http.Handler {
	mux := http.NewServeMux()
	for _, r := range a.publicRoutes() {
		mux.Handle(r.pattern, a.show(r))
	}
	mux.Handle("/", a.show(route{"/", noPage, bodyLimit}))
	return a.observe(secured(mux))
}

// The server's bounds on one exchange. Import, and whatever recounts a whole
// campaign, lift them for themselves.
const (
	headerTime = 10 * time.Second
	readTime   = time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	headerSize = 16 << 10
)

// Server returns a server for either handler with bounds on what a slow or
// silent client can hold. The caller listens, and shuts it down.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerSize,
	}
}
