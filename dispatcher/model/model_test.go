package model

import (
	"flag"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

var deep = flag.Bool("deep", false, "explore with more faults at once: minutes, and some gigabytes")

// The plans of the configurations.
var (
	once   = planned(dispatcher.Delivered, mail(1))
	twice  = planned(dispatcher.Delivered, mail(2))
	backed = planned(dispatcher.Delivered, mail(2), text(1))
	either = planned(dispatcher.HandedOver, mail(1), text(1))
	beside = planned(dispatcher.Delivered, dispatcher.Step{Ways: append(mail(1).Ways, text(1).Ways...)})
	house  = once.of(2)
	dated  = once.within()
	calls  = planned(dispatcher.Spoken, phone(1)).within()
	recall = planned(dispatcher.Spoken, phone(2)).within()
	both   = planned(dispatcher.Acknowledged, dispatcher.Step{Ways: append(mail(1).Ways, phone(1).Ways...)})
	wrong  = planned(dispatcher.Delivered, phone(1), mail(1)).without()
)

func planned(g dispatcher.Grade, steps ...dispatcher.Step) plan {
	return plan{audience: dispatcher.Audience{ReachedWhen: g, Plan: dispatcher.Plan{Steps: steps}}, members: 1}
}

func mail(tries int) dispatcher.Step  { return step(channels.Email, tries) }
func text(tries int) dispatcher.Step  { return step(channels.SMS, tries) }
func phone(tries int) dispatcher.Step { return step(channels.Call, tries) }

func step(ch channels.Name, tries int) dispatcher.Step {
	return dispatcher.Step{Ways: []dispatcher.Way{{Channel: ch, Tries: tries, Wait: dispatcher.Span{D: wait}, Holidays: true}}}
}

func (p plan) of(members uint8) plan { p.members = members; return p }
func (p plan) within() plan          { p.hours = true; return p }
func (p plan) without() plan         { p.noNumber = true; return p }

// TestModel explores the protocol with all its rules: nothing is wrong.
func TestModel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		plan   plan
		budget Budget
		deep   Budget
	}{
		{"a letter", once, Budget{crash: 1, slow: 1, lost: 1, again: 1, taken: 1, callback: 2},
			Budget{crash: 2, slow: 2, lost: 2, again: 2, taken: 1, callback: 2}},
		{"a letter ordered twice more", once, Budget{slow: 2, again: 2, taken: 1, callback: 2},
			Budget{crash: 2, slow: 1, lost: 1, stop: 1, soft: 1, pause: 1, withdraw: 1, again: 2, taken: 1, callback: 2}},
		{"two tries", twice, Budget{slow: 1, lost: 1, again: 1, callback: 1},
			Budget{crash: 1, slow: 2, lost: 1, again: 2, taken: 1, callback: 2}},
		{"two tries, then another channel", backed, Budget{crash: 1, slow: 1, lost: 1, callback: 1},
			Budget{crash: 1, slow: 1, lost: 1, again: 1, taken: 1, callback: 1}},
		{"a provider that does not know", twice, Budget{slow: 1, lost: 1, again: 1, taken: 1, callback: 1, unclear: 1},
			Budget{crash: 1, slow: 1, lost: 1, again: 2, taken: 1, callback: 2, unclear: 2}},
		{"handed over is enough, where that is known", either, Budget{crash: 1, taken: 1, again: 1, callback: 1, unclear: 2},
			Budget{crash: 1, slow: 1, lost: 1, again: 2, taken: 1, callback: 2, unclear: 2}},
		{"handed over is enough", either, Budget{crash: 1, slow: 1, taken: 1, again: 1, callback: 2},
			Budget{crash: 1, slow: 1, lost: 1, again: 2, taken: 1, callback: 2}},
		{"paused, stopped, throttled, withdrawn", twice, Budget{crash: 1, stop: 1, soft: 1, dup: 1, pause: 1, withdraw: 1, callback: 1},
			Budget{crash: 1, lost: 1, stop: 1, soft: 2, dup: 1, pause: 2, withdraw: 1, callback: 1}},
		{"a pause that breaks off, a breaker elsewhere", beside, Budget{pause: 1, broken: 1, trip: 1},
			Budget{crash: 1, lost: 1, dup: 1, pause: 2, broken: 2, trip: 2}},
		{"two channels side by side", beside, Budget{crash: 1, slow: 1, callback: 2},
			Budget{crash: 1, slow: 1, lost: 1, again: 1, callback: 2}},
		{"two channels, paused and withdrawn", beside, Budget{pause: 1, withdraw: 1, callback: 1},
			Budget{crash: 1, stop: 1, soft: 1, dup: 1, pause: 1, withdraw: 1, callback: 2}},
		{"a household", house, Budget{crash: 1, lost: 1, pause: 1, withdraw: 2, again: 1},
			Budget{crash: 1, slow: 1, lost: 1, stop: 1, soft: 1, dup: 1, pause: 1, withdraw: 2, again: 1, taken: 1, callback: 2}},
		{"hours, and NATS wiped", dated, Budget{crash: 1, lost: 1, soft: 1, dup: 1, wipe: 1, shut: 2},
			Budget{crash: 2, slow: 1, lost: 2, stop: 1, soft: 2, dup: 2, wipe: 1, shut: 2, pause: 1, callback: 1}},
		{"a call", calls, Budget{crash: 1, slow: 1, lost: 1, shut: 1, again: 1},
			Budget{crash: 2, slow: 2, lost: 2, shut: 1, pause: 1, withdraw: 1, again: 1}},
		{"two calls", recall, Budget{slow: 1, shut: 1, pause: 1, again: 1},
			Budget{crash: 2, slow: 2, lost: 1, shut: 1, pause: 1, withdraw: 1, again: 1}},
		{"a letter and a call", both, Budget{slow: 1, again: 1, callback: 1},
			Budget{crash: 1, slow: 1, lost: 1, again: 1, callback: 2}},
		{"a number that is none", wrong, Budget{crash: 1, slow: 1, dup: 1, pause: 1},
			Budget{crash: 2, slow: 1, lost: 2, dup: 2, pause: 1, callback: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &model{plan: c.plan, budget: c.budget}
			if *deep {
				m.budget = c.deep
			}
			f := m.explore()
			t.Logf("%d states", f.states)
			if f.bad != fine {
				t.Error(f.trace())
			}
		})
	}
}
