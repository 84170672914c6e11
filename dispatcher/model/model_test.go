package model

import (
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

func way(ch channels.Name, tries int) dispatcher.Way {
	return dispatcher.Way{Channel: ch, Tries: tries, Wait: dispatcher.Span{D: wait}, Holidays: true}
}

func together(ways ...dispatcher.Way) dispatcher.Step { return dispatcher.Step{Ways: ways} }

func planOf(g dispatcher.Grade, steps ...dispatcher.Step) plan {
	return plan{audience: dispatcher.Audience{ReachedWhen: g, Plan: dispatcher.Plan{Steps: steps}}, members: 1}
}

var configs = map[string]func() *model{
	"one": func() *model {
		return &model{plan: planOf(dispatcher.Delivered, together(way(channels.Email, 2)), together(way(channels.SMS, 1))), budget: Budget{crash: 1, slow: 1, lost: 1, again: 1, callback: 2}}
	},
	"handed over": func() *model {
		return &model{plan: planOf(dispatcher.HandedOver, together(way(channels.Email, 2)), together(way(channels.SMS, 1))), budget: Budget{crash: 1, slow: 1, lost: 1, taken: 1, again: 1, callback: 2}}
	},
	"paused": func() *model {
		return &model{plan: planOf(dispatcher.Delivered, together(way(channels.Email, 2)), together(way(channels.SMS, 1))), budget: Budget{crash: 1, pause: 1, withdraw: 1, dup: 1, soft: 1, stop: 1, callback: 1}}
	},
	"two": func() *model {
		return &model{plan: planOf(dispatcher.Delivered, together(way(channels.Email, 1), way(channels.SMS, 1)), together(way(channels.Email, 1))), budget: Budget{crash: 1, slow: 1, lost: 1, pause: 1, callback: 1}}
	},
	"household": func() *model {
		p := planOf(dispatcher.Delivered, together(way(channels.Email, 2)))
		p.members = 2
		return &model{plan: p, budget: Budget{crash: 1, slow: 1, lost: 1, pause: 1, withdraw: 2, again: 1, callback: 1}}
	},
	"hours": func() *model {
		p := planOf(dispatcher.Delivered, together(way(channels.Email, 1)), together(way(channels.SMS, 1)))
		p.hours = true
		return &model{plan: p, budget: Budget{crash: 1, lost: 1, wipe: 1, shut: 1, dup: 1, soft: 1}}
	},
	"calls": func() *model {
		p := planOf(dispatcher.Spoken, together(way(channels.Call, 2)))
		p.hours = true
		return &model{plan: p, calls: true, budget: Budget{crash: 1, slow: 1, lost: 1, shut: 1, again: 1, pause: 1}}
	},
	"mail and calls": func() *model {
		p := planOf(dispatcher.Delivered, together(way(channels.Email, 1), way(channels.Call, 1)))
		p.hours = true
		return &model{plan: p, calls: true, budget: Budget{crash: 1, slow: 1, lost: 1, again: 1, callback: 2}}
	},
	"held": func() *model {
		p := planOf(dispatcher.Delivered, together(way(channels.Email, 1)))
		return &model{plan: p, budget: Budget{soft: 2}}
	},
}

func TestX(t *testing.T) {
	for name, c := range configs {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			r := c().explore()
			t.Log(r.states, r.bad, time.Since(start))
			t.Log(strings.Join(r.trace, "\n"))
		})
	}
}
