package gate

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"sync"
	"time"
)

// linkLimit is how many links may be open at once; the oldest goes.
const linkLimit = 100

// links are the one-time links that nobody has used yet. Only sums of their
// tokens are kept.
type links struct {
	last time.Duration
	mu   sync.Mutex
	open []link
}

type link struct {
	sum   [sha256.Size]byte
	until time.Time
}

// Link makes a link by which one person becomes an admin, once, until the given
// moment. Its
// token stands in the fragment, which no browser sends: it comes into no log
// and no Referer, and a preview of the link uses nothing up.
func (g *Gate) Link() (url string, until time.Time) {
	token, until := g.links.add(time.Now())
	return g.URL() + "/first#" + token, until
}

func (l *links) add(now time.Time) (string, time.Time) {
	token := rand.Text() // at least 128 bits
	until := now.Add(l.last)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) == linkLimit {
		l.open = l.open[1:]
	}
	l.open = append(l.open, link{sha256.Sum256([]byte(token)), until})
	return token, until
}

// holds reports whether a token is good, and leaves it.
func (l *links) holds(token string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.find(token)
	return at >= 0 && now.Before(l.open[at].until)
}

// redeem uses a token up, and reports whether it was good.
func (l *links) redeem(token string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.find(token)
	if at < 0 {
		return false
	}
	good := now.Before(l.open[at].until)
	l.open = append(l.open[:at], l.open[at+1:]...)
	return good
}

// find returns where a token is among those that are open, or -1.
func (l *links) find(token string) int {
	sum, at := sha256.Sum256([]byte(token)), -1
	for i := range l.open {
		if subtle.ConstantTimeCompare(sum[:], l.open[i].sum[:]) == 1 {
			at = i
		}
	}
	return at
}

// tokenIn finds the token in what somebody typed or pasted: the token, or the
// whole link.
func tokenIn(s string) string {
	s = strings.TrimSpace(s)
	return strings.ToUpper(s[strings.LastIndexByte(s, '#')+1:])
}
