package main

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api"
)

func tokenAdd(ctx context.Context, e *env, args []string) error {
	fs := e.remote("token add")
	var role access.Role
	fs.Func("role", "flag.token.role", func(s string) error { role = access.Role(s); return nil })
	days := fs.Int("days", 30, "flag.days")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if !role.Known() {
		return misuse(fs, "--role is missing or unknown: use "+access.Names())
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	t, err := c.AddToken(ctx, words[0], role, *days)
	if err != nil {
		return err
	}
	return e.print(t, func() {
		e.printf("%s\n", t.Secret)
		fmt.Fprintf(e.stderr, e.say("token.made"), clock(t.Until)) // so that stdout can be the token's file
	})
}

func tokenList(ctx context.Context, e *env, args []string) error {
	if _, err := e.parse(e.remote("token list"), args, 0, 0); err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Tokens(ctx)
	if err != nil {
		return err
	}
	return e.print(list, func() {
		t := e.headed("id", "role", "created", "by", "until")
		for _, k := range list {
			t.row(k.ID, e.say("role."+string(k.Role)), clock(k.Created), k.By, clock(k.Until))
		}
		t.write(e.stdout)
		if len(list) == 0 {
			e.sayf("token.none")
		}
	})
}

func tokenRevoke(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("token revoke"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if err := c.RevokeToken(ctx, words[0]); err != nil {
		return err
	}
	return e.print(api.RevokeReply{Revoked: words[0]}, func() { e.sayf("token.revoked", words[0]) })
}
