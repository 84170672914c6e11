package dispatcher

import (
	"context"
	"sort"
)

// Reviews is what waits for a human: attempts whose outcome nobody knows.
type Reviews struct {
	Book      *Book
	Undecided Undecided
	Clock     Clock
}

// List returns the reviews of a campaign, oldest first.
func (s *Reviews) List(ctx context.Context, id string) ([]Review, error) {
	l, err := s.Book.byID(id)
	if err != nil {
		return nil, err
	}
	cases, err := s.Undecided.Reviews(ctx, l.Registered)
	if err != nil {
		return nil, err
	}
	all := []Review{}
	for i := range cases {
		a, err := l.audience(&cases[i])
		if err != nil {
			return nil, err
		}
		for _, t := range cases[i].Attempts {
			if t.Review {
				all = append(all, Review{Attempt: AttemptID{l.Key, cases[i].ID, 1, t.Seq}.String(), Campaign: l.ID, Audience: a.Name,
					Case: cases[i].ID, Channel: t.Channel, Try: t.Try, At: l.here(t.At)})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].At.Before(all[j].At) })
	return all, nil
}

// Resolve settles reviews by one verdict, and reports how many of the attempts
// given were in review.
func (s *Reviews) Resolve(ctx context.Context, actor string, attempts []string, v Verdict) (int, error) {
	if v != TakeAsHandedOver && v != SendAgain {
		return 0, &Error{Code: Invalid, Where: "verdict", What: "there is no such verdict", Cure: "use handed_over or send_again"}
	}
	groups := map[*Live][]OpenClaim{}
	for _, a := range attempts {
		l, id, err := s.Book.attempt(a)
		if err != nil {
			return 0, err
		}
		groups[l] = append(groups[l], OpenClaim{Case: id.Case, Seq: id.Seq})
	}
	n := 0
	for l, own := range groups {
		k, err := s.Undecided.Resolve(ctx, s.Clock.Now(), actor, l.Registered, own, v)
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
