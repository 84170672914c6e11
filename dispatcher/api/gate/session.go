package gate

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"
)

// Session is one person's stay, from entry to sign-out.
type Session struct {
	Name string // as given at entry: the actor of everything done

	stay context.Context
	end  context.CancelFunc
}

// Ended is closed when the session is over: whatever is open in it closes too.
func (s *Session) Ended() <-chan struct{} { return s.stay.Done() }

// OnEnd runs f, in a goroutine of its own, when the session is over.
func (s *Session) OnEnd(f func()) { context.AfterFunc(s.stay, f) }

type sessionKey struct{}

func with(ctx context.Context, s *Session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

// SessionOf returns the session that a request came in by; nil for one that
// came by the unix socket or with the token of a program.
func SessionOf(ctx context.Context) *Session {
	s, _ := ctx.Value(sessionKey{}).(*Session)
	return s
}

// sessions are the people who are in, by the sum of their cookie.
type sessions struct {
	mu   sync.Mutex
	live map[[sha256.Size]byte]*Session
}

// add lets a person in for d, and returns what their cookie holds.
func (l *sessions) add(name string, d time.Duration) string {
	id := rand.Text() // at least 128 bits
	sum := sha256.Sum256([]byte(id))
	stay, end := context.WithTimeout(context.Background(), d)
	context.AfterFunc(stay, func() { l.drop(sum) })
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.live == nil {
		l.live = map[[sha256.Size]byte]*Session{}
	}
	l.live[sum] = &Session{Name: name, stay: stay, end: end}
	return id
}

func (l *sessions) drop(sum [sha256.Size]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.live, sum)
}

// of returns the session of a cookie, nil when it has ended.
func (l *sessions) of(id string) *Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.live[sha256.Sum256([]byte(id))]
	if s == nil || s.stay.Err() != nil {
		return nil
	}
	return s
}

func (l *sessions) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.live {
		s.end()
	}
}

// cookieName has the port in it, because browsers do not keep the cookies of a
// host's ports apart. Over https the prefix binds the cookie to this host alone
// (draft-ietf-httpbis-rfc6265bis, 4.1.3).
func (g *Gate) cookieName() string {
	if g.secure() {
		return "__Host-owabi"
	}
	return "owabi_" + g.base.Port()
}

func (g *Gate) cookie(r *http.Request) string {
	c, err := r.Cookie(g.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie gives the session to the browser, and takes it back when id is
// empty.
func (g *Gate) setCookie(w http.ResponseWriter, id string) {
	c := &http.Cookie{Name: g.cookieName(), Value: id, Path: "/", HttpOnly: true, Secure: g.secure(), SameSite: http.SameSiteStrictMode,
		MaxAge: int(g.time / time.Second)}
	if id == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
