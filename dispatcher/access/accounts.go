package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Accounts lets people be let in. Closing and resetting end sessions at once,
// and Left is told of it: what somebody had in hand goes on without them.
type Accounts struct {
	*Guard
	Left func(ctx context.Context, account string) error // may be nil
}

func noAccount(id string) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such account", Cure: "see `owabi account list`"}
}

// bulk is how many accounts are made at once: a shift.
const bulk = 1000

// Add makes accounts, all or none, and returns them with their passwords, which
// nobody is shown again.
func (s *Accounts) Add(ctx context.Context, actor string, wanted []Wanted) ([]Card, error) {
	if len(wanted) == 0 || len(wanted) > bulk {
		return nil, invalid("accounts", "are none, or too many", "name 1 to "+strconv.Itoa(bulk))
	}
	there, err := s.Shelf.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("access: add accounts: %w", err)
	}
	if err := named(wanted, there); err != nil {
		return nil, err
	}
	all, cards := make([]Account, len(wanted)), make([]Card, len(wanted))
	for i, w := range wanted {
		password := newPassword()
		if all[i], err = s.made(ctx, w, password, actor); err != nil {
			return nil, err
		}
		cards[i] = all[i].card()
		cards[i].Password = password
	}
	return cards, s.keep(ctx, actor, all)
}

// First makes an account with a password of its own choice: the first admin's.
// What lets it be made is used up, by redeem, when nothing else is wrong.
func (s *Accounts) First(ctx context.Context, w Wanted, password string, redeem func() bool) error {
	w.ID = ID(w.ID)
	if w.ID == "" {
		return invalid("id", "is no id", "use 2 to 32 of a-z, 0-9, full stop, - and _, a letter or a digit first")
	}
	if err := w.check(""); err != nil {
		return err
	}
	if err := choosable(password); err != nil {
		return err
	}
	if a, err := s.Shelf.Account(ctx, w.ID); err != nil || a != nil {
		return cmp.Or(err, taken("id"))
	}
	a, err := s.made(ctx, w, password, "link")
	if err != nil {
		return err
	}
	if !redeem() {
		return &dispatcher.Error{Code: dispatcher.Forbidden, Where: "token", What: "the link was used already, or has run out", Cure: "ask for another"}
	}
	return s.keep(ctx, "link", []Account{a})
}

func (s *Accounts) made(ctx context.Context, w Wanted, password, by string) (Account, error) {
	hash, err := s.hasher.hash(ctx, password)
	return Account{ID: w.ID, Name: w.Name, Role: w.Role, Protected: w.Protected, Hash: hash, Created: time.Now().UTC().Truncate(time.Second), By: by}, err
}

func (s *Accounts) keep(ctx context.Context, actor string, all []Account) error {
	if err := s.Shelf.AddAccounts(ctx, all); errors.Is(err, ErrTaken) {
		return taken("id")
	} else if err != nil {
		return fmt.Errorf("access: add accounts: %w", err)
	}
	for i := range all {
		if err := s.note(ctx, actor, Deed{What: "account_added", Account: all[i].ID, Role: all[i].Role}); err != nil {
			return err
		}
	}
	return nil
}

func taken(where string) error {
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: where, What: "an account with this id exists already", Cure: "choose another id; those of closed accounts stay taken"}
}

// named checks what is wanted, and finds ids for those that have none.
func named(wanted []Wanted, there []Account) error {
	used := map[string]bool{}
	for i := range there {
		used[there[i].ID] = true
	}
	for i := range wanted {
		w := &wanted[i]
		where := ""
		if len(wanted) > 1 {
			where = fmt.Sprintf("account %d: ", i+1)
		}
		w.ID = ID(w.ID)
		if err := w.check(where); err != nil {
			return err
		}
		if used[w.ID] {
			return taken(where + "id")
		}
		if w.ID != "" {
			used[w.ID] = true
		}
	}
	for i := range wanted {
		for n := 1; wanted[i].ID == ""; n++ {
			if id := fmt.Sprintf("%s-%02d", wanted[i].Role, n); !used[id] {
				wanted[i].ID, used[id] = id, true
			}
		}
	}
	return nil
}

