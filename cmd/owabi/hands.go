package main

import (
	"context"
	"time"

	"github.com/owabi/owabi/dispatcher/api/client"
)

// byOperator reads a command of an operator with so many words, and opens a
// client.
func byOperator(e *env, command string, args []string, n int) (who string, words []string, c *client.Client, err error) {
	fs := e.remote(command)
	name := e.operator(fs)
	if words, err = e.parse(fs, args, n, n); err != nil {
		return "", nil, nil, err
	}
	if err = named(fs, *name); err != nil {
		return "", nil, nil, err
	}
	c, err = e.client()
	return *name, words, c, err
}

func callsBack(ctx context.Context, e *env, args []string) error {
	who, words, c, err := byOperator(e, "calls back", args, 1)
	if err != nil {
		return err
	}
	if err := c.GiveBack(ctx, who, words[0]); err != nil {
		return err
	}
	return e.print(map[string]string{"attempt": words[0]}, func() { e.sayf("calls.back") })
}

func callsHand(ctx context.Context, e *env, args []string) error {
	who, words, c, err := byOperator(e, "calls hand", args, 2)
	if err != nil {
		return err
	}
	if err := c.HandOver(ctx, who, words[0], words[1]); err != nil {
		return err
	}
	return e.print(map[string]string{"attempt": words[0], "to": words[1]}, func() { e.sayf("calls.handed", words[1]) })
}

// callsAgain is a supervisor's: the actor orders it.
func callsAgain(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls again")
	fs.String("at", "", "flag.at")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	at, err := momentOf(fs, "at", time.Local)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if err := c.CallAgain(ctx, words[0], words[1], at); err != nil {
		return err
	}
	return e.print(map[string]string{"person": words[1]}, func() { e.sayf("calls.ordered") })
}

// callsAnswer opens the sheet of a person who calls.
func callsAnswer(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls answer")
	name := e.operator(fs)
	reason := fs.String("reason", "", "flag.find.reason")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if err := named(fs, *name); err != nil {
		return err
	}
	if *reason == "" {
		return misuse(fs, "--reason is missing: say why you open this person's sheet")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	s, err := c.Answer(ctx, *name, words[0], words[1], *reason)
	if err != nil {
		return err
	}
	return e.print(s, func() {
		e.offer(s.Offer, "")
		e.script(s.Script)
		e.sayf("calls.inbound", words[0], words[1])
	})
}

func callsInbound(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls inbound")
	name := e.operator(fs)
	reportFlags(fs)
	fs.String("at", "", "flag.inbound.at")
	words, err := e.parse(fs, args, 3, 3)
	if err != nil {
		return err
	}
	if err := named(fs, *name); err != nil {
		return err
	}
	r, err := reportOf(fs, words[2])
	if err != nil {
		return err
	}
	if r.At, err = momentOf(fs, "at", time.Local); err != nil {
		return err
	}
	if r.At.IsZero() {
		return misuse(fs, "--at is missing: say when the call came, so that it is recorded once")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.RecordInbound(ctx, *name, words[0], words[1], r)
	if err != nil {
		return err
	}
	return e.recorded("person", words[1], r, done)
}
