package main

import (
	"context"
	"os"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

func accountAdd(ctx context.Context, e *env, args []string) error {
	fs := e.remote("account add")
	w := access.Wanted{}
	fs.StringVar(&w.ID, "id", "", "flag.id")
	fs.Func("role", "flag.role", func(s string) error { w.Role = access.Role(s); return nil })
	fs.BoolVar(&w.Protected, "protected", false, "flag.protected")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if !w.Role.Known() {
		return misuse(fs, "--role is missing or unknown: use "+access.Names())
	}
	w.Name = words[0]
	return e.addAccounts(ctx, []access.Wanted{w})
}

func accountImport(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("account import"), args, 1, 1)
	if err != nil {
		return err
	}
	list := e.stdin
	if words[0] != "-" {
		f, err := os.Open(words[0])
		if err != nil {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: words[0], What: "cannot be read: " + cause(err), Cure: "give a file that is there and yours"}
		}
		defer f.Close()
		list = f
	}
	wanted, err := access.Shift(list)
	if err != nil {
		return err
	}
	return e.addAccounts(ctx, wanted)
}

// addAccounts asks for accounts, and prints the passwords: a table to be cut up.
func (e *env) addAccounts(ctx context.Context, wanted []access.Wanted) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	made, err := c.AddAccounts(ctx, wanted...)
	if err != nil {
		return err
	}
	return e.print(made, func() { e.passwords(made) })
}

func (e *env) passwords(made []access.Card) {
	t := e.headed("name", "id", "password", "role")
	for _, a := range made {
		t.row(a.Name, a.ID, a.Password, e.say("role."+string(a.Role)))
	}
	t.write(e.stdout)
	e.sayf("account.once")
}

func accountList(ctx context.Context, e *env, args []string) error {
	if _, err := e.parse(e.remote("account list"), args, 0, 0); err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Accounts(ctx)
	if err != nil {
		return err
	}
	return e.print(list, func() {
		t := e.headed("id", "name", "role", "factor", "protected", "created", "closed")
		for _, a := range list {
			t.row(a.ID, a.Name, e.say("role."+string(a.Role)), e.yes(a.Factor), e.yes(a.Protected), clock(a.Created), clock(a.Closed))
		}
		t.write(e.stdout)
		if len(list) == 0 {
			e.sayf("account.none")
		}
	})
}

func (e *env) yes(is bool) string {
	if is {
		return e.say("yes")
	}
	return ""
}

func accountClose(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("account close"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	a, err := c.CloseAccount(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(a, func() { e.sayf("account.closed", a.ID) })
}

func accountReset(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("account reset"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	a, err := c.ResetAccount(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(a, func() { e.passwords([]access.Card{a}) })
}
