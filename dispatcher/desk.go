package dispatcher

import (
	"context"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Desk is the call centre's side: the next call, the dialling, and what came of
// it.
type Desk struct {
	Book     *Book
	Callroom Callroom
	Register Register
	Ledger   Ledger
	Stationery
}

// Next offers the best call to an operator, number masked; false when there is
// nobody to call now.
func (d *Desk) Next(ctx context.Context, operator, id, audience string) (Offer, bool, error) {
	if operator == "" {
		return Offer{}, false, &Error{Code: Invalid, Where: "operator", What: "a call is offered to somebody by name", Cure: "say who is calling"}
	}
	l, err := d.Book.byID(id)
	if err != nil {
		return Offer{}, false, err
	}
	index := -1
	if audience != "" {
		if index = l.Campaign.Audience(audience); index < 0 {
			return Offer{}, false, noAudience(l, audience)
		}
	}
	called, err := d.Callroom.Next(ctx, d.Clock.Now(), operator, l.Registered, channels.Call, index, operatorToken())
	if err != nil || called == nil {
		return Offer{}, false, err
	}
	o, _, err := d.offer(ctx, l, &called.Case, called.Seq)
	return o, err == nil, err
}

func noAudience(l *Live, name string) error {
	var names []string
	for i := range l.Campaign.Audiences {
		names = append(names, l.Campaign.Audiences[i].Name)
	}
	return &Error{Code: NotFound, Where: l.ID + "/" + name, What: "the campaign has no such audience", Cure: "it has " + strings.Join(names, ", ")}
}

// offer fills what an operator sees of a case, and returns the record loaded
// for it.
func (d *Desk) offer(ctx context.Context, l *Live, c *Case, seq int) (Offer, *Loaded, error) {
	loaded, err := d.Register.Load(ctx, l.Registered, []string{c.ID})
	if err != nil {
		return Offer{}, nil, err
	}
	people, err := d.open(l, &loaded[0])
	if err != nil {
		return Offer{}, nil, err
	}
	a, err := l.audience(c)
	if err != nil {
		return Offer{}, nil, err
	}
	s := c.Open(seq)
	o := Offer{Attempt: AttemptID{l.Key, c.ID, 1, seq}.String(), Campaign: l.ID, Audience: a.Name, Case: c.ID, Try: s.Try,
		Name: people[0].Name.Reveal(), Reading: people[0].Reading.Reveal(), Until: l.here(s.Until)}
	if s.Contact < len(people[0].Phones) {
		o.Number = mask(people[0].Phones[s.Contact].Number.Reveal())
	}
	loaded[0].Case = *c
	return o, &loaded[0], nil
}

// mask leaves the last two digits of a number.
func mask(n string) string {
	if len(n) < 3 {
		return "••"
	}
	return strings.Repeat("•", len(n)-2) + n[len(n)-2:]
}

// attempt finds the campaign of an attempt.
func (b *Book) attempt(s string) (*Live, AttemptID, error) {
	a, err := ParseAttemptID(s)
	if err != nil {
		return nil, a, &Error{Code: Invalid, Where: "attempt", What: err.Error(), Cure: "give the id that `calls next` or `review list` printed"}
	}
	l := b.key(a.Campaign)
	if l == nil {
		return nil, a, &Error{Code: NotFound, Where: a.String(), What: "there is no such campaign here", Cure: "give the id that `calls next` or `review list` printed"}
	}
	return l, a, nil
}

// Dial claims the call that the operator was offered: everything is checked
// again, and the number is shown.
func (d *Desk) Dial(ctx context.Context, operator, attempt string) (Sheet, error) {
	l, a, err := d.Book.attempt(attempt)
	if err != nil {
		return Sheet{}, err
	}
	reply, err := d.Callroom.Dial(ctx, d.Clock.Now(), operator, l.Registered, a.Case, a.Seq)
	if err != nil {
		return Sheet{}, err
	}
	if reply.Status != ClaimGranted {
		return Sheet{}, notDialled(attempt, reply.Status)
	}
	return d.sheet(ctx, l, &reply.Case, a.Seq)
}

func notDialled(attempt string, s ClaimStatus) error {
	what := map[ClaimStatus]string{
		ClaimLater:  "nobody is called now: the campaign or the channel is paused",
		ClaimReplan: "the hours in which this person may be called are over",
	}[s]
	if what == "" {
		what = "this call is not yours any more: the person was reached or withdrawn, or the offer lapsed"
	}
	return &Error{Code: Conflict, Where: attempt, What: what, Cure: "take the next call"}
}

func (d *Desk) sheet(ctx context.Context, l *Live, c *Case, seq int) (Sheet, error) {
	o, loaded, err := d.offer(ctx, l, c, seq)
	if err != nil {
		return Sheet{}, err
	}
	m, err := d.message(l, loaded, c.Open(seq))
	if err != nil {
		return Sheet{}, err
	}
	extension, err := d.extension(l, loaded, c.Open(seq))
	return Sheet{Offer: o, Number: m.To.Reveal(), Extension: extension, Script: m.Text.Reveal()}, err
}

// extension is what the switchboard behind a slot's number is to be asked for.
func (d *Desk) extension(l *Live, loaded *Loaded, s *Slot) (string, error) {
	people, err := d.open(l, loaded)
	if err != nil || s.Contact >= len(people[0].Phones) {
		return "", err
	}
	return people[0].Phones[s.Contact].Extension.Reveal(), nil
}

// Record writes what an operator says of a call, whatever has become of the
// offer meanwhile: somebody may have talked.
func (d *Desk) Record(ctx context.Context, operator, attempt string, r Report) (Recorded, error) {
	l, a, err := d.Book.attempt(attempt)
	if err != nil {
		return Recorded{}, err
	}
	facts, result, ok := r.Disposition.Outcome()
	if !ok {
		return Recorded{}, &Error{Code: Invalid, Where: "disposition", What: "there is no such disposition", Cure: "use one of " + dispositions()}
	}
	now := d.Clock.Now()
	o := Outcome{Campaign: l.Key, Case: a.Case, Seq: a.Seq, Channel: channels.Call, At: r.At, Facts: facts, Result: result,
		Disposition: r.Disposition, Again: r.Again, Actor: "operator:" + operator}
	if o.At.IsZero() {
		o.At = now
	}
	if o.At.After(now) {
		return Recorded{}, &Error{Code: Invalid, Where: "at", What: "the call lies in the future", Cure: "say when it was"}
	}
	if r.Note != "" {
		if o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte(r.Note)); err != nil {
			return Recorded{}, err
		}
	}
	if err := d.ahead(ctx, l, &o, now); err != nil {
		return Recorded{}, err
	}
	recorded, err := d.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	if err != nil {
		return Recorded{}, err
	}
	if recorded[0].Status == RecordUnknown {
		return Recorded{}, &Error{Code: NotFound, Where: attempt, What: "there is no such person", Cure: "give the id that `calls next` printed"}
	}
	return recorded[0], nil
}

