package dispatcher

import (
	"context"
	"strings"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// dialled is the sheet of a call that an operator has claimed.
func (d *Desk) dialled(ctx context.Context, l *Live, c *Case, seq int) (Sheet, error) {
	loaded, err := d.load(ctx, l, c)
	if err != nil {
		return Sheet{}, err
	}
	o, err := d.offer(l, loaded, seq)
	if err != nil {
		return Sheet{}, err
	}
	s, err := d.sheet(ctx, l, loaded, c.Open(seq))
	if err != nil {
		return Sheet{}, err
	}
	people, err := d.open(l, loaded)
	if err != nil {
		return Sheet{}, err
	}
	if slot := c.Open(seq); slot.Contact < len(people[0].Phones) {
		s.Number, s.Extension = people[0].Phones[slot.Contact].Number.Reveal(), people[0].Phones[slot.Contact].Extension.Reveal()
	}
	o.Language = s.Language
	s.Offer = o
	return s, nil
}

// sheet is what an operator needs to talk with a person: what to say, what to
// ask first, what was affected, and what earlier calls have left.
func (d *Desk) sheet(ctx context.Context, l *Live, loaded *Loaded, slot *Slot) (Sheet, error) {
	people, err := d.open(l, loaded)
	if err != nil {
		return Sheet{}, err
	}
	a, err := l.audience(&loaded.Case)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Identity: a.identity(&people[0])}
	if a.Goal == Apology {
		s.Affected = l.affected(&people[0])
	}
	if s.Language, err = d.Memory.Language(ctx, l.Registered, loaded.Case.ID); err != nil {
		return s, err
	}
	m, err := d.messageIn(l, loaded, slot, s.Language)
	if err != nil {
		return s, err
	}
	s.Script = m.Text.Reveal()
	s.History, err = d.history(ctx, l, &loaded.Case, slot.Seq)
	return s, err
}

// identity is what a person is asked before anything is told, with the answers:
// the name, the address where the record has one, and what the audience's plan
// names.
func (a *Audience) identity(p *Person) []Datum {
	name := p.Name.Reveal()
	if !p.Reading.Empty() {
		name += " (" + p.Reading.Reveal() + ")"
	}
	all := []Datum{{Item: "name", Value: name}}
	if !p.Address.Empty() {
		all = append(all, Datum{"address", strings.TrimSpace(p.PostalCode.Reveal() + " " + p.Address.Reveal())})
	}
	for _, column := range a.Identity {
		if v, ok := p.Fields[column]; ok && !v.Empty() {
			all = append(all, Datum{column, v.Reveal()})
		}
	}
	return all
}

// affected is the kinds of data that the incident affected, with this person's
// own where the record has it under the same name.
func (l *Live) affected(p *Person) []Datum {
	known := map[string]personal.Text{"氏名": p.Name, "名前": p.Name, "Name": p.Name, "name": p.Name,
		"フリガナ": p.Reading, "住所": p.Address, "Address": p.Address, "address": p.Address, "郵便番号": p.PostalCode}
	all := []Datum{}
	for _, item := range l.Campaign.Incident.Items {
		value, ok := p.Fields[item]
		if !ok {
			value = known[item]
		}
		all = append(all, Datum{item, value.Reveal()})
	}
	return all
}

// history is the attempts of a case but one, oldest first, with the notes of
// calls.
func (d *Desk) history(ctx context.Context, l *Live, c *Case, but int) ([]Past, error) {
	var seqs []int
	for i := range c.Attempts {
		if c.Attempts[i].Seq != but {
			seqs = append(seqs, c.Attempts[i].Seq)
		}
	}
	notes, err := d.Memory.Notes(ctx, l.Registered, c.ID, seqs)
	if err != nil {
		return nil, err
	}
	all := []Past{}
	for i, seq := range seqs {
		x := c.Attempt(seq)
		p := Past{At: l.here(x.At), Channel: x.Channel, Inbound: x.Channel == channels.Call && x.Try == 0, Disposition: x.Disposition, Result: x.Result,
			Evidence: x.Facts.Grade(), Review: x.Review, Flags: x.Flags, Again: l.here(x.Again)}
		if len(notes[i]) > 0 {
			plain, err := l.Sealer.Unseal(c.ID, "note", notes[i])
			if err != nil {
				return nil, err
			}
			p.Note = string(plain)
		}
		all = append(all, p)
	}
	return all, nil
}
