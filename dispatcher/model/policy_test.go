package model

import (
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// plan is what a configuration asks of the case.
type plan struct {
	audience dispatcher.Audience
	hours    bool // people are contacted within hours, which end and begin again
	noNumber bool // nobody can be called by the number on record
	members  uint8
}

// decision is dispatcher.Decision in a few bytes.
type decision struct {
	step  uint8
	over  bool
	slots [maxSlots]wanted
}

type wanted struct {
	keep           uint8
	seq, step, try uint8
	ch             channel // none: there is no such slot
	phase          phase
}

func (d decision) keeps(seq uint8) bool {
	for _, w := range d.slots {
		if w.keep == seq {
			return true
		}
	}
	return false
}

var names = [...]channels.Name{email: channels.Email, sms: channels.SMS, call: channels.Call}

var results = [...]dispatcher.Result{open: dispatcher.ResultOpen, ok: dispatcher.ResultOK, again: dispatcher.ResultAgain,
	temporary: dispatcher.Result(channels.Temporary), permanent: dispatcher.Result(channels.Permanent),
	uncertain: dispatcher.Result(channels.Uncertain), throttled: dispatcher.Result(channels.Throttled), notSent: dispatcher.Result(channels.NotSent)}

// now is the moment of every decision: what lies before or after it is all
// that a state knows of time.
var now = time.Date(2023, 2, 26, 12, 0, 0, 0, time.UTC)

const (
	wait = time.Hour // between the tries of a way
	soft = 2         // failures that burn no try stand for the policy's eight
)

// decide asks the policy itself, not a copy of it. Equal cases are asked about
// once.
func (m *model) decide(c *Case) decision {
	k := *c
	for i := range k.slots {
		k.slots[i].in = nowhere
	}
	for i := range k.attempts {
		t := &k.attempts[i]
		t.listed, t.taken, t.ordered, t.known = false, 0, false, false
	}
	k.rv, k.replan, k.planned = 0, false, false
	d, ok := m.decided[k]
	if !ok {
		d = m.ask(&k)
		m.decided[k] = d
	}
	return d
}

func (m *model) ask(c *Case) decision {
	policy := dispatcher.Policy{Location: time.UTC, Launched: now.Add(-24 * time.Hour)}
	full := c.full()
	m.disguise(&full)
	next := policy.Next(now, &m.plan.audience, &full)
	d := decision{step: uint8(next.Step), over: next.Over}
	for i, w := range next.Slots {
		d.slots[i] = wanted{keep: uint8(w.Keep), seq: uint8(w.Seq), step: uint8(w.Step), try: uint8(w.Try)}
		if w.Keep == 0 {
			d.slots[i].ch, d.slots[i].phase = channelOf(w.Channel), phase(w.Phase[0])
		}
	}
	return d
}

// disguise makes the policy answer otherwise than it does: as if rules that it
// holds were switched off.
func (m *model) disguise(c *dispatcher.Case) {
	for i := range c.Attempts {
		t := &c.Attempts[i]
		if t.Review && !m.holds(reviewEndsItsStep) { // it seems to be on the wire
			c.Slots = append(c.Slots, dispatcher.Slot{Seq: t.Seq, Channel: t.Channel, Step: t.Step, Try: t.Try, Phase: dispatcher.Claimed})
		}
		if t.Result == dispatcher.ResultAgain && !m.holds(orderLooksBack) {
			hide(c, i)
		}
	}
}

// hide takes away what earlier attempts of the i-th one's try have shown.
func hide(c *dispatcher.Case, i int) {
	of := &c.Attempts[i]
	for j := range c.Attempts[:i] {
		if t := &c.Attempts[j]; t.Step == of.Step && t.Channel == of.Channel && t.Try == of.Try {
			t.Facts, t.Result = 0, dispatcher.ResultAgain
		}
	}
}

func channelOf(n channels.Name) channel {
	for c, name := range names {
		if name == n {
			return channel(c)
		}
	}
	return none
}

// full gives the policy a case with times.
func (c *Case) full() dispatcher.Case {
	full := dispatcher.Case{ID: "a", Reach: c.reach, Step: int(c.step), Since: now, Active: uint32(c.active),
		Contacts: dispatcher.Contacts{Emails: 1, Mobiles: 1, Phones: 1}, SoftAt: now.Add(-24 * time.Hour), Soft: int(c.soft)}
	if c.soft >= soft {
		full.Soft = 8
	}
	for _, s := range c.slots {
		if s.seq != 0 {
			full.Slots = append(full.Slots, s.full(c))
		}
	}
	for _, t := range c.attempts {
		if t.seq != 0 {
			full.Attempts = append(full.Attempts, t.full())
		}
	}
	return full
}

func (s Slot) full(c *Case) dispatcher.Slot {
	full := dispatcher.Slot{Seq: int(s.seq), Channel: names[s.ch], Step: int(s.step), Try: int(s.try), Phase: dispatcher.Phase(rune(s.phase)), Due: now}
	if s.phase == waiting {
		full.Due = c.attempt(s.seq).made().Add(wait)
	}
	if s.passed {
		full.Until = now
	}
	return full
}

func (t Attempt) full() dispatcher.Attempt {
	return dispatcher.Attempt{Seq: int(t.seq), Channel: names[t.ch], Step: int(t.step), Try: int(t.try), At: t.made(), Last: t.made(),
		Facts: t.facts, Result: results[t.result], Review: t.review}
}

// made is when the attempt was made: so long ago that its waiting time is over,
// or just now.
func (t Attempt) made() time.Time {
	if t.waited {
		return now.Add(-2 * wait)
	}
	return now
}
