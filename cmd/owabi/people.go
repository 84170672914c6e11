package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

func peopleImport(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people import")
	list := e.listFlags(fs)
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	to, err := targetOf(fs, words[0])
	if err != nil {
		return err
	}
	if to.audience == "" {
		return misuse(fs, "say which audience the list is for: "+to.campaign+"/AUDIENCE")
	}
	options, err := list.options(e, fs)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	b, err := e.upload(ctx, c, to, words[1], options)
	if err == nil || b.Rows > 0 {
		e.print(b, func() { e.balance(words[1], b) })
	}
	return err
}

func peopleList(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people list")
	state := fs.String("state", "", "flag.state")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	of, err := targetOf(fs, words[0])
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if e.json {
		return e.streamPeople(ctx, c, of, *state)
	}
	t := e.headed("person", "audience", "state", "evidence", "attempts", "step", "next", "people")
	err = eachPerson(ctx, c, of, *state, func(p dispatcher.PersonStatus) error {
		shown := e.say(p.State.String())
		if p.Review {
			shown += " (" + e.say("review") + ")"
		}
		t.row(p.ID, p.Audience, shown, e.say(p.Evidence.String()), fmt.Sprint(p.Attempts), fmt.Sprint(p.Step), clock(p.Next), fmt.Sprint(p.People))
		return nil
	})
	if err != nil {
		return err
	}
	t.write(e.stdout)
	e.sayf("people.count", len(t.rows)-t.header)
	return nil
}

// streamPeople prints one JSON array, a person at a time, for there may be
// millions.
func (e *env) streamPeople(ctx context.Context, c *client.Client, of target, state string) error {
	open, next := "[\n", ""
	err := eachPerson(ctx, c, of, state, func(p dispatcher.PersonStatus) error {
		b, err := json.Marshal(p)
		if err != nil {
			return err
		}
		e.printf("%s%s%s", open, next, b)
		open, next = "", ",\n"
		return nil
	})
	if err != nil {
		return err
	}
	if open != "" {
		e.printf("[]\n")
	} else {
		e.printf("\n]\n")
	}
	return nil
}

// eachPerson calls f for everybody whom the server lists.
func eachPerson(ctx context.Context, c *client.Client, of target, state string, f func(dispatcher.PersonStatus) error) error {
	q := dispatcher.PeopleQuery{Audience: of.audience, State: state, Limit: 1000}
	for {
		people, next, err := c.People(ctx, of.campaign, q)
		if err != nil {
			return err
		}
		for _, p := range people {
			if err := f(p); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}

func peopleWithdraw(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people withdraw")
	reason := fs.String("reason", "", "flag.reason")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if *reason == "" {
		return misuse(fs, "--reason is missing: say why this person is no longer to be told")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if err := c.Withdraw(ctx, words[0], words[1], *reason); err != nil {
		return err
	}
	return e.print(map[string]string{"person": words[1], "state": dispatcher.Withdrawn.String()}, func() {
		e.sayf("people.withdrawn", words[1])
	})
}
