package api

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// guesses bounds how often one address, and everybody together, may try what
// only a person who was written to knows.
type guesses struct {
	each, all rate.Limit // a second
	burst     int        // of one address; of all, twenty times as many

	mu     sync.Mutex
	of     map[string]*rate.Limiter
	common *rate.Limiter
}

// mostAddresses bounds the memory: with more, all are forgotten, and what all
// may do together still holds.
const mostAddresses = 10_000

func newGuesses(each, all rate.Limit, burst int) *guesses {
	return &guesses{each: each, all: all, burst: burst, of: map[string]*rate.Limiter{}, common: rate.NewLimiter(all, 20*burst)}
}

// may reports whether whoever asks may try once more.
func (g *guesses) may(r *http.Request, now time.Time) bool {
	addr := address(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.of[addr]
	if l == nil {
		if len(g.of) >= mostAddresses {
			clear(g.of)
		}
		l = rate.NewLimiter(g.each, g.burst)
		g.of[addr] = l
	}
	return l.AllowN(now, 1) && g.common.AllowN(now, 1)
}

// address is from where a request comes: behind a proxy on this machine, what
// the proxy says.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); net.ParseIP(last) != nil {
			host = last
		}
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String() // what one subscriber has
	}
	return host
}
