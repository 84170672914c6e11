package dispatcher

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// Stationery opens sealed records and turns them into letters.
type Stationery struct {
	Vault     Vault
	PublicURL string // of the person's page, without a slash at its end; letters carry no link when it is empty
	Clock     Clock
}

// editionKey names a letter of a campaign.
type editionKey struct {
	name string
	ch   channels.Name
	lang string
}

// langs are the languages in which letters may be.
var langs = [...]string{"ja", "en"}

// editions prepares every letter that the campaign's plans may use. A letter
// that is missing is Check's to refuse.
func editions(c *Campaign, set *templates.Set) (map[editionKey]*templates.Edition, error) {
	all := map[editionKey]*templates.Edition{}
	for i := range c.Audiences {
		a := &c.Audiences[i]
		for _, ch := range a.ways() {
			for _, lang := range langs {
				letter, err := set.Letter(a.Letter, string(ch), lang)
				if err != nil {
					continue
				}
				e, err := letter.For(templates.Organisation(c.Organisation), templates.Incident(c.Incident))
				if err != nil {
					return nil, letterError(err)
				}
				all[editionKey{a.Letter, ch, lang}] = e
			}
		}
	}
	return all, nil
}

// edition picks the letter for a person: in their own language where there is
// one, else in the audience's.
func (l *Live) edition(a *Audience, ch channels.Name, own string) (*templates.Edition, string, error) {
	for _, lang := range []string{own, l.lang(a)} {
		if e := l.editions[editionKey{a.Letter, ch, lang}]; e != nil {
			return e, lang, nil
		}
	}
	_, err := l.Letters.Letter(a.Letter, string(ch), l.lang(a))
	return nil, "", letterError(err)
}

// lang is the language of an audience.
func (l *Live) lang(a *Audience) string {
	if a.Lang != "" {
		return a.Lang
	}
	return l.Campaign.Lang
}