// ahead asks the policy what follows an outcome that closes an open call.
func (d *Desk) ahead(ctx context.Context, l *Live, o *Outcome, now time.Time) error {
	loaded, err := d.Register.Load(ctx, l.Registered, []string{o.Case})
	if err != nil {
		return err
	}
	c := &loaded[0].Case
	s, t := c.Open(o.Seq), c.Attempt(o.Seq)
	if s != nil && s.Channel != channels.Call || t != nil && t.Channel != channels.Call {
		return &Error{Code: Invalid, Where: AttemptID{l.Key, o.Case, 1, o.Seq}.String(), What: "this attempt is no call", Cure: "give the id that `calls next` printed"}
	}
	if s == nil || s.Phase != Claimed {
		return nil // the planner decides
	}
	return l.decide(c, o, now)
}

func dispositions() string {
	var all []string
	for _, d := range Dispositions {
		all = append(all, string(d))
	}
	return strings.Join(all, ", ")
}

// Calls lists the calls that are waiting, offered or being made.
func (d *Desk) Calls(ctx context.Context, id string) ([]CallStatus, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return nil, err
	}
	cases, err := d.Callroom.Listed(ctx, l.Registered, channels.Call)
	if err != nil {
		return nil, err
	}
	all := []CallStatus{}
	for i := range cases {
		a, err := l.audience(&cases[i])
		if err != nil {
			return nil, err
		}
		for _, s := range cases[i].Slots {
			phase := map[Phase]string{Listed: "listed", Offered: "offered", Claimed: "dialled"}[s.Phase]
			if s.Channel == channels.Call && phase != "" {
				all = append(all, CallStatus{Attempt: AttemptID{l.Key, cases[i].ID, 1, s.Seq}.String(), Audience: a.Name, Case: cases[i].ID,
					Try: s.Try, Phase: phase, Operator: s.Who, Due: l.here(s.Due), Until: l.here(s.Until)})
			}
		}
	}
	return all, nil
}
