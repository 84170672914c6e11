package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Token lets a program in, as a role, until a moment. What approvers and admins
// do needs a second factor, which a program has not.
type Token struct {
	ID      string    `json:"id"`
	Role    Role      `json:"role"`
	Created time.Time `json:"created"`
	By      string    `json:"by"`
	Until   time.Time `json:"until"`
	Secret  string    `json:"secret,omitempty"` // shown once; never kept
}

// tokenHead begins every token, so that one that has strayed can be searched
// for.
const tokenHead = "owabi_"

// tokenMost is the longest that a token lasts.
const tokenMost = 366 * 24 * time.Hour

// AddToken makes a token that lasts for a while.
func (s *Accounts) AddToken(ctx context.Context, actor, id string, role Role, last time.Duration) (Token, error) {
	t := Token{ID: ID(id), Role: role, Created: time.Now().UTC().Truncate(time.Second), By: actor}
	switch {
	case !ids.MatchString(t.ID):
		return t, invalid("id", "is no id", "use 2 to 32 of a-z, 0-9, full stop, - and _, a letter or a digit first")
	case !role.Known():
		return t, invalid("role", "is no role", "use one of "+Names())
	case role.TwoFactors():
		return t, invalid("role", "needs a second factor, which a program has not", "give a token another role; the server's own socket needs none")
	case last <= 0 || last > tokenMost:
		return t, invalid("days", "are none, or too many", "use 1 to 366")
	}
	t.Until = t.Created.Add(last)
	secret := tokenHead + strings.ToLower(rand.Text())
	if err := s.Keyring.AddToken(ctx, Sum(secret), t); errors.Is(err, ErrTaken) {
		return t, &dispatcher.Error{Code: dispatcher.Conflict, Where: t.ID, What: "a token with this id exists already", Cure: "choose another id, or revoke that one"}
	} else if err != nil {
		return t, fmt.Errorf("access: add token: %w", err)
	}
	t.Secret = secret
	return t, s.note(ctx, actor, Deed{What: "token_added", Token: t.ID, Role: role})
}

// Tokens lists the tokens, those that have run out too.
func (s *Accounts) Tokens(ctx context.Context) ([]Token, error) {
	all, err := s.Keyring.Tokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("access: list tokens: %w", err)
	}
	slices.SortFunc(all, func(a, b Token) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// RevokeToken ends a token at once.
func (s *Accounts) RevokeToken(ctx context.Context, actor, id string) error {
	id = ID(id)
	was, err := s.Keyring.DropToken(ctx, id)
	if err != nil {
		return fmt.Errorf("access: revoke token: %w", err)
	}
	if !was {
		return &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such token", Cure: "see `owabi token list`"}
	}
	return s.note(ctx, actor, Deed{What: "token_revoked", Token: id})
}

// Program returns whose token a secret from an address is.
func (g *Guard) Program(ctx context.Context, secret, from string) (*Token, Refusal, error) {
	n, err := g.Tries.Tried(ctx, byAddress(from))
	if err != nil {
		return nil, Wrong, fmt.Errorf("access: count tries: %w", err)
	}
	if n > WrongByAddress {
		return nil, TooMany, nil
	}
	t, err := g.Keyring.Token(ctx, Sum(secret))
	if err != nil {
		return nil, Wrong, fmt.Errorf("access: read token: %w", err)
	}
	if t == nil || !time.Now().Before(t.Until) {
		_, err := g.Tries.Try(ctx, WrongWindow, byAddress(from))
		return nil, Wrong, err
	}
	return t, LetIn, nil
}