// open opens the records of those of a case who are to be told. Each record is bound to its person: one
// that strayed does not open.
func (Stationery) open(l *Live, loaded *Loaded) ([]Person, error) {
	var people []Person
	for m, sealed := range loaded.Sealed {
		if loaded.Case.Active&(1<<m) == 0 {
			continue
		}
		id := loaded.Case.ID
		if m > 0 {
			id += "." + strconv.Itoa(m)
		}
		plain, err := l.Sealer.Unseal(id, "record", sealed)
		if err != nil {
			return nil, fmt.Errorf("the record of %s does not open for this person: %w", id, err)
		}
		p, err := PersonOf(id, plain)
		clear(plain)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	if len(people) == 0 {
		return nil, fmt.Errorf("case %s: nobody in it is to be told any more", loaded.Case.ID)
	}
	return people, nil
}

// message renders the letter that a slot asks for, and has it guarded.
func (s Stationery) message(l *Live, loaded *Loaded, slot *Slot) (channels.Message, error) {
	return s.messageIn(l, loaded, slot, "")
}

// messageIn renders it in a language, where there is such a letter and the
// language is not empty.
func (s Stationery) messageIn(l *Live, loaded *Loaded, slot *Slot, lang string) (channels.Message, error) {
	people, err := s.open(l, loaded)
	if err != nil {
		return channels.Message{}, err
	}
	a, err := l.audience(&loaded.Case)
	if err != nil {
		return channels.Message{}, err
	}
	p, id := &people[0], AttemptID{l.Key, loaded.Case.ID, 1, slot.Seq}
	e, lang, err := l.edition(a, slot.Channel, cmp.Or(lang, p.Lang))
	if err != nil {
		return channels.Message{}, err
	}
	data := s.data(l, people, loaded.Case.ID)
	if s.PublicURL != "" {
		data.Link = personal.New(s.PublicURL + "/p/" + s.Vault.Sign(tokenPage, id.String()))
	}
	r, err := e.Render(data)
	if err != nil {
		return channels.Message{}, letterError(err)
	}
	if err := templates.Guard(r, e.Allowed(data)); err != nil {
		return channels.Message{}, letterError(err)
	}
	try := strings.Join([]string{l.Key, loaded.Case.ID, "1", strconv.Itoa(slot.Step), strconv.Itoa(slot.Try)}, ".")
	return channels.Message{Attempt: id.String(), ID: s.Vault.Sign("message", try), Return: s.Vault.Sign("bounce", id.String()),
		To: contact(p, slot), Name: p.Addressee(), Lang: lang, Subject: r.Subject, Text: r.Text, HTML: r.HTML}, nil
}

// data is what the letter says of the members of a case.
func (s Stationery) data(l *Live, people []Person, id string) templates.Data {
	d := templates.Data{Person: addressee(&people[0]), Reference: reference(id), Date: s.now().In(l.Campaign.Location)}
	if len(people) > 1 {
		for i := range people {
			d.Members = append(d.Members, addressee(&people[i]))
		}
	}
	return d
}

func (s Stationery) now() time.Time { return s.Clock.Now() }

func addressee(p *Person) templates.Person {
	t := templates.Person{Name: p.Addressee(), Reading: p.Reading, Organisation: p.Organisation, PostalCode: p.PostalCode, Address: p.Address,
		Contacts: p.Emails, Fields: p.Fields}
	for _, n := range p.Phones {
		t.Contacts = append(t.Contacts[:len(t.Contacts):len(t.Contacts)], n.Number)
	}
	return t
}

// contact is where a slot's message goes; empty when the record has no such
// contact, which the channel refuses.
func contact(p *Person, slot *Slot) personal.Text {
	var all []personal.Text
	switch slot.Channel {
	case channels.Email:
		all = p.Emails
	case channels.SMS:
		for _, t := range p.Mobiles() {
			all = append(all, t.Number)
		}
	case channels.Call:
		for _, t := range p.Phones {
			all = append(all, t.Number)
		}
	case channels.Letter, channels.Hand:
		all = []personal.Text{p.Address}
	}
	if slot.Contact < len(all) {
		return all[slot.Contact]
	}
	return personal.Text{}
}

// letterError turns an error of a letter into one that every door shows.
func letterError(err error) error {
	var t *templates.Error
	if errors.As(err, &t) {
		return &Error{Code: Invalid, Where: t.Where, What: t.What, Cure: t.Cure}
	}
	return err
}

// trial renders an audience's letters for people of a list, before they are
// let in.
type trial struct {
	live     *Live
	audience *Audience
	columns  []string  // that the letters may name
	passed   *sync.Map // classes of people to whom the letter of an edition can be written
	Stationery
}

// tried is a class of people and a letter.
type tried struct {
	*templates.Edition
	class string
}

// lettersOf checks an audience's letters against the columns of a list.
func (s Stationery) lettersOf(l *Live, a *Audience, columns []string) (trial, error) {
	t := trial{live: l, audience: a, columns: columns, passed: new(sync.Map), Stationery: s}
	for _, ch := range a.ways() {
		letter, err := l.Letters.Letter(a.Letter, string(ch), l.lang(a))
		if err != nil {
			return t, letterError(err)
		}
		if err := letter.Check(columns); err != nil {
			return t, letterError(err)
		}
	}
	return t, nil
}

// try says why a person's letters cannot be written; nil when they can.
func (t trial) try(p *Person) error {
	for _, ch := range t.audience.ways() {
		if p.Contacts().For(ch) == 0 {
			continue
		}
		e, _, err := t.live.edition(t.audience, ch, p.Lang)
		if err != nil {
			return err
		}
		d := t.data(t.live, []Person{*p}, "aaaaaaaaaaaaaaaa")
		d.Link = personal.New("https://example.com/p/a")
		if err := t.write(e, &d); err != nil {
			return letterError(err)
		}
	}
	return nil
}

// write tries a letter, unless one to somebody of the same class could be
// written.
func (t trial) write(e *templates.Edition, d *templates.Data) error {
	class, ok := e.Class(d)
	if ok {
		if _, known := t.passed.Load(tried{e, class}); known {
			return nil
		}
	}
	r, err := e.Render(*d)
	if err == nil {
		err = templates.Guard(r, e.Allowed(*d))
	}
	if err == nil && ok {
		t.passed.Store(tried{e, class}, true)
	}
	return err
}
