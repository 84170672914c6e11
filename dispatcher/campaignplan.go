package dispatcher

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/owabi/owabi/channels"
)

// mostTries bounds the tries of a way.
const mostTries = 50

const (
	spanCure    = "write it like 90m, 3h, 5d or 1d12h, at most 3650d"
	channelCure = "name one of email, sms, call, letter, hand; several side by side as `together: [call, email]`"
)

// plan reads the steps of an audience.
func (e entry) plan(audience section) Plan {
	steps := e.items()
	if len(steps) == 0 {
		audience.refuse("the audience has no plan", "write under `plan:` what to try first, such as `- call: {tries: 3}`")
	}
	var p Plan
	for _, step := range steps {
		p.Steps = append(p.Steps, step.step())
	}
	return p
}

// step reads `- call: {…}`, `- call` alone, or `- together: […]`.
func (e entry) step() Step {
	switch {
	case e.empty():
		e.refuse("the step names no channel", channelCure)
		return Step{}
	case e.node.Kind == yaml.ScalarNode:
		return Step{Ways: []Way{entry{r: e.r, path: e.path}.section().way(e.channel())}}
	}
	s := e.section(append(channelNames(), "together", "after", "reached_when")...)
	if slices.Contains(s.keys, "together") {
		return s.together()
	}
	return s.single()
}

// single reads a step of one channel: what belongs to the step stands with
// what belongs to the way.
func (s section) single() Step {
	for _, key := range [...]string{"after", "reached_when"} {
		if s.has(key) {
			s.value(key).refuse(key+" stands beside the channel", "write it with the channel: `- call: {"+key+": …}`")
		}
	}
	if len(s.keys) != 1 {
		s.refuse(fmt.Sprintf("the step names %d channels", len(s.keys)), channelCure)
		return Step{}
	}
	ch := s.keys[0]
	way := s.value(ch).section(wayKeys()...)
	return Step{After: way.span("after", Span{}), ReachedWhen: way.grade(NoEvidence), Ways: []Way{way.way(channels.Name(ch))}}
}

// together reads a step of channels side by side. What belongs to one of them
// stands with its name in the list, or beside the list.
func (s section) together() Step {
	step := Step{After: s.span("after", Span{}), ReachedWhen: s.grade(NoEvidence)}
	items := s.value("together").items()
	if len(items) == 0 {
		s.refuse("nothing is together", channelCure)
	}
	var named []string
	for _, item := range items {
		ch, way := item.side(s)
		if slices.Contains(named, ch) {
			item.refuse("the channel "+ch+" is named twice in this step", "put more tries into the one, or the other into a step of its own")
		}
		named = append(named, ch)
		for _, key := range [...]string{"after", "reached_when"} {
			if way.has(key) {
				way.value(key).refuse(key+" belongs to the whole step", "write it beside together")
			}
		}
		step.Ways = append(step.Ways, way.way(channels.Name(ch)))
	}
	for _, key := range s.keys {
		if slices.Contains(channelNames(), key) && !slices.Contains(named, key) {
			s.value(key).refuse(key+" stands beside together, which does not name it", "name it there: `together: [… , "+key+"]`")
		}
	}
	return step
}

// side reads one item of a together list: its channel and the section of its
// own.
func (e entry) side(step section) (string, section) {
	if e.empty() || e.node.Kind == yaml.ScalarNode {
		ch := string(e.channel())
		return ch, step.value(ch).section(wayKeys()...)
	}
	s := e.section(channelNames()...)
	if len(s.keys) != 1 {
		e.refuse(fmt.Sprintf("this names %d channels", len(s.keys)), "write one channel an item: `together: [{call: {…}}, {email: {…}}]`")
		return "", step.value("").section()
	}
	ch := s.keys[0]
	if beside, ok := step.values[ch]; ok {
		beside.refuse(ch+" stands both in together and beside it", "keep one of the two")
	}
	return ch, s.value(ch).section(wayKeys()...)
}

func wayKeys() []string {
	return []string{"tries", "wait", "hours", "weekdays", "holidays", "after", "reached_when", "no_forwarding"}
}

func channelNames() []string {
	names := make([]string, len(channels.All))
	for i, ch := range channels.All {
		names[i] = string(ch)
	}
	return names
}

// channel reads the name of a channel.
func (e entry) channel() channels.Name {
	name := e.text()
	if !slices.Contains(channelNames(), name) {
		e.refuse(fmt.Sprintf("there is no channel %.40q", name), Suggest(name, channelNames()))
	}
	return channels.Name(name)
}

// way reads how a channel is used.
func (s section) way(ch channels.Name) Way {
	w := Way{Channel: ch, Tries: s.int("tries", 1, 1, mostTries), Wait: s.span("wait", usualWait(ch)), Holidays: s.bool("holidays", ch != channels.Call)}
	w.Hours = parsed(s, "hours", Hours{}, ParseHours, `write them like "09:00-20:00", the end after the start and at most 24:00`)
	w.Weekdays = s.weekdays()
	if w.NoForwarding = s.bool("no_forwarding", false); w.NoForwarding && ch != channels.Letter {
		s.value("no_forwarding").refuse("only a letter can be forwarded", "write it with letter")
	}
	if w.Wait.Zero() && w.Tries > 1 {
		s.value("wait").refuse("several tries without a wait between them would all be made at once", "write a wait such as 3h, or one try")
	}
	return w
}

// usualWait is the wait between tries where a plan names none.
func usualWait(ch channels.Name) Span {
	switch ch {
	case channels.Call:
		return Span{D: 3 * time.Hour}
	case channels.Letter: // in which an undeliverable one comes back
		return Span{Days: 14}
	}
	return Span{D: 24 * time.Hour}
}

func (s section) span(key string, otherwise Span) Span {
	return parsed(s, key, otherwise, ParseSpan, spanCure)
}

// weekdays reads "mon-fri" or [mon, wed].
func (s section) weekdays() Weekdays {
	const cure = "write them like mon-fri, or mon,wed,sat"
	if e := s.value("weekdays"); !e.empty() && e.node.Kind == yaml.SequenceNode {
		w, err := ParseWeekdays(strings.Join(s.texts("weekdays"), ","))
		if err != nil {
			e.refuse(err.Error(), cure)
		}
		return w
	}
	return parsed(s, "weekdays", 0, ParseWeekdays, cure)
}
