// Package accesstest gives tests an office with accounts, on a redis-server of
// its own.
package accesstest

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/store"
	"github.com/owabi/owabi/dispatcher/vault"
)

// Office is accounts, and what keeps them.
type Office struct {
	testing.TB
	*access.Accounts
	Store *store.Store

	dir  string // of the server
	made atomic.Int64
}

// Open starts one, which ends with the test.
func Open(t testing.TB) *Office {
	t.Helper()
	dir, err := os.MkdirTemp("", "owabi") // t.TempDir has paths that are too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	log := slog.New(slog.DiscardHandler)
	p, err := store.StartPrivate(context.Background(), dir, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	s, err := store.Open(context.Background(), p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	key, err := vault.ParseKey("test", []byte(strings.Repeat("A", 43)+"="))
	if err != nil {
		t.Fatal(err)
	}
	return &Office{TB: t, Store: s, dir: dir, Accounts: &access.Accounts{Guard: access.New(access.Guard{Shelf: s, Sessions: s, Tries: s, Keyring: s,
		Vault: vault.New(key), Diary: s, Clock: clock{}, Log: log})}}
}

type clock struct{}

func (clock) Now() time.Time { return time.Date(2023, 2, 26, 9, 0, 0, 0, time.UTC) }

// Add makes an account of a role, and returns its password.
func (o *Office) Add(id string, role access.Role) string {
	o.Helper()
	made, err := o.Accounts.Add(context.Background(), "test", []access.Wanted{{ID: id, Name: id, Role: role}})
	if err != nil {
		o.Fatal(err)
	}
	return made[0].Password
}

// In lets a new account of a role in, past password and code, and returns its id
// and what its cookie holds.
func (o *Office) In(name string, role access.Role) (id, cookie string) {
	o.Helper()
	ctx := context.Background()
	made, err := o.Accounts.Add(ctx, "test", []access.Wanted{{ID: string(role) + "." + strconv.FormatInt(o.made.Add(1), 10), Name: name, Role: role}})
	if err != nil {
		o.Fatal(err)
	}
	id = made[0].ID
	cookie, why, err := o.SignIn(ctx, id, made[0].Password, "192.0.2.1")
	if err != nil || why != access.LetIn {
		o.Fatal(id, " is not let in: ", why, err)
	}
	if role.TwoFactors() {
		cookie = o.Confirm(cookie)
	}
	return id, cookie
}

// Confirm sets the second factor of half a session up, and returns the cookie of
// the whole one.
func (o *Office) Confirm(half string) string {
	o.Helper()
	ctx := context.Background()
	stay, _, err := o.Stay(ctx, half, false)
	if err != nil || stay == nil {
		o.Fatal("no session to confirm: ", err)
	}
	trial, _, err := o.Trial(ctx, stay, "office.example")
	if err != nil {
		o.Fatal(err)
	}
	code, err := access.Code(trial.Key, time.Now())
	if err != nil {
		o.Fatal(err)
	}
	cookie, why, err := o.SecondFactor(ctx, stay, code, "192.0.2.1")
	if err != nil || why != access.LetIn {
		o.Fatal("the code is refused: ", why, err)
	}
	return cookie
}

// Kept is everything that the store has written to its disk.
func (o *Office) Kept() string {
	o.Helper()
	var all strings.Builder
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return all.String()
}

// Events reads the diary.
func (o *Office) Events() []dispatcher.Event {
	o.Helper()
	all, err := o.Store.Pending(context.Background(), store.AccessLog, 0, 1000)
	if err != nil {
		o.Fatal(err)
	}
	return all
}