// List returns all accounts, those that are closed too, by their ids.
func (s *Accounts) List(ctx context.Context) ([]Card, error) {
	all, err := s.Shelf.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("access: list accounts: %w", err)
	}
	cards := make([]Card, len(all))
	for i := range all {
		cards[i] = all[i].card()
	}
	return cards, nil
}

// Administered reports whether somebody may come in who can let others in.
func (s *Accounts) Administered(ctx context.Context) (bool, error) {
	all, err := s.Shelf.Accounts(ctx)
	for i := range all {
		if all[i].Open() && all[i].Role == Admin {
			return true, nil
		}
	}
	return false, err
}

// Close ends an account and its sessions, at once and for good.
func (s *Accounts) Close(ctx context.Context, actor, id string) (Card, error) {
	return s.change(ctx, actor, id, Deed{What: "account_closed"}, func(a *Account) error {
		if a.Open() {
			a.Closed = time.Now().UTC().Truncate(time.Second)
		}
		a.Turn++
		return nil
	})
}

// Reset gives an account a new password, which is shown once, takes its second
// factor away and ends its sessions.
func (s *Accounts) Reset(ctx context.Context, actor, id string) (Card, error) {
	password := newPassword()
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Card{}, err
	}
	c, err := s.change(ctx, actor, id, Deed{What: "account_reset"}, func(a *Account) error {
		if !a.Open() {
			return &dispatcher.Error{Code: dispatcher.Conflict, Where: a.ID, What: "the account is closed", Cure: "add another"}
		}
		a.Hash, a.Factor, a.Trial, a.Step, a.Turn = hash, nil, nil, 0, a.Turn+1
		return nil
	})
	if err == nil {
		err = s.Tries.Spare(ctx, nil, []string{byAccount(c.ID)})
	}
	c.Password = password
	return c, err
}

// ChangePassword takes a password that somebody has chosen in place of theirs.
// Their sessions end.
func (s *Accounts) ChangePassword(ctx context.Context, id, old, chosen, from string) (Refusal, error) {
	if err := choosable(chosen); err != nil {
		return LetIn, err
	}
	allowed, err := s.count(ctx, id, from)
	if err != nil || !allowed {
		return TooMany, err
	}
	a, err := s.account(ctx, id)
	if err != nil {
		return Wrong, err
	}
	if right, err := s.hasher.right(ctx, old, a.Hash); err != nil || !right {
		return Wrong, err
	}
	hash, err := s.hasher.hash(ctx, chosen)
	if err != nil {
		return Wrong, err
	}
	if err := s.Tries.Spare(ctx, []string{byAddress(from)}, []string{byAccount(id)}); err != nil {
		return Wrong, err
	}
	_, err = s.change(ctx, id, id, Deed{What: "password_changed"}, func(a *Account) error {
		a.Hash, a.Turn = hash, a.Turn+1
		return nil
	})
	return LetIn, err
}

// change applies f to an account as it stands, ends its sessions, and says so.
func (s *Accounts) change(ctx context.Context, actor, id string, d Deed, f func(*Account) error) (Card, error) {
	for {
		a, err := s.account(ctx, ID(id))
		if err != nil {
			return Card{}, err
		}
		after := a.next()
		if err := f(&after); err != nil {
			return Card{}, err
		}
		if err := s.Shelf.PutAccount(ctx, a, &after); errors.Is(err, ErrChanged) {
			continue
		} else if err != nil {
			return Card{}, fmt.Errorf("access: change account: %w", err)
		}
		d.Account = a.ID
		if err := s.note(ctx, actor, d); err != nil {
			return Card{}, err
		}
		if s.Left != nil {
			err = s.Left(ctx, a.ID)
		}
		return after.card(), err
	}
}
