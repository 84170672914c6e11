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

// Link makes a link that lets one person in once, until the given moment. Its
// token stands in the fragment, which no browser sends: it comes into no log
// and no Referer, and a preview of the link uses nothing up.
func (g *Gate) Link() (url string, until time.Time) {
	token, until := g.links.add(time.Now())
	return g.base.Scheme + "://" + g.base.Host + "/enter#" + token, until
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

// redeem uses a token up, and reports whether it was good.
func (l *links) redeem(token string, now time.Time) bool {
	sum := sha256.Sum256([]byte(token))
	l.mu.Lock()
	defer l.mu.Unlock()
	found := -1
	for i := range l.open {
		if subtle.ConstantTimeCompare(sum[:], l.open[i].sum[:]) == 1 {
			found = i
		}
	}
	if found < 0 {
		return false
	}
	good := now.Before(l.open[found].until)
	l.open = append(l.open[:found], l.open[found+1:]...)
	return good
}

// tokenIn finds the token in what somebody typed or pasted: the token, or the
// whole link.
func tokenIn(s string) string {
	s = strings.TrimSpace(s)
	return strings.ToUpper(s[strings.LastIndexByte(s, '#')+1:])
}
