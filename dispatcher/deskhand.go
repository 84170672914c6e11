package dispatcher

import (
	"context"
	"time"

	"github.com/owabi/owabi/channels"
)

// InHand lists what an operator of a campaign has in hand: offers, and calls that
// were dialled and not reported.
func (d *Desk) InHand(ctx context.Context, operator, id string) ([]Hand, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return nil, err
	}
	cases, err := d.Hands.InHand(ctx, l.Registered, tokensOf(operator))
	if err != nil {
		return nil, err
	}
	all := []Hand{}
	for i := range cases {
		for _, s := range cases[i].Slots {
			if s.Who != operator || s.Phase != Offered && s.Phase != Claimed {
				continue
			}
			loaded, err := d.load(ctx, l, &cases[i])
			if err != nil {
				return nil, err
			}
			o, err := d.offer(l, loaded, s.Seq)
			if err != nil {
				return nil, err
			}
			all = append(all, Hand{Offer: o, Dialled: s.Phase == Claimed})
		}
	}
	return all, nil
}

// GiveBack puts a person who was offered to the operator back on the list,
// behind those who wait there.
func (d *Desk) GiveBack(ctx context.Context, operator, attempt string) error {
	return d.handOver(ctx, operator, operator, attempt, "")
}

// HandOver gives the call that the operator has in hand, dialled or not, to
// another operator.
func (d *Desk) HandOver(ctx context.Context, operator, attempt, to string) error {
	if to == "" || to == operator {
		return &Error{Code: Invalid, Where: "to", What: "a call is handed over to somebody else by name", Cure: "say who takes it"}
	}
	return d.handOver(ctx, operator, operator, attempt, to)
}

// Reassign gives a call that somebody has in hand to another operator, or back to
// the list when to is empty. A call that was dialled cannot go back: somebody may
// have talked.
func (d *Desk) Reassign(ctx context.Context, supervisor, attempt, to string) error {
	l, a, err := d.Book.attempt(attempt)
	if err != nil {
		return err
	}
	loaded, err := d.Register.Load(ctx, l.Registered, []string{a.Case})
	if err != nil {
		return err
	}
	s := loaded[0].Case.Open(a.Seq)
	if s == nil || s.Phase != Offered && s.Phase != Claimed {
		return nobodysCall(attempt)
	}
	return d.handOver(ctx, supervisor, s.Who, attempt, to)
}

func (d *Desk) handOver(ctx context.Context, actor, whose, attempt, to string) error {
	l, a, err := d.Book.attempt(attempt)
	if err != nil {
		return err
	}
	h := Handover{Case: a.Case, Seq: a.Seq, Whose: whose, To: to, Token: operatorToken(to), Detail: detail(map[string]any{"from": whose, "to": to})}
	status, err := d.Hands.HandOver(ctx, d.Clock.Now(), "operator:"+actor, l.Registered, h)
	switch {
	case err != nil:
		return err
	case status == ClaimLater:
		return &Error{Code: Conflict, Where: attempt, What: "this call was dialled, so it cannot go back to the list: somebody may have talked",
			Cure: "record what came of it, or hand it over to somebody"}
	case status != ClaimGranted:
		return nobodysCall(attempt)
	}
	return nil
}

func nobodysCall(attempt string) error {
	return &Error{Code: Conflict, Where: attempt, What: "this call is not in these hands any more", Cure: "look at the list of calls again"}
}

// CallAgain has a person called again at a time, now when it is zero, whatever
// the plan says: also one whom it has given up, or who has refused.
func (d *Desk) CallAgain(ctx context.Context, supervisor, id, person string, at time.Time) error {
	l, err := d.Book.byID(id)
	if err != nil {
		return err
	}
	now := d.Clock.Now()
	status, err := d.Hands.Order(ctx, now, "operator:"+supervisor, l.Registered, person, later(at, now))
	if err != nil || status == ClaimGranted {
		return err
	}
	what := map[ClaimStatus]string{
		ClaimGone:   "this person was reached or withdrawn, or is not in this campaign",
		ClaimLater:  "this person is being called now, or a call to them is in review",
		ClaimReplan: "nobody has called this person yet: the plan says when",
	}[status]
	return &Error{Code: Conflict, Where: person, What: what, Cure: "look at the person's state: owabi people list " + id}
}

// Standings says how calls of a campaign stand that are in somebody's hands, so
// far as they still are: in the order of the attempts given.
func (d *Desk) Standings(ctx context.Context, id string, attempts []string) ([]Standing, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return nil, err
	}
	ids, seqs := make([]string, len(attempts)), make([]int, len(attempts))
	for i, s := range attempts {
		a, err := ParseAttemptID(s)
		if err != nil {
			return nil, err
		}
		ids[i], seqs[i] = a.Case, a.Seq
	}
	loaded, err := d.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Standing, len(attempts))
	for i := range loaded {
		all[i] = loaded[i].Case.stands(seqs[i])
	}
	return all, nil
}

// stands says how the attempt seq of a case stands.
func (c *Case) stands(seq int) Standing {
	st := Standing{State: c.Reach, Phase: "gone"}
	if s := c.Open(seq); s != nil && (s.Phase == Offered || s.Phase == Claimed) {
		st.Operator, st.Phase = s.Who, "offered"
		if s.Phase == Claimed {
			st.Phase = "dialled"
		}
		return st
	}
	x := c.Attempt(seq)
	switch {
	case x == nil:
	case x.Review:
		st.Phase = "review"
	case x.Channel == channels.Call && x.Disposition != "":
		st.Phase = "recorded"
	}
	return st
}
