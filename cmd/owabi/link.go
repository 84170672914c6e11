package main

import (
	"context"
	"time"

	"github.com/owabi/owabi/dispatcher/api"
)

// link lets one more person into the office's pages.
func link(ctx context.Context, e *env, args []string) error {
	if _, err := e.parse(e.remote("link"), args, 0, 0); err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	url, until, err := c.Link(ctx)
	if err != nil {
		return err
	}
	return e.print(api.LinkReply{URL: url, Until: until}, func() { e.sayf("link.made", url, clock(until.In(time.Local))) })
}
