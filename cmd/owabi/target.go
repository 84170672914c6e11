package main

import (
	"context"
	"flag"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// target is what CAMPAIGN[/AUDIENCE] names.
type target struct{ campaign, audience string }

// targetOf reads CAMPAIGN[/AUDIENCE].
func targetOf(fs *flag.FlagSet, s string) (target, error) {
	id, audience, both := strings.Cut(s, "/")
	if id == "" || both && audience == "" || strings.Contains(audience, "/") {
		return target{}, misuse(fs, s+" is no CAMPAIGN[/AUDIENCE]")
	}
	return target{id, audience}, nil
}

// zone is the zone in which times of a campaign are read and shown. Without a
// campaign, or when the server does not know it, it is this machine's.
func zone(ctx context.Context, c *client.Client, campaign string) (*time.Location, error) {
	if campaign == "" {
		return time.Local, nil
	}
	s, err := c.Campaign(ctx, campaign)
	if err != nil {
		return nil, err
	}
	loc, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: campaign, What: "its time zone " + s.Timezone + " is not known here",
			Cure: "give the time with its offset, as in 2023-02-26T18:00:00+09:00"}
	}
	return loc, nil
}
