package main

import (
	"context"
	"fmt"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// watchPause is how often a watched status is read anew.
const watchPause = 2 * time.Second

func status(ctx context.Context, e *env, args []string) error {
	fs := e.remote("status")
	watch := fs.Bool("watch", false, "flag.watch")
	fs.String("as-of", "", "flag.as-of")
	words, err := e.parse(fs, args, 0, 1)
	if err != nil {
		return err
	}
	var of target
	if len(words) > 0 {
		if of, err = targetOf(fs, words[0]); err != nil {
			return err
		}
	}
	if *watch && (e.json || fs.Lookup("as-of").Value.String() != "") {
		return misuse(fs, "--watch goes with neither --json nor --as-of")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	if *watch {
		return e.watch(ctx, c, of)
	}
	loc, err := zone(ctx, c, of.campaign)
	if err != nil {
		return err
	}
	at, err := momentOf(fs, "as-of", loc)
	if err != nil {
		return err
	}
	list, err := c.Status(ctx, of.campaign, of.audience, at)
	if err != nil {
		return err
	}
	return e.print(list, func() { e.progress(list, of.campaign != "") })
}

// watch shows the figures again and again until ctx ends.
func (e *env) watch(ctx context.Context, c *client.Client, of target) error {
	tick := time.NewTicker(watchPause)
	defer tick.Stop()
	for {
		list, err := c.Status(ctx, of.campaign, of.audience, time.Time{})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if terminal(e.stdout) {
			e.printf("\x1b[H\x1b[2J")
		}
		e.progress(list, of.campaign != "")
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// progress prints the figures: a line an audience, and with detail a table of
// channels and one of tries.
func (e *env) progress(list []dispatcher.Progress, detail bool) {
	if len(list) == 0 {
		e.sayf("campaign.none")
		return
	}
	e.sayf("status.as_of", clock(list[0].AsOf))
	t := e.headed("campaign", "audience", "goal", "state", "people", "attempted", "reached", "unreached", "pending", "in_progress", "unreachable", "withdrawn", "review")
	for _, p := range list {
		t.row(p.Campaign, p.Audience, e.say(string(p.Goal)), e.say(string(p.State)), fmt.Sprint(p.Total), fmt.Sprint(p.Attempted),
			fmt.Sprint(p.Reached), fmt.Sprint(p.Unreached), fmt.Sprint(p.Pending), fmt.Sprint(p.InProgress), fmt.Sprint(p.Unreachable),
			fmt.Sprint(p.Withdrawn), fmt.Sprint(p.Review))
	}
	t.write(e.stdout)
	for i, p := range list {
		if i == 0 || list[i-1].Campaign != p.Campaign {
			e.off(p.Campaign, p.Off)
		}
	}
	if !detail {
		return
	}
	for _, p := range list {
		e.detail(p)
	}
}

func (e *env) detail(p dispatcher.Progress) {
	e.sayf("status.reached", p.Audience, p.Reached, p.Total)
	if p.Cases.Total != p.Total {
		e.sayf("status.cases", p.Cases.Reached, p.Cases.Total)
	}
	e.extent(p.Extent)
	t := e.headed("channel", "attempts", "attempted", "reached", "review")
	for _, name := range channels.All {
		if ch, ok := p.ByChannel[string(name)]; ok {
			t.row(e.say(string(name)), fmt.Sprint(ch.Attempts), fmt.Sprint(ch.Attempted), fmt.Sprint(ch.Reached), fmt.Sprint(ch.Review))
		}
	}
	t.write(e.stdout)
	t = e.headed("try", "status.waiting", "reached")
	for _, a := range p.ByAttempt {
		t.row(fmt.Sprint(a.Attempt), fmt.Sprint(a.Waiting), fmt.Sprint(a.Reached))
	}
	t.write(e.stdout)
}

// extent tells how the number of those concerned has changed since it was told
// first.
func (e *env) extent(x dispatcher.Extent) {
	if len(x.Changes) == 0 {
		return
	}
	e.sayf("status.extent", x.First, x.Now)
	for _, c := range x.Changes {
		e.sayf("status.extent.day", c.Day, c.Joined, c.Withdrawn)
	}
}
