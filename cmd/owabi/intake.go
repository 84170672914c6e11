package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/vault"
)

// campaignKey prints the key to which publishers seal people: alone in a line,
// for use in a script.
func campaignKey(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("campaign key"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	key, err := c.PublicKey(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(api.KeyReply{PublicKey: key}, func() { e.printf("%s\n", key) })
}

// seal puts what comes on standard input into an envelope on standard output.
func seal(_ context.Context, e *env, args []string) error {
	words, err := e.parse(e.flags("seal"), args, 1, 1)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(e.stdin, vault.MaxEnvelope+1))
	if err != nil {
		return unread("-", err)
	}
	sealed, err := vault.SealEnvelope(words[0], text)
	clear(text)
	if err != nil {
		return err
	}
	_, err = e.stdout.Write(sealed)
	return err
}

func peopleRejected(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("people rejected"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	all := []dispatcher.Refusal{}
	for next, more := "", true; more; more = next != "" {
		var page []dispatcher.Refusal
		if page, next, err = c.Rejected(ctx, words[0], next); err != nil {
			return err
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, func(a, b dispatcher.Refusal) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return e.print(all, func() { e.rejected(all) })
}

func (e *env) rejected(all []dispatcher.Refusal) {
	t := e.headed("published.id", "audience", "published.at", "column", "published.why")
	for _, r := range all {
		for _, f := range r.Faults {
			t.row(r.ID, r.Audience, clock(r.At), f.Column, f.Reason)
		}
	}
	t.write(e.stdout)
	e.sayf("people.count", len(all))
}
