package gate

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
)

// Session is one person's stay, as what is open in it sees it.
type Session struct {
	Account   string // id: the actor of everything done
	Name      string // as pages show it
	Role      access.Role
	Protected bool // may see protected people
	Factor    bool // began with two factors
	Half      bool // the second factor is still to come

	gate *Gate
	sum  string
	stay context.Context
	end  context.CancelFunc
}

// Ended is closed when the session is over: whatever is open in it closes too.
func (s *Session) Ended() <-chan struct{} { return s.stay.Done() }

// OnEnd runs f, in a goroutine of its own, when the session is over.
func (s *Session) OnEnd(f func()) { context.AfterFunc(s.stay, f) }

// May reports whether who is in may open a route.
func (s *Session) May(pattern string) bool {
	r := s.gate.rules[pattern]
	return r != nil && r.Allows(s.Role) && !s.Half
}

// Still asks whether the session goes on: what is open for long asks from time
// to time. A screen on the wall, which nobody touches, keeps its session by it;
// nobody else's is kept.
func (s *Session) Still(ctx context.Context) bool {
	stay, _, err := s.gate.access.Again(ctx, s.sum, s.Role == access.Viewer)
	if err == nil && stay == nil {
		s.end()
	}
	return err != nil || stay != nil // a store that is away for a while ends nothing
}

type sessionKey struct{}
type programKey struct{}

func with(ctx context.Context, s *Session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

func withProgram(ctx context.Context, t *access.Token) context.Context {
	return context.WithValue(ctx, programKey{}, t)
}

// SessionOf returns the session that a request came in by; nil for one that
// came by the unix socket or with the token of a program.
func SessionOf(ctx context.Context) *Session {
	s, _ := ctx.Value(sessionKey{}).(*Session)
	return s
}

// ProgramOf returns the token that a request came in by; nil without one.
func ProgramOf(ctx context.Context) *access.Token {
	t, _ := ctx.Value(programKey{}).(*access.Token)
	return t
}

// session finds that of a request's cookie; nil when there is none, and how it
// ended. Using it keeps it.
func (g *Gate) session(r *http.Request) (*Session, access.Ending, error) {
	stay, ending, err := g.access.Stay(r.Context(), g.cookie(r), true)
	if err != nil || stay == nil {
		return nil, ending, err
	}
	return g.sessions.of(g, stay), ending, nil
}

// sessions are those that something of this process may be open in, by the sum
// of their cookie.
type sessions struct {
	mu   sync.Mutex
	live map[string]*Session
}

func (l *sessions) of(g *Gate, in *access.Stay) *Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.live[in.Sum]; s != nil && s.stay.Err() == nil {
		return s
	}
	if l.live == nil {
		l.live = map[string]*Session{}
	}
	stay, end := context.WithDeadline(context.Background(), in.Until)
	s := &Session{Account: in.ID, Name: in.Name, Role: in.Role, Protected: in.Protected, Factor: in.Session.Factor, Half: in.Half,
		gate: g, sum: in.Sum, stay: stay, end: end}
	l.live[in.Sum] = s
	context.AfterFunc(stay, func() { l.drop(in.Sum, s) })
	return s
}

func (l *sessions) drop(sum string, s *Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.live[sum] == s {
		delete(l.live, sum)
	}
}

// clear ends what is open in the sessions for which over holds.
func (l *sessions) clear(over func(*Session) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.live {
		if over(s) {
			s.end()
		}
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

// cookieTime is the longest that a browser keeps the cookie; sessions may end
// before.
const cookieTime = 12 * time.Hour

// setCookie gives the session to the browser, and takes it back when id is
// empty.
func (g *Gate) setCookie(w http.ResponseWriter, id string) {
	c := &http.Cookie{Name: g.cookieName(), Value: id, Path: "/", HttpOnly: true, Secure: g.secure(), SameSite: http.SameSiteStrictMode,
		MaxAge: int(cookieTime / time.Second)}
	if id == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
