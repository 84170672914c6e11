package access

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Trial returns the key that the person of a session is to put into their
// authenticator: the same until a code has confirmed it. It is false when there
// is a second factor already.
func (g *Guard) Trial(ctx context.Context, s *Stay, host string) (Trial, bool, error) {
	for {
		a, err := g.account(ctx, s.Account)
		if err != nil || a.Factor != nil {
			return Trial{}, false, err
		}
		if a.Trial != nil {
			key, err := g.Vault.UnsealFactor(a.ID, a.Trial)
			if err != nil {
				return Trial{}, false, err
			}
			return trialOf(key, a.ID, host), true, nil
		}
		after := a.next()
		if after.Trial, err = g.Vault.SealFactor(a.ID, newKey()); err != nil {
			return Trial{}, false, err
		}
		if err := g.Shelf.PutAccount(ctx, a, &after); err != nil && !errors.Is(err, ErrChanged) {
			return Trial{}, false, fmt.Errorf("access: second factor: %w", err)
		}
	}
}

// SecondFactor takes a code, and returns the cookie of a whole session in place
// of the one that s is. The first right code sets the factor up. A code is taken
// once, whoever brings it.
func (g *Guard) SecondFactor(ctx context.Context, s *Stay, typed, from string) (cookie string, why Refusal, err error) {
	allowed, err := g.count(ctx, s.Account, from)
	if err != nil || !allowed {
		return "", TooMany, err
	}
	a, err := g.account(ctx, s.Account)
	if err != nil {
		return "", Lapsed, err
	}
	after, right, err := g.confirmed(a, typed, time.Now())
	if err != nil || !right {
		return "", WrongCode, err
	}
	if err := g.Shelf.PutAccount(ctx, a, after); errors.Is(err, ErrChanged) {
		return "", WrongCode, nil // the same code at the same time
	} else if err != nil {
		return "", WrongCode, fmt.Errorf("access: second factor: %w", err)
	}
	if a.Factor == nil {
		if err := g.note(ctx, a.ID, Deed{What: "factor_set", Account: a.ID}); err != nil {
			return "", WrongCode, err
		}
	}
	if err := g.Sessions.EndSession(ctx, s.Sum); err != nil {
		return "", WrongCode, fmt.Errorf("access: second factor: %w", err)
	}
	return g.in(ctx, after, from, true)
}

// confirmed is the account after a code, when it is right at now.
func (g *Guard) confirmed(a *Account, typed string, now time.Time) (*Account, bool, error) {
	sealed := a.Factor
	if sealed == nil {
		sealed = a.Trial
	}
	if sealed == nil {
		return nil, false, nil
	}
	key, err := g.Vault.UnsealFactor(a.ID, sealed)
	if err != nil {
		return nil, false, err
	}
	step, ok := codeStep(key, typed, now, a.Step)
	after := a.next()
	after.Factor, after.Trial, after.Step = sealed, nil, step
	return &after, ok, nil
}

// account reads one that must be there.
func (g *Guard) account(ctx context.Context, id string) (*Account, error) {
	a, err := g.Shelf.Account(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("access: read account: %w", err)
	}
	if a == nil {
		return nil, noAccount(id)
	}
	return a, nil
}
