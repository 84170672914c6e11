package main

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

func verify(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("verify"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
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
