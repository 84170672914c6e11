package dispatcher

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Term is one thing by which a person can be found, in the form in which it is
// compared.
type Term struct {
	Kind  TermKind
	Value personal.Text
}

// TermKind is what a Term is. The words are part of what a Mark is made from.
type TermKind string

// The kinds of terms.
const (
	TermName      TermKind = "name"      // of the person or of who is told for them; their readings too
	TermPhone     TermKind = "phone"     // E.164
	TermEmail     TermKind = "email"     //
	TermNumber    TermKind = "number"    // the office's own
	TermReference TermKind = "reference" // the case's, as the person reads it in the letter
	TermOrigin    TermKind = "origin"    // what the system that published the person calls them
)

// Mark stands for a Term in the index: a MAC under the campaign's key. The same
// term has the same mark within a campaign, and nobody without the key can tell
// which term it is.
type Mark [8]byte

// Query is what a text that somebody typed may mean.
type Query struct {
	Terms      []Term        // any of them
	PostalCode personal.Text // seven digits; empty when the text names none
}

// Terms knows by what people are found; package roster does.
type Terms interface {
	Of(p *Person, office personal.Text) []Term
	Asked(text personal.Text) Query
	// Office is the office's own number of a person of a record, as Of takes it,
	// under the mapping of the audience's columns; empty without one.
	Office(p *Person, columns map[string]string) personal.Text
	// Contact reads one telephone number or one e-mail address as a list has it;
	// false when the text is neither, or more than one.
	Contact(text personal.Text) (Person, bool)
}

// Bounds of an answer.
const (
	maxFound  = 50
	findBatch = 200 // records opened at once
)

// Find returns the people who have what query says: a whole name or its
// reading, a telephone number, an e-mail address, the office's own number, the
// reference number of a letter, in any usual writing; or a postal code and a
// name. The journal notes who looked, why, and whom they were shown, before
// anybody is shown; the query itself is kept nowhere.
func (s *People) Find(ctx context.Context, actor, id string, query personal.Text, reason string) (Findings, error) {
	l, err := s.Campaigns.Book.byID(id)
	if err != nil {
		return Findings{}, err
	}
	if strings.TrimSpace(reason) == "" {
		return Findings{}, &Error{Code: Invalid, Where: "reason", What: "looking for a person needs a reason", Cure: "say why you look for this person"}
	}
	q := s.Terms.Asked(query)
	if len(q.Terms) == 0 {
		return Findings{}, &Error{Code: Invalid, Where: "query", What: "nobody can be found by this",
			Cure: "give a whole name or its reading, a telephone number, an e-mail address, the office's number or the reference number"}
	}
	f, err := s.search(ctx, l, q)
	if err != nil {
		return Findings{}, err
	}
	if err := s.looked(ctx, actor, l, &f, reason); err != nil {
		return Findings{}, err
	}
	return f, nil
}

// search opens the records of those who have a term of q.
func (s *People) search(ctx context.Context, l *Live, q Query) (Findings, error) {
	f := Findings{People: []Found{}}
	marks, err := l.marks(q.Terms)
	if err != nil {
		return f, err
	}
	ids, more, err := s.Finder.Find(ctx, l.Registered, marks)
	f.More = more
	for err == nil && len(ids) > 0 && len(f.People) <= maxFound {
		n := min(findBatch, len(ids))
		err = s.openFound(ctx, l, ids[:n], q.PostalCode, &f)
		ids = ids[n:]
	}
	if len(f.People) > maxFound {
		f.People, f.More = f.People[:maxFound], true
	}
	return f, err
}

func (s *People) openFound(ctx context.Context, l *Live, ids []string, postal personal.Text, f *Findings) error {
	loaded, err := s.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return err
	}
	for i := range loaded {
		if loaded[i].Case.V == 0 || len(f.People) > maxFound {
			continue
		}
		found, at, err := l.found(&loaded[i])
		if err != nil {
			return err
		}
		if postal.Empty() || postalDigits(at.Reveal()) == postal.Reveal() {
			f.People = append(f.People, found)
		}
	}
	return nil
}

// found shows a person, withdrawn or not. The name of a protected one stays
// closed.
func (l *Live) found(loaded *Loaded) (f Found, postal personal.Text, err error) {
	c := &loaded.Case
	if f.PersonStatus, err = l.status(c); err != nil {
		return f, postal, err
	}
	plain, err := l.Sealer.Unseal(c.ID, "record", loaded.Sealed[0])
	if err != nil {
		return f, postal, fmt.Errorf("the record of %s does not open for this person: %w", c.ID, err)
	}
	p, err := PersonOf(c.ID, plain)
	clear(plain)
	if f.Protected = p.Protected; !p.Protected {
		f.Name, f.Reading = p.Name.Reveal(), p.Reading.Reveal()
	}
	return f, p.PostalCode, err
}

// looked notes a look-up in the journal.
func (s *People) looked(ctx context.Context, actor string, l *Live, f *Findings, reason string) error {
	sealed, err := l.Sealer.Seal("", "look-up", []byte(reason))
	if err != nil {
		return err
	}
	shown := struct {
		Found []string `json:"found"`
		More  bool     `json:"more,omitempty"`
	}{Found: []string{}, More: f.More}
	for i := range f.People {
		shown.Found = append(shown.Found, f.People[i].ID)
	}
	detail, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	return s.Finder.Looked(ctx, s.Campaigns.Clock.Now(), actor, l.Registered, string(detail), sealed)
}

// marks turns terms into marks.
func (l *Live) marks(terms []Term) ([]Mark, error) {
	marks := make([]Mark, len(terms))
	for i, t := range terms {
		var err error
		if marks[i], err = l.Sealer.Mark(t.Kind, t.Value.Reveal()); err != nil {
			return nil, err
		}
	}
	return marks, nil
}

// referenceTerm is what of a case's id the person reads.
func referenceTerm(id string) string { return id[:min(len(id), 10)] }

// postalDigits drops what stands between the digits of a canonical postal code.
func postalDigits(code string) string { return strings.ReplaceAll(code, "-", "") }
