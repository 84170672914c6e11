package dispatcher

import (
	"fmt"
	"slices"
	"strings"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/templates"
)

// most is the strongest evidence that a channel can bring by itself: a letter
// can carry the address of the person's page, only talking is talking.
func most(ch channels.Name) Grade {
	if ch == channels.Call || ch == channels.Hand {
		return Spoken
	}
	return Acknowledged
}

// most is the strongest evidence that the plan can bring by itself.
func (p *Plan) most() Grade {
	g := NoEvidence
	for _, s := range p.Steps {
		for _, w := range s.Ways {
			g = max(g, most(w.Channel))
		}
	}
	return g
}

// Check compares the campaign with what there is: the letters of set and the
// channels that the settings configure. It refuses a campaign that could not
// be carried out or would leave out what the law asks for, with an *Error, and
// returns what is odd but allowed as warnings.
func (c *Campaign) Check(set *templates.Set, configured []channels.Name) (warnings []string, err error) {
	if err := c.checkNotice(); err != nil {
		return nil, err
	}
	for i := range c.Audiences {
		a := &c.Audiences[i]
		if err := a.checkChannels(configured); err != nil {
			return nil, err
		}
		more, err := c.checkLetters(set, a)
		if err != nil {
			return nil, err
		}
		warnings = append(append(warnings, more...), a.odd()...)
	}
	return warnings, nil
}

// CheckColumns refuses an audience whose letters name a column that its list
// does not have.
func (c *Campaign) CheckColumns(set *templates.Set, a *Audience, columns []string) error {
	for _, column := range a.Identity {
		if !slices.Contains(columns, column) {
			return &Error{Code: Invalid, Where: "audiences." + a.Name + ".identity", What: fmt.Sprintf("the list has no column %.40q to ask for", column),
				Cure: "name a column of the list as its header does, or take it out"}
		}
	}
	for _, ch := range a.ways() {
		letter, err := set.Letter(a.Letter, string(ch), c.lang(a))
		if err != nil {
			return letterError(err)
		}
		if err := letter.Check(columns); err != nil {
			return letterError(err)
		}
	}
	return nil
}

// lang is the language of an audience.
func (c *Campaign) lang(a *Audience) string {
	if a.Lang != "" {
		return a.Lang
	}
	return c.Lang
}

// checkNotice refuses a campaign that does not say who writes, or apologises
// without saying for what: Act on the Protection of Personal Information,
// articles 26(2) and 68(2).
func (c *Campaign) checkNotice() error {
	if c.Organisation.Name == "" {
		return &Error{Code: Invalid, Where: "organisation.name", What: "nobody signs the letters", Cure: "write the organisation's name there"}
	}
	apologises := slices.ContainsFunc(c.Audiences, func(a Audience) bool { return a.Goal == Apology })
	if apologises && c.Incident.Outline == "" {
		return &Error{Code: Invalid, Where: "incident.outline", What: "an apology has to say what happened",
			Cure: "write the outline of the incident there, in the words that people will read"}
	}
	if apologises && len(c.Incident.Items) == 0 {
		return &Error{Code: Invalid, Where: "incident.items", What: "an apology has to say which data are affected",
			Cure: "list the kinds of data there, such as [氏名, 住所]"}
	}
	return nil
}

func (a *Audience) checkChannels(configured []channels.Name) error {
	for i := range a.Plan.Steps {
		for _, w := range a.Plan.Steps[i].Ways {
			if slices.Contains(configured, w.Channel) {
				continue
			}
			return &Error{Code: Invalid, Where: fmt.Sprintf("audiences.%s.plan[%d]", a.Name, i),
				What: "the channel " + string(w.Channel) + " is not set up", Cure: cureChannel(w.Channel, configured)}
		}
	}
	return nil
}

func cureChannel(ch channels.Name, configured []channels.Name) string {
	cure := "set up " + string(ch) + " in the settings file"
	if len(configured) == 0 {
		return cure
	}
	names := make([]string, len(configured))
	for i, ch := range configured {
		names[i] = string(ch)
	}
	return cure + ", or use " + strings.Join(names, ", ")
}

// checkLetters refuses an audience without a letter for a channel of its plan,
// or with one that nobody's copy of could be filled.
func (c *Campaign) checkLetters(set *templates.Set, a *Audience) (warnings []string, err error) {
	for _, ch := range a.ways() {
		for _, lang := range langs {
			letter, err := set.Letter(a.Letter, string(ch), lang)
			switch {
			case err != nil && lang == c.lang(a):
				return nil, letterError(err)
			case err != nil:
				warnings = append(warnings, fmt.Sprintf("audiences.%s: there is no letter %s.%s.%s.txt: whose record names this language is written to in the audience's",
					a.Name, a.Letter, ch, lang))
				continue
			}
			if err := c.checkLetter(letter, a, ch); err != nil {
				return nil, err
			}
		}
	}
	return warnings, nil
}

// checkLetter refuses a letter that names what no letter has, prints something
// of the campaign's that is empty, or leaves out what the law asks for. Which
// columns the list has is not known here.
func (c *Campaign) checkLetter(letter *templates.Letter, a *Audience, ch channels.Name) error {
	if err := letter.Check(letter.Fields()); err != nil {
		return letterError(err)
	}
	if _, err := letter.For(templates.Organisation(c.Organisation), templates.Incident(c.Incident)); err != nil {
		return letterError(err)
	}
	written := ch == channels.Email || ch == channels.Letter
	if lacks := letter.Lacks(); a.Goal == Apology && written && len(lacks) > 0 {
		return &Error{Code: Invalid, Where: letter.File(), What: "the law asks that an apology says more: it lacks " + strings.Join(lacks, ", "),
			Cure: "print each of them, such as {{" + lacks[0] + "}}"}
	}
	return nil
}

// odd says what the audience's plan can hardly bring about.
func (a *Audience) odd() []string {
	for i := range a.Plan.Steps {
		for _, w := range a.Plan.Steps[i].Ways {
			if most(w.Channel) >= a.Need(i) {
				return nil
			}
		}
	}
	return []string{fmt.Sprintf("audiences.%s: no step of the plan brings evidence of the grade %s by itself: only people who call back will count as reached",
		a.Name, a.ReachedWhen)}
}
