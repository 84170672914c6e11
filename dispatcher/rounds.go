package dispatcher

import (
	"context"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Rounds is what people do by hand: visits, the counter, the fax. Whoever takes
// a person off the list has days to say what came of it.
type Rounds struct {
	Book     *Book
	Callroom Callroom
	Register Register
	Ledger   Ledger
	Stationery
}

// Means is how somebody was seen to.
type Means string

// The means.
const (
	Visit   Means = "visit"
	Counter Means = "counter"
	Fax     Means = "fax"
)

// What may come of it beside dispositions of calls.
const (
	Left         Disposition = "left"          // in the letter box, or faxed with an answer: handed over
	Received     Disposition = "received"      // taken by the household against a receipt: delivered
	NotThere     Disposition = "not_there"     // nobody opened: again, by the plan
	WrongAddress Disposition = "wrong_address" // they do not live there
)

// Errands lists what may be said of an errand.
var Errands = [...]Disposition{SpokenTo, Received, Left, NotThere, WrongAddress, Refused, Deceased}

// errand is what a report by hand means for the plan.
func (d Disposition) errand() (Facts, Result, bool) {
	switch d {
	case SpokenTo:
		return FactSpoken, ResultOK, true
	case Received:
		return FactHandedOver | FactDelivered, ResultOK, true
	case Left:
		return FactHandedOver, ResultOK, true
	case NotThere:
		return 0, Result(channels.Temporary), true
	case WrongAddress, Refused, Deceased:
		return 0, Result(channels.Permanent), true
	}
	return 0, "", false
}

// Errand is a person to be seen to, and what to hand over or say.
type Errand struct {
	Attempt    string    `json:"attempt"`
	Campaign   string    `json:"campaign"`
	Audience   string    `json:"audience"`
	Case       string    `json:"case"`
	Try        int       `json:"try"`
	Names      []string  `json:"names"`
	PostalCode string    `json:"postal_code,omitempty"`
	Address    string    `json:"address,omitempty"`
	Until      time.Time `json:"until,omitzero"`
	Text       string    `json:"text"`
}

// ErrandReport is what came of an errand, and what shows it.
type ErrandReport struct {
	Means   Means       `json:"means"`
	Outcome Disposition `json:"outcome"`
	Note    string      `json:"note,omitempty"` // the evidence: who signed, the fax's report; kept sealed
	At      time.Time   `json:"at,omitzero"`    // now when zero
}

// Next takes the person who waits longest off the list, for one operator; false
// when nobody waits.
func (s *Rounds) Next(ctx context.Context, operator, id, audience string) (Errand, bool, error) {
	l, err := s.Book.byID(id)
	if err != nil {
		return Errand{}, false, err
	}
	wish, err := l.wish(audience, nil)
	if err != nil {
		return Errand{}, false, err
	}
	called, err := s.Callroom.Next(ctx, s.now(), operator, l.Registered, channels.Hand, wish, errandToken())
	if err != nil || called == nil {
		return Errand{}, false, err
	}
	reply, err := s.Callroom.Dial(ctx, s.now(), operator, l.Registered, called.Case.ID, called.Seq)
	if err != nil {
		return Errand{}, false, err
	}
	if reply.Status != ClaimGranted {
		return Errand{}, false, notDialled(AttemptID{l.Key, called.Case.ID, 1, called.Seq}.String(), reply.Status)
	}
	e, err := s.errand(ctx, l, &reply.Case, called.Seq)
	return e, err == nil, err
}

func (s *Rounds) errand(ctx context.Context, l *Live, c *Case, seq int) (Errand, error) {
	loaded, err := s.Register.Load(ctx, l.Registered, []string{c.ID})
	if err != nil {
		return Errand{}, err
	}
	loaded[0].Case = *c
	slot := c.Open(seq)
	m, err := s.message(l, &loaded[0], slot)
	if err != nil {
		return Errand{}, err
	}
	people, err := s.open(l, &loaded[0])
	if err != nil {
		return Errand{}, err
	}
	a, err := l.audience(c)
	if err != nil {
		return Errand{}, err
	}
	e := Errand{Attempt: m.Attempt, Campaign: l.ID, Audience: a.Name, Case: c.ID, Try: slot.Try, PostalCode: people[0].PostalCode.Reveal(),
		Address: people[0].Address.Reveal(), Until: l.here(slot.Until), Text: m.Text.Reveal()}
	for i := range people {
		e.Names = append(e.Names, onEnvelope(&people[i], m.Lang).Reveal())
	}
	return e, nil
}

// Record writes what came of an errand, whenever that is told.
func (s *Rounds) Record(ctx context.Context, operator, attempt string, r ErrandReport) (Recorded, error) {
	l, a, err := s.Book.attempt(attempt)
	if err != nil {
		return Recorded{}, err
	}
	o, err := l.errandOutcome(operator, a, r, s.now())
	if err != nil {
		return Recorded{}, err
	}
	loaded, err := s.Register.Load(ctx, l.Registered, []string{a.Case})
	if err != nil {
		return Recorded{}, err
	}
	c := &loaded[0].Case
	slot, t := c.Open(a.Seq), c.Attempt(a.Seq)
	if c.V == 0 {
		return Recorded{}, noPerson(a.Case)
	}
	if slot != nil && slot.Channel != channels.Hand || t != nil && t.Channel != channels.Hand {
		return Recorded{}, &Error{Code: Invalid, Where: attempt, What: "this attempt is not by hand", Cure: "give the id that `hand next` printed"}
	}
	if slot != nil && slot.Phase == Claimed {
		if err := l.decide(c, &o, s.now()); err != nil {
			return Recorded{}, err
		}
	}
	recorded, err := s.Ledger.Record(ctx, s.now(), l.Registered, []Outcome{o})
	if err != nil {
		return Recorded{}, err
	}
	return recorded[0], nil
}

func (l *Live) errandOutcome(operator string, a AttemptID, r ErrandReport, now time.Time) (Outcome, error) {
	facts, result, ok := r.Outcome.errand()
	o := Outcome{Campaign: l.Key, Case: a.Case, Seq: a.Seq, Channel: channels.Hand, At: r.At, Facts: facts, Result: result, Disposition: r.Outcome,
		Actor: "operator:" + operator}
	if o.At.IsZero() {
		o.At = now
	}
	note := strings.TrimSpace(r.Note)
	switch {
	case !ok:
		return o, &Error{Code: Invalid, Where: "outcome", What: "there is no such outcome", Cure: "use one of " + errands()}
	case r.Means != Visit && r.Means != Counter && r.Means != Fax:
		return o, &Error{Code: Invalid, Where: "means", What: "there is no such means", Cure: "use visit, counter or fax"}
	case o.At.After(now):
		return o, &Error{Code: Invalid, Where: "at", What: "it lies in the future", Cure: "say when it was"}
	case facts&(FactHandedOver|FactDelivered) != 0 && note == "":
		return o, &Error{Code: Invalid, Where: "note", What: "what shows that it was taken is not said", Cure: "say who signed, where it was left, or what the fax reported"}
	}
	var err error
	o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte(strings.TrimSpace(string(r.Means)+": "+note)))
	return o, err
}

func errands() string {
	var all []string
	for _, d := range Errands {
		all = append(all, string(d))
	}
	return strings.Join(all, ", ")
}

// List is who waits to be seen to, and who is being seen to.
func (s *Rounds) List(ctx context.Context, id string) ([]CallStatus, error) {
	return inHands(ctx, s.Book, s.Callroom, id, channels.Hand, "taken")
}
