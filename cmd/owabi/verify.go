package main

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

func verify(ctx context.Context, e *env, args []string) error {
	fs := e.remote("verify")
	repair := fs.Bool("repair", false, "flag.repair")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if *repair {
		n, err := c.Repair(ctx, words[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stderr, e.say("verify.repaired"), n)
	}
	v, err := c.Verify(ctx, words[0])
	if err != nil {
		return err
	}
	err = e.print(v, func() {
		e.sayf("verify.counted", v.Cases, v.People)
		for _, d := range v.Differences {
			e.printf("  %s\n", plain(d))
		}
	})
	if err != nil || len(v.Differences) == 0 {
		return err
	}
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: words[0], What: fmt.Sprintf("the records and the counts differ in %d places", len(v.Differences)),
		Cure: "pause the campaign, keep this output, and ask for support before you go on"}
}
