package dispatcher

import (
	"context"
	"fmt"
	"log/slog"
)

// Leaving lets go of what an operator had in hand who will not come back: the
// account was closed or reset in the middle of a call. It is what would happen
// by itself in the end (Watch), at once: an offer goes back to its list, and a
// call that was dialled goes to review, where whoever hears what came of it
// records that.
type Leaving struct {
	Book     *Book
	Watched  Watched
	Register Register
	Clock    Clock
	Log      *slog.Logger
}

// OnPaper is who an operator is with calls that they have taken on paper, apart
// from the one on their screen. No account has such an id.
func OnPaper(operator string) string { return operator + "/paper" }

// Left lets go of what the operator had in hand. It may be repeated.
func (s *Leaving) Left(ctx context.Context, operator string) error {
	for _, l := range s.Book.all() {
		offers, err := s.Watched.Offers(ctx, l.Registered)
		if err != nil {
			return err
		}
		claims, err := s.Watched.Claims(ctx, l.Registered)
		if err != nil {
			return err
		}
		if offers, err = s.of(ctx, l, operator, offers); err != nil {
			return err
		}
		if claims, err = s.of(ctx, l, operator, claims); err != nil {
			return err
		}
		if err := s.letGo(ctx, l, offers, claims); err != nil {
			return err
		}
	}
	return nil
}

// of picks what is in an operator's hands.
func (s *Leaving) of(ctx context.Context, l *Live, operator string, open []OpenClaim) ([]OpenClaim, error) {
	var ids []string
	for _, o := range open {
		if !WorkerToken(o.Token) {
			ids = append(ids, o.Case)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	loaded, err := s.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return nil, fmt.Errorf("what %s has in hand: %w", operator, err)
	}
	cases := map[string]*Case{}
	for i := range loaded {
		cases[loaded[i].Case.ID] = &loaded[i].Case
	}
	var own []OpenClaim
	for _, o := range open {
		if c := cases[o.Case]; c != nil {
			if slot := c.Open(o.Seq); slot != nil && (slot.Who == operator || slot.Who == OnPaper(operator)) {
				own = append(own, o)
			}
		}
	}
	return own, nil
}

func (s *Leaving) letGo(ctx context.Context, l *Live, offers, claims []OpenClaim) error {
	if len(offers) > 0 {
		if _, err := s.Watched.Lapse(ctx, s.Clock.Now(), l.Registered, offers); err != nil {
			return err
		}
	}
	if len(claims) == 0 {
		return nil
	}
	n, err := s.Watched.Expire(ctx, s.Clock.Now(), l.Registered, claims)
	if err == nil {
		s.Log.Warn("calls of an operator who is out are in review", "campaign", l.ID, "attempts", n)
	}
	return err
}
