package dispatcher

import (
	"errors"
	"strings"
	"sync"

	"github.com/owabi/owabi/dispatcher/personal"
)

// received is a published person on the way in.
type received struct {
	Published
	index   int    // of the audience
	verdict string // "people", "merged" or "rejected"
	faults  []Fault
	card    []byte // what the envelope held; nil when it did not open
	opening Opening
	origin  Mark // of the publisher's id; zero without one
}

// Fault is why a published person was not let in.
type Fault struct {
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`   // for programs; docs/lists.md and docs/intake.md list the codes
	Reason string `json:"reason"` // the same in words, without personal data
}

func (r *received) reject(f ...Fault) { r.verdict, r.faults = "rejected", f }

// name is what a refusal is kept by: the same for every message under the same
// id.
func (r *received) name(l *Live) string {
	return l.Sealer.CaseID([]byte("published"), []byte(r.publisherID()))
}

// read opens a message and judges what is in it.
func (s *Intake) read(l *Live, letters *cardLetters, r *received) {
	lang := l.Campaign.Lang
	if r.index = l.Campaign.Audience(r.Audience); r.index < 0 {
		r.reject(intakeFault(CodeNoAudience, lang))
		return
	}
	var err error
	if r.card, err = l.Sealer.OpenEnvelope(r.Sealed); err != nil {
		r.reject(intakeFault(CodeNotOpened, lang))
		return
	}
	if l.State == Stopped {
		r.reject(intakeFault(CodeStopped, lang))
		return
	}
	row, err := s.row(l, letters, r)
	if err != nil {
		r.reject(cardFault(err, lang))
		return
	}
	if row.Verdict != "people" {
		r.reject(faultsOf(row.Errors)...)
		return
	}
	if row.Key == nil && r.ID == "" {
		r.reject(intakeFault(CodeNobody, lang))
		return
	}
	if err := s.prepare(l, r, &row.ListRow); err != nil {
		r.reject(cardFault(err, lang))
	}
}

// row reads the card and tries the letters.
func (s *Intake) row(l *Live, letters *cardLetters, r *received) (judged, error) {
	a := &l.Campaign.Audiences[r.index]
	list, err := s.OpenCard("card", r.card, ListOptions{Columns: a.Columns, Lang: l.Campaign.Lang})
	if err != nil {
		return judged{}, err
	}
	row, err := list.Next()
	if err != nil {
		return judged{}, err
	}
	t, err := letters.of(a, fields(list.Columns()))
	if err != nil {
		return judged{}, err
	}
	j := judged{ListRow: row}
	t.judge(&j, l.Campaign.Lang)
	return j, nil
}

// prepare makes the case.
func (s *Intake) prepare(l *Live, r *received, row *ListRow) error {
	row.Person.Row = 0
	row.Person.Origin = personal.New(r.ID)
	who := [][]byte{[]byte("key"), row.Key}
	if row.Key == nil {
		who = [][]byte{[]byte("origin"), []byte(r.ID)}
	}
	var err error
	if r.opening, err = s.People.opening(l, r.index, row, who...); err != nil {
		return err
	}
	if r.ID != "" {
		r.origin, err = l.Sealer.Mark(TermOrigin, r.ID)
	}
	r.verdict = "people"
	return err
}

// cardLetters keeps the trials of a batch by the columns of its cards: most
// publishers send the same ones every time.
type cardLetters struct {
	Stationery
	live  *Live
	mu    sync.Mutex
	known map[string]cardTrial
}

type cardTrial struct {
	trial
	err error
}

func (c *cardLetters) of(a *Audience, columns []string) (trial, error) {
	key := a.Name + "\x00" + strings.Join(columns, "\x00")
	c.mu.Lock()
	defer c.mu.Unlock()
	t, ok := c.known[key]
	if !ok {
		t.trial, t.err = c.lettersOf(c.live, a, columns)
		c.known[key] = t
	}
	return t.trial, t.err
}

func faultsOf(errs []RowError) []Fault {
	all := []Fault{}
	for _, e := range errs {
		if e.Kind != "warning" {
			all = append(all, Fault{e.Column, e.Code, e.Reason})
		}
	}
	return all
}

// cardFault says that the card as a whole is refused, and why.
func cardFault(err error, lang string) Fault {
	var e *Error
	if !errors.As(err, &e) {
		return intakeFault(CodeCardRefused, lang)
	}
	return Fault{Code: CodeCardRefused, Reason: e.What + "; " + e.Cure}
}
