package dispatcher

import (
	"context"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher/personal"
)

// ContactChange is what an operator or the office says of a person's telephone
// numbers and e-mail addresses, in any usual writing.
type ContactChange struct {
	Add    []personal.Text // used after those that are there
	Retire []personal.Text // never used again, and kept in the record
	Reason string
}

// Changed is what a change of contacts has come to.
type Changed struct {
	Added   int `json:"added"`   // of those to be added; the others were there already
	Retired int `json:"retired"` // of those to be retired; the others were retired already
}

// Contact changes the contacts of a person. A retired one is never used again,
// also where a job or an offer for it is on its way; only what is on the wire
// at this moment ends as it may. After a new one the plan looks from its first
// step on whether a way has it to try. History and journal keep everything.
func (s *People) Contact(ctx context.Context, actor, id, person string, ch ContactChange) (Changed, error) {
	l, err := s.Campaigns.Book.byID(id)
	if err != nil {
		return Changed{}, err
	}
	if strings.TrimSpace(ch.Reason) == "" {
		return Changed{}, &Error{Code: Invalid, Where: "reason", What: "a change of contacts needs a reason", Cure: "say who gave them, or why they are wrong"}
	}
	add, err := s.contacts("add", ch.Add)
	if err != nil {
		return Changed{}, err
	}
	retire, err := s.contacts("retire", ch.Retire)
	if err != nil {
		return Changed{}, err
	}
	if len(add)+len(retire) == 0 {
		return Changed{}, &Error{Code: Invalid, Where: "contact", What: "nothing is to be changed", Cure: "name a telephone number or an e-mail address to add or to retire"}
	}
	for {
		done, changed, err := s.changeContacts(ctx, actor, l, person, add, retire, ch.Reason)
		if done || err != nil {
			return changed, err
		}
	}
}

// contacts reads what somebody wrote. The error does not repeat it.
func (s *People) contacts(where string, texts []personal.Text) ([]Person, error) {
	var all []Person
	for _, t := range texts {
		p, ok := s.Terms.Contact(t)
		if !ok {
			return nil, &Error{Code: Invalid, Where: where, What: "this is no telephone number and no e-mail address that can be used",
				Cure: "give one contact for each --" + where + ", in full"}
		}
		all = append(all, p)
	}
	return all, nil
}

// changeContacts makes the change, and reports false when the record was changed
// by somebody else meanwhile.
func (s *People) changeContacts(ctx context.Context, actor string, l *Live, id string, add, retire []Person, reason string) (bool, Changed, error) {
	loaded, err := s.Register.Load(ctx, l.Registered, []string{id})
	if err != nil {
		return false, Changed{}, err
	}
	if loaded[0].Case.V == 0 {
		return false, Changed{}, &Error{Code: NotFound, Where: id, What: "no such person in this campaign", Cure: "see `owabi people list`"}
	}
	plain, err := l.Sealer.Unseal(id, "record", loaded[0].Sealed[0])
	if err != nil {
		return false, Changed{}, err
	}
	p, err := PersonOf(id, plain)
	clear(plain)
	if err != nil {
		return false, Changed{}, err
	}
	fresh, changed, err := p.change(add, retire)
	if err != nil || changed == (Changed{}) {
		return true, changed, err
	}
	c, err := s.contactsChange(l, &p, fresh, reason)
	if err != nil {
		return false, Changed{}, err
	}
	c.RV, c.Added = loaded[0].Case.RV, changed.Added > 0
	done, err := s.Membership.ChangeContacts(ctx, s.Campaigns.Clock.Now(), actor, l.Registered, c)
	return done, changed, err
}

// contactsChange seals the person as they are now, with what fresh has beyond
// what the person had.
func (s *People) contactsChange(l *Live, p, fresh *Person, reason string) (ContactsChange, error) {
	c := ContactsChange{Case: p.ID, Contacts: p.Contacts()}
	plain, err := p.Plain()
	if err != nil {
		return c, err
	}
	c.Sealed, err = l.Sealer.Seal(p.ID, "record", plain)
	clear(plain)
	if err != nil {
		return c, err
	}
	if c.Reason, err = l.Sealer.Seal(p.ID, "contact", []byte(reason)); err != nil {
		return c, err
	}
	c.Marks, err = l.marks(s.Terms.Of(fresh, personal.Text{}))
	return c, err
}

// change adds and retires contacts, each given as a person who has nothing else.
// One that was retired is in use again when it is added. fresh are those that the
// person never had.
func (p *Person) change(add, retire []Person) (fresh *Person, done Changed, err error) {
	fresh = &Person{}
	for i := range add {
		switch {
		case p.unretire(sole(&add[i])):
			done.Added++
		case !p.has(sole(&add[i])):
			p.Add(&add[i])
			fresh.Add(&add[i])
			done.Added++
		}
	}
	for i := range retire {
		c := sole(&retire[i])
		if !p.has(c) {
			return nil, done, &Error{Code: NotFound, Where: "retire", What: "this person has no such contact", Cure: "compare it with the person's record; it is written as the list has it, or in any usual way"}
		}
		if !slices.ContainsFunc(p.Retired, c.Equal) {
			p.Retired = append(p.Retired, c)
			done.Retired++
		}
	}
	return fresh, done, nil
}

func (p *Person) has(c personal.Text) bool {
	return slices.ContainsFunc(p.Emails, c.Equal) || slices.ContainsFunc(p.Phones, func(t Phone) bool { return t.Number.Equal(c) })
}

func (p *Person) unretire(c personal.Text) bool {
	n := len(p.Retired)
	p.Retired = slices.DeleteFunc(p.Retired, c.Equal)
	return len(p.Retired) < n
}

// sole is the one contact of a person who has nothing else.
func sole(p *Person) personal.Text {
	if len(p.Emails) > 0 {
		return p.Emails[0]
	}
	return p.Phones[0].Number
}
