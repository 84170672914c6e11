package main

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// callsTeam prints who makes the calls of a campaign, and how fast it goes.
func callsTeam(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("calls team"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	all, err := c.Operators(ctx, words[0])
	if err != nil {
		return err
	}
	p, err := c.Pace(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(teamReply{all, p}, func() {
		t := e.headed("operator", "state", "audience", "calls", "spoken", "last")
		for _, o := range all {
			t.row(o.Operator, e.say(o.Phase), o.Audience, fmt.Sprint(o.Calls), fmt.Sprint(o.Spoken), clock(o.Last))
		}
		t.write(e.stdout)
		e.sayf("calls.pace", p.LastHour, p.Waiting, p.Promised, p.Untried)
	})
}

// teamReply is what the command prints as JSON.
type teamReply struct {
	Operators []dispatcher.OperatorStatus `json:"operators"`
	Pace      dispatcher.Pace             `json:"pace"`
}
