package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Session is one person's stay, as it is kept.
type Session struct {
	Account string    `json:"account"`
	Turn    int       `json:"turn"`             // of the account when it began
	Began   time.Time `json:"began"`            //
	Half    bool      `json:"half,omitempty"`   // the password was right, the second factor is still to come
	Factor  bool      `json:"factor,omitempty"` // came in by two factors
}

// How long a session lasts: unused, and at all; and half of one, until the code
// is there.
const (
	idleTime = time.Hour
	wholeDay = 12 * time.Hour
	halfTime = 10 * time.Minute
)

// Stay is a session with who it is, as it stands now.
type Stay struct {
	Session
	Card
	Sum   string // its name in the store, and here: what the cookie holds is not kept
	Until time.Time
}

// Ending says how somebody who was in is out.
type Ending string

// The endings.
const (
	NotIn  Ending = ""       // there is no such session, or it has run out
	Closed Ending = "closed" // the account was closed
	Turned Ending = "turned" // it was reset, or changed
)

// Sum is the name of a session, or of a token, in the store.
func Sum(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Stay returns whose session a cookie holds; nil when it has ended, and how. A
// session that is used goes on; mere looking, by use=false, does not keep it.
func (g *Guard) Stay(ctx context.Context, cookie string, use bool) (*Stay, Ending, error) {
	if cookie == "" {
		return nil, NotIn, nil
	}
	return g.stay(ctx, Sum(cookie), use)
}

// Again asks anew for a session that was found before.
func (g *Guard) Again(ctx context.Context, sum string, use bool) (*Stay, Ending, error) {
	return g.stay(ctx, sum, use)
}

func (g *Guard) stay(ctx context.Context, sum string, use bool) (*Stay, Ending, error) {
	s, a, left, err := g.Sessions.Session(ctx, sum)
	if err != nil {
		return nil, NotIn, fmt.Errorf("access: read session: %w", err)
	}
	now := time.Now()
	until := s.Began.Add(wholeDay)
	switch {
	case a == nil || !now.Before(until):
		return nil, NotIn, nil
	case !a.Open():
		return nil, Closed, nil
	case a.Turn != s.Turn:
		return nil, Turned, nil
	}
	if last := min(idleTime, until.Sub(now)); use && !s.Half && last-left > time.Minute { // a write a minute at most
		if err := g.Sessions.KeepSession(ctx, sum, last); err != nil {
			return nil, NotIn, fmt.Errorf("access: keep session: %w", err)
		}
	}
	return &Stay{Session: s, Card: a.card(), Sum: sum, Until: until}, NotIn, nil
}

// begin lets an account in, and returns what the cookie holds: always something
// new, so that nobody can have known it before.
func (g *Guard) begin(ctx context.Context, a *Account, half, factor bool) (string, error) {
	cookie := rand.Text() // at least 128 bits
	last := idleTime
	if half {
		last = halfTime
	}
	s := Session{Account: a.ID, Turn: a.Turn, Began: time.Now().UTC(), Half: half, Factor: factor}
	if err := g.Sessions.AddSession(ctx, Sum(cookie), s, last); err != nil {
		return "", fmt.Errorf("access: begin session: %w", err)
	}
	return cookie, nil
}

// Leave ends a session.
func (g *Guard) Leave(ctx context.Context, cookie string) error {
	if cookie == "" {
		return nil
	}
	if err := g.Sessions.EndSession(ctx, Sum(cookie)); err != nil {
		return fmt.Errorf("access: end session: %w", err)
	}
	return nil
}
