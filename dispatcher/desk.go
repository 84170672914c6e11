package dispatcher

import (
	"context"
	"strings"

	"github.com/owabi/owabi/channels"
)

// Desk is the call centre's side: the next call, the dialling, and what came of
// it (deskrecord.go); calls that change hands (deskhand.go); and the calls that
// people make to the office (inbound.go).
type Desk struct {
	Book     *Book
	Callroom Callroom
	Hands    Hands
	Memory   Memory
	Register Register
	Ledger   Ledger
	Finder   Finder
	Stationery
}

// Next offers the best call to an operator who speaks the languages given (any,
// when there are none), number masked; false when there is nobody to call now.
func (d *Desk) Next(ctx context.Context, operator, id, audience string, languages []string) (Offer, bool, error) {
	if operator == "" {
		return Offer{}, false, &Error{Code: Invalid, Where: "operator", What: "a call is offered to somebody by name", Cure: "say who is calling"}
	}
	l, err := d.Book.byID(id)
	if err != nil {
		return Offer{}, false, err
	}
	wish, err := l.wish(audience, languages)
	if err != nil {
		return Offer{}, false, err
	}
	called, err := d.Callroom.Next(ctx, d.Clock.Now(), operator, l.Registered, channels.Call, wish, operatorToken(operator))
	if err != nil || called == nil {
		return Offer{}, false, err
	}
	loaded, err := d.load(ctx, l, &called.Case)
	if err != nil {
		return Offer{}, false, err
	}
	o, err := d.offer(l, loaded, called.Seq)
	o.Language = strings.TrimPrefix(called.Lang, "-")
	return o, err == nil, err
}

func (l *Live) wish(audience string, languages []string) (Wish, error) {
	w := Wish{Audience: -1, Languages: languages}
	if audience != "" {
		if w.Audience = l.Campaign.Audience(audience); w.Audience < 0 {
			return w, noAudience(l, audience)
		}
	}
	for _, lang := range languages {
		if !isLanguage(lang) {
			return w, noLanguage()
		}
	}
	for i := range l.Campaign.Audiences {
		w.Own = append(w.Own, l.lang(&l.Campaign.Audiences[i]))
	}
	return w, nil
}

func noAudience(l *Live, name string) error {
	var names []string
	for i := range l.Campaign.Audiences {
		names = append(names, l.Campaign.Audiences[i].Name)
	}
	return &Error{Code: NotFound, Where: l.ID + "/" + name, What: "the campaign has no such audience", Cure: "it has " + strings.Join(names, ", ")}
}

// load reads the record of a case that a script has just answered.
func (d *Desk) load(ctx context.Context, l *Live, c *Case) (*Loaded, error) {
	loaded, err := d.Register.Load(ctx, l.Registered, []string{c.ID})
	if err != nil {
		return nil, err
	}
	loaded[0].Case = *c
	return &loaded[0], nil
}

// offer is what an operator sees of a call before dialling.
func (d *Desk) offer(l *Live, loaded *Loaded, seq int) (Offer, error) {
	c := &loaded.Case
	people, err := d.open(l, loaded)
	if err != nil {
		return Offer{}, err
	}
	a, err := l.audience(c)
	if err != nil {
		return Offer{}, err
	}
	s := c.Open(seq)
	o := Offer{Attempt: AttemptID{l.Key, c.ID, 1, seq}.String(), Campaign: l.ID, Audience: a.Name, Case: c.ID, Try: s.Try,
		Name: people[0].Name.Reveal(), Reading: people[0].Reading.Reveal(), Until: l.here(s.Until)}
	if s.Contact < len(people[0].Phones) {
		o.Number = mask(people[0].Phones[s.Contact].Number.Reveal())
	}
	if x := c.before(seq); x != nil {
		o.Promised = l.here(x.Again)
	}
	return o, nil
}

// before returns the last call before the attempt seq, or nil.
func (c *Case) before(seq int) *Attempt {
	for i := len(c.Attempts) - 1; i >= 0; i-- {
		if x := &c.Attempts[i]; x.Channel == channels.Call && x.Seq != seq {
			return x
		}
	}
	return nil
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
	return d.dialled(ctx, l, &reply.Case, a.Seq)
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

// Calls lists the calls that are waiting, offered or being made.
func (d *Desk) Calls(ctx context.Context, id string) ([]CallStatus, error) {
	return inHands(ctx, d.Book, d.Callroom, id, channels.Call, "dialled")
}

// inHands lists what waits on the list of a channel that people work through, is
// offered, or is claimed, which the channel has a word for.
func inHands(ctx context.Context, b *Book, room Callroom, id string, ch channels.Name, claimed string) ([]CallStatus, error) {
	l, err := b.byID(id)
	if err != nil {
		return nil, err
	}
	cases, err := room.Listed(ctx, l.Registered, ch)
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
			phase := map[Phase]string{Listed: "listed", Offered: "offered", Claimed: claimed}[s.Phase]
			if s.Channel == ch && phase != "" {
				all = append(all, CallStatus{Attempt: AttemptID{l.Key, cases[i].ID, 1, s.Seq}.String(), Audience: a.Name, Case: cases[i].ID,
					Try: s.Try, Phase: phase, Operator: s.Who, Due: l.here(s.Due), Until: l.here(s.Until)})
			}
		}
	}
	return all, nil
}
