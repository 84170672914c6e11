package dispatcher

import (
	"context"
	"strconv"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Correction is what came of a round of corrections.
type Correction struct {
	Withdrawn int `json:"withdrawn"` // people of the audience who were withdrawn
	Told      int `json:"told"`      // of them, those who may have been told before
	Added     int `json:"added"`     // of them, those who are new to the round
}

// Correct lets into an audience whoever was withdrawn from another one, of this
// campaign or of an earlier one, after an attempt that may have told them: they
// get a further letter that takes the earlier one back. They stay withdrawn
// there, with their history; here they are cases of their own, which wait for
// their launch. Asking again adds only who was withdrawn since.
func (s *Intake) Correct(ctx context.Context, id, audience, from, fromAudience string) (Correction, error) {
	book := s.People.Campaigns.Book
	to, index, err := book.audienceOf(id, audience)
	if err != nil {
		return Correction{}, err
	}
	source, at, err := book.audienceOf(from, fromAudience)
	if err != nil {
		return Correction{}, err
	}
	switch {
	case source.Key == to.Key && at == index:
		return Correction{}, &Error{Code: Invalid, Where: from + "/" + fromAudience, What: "the corrections would go to the audience that they come from",
			Cure: "give the campaign, or a new one, an audience for them, with a letter of its own (examples/letters)"}
	case to.State == Stopped:
		return Correction{}, &Error{Code: Conflict, Where: id, What: "the campaign is stopped", Cure: "start a new one"}
	}
	var done Correction
	for cursor, more := "", true; more; more = cursor != "" {
		var cases []Case
		if cases, cursor, err = s.People.Membership.People(ctx, source.Registered, cursor, intakeCorrections); err != nil {
			return done, err
		}
		if err := s.correct(ctx, source, at, to, index, cases, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

// intakeCorrections is how many cases are looked at at once.
const intakeCorrections = 500

// audienceOf finds an audience of a campaign.
func (b *Book) audienceOf(id, audience string) (*Live, int, error) {
	l, err := b.byID(id)
	if err != nil {
		return nil, 0, err
	}
	index := l.Campaign.Audience(audience)
	if index < 0 {
		return nil, 0, noAudience(l, audience)
	}
	return l, index, nil
}

// correct opens a case for each of some cases who was withdrawn and told.
func (s *Intake) correct(ctx context.Context, source *Live, at int, to *Live, index int, cases []Case, done *Correction) error {
	var ids []string
	for i := range cases {
		c := &cases[i]
		if c.Audience != at || c.Reach != Withdrawn {
			continue
		}
		done.Withdrawn++
		if c.told() {
			ids = append(ids, c.ID)
		}
	}
	done.Told += len(ids)
	loaded, err := s.People.Register.Load(ctx, source.Registered, ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	all := make([]*received, 0, len(loaded))
	for i := range loaded {
		some, err := s.corrections(source, to, index, &loaded[i])
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	if err := s.known(ctx, to, all); err != nil {
		return err
	}
	if err := s.open(ctx, to, all); err != nil {
		return err
	}
	for _, r := range all {
		if r.verdict == "people" {
			done.Added++
		}
	}
	return nil
}

// told reports whether somebody may have been told: an attempt was made that did
// not surely come to nothing.
func (c *Case) told() bool {
	for i := range c.Attempts {
		switch c.Attempts[i].standing() {
		case sent, undecided, underway:
			return true
		}
	}
	return false
}

// corrections makes the cases of the people of a case, each known by the case
// that they come from.
func (s *Intake) corrections(source, to *Live, index int, loaded *Loaded) ([]*received, error) {
	var all []*received
	for m, sealed := range loaded.Sealed {
		id := loaded.Case.ID
		if m > 0 {
			id += "." + strconv.Itoa(m)
		}
		plain, err := source.Sealer.Unseal(id, "record", sealed)
		if err != nil {
			return nil, err
		}
		p, err := PersonOf(id, plain)
		clear(plain)
		if err != nil {
			return nil, err
		}
		office := s.People.Terms.Office(&p, source.Campaign.Audiences[loaded.Case.Audience].Columns)
		p.Origin = personal.Text{}
		r := &received{index: index, verdict: "people"}
		r.opening, err = s.People.opening(to, index, &ListRow{Person: p, Office: office}, []byte("correction"), []byte(source.Key), []byte(id))
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
