package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

func campaignShow(ctx context.Context, e *env, args []string) error {
	id, err := e.parse(e.remote("campaign show"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	s, err := c.Campaign(ctx, id[0])
	if err != nil {
		return err
	}
	return e.print(s, func() { e.summary(s) })
}

func campaignList(ctx context.Context, e *env, args []string) error {
	if _, err := e.parse(e.remote("campaign list"), args, 0, 0); err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Campaigns(ctx)
	if err != nil {
		return err
	}
	return e.print(list, func() {
		t := e.headed("campaign", "state", "people", "waiting", "launched")
		for _, s := range list {
			people := 0
			for _, a := range s.Audiences {
				people += a.People
			}
			t.row(s.ID, e.say(string(s.State)), fmt.Sprint(people), fmt.Sprint(s.Waiting), clock(inZone(s.Launched, s.Timezone)))
		}
		t.write(e.stdout)
		if len(list) == 0 {
			e.sayf("campaign.none")
		}
	})
}

// inZone shows a time as a campaign does, where this machine knows its zone.
func inZone(t time.Time, name string) time.Time {
	loc, err := time.LoadLocation(name)
	if err != nil || t.IsZero() {
		return t
	}
	return t.In(loc)
}

func campaignPause(ctx context.Context, e *env, args []string) error {
	fs := e.remote("campaign pause")
	channel := fs.String("channel", "", "flag.channel")
	id, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	var s dispatcher.Summary
	if *channel == "" {
		s, err = c.Control(ctx, id[0], dispatcher.Pause)
	} else {
		s, err = c.PauseChannel(ctx, id[0], channels.Name(*channel))
	}
	if err != nil {
		return err
	}
	return e.print(s, func() {
		e.sayf("campaign.now", s.ID, e.say(string(s.State)))
		e.off(s.ID, s.Off)
	})
}

func campaignResume(ctx context.Context, e *env, args []string) error {
	return control(ctx, e, "campaign resume", dispatcher.Resume, args)
}

func campaignStop(ctx context.Context, e *env, args []string) error {
	return control(ctx, e, "campaign stop", dispatcher.Stop, args)
}

func control(ctx context.Context, e *env, command string, a dispatcher.Action, args []string) error {
	id, err := e.parse(e.remote(command), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	s, err := c.Control(ctx, id[0], a)
	if err != nil {
		return err
	}
	return e.print(s, func() { e.sayf("campaign.now", s.ID, e.say(string(s.State))) })
}

// summary prints a campaign.
func (e *env) summary(s dispatcher.Summary) {
	e.sayf("campaign.now", s.ID, e.say(string(s.State)))
	t := e.headed("audience", "goal", "reached_when", "letter", "people")
	for _, a := range s.Audiences {
		t.row(a.Name, e.say(string(a.Goal)), e.say(a.ReachedWhen.String()), a.Letter, fmt.Sprint(a.People))
	}
	t.write(e.stdout)
	if s.Waiting > 0 {
		e.sayf("campaign.waiting", s.Waiting, s.ID)
	}
	e.off(s.ID, s.Off)
	e.warnings(s.Warnings)
}

// off prints which channels of a campaign are paused, and why.
func (e *env) off(id string, off dispatcher.Off) {
	for _, ch := range slices.Sorted(maps.Keys(off)) {
		kind, why := dispatcher.ReadStoppage(off[ch])
		if why = plain(why); kind != "" && why != "" {
			why = e.say("why."+string(kind)) + " (" + why + ")"
		} else if kind != "" {
			why = e.say("why." + string(kind))
		}
		e.sayf("campaign.off", e.say(ch), why, id)
	}
}

func (e *env) warnings(list []string) {
	for _, w := range list {
		e.sayf("warning.line", plain(w))
	}
}
