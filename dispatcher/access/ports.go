package access

import (
	"context"
	"errors"
	"time"
)

// ErrTaken is what a Shelf answers when an id is taken, and ErrChanged when
// somebody else has changed an account meanwhile: ask again.
var (
	ErrTaken   = errors.New("access: the id is taken")
	ErrChanged = errors.New("access: somebody else has just changed this account")
)

// Shelf keeps accounts.
type Shelf interface {
	Accounts(ctx context.Context) ([]Account, error)
	Account(ctx context.Context, id string) (*Account, error) // nil: there is none
	// AddAccounts keeps all of them, or none: ErrTaken.
	AddAccounts(ctx context.Context, all []Account) error
	// PutAccount replaces an account that is still as before: ErrChanged. Asked
	// again with the same, it answers the same.
	PutAccount(ctx context.Context, before, after *Account) error
}

// Sessions keeps who is in, by the sum of what their cookie holds. They end by
// themselves.
type Sessions interface {
	AddSession(ctx context.Context, sum string, s Session, last time.Duration) error
	// Session returns a session with its account, and how long it lasts still;
	// no account when there is no such session.
	Session(ctx context.Context, sum string) (Session, *Account, time.Duration, error)
	KeepSession(ctx context.Context, sum string, last time.Duration) error
	EndSession(ctx context.Context, sum string) error
}

// Tries counts wrong sign-ins.
type Tries interface {
	// Try counts one more under each of the keys, each for window from its
	// first, and returns the counts.
	Try(ctx context.Context, window time.Duration, keys ...string) ([]int, error)
	// Spare takes one back under each key, and forgets all under those of clear.
	Spare(ctx context.Context, keys []string, clear []string) error
	Tried(ctx context.Context, key string) (int, error)
}

// Keyring keeps the tokens of programs, by their sums.
type Keyring interface {
	Tokens(ctx context.Context) ([]Token, error)
	Token(ctx context.Context, sum string) (*Token, error)   // nil: there is none
	AddToken(ctx context.Context, sum string, t Token) error // ErrTaken by its id
	DropToken(ctx context.Context, id string) (bool, error)
}

// Vault seals the keys of second factors, each bound to its account.
type Vault interface {
	SealFactor(account string, key []byte) ([]byte, error)
	UnsealFactor(account string, sealed []byte) ([]byte, error)
}

// Diary notes who let whom in or out: the journal's part about accounts. What
// happened is said in ids and enums only.
type Diary interface {
	NoteAccess(ctx context.Context, now time.Time, actor string, what Deed) error
}

// Deed is one entry of the diary.
type Deed struct {
	What    string `json:"what"` // "account_added", "account_closed", "account_reset", "factor_set", "password_changed", "signed_in", "locked", "token_added", "token_revoked"
	Account string `json:"account,omitempty"`
	Token   string `json:"token,omitempty"`
	Role    Role   `json:"role,omitempty"`
	From    string `json:"from,omitempty"` // network address of a lock
}
