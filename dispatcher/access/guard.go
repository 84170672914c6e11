package access

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Guard lets people in. It is safe for concurrent use, by several processes too.
type Guard struct {
	Shelf    Shelf
	Sessions Sessions
	Tries    Tries
	Keyring  Keyring
	Vault    Vault
	Diary    Diary
	Clock    interface{ Now() time.Time } // plan time, for the diary; sessions go by the wall clock
	Log      *slog.Logger

	hasher *hasher
}

// hashesAtOnce bounds the memory that sign-ins take: 19 MiB each.
const hashesAtOnce = 2

// New makes a guard ready.
func New(g Guard) *Guard {
	g.hasher = newHasher(hashesAtOnce)
	return &g
}

// Refusal says why somebody was not let in.
type Refusal string

// The refusals.
const (
	LetIn     Refusal = ""
	Wrong     Refusal = "wrong"  // name or password; nobody is told which
	WrongCode Refusal = "code"   //
	TooMany   Refusal = "many"   // wrong ones lately: for this account, or from this address
	Lapsed    Refusal = "lapsed" // half a session was all there was, and it is over
)

// Wrong sign-ins that are borne within a window: for one account, whoever
// brings them and whether there is such an account or not, and from one address.
const (
	WrongByAccount = 5
	WrongByAddress = 30
	WrongWindow    = 15 * time.Minute
)

// SignIn takes an id and a password from an address, and returns what the cookie
// is to hold. The session is but half of one where a second factor is needed.
func (g *Guard) SignIn(ctx context.Context, id, password, from string) (cookie string, why Refusal, err error) {
	id = ID(id)
	if len(id) > 100 {
		id = id[:100]
	}
	allowed, err := g.count(ctx, id, from)
	if err != nil || !allowed {
		return "", TooMany, err
	}
	a, err := g.Shelf.Account(ctx, id)
	if err != nil {
		return "", Wrong, fmt.Errorf("access: sign in: %w", err)
	}
	hash := ""
	if a != nil && a.Open() {
		hash = a.Hash
	}
	right, err := g.hasher.right(ctx, password, hash)
	if err != nil || !right {
		return "", Wrong, err
	}
	if a.Factor != nil || a.Role.TwoFactors() {
		// The code is counted by itself: wrong ones count with wrong passwords,
		// and what came before is forgotten with a right code only.
		if err := g.Tries.Spare(ctx, []string{byAccount(id), byAddress(from)}, nil); err != nil {
			return "", Wrong, fmt.Errorf("access: sign in: %w", err)
		}
		cookie, err = g.begin(ctx, a, true, false)
		return cookie, LetIn, err
	}
	return g.in(ctx, a, from, false)
}

// in lets an account in for good.
func (g *Guard) in(ctx context.Context, a *Account, from string, factor bool) (string, Refusal, error) {
	if err := g.Tries.Spare(ctx, []string{byAddress(from)}, []string{byAccount(a.ID)}); err != nil {
		return "", Wrong, fmt.Errorf("access: sign in: %w", err)
	}
	cookie, err := g.begin(ctx, a, false, factor)
	if err != nil {
		return "", Wrong, err
	}
	return cookie, LetIn, g.note(ctx, a.ID, Deed{What: "signed_in", Account: a.ID, Role: a.Role})
}

// count counts a try before it is looked at, so that many at once are not more
// than many one by one.
func (g *Guard) count(ctx context.Context, id, from string) (bool, error) {
	n, err := g.Tries.Try(ctx, WrongWindow, byAccount(id), byAddress(from))
	if err != nil {
		return false, fmt.Errorf("access: count tries: %w", err)
	}
	if n[0] == WrongByAccount+1 || n[1] == WrongByAddress+1 {
		g.Log.Warn("sign-in is locked for a while: too many wrong tries", "minutes", int(WrongWindow/time.Minute))
		return false, g.note(ctx, "gate", Deed{What: "locked", Account: known(id), From: from})
	}
	return n[0] <= WrongByAccount && n[1] <= WrongByAddress, nil
}

// known is an id that can be one: what somebody typed into the wrong field stays
// out of the diary.
func known(id string) string {
	if !ids.MatchString(id) {
		return ""
	}
	return id
}

// Names under which tries are counted. They are sums, for what somebody types
// may be anything.
func byAccount(id string) string   { return "account:" + Sum(id)[:32] }
func byAddress(from string) string { return "address:" + Sum(from)[:32] }

func (g *Guard) note(ctx context.Context, actor string, d Deed) error {
	if err := g.Diary.NoteAccess(ctx, g.Clock.Now(), actor, d); err != nil {
		return fmt.Errorf("access: note %s: %w", d.What, err)
	}
	return nil
}
