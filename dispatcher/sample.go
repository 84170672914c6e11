package dispatcher

import (
	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// Sample is an audience's letter by one channel as an invented person would get
// it, so that its length can be told before there is anybody on the list. Columns
// of the list hold one word each.
func (c *Campaign) Sample(set *templates.Set, a *Audience, ch channels.Name) (personal.Text, error) {
	letter, err := set.Letter(a.Letter, string(ch), c.lang(a))
	if err != nil {
		return personal.Text{}, letterError(err)
	}
	e, err := letter.For(templates.Organisation(c.Organisation), templates.Incident(c.Incident))
	if err != nil {
		return personal.Text{}, letterError(err)
	}
	p := templates.Person{Name: personal.New("例示 花子"), Fields: map[string]personal.Text{}}
	for _, f := range letter.Fields() {
		p.Fields[f] = personal.New("見本")
	}
	r, err := e.Render(templates.Data{Person: p, Reference: reference("aaaaaaaaaaaaaaaa"), Link: personal.New("https://example.com/p/a"), Date: c.Incident.Discovered})
	if err != nil {
		return personal.Text{}, letterError(err)
	}
	return r.Text, nil
}

// Tries is how often an audience's plan may send by a channel to one person, if
// nothing reaches them.
func (a *Audience) Tries(ch channels.Name) int {
	n := 0
	for _, s := range a.Plan.Steps {
		for _, w := range s.Ways {
			if w.Channel == ch {
				n += w.Tries
			}
		}
	}
	return n
}
