package main

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

func reviewList(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("review list"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Reviews(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(list, func() {
		t := e.headed("attempt", "audience", "person", "channel", "try", "at")
		for _, r := range list {
			t.row(r.Attempt, r.Audience, r.Case, e.say(string(r.Channel)), fmt.Sprint(r.Try), clock(r.At))
		}
		t.write(e.stdout)
		if len(list) == 0 {
			e.sayf("review.none")
		} else {
			e.sayf("review.cure")
		}
	})
}

func reviewResolve(ctx context.Context, e *env, args []string) error {
	fs := e.remote("review resolve")
	as := fs.String("as", "", "flag.as")
	attempts, err := e.parse(fs, args, 1, -1)
	if err != nil {
		return err
	}
	v := dispatcher.Verdict(*as)
	if v != dispatcher.TakeAsHandedOver && v != dispatcher.SendAgain {
		return misuse(fs, "--as is missing or unknown: use handed_over or send_again")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	n, err := c.Resolve(ctx, attempts, v)
	if err != nil {
		return err
	}
	return e.print(map[string]int{"resolved": n, "asked": len(attempts)}, func() { e.sayf("review.resolved", n, len(attempts)) })
}
