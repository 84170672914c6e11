package dispatcher

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// Floor is what leads a call centre: who works at what, and how fast it goes. All
// of its figures come from counters and lists, never from walking all people.
type Floor struct {
	*Campaigns
	Work     Floorwork
	Watched  Watched
	Register Register

	mu    sync.Mutex
	paces map[string]*pace // by the campaign's key
}

// Floorwork reads the counters of a call centre.
type Floorwork interface {
	Deskwork(ctx context.Context, r *Registered) (map[string]*Deskwork, error)
	Lists(ctx context.Context, now time.Time, r *Registered, audiences int) (waiting, promised int, err error)
	// Minutes reads how counters changed after one minute and up to another: a
	// row a minute, a column a counter.
	Minutes(ctx context.Context, r *Registered, after, upTo int64, counters []string) ([][]int, error)
}

// Deskwork is what one operator has reported.
type Deskwork struct {
	Reports map[Disposition]int
	Last    time.Time
}

// OperatorStatus is one operator of a campaign: no personal data of those who are
// called.
type OperatorStatus struct {
	Operator string              `json:"operator"`
	Phase    string              `json:"phase"` // "idle", "offered", "dialled"
	Attempt  string              `json:"attempt,omitempty"`
	Audience string              `json:"audience,omitempty"`
	Since    time.Time           `json:"since,omitzero"` // dialled then
	Calls    int                 `json:"calls"`          // reported so far
	Spoken   int                 `json:"spoken"`         // of them, with the person
	Reports  map[Disposition]int `json:"reports,omitempty"`
	Last     time.Time           `json:"last,omitzero"` // reported last
}

// Operators lists who works or has worked in a campaign: those with a call first,
// then those who have been idle longest.
func (f *Floor) Operators(ctx context.Context, id string) ([]OperatorStatus, error) {
	l, err := f.Book.byID(id)
	if err != nil {
		return nil, err
	}
	work, err := f.Work.Deskwork(ctx, l.Registered)
	if err != nil {
		return nil, err
	}
	all, err := f.busy(ctx, l)
	if err != nil {
		return nil, err
	}
	busy := map[string]bool{}
	for i := range all {
		busy[all[i].Operator] = true
		if w := work[all[i].Operator]; w != nil {
			all[i].credit(l, w)
		}
	}
	for who, w := range work {
		if !busy[who] {
			s := OperatorStatus{Operator: who, Phase: "idle"}
			s.credit(l, w)
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b OperatorStatus) int {
		return cmp.Or(strings.Compare(behind(a.Phase), behind(b.Phase)), a.Last.Compare(b.Last), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Attempt, b.Attempt))
	})
	return all, nil
}

// behind sorts those behind who have nothing in hand.
func behind(phase string) string {
	if phase == "idle" {
		return phase
	}
	return ""
}

func (s *OperatorStatus) credit(l *Live, w *Deskwork) {
	s.Reports, s.Spoken, s.Last = w.Reports, w.Reports[SpokenTo], l.here(w.Last)
	for _, n := range w.Reports {
		s.Calls += n
	}
}

// busy reads who has a call in hand.
func (f *Floor) busy(ctx context.Context, l *Live) ([]OperatorStatus, error) {
	var ids []string
	for _, read := range []func(context.Context, *Registered) ([]OpenClaim, error){f.Watched.Offers, f.Watched.Claims} {
		open, err := read(ctx, l.Registered)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			if !WorkerToken(o.Token) {
				ids = append(ids, o.Case)
			}
		}
	}
	if len(ids) == 0 {
		return []OperatorStatus{}, nil
	}
	loaded, err := f.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return nil, err
	}
	all := []OperatorStatus{}
	for i := range loaded {
		c := &loaded[i].Case
		if c.V == 0 {
			continue
		}
		a, err := l.audience(c)
		if err != nil {
			return nil, err
		}
		for _, slot := range c.Slots {
			if s, ok := l.inHand(c, &slot); ok {
				s.Audience = a.Name
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// inHand is how a slot stands with whom it is.
func (l *Live) inHand(c *Case, s *Slot) (OperatorStatus, bool) {
	st := OperatorStatus{Operator: s.Who, Attempt: AttemptID{l.Key, c.ID, 1, s.Seq}.String(), Phase: "offered"}
	if s.Channel != channels.Call || s.Who == "" {
		return st, false
	}
	switch s.Phase {
	case Offered:
		return st, true
	case Claimed:
		st.Phase = "dialled"
		if t := c.Attempt(s.Seq); t != nil {
			st.Since = l.here(t.At)
		}
		return st, true
	}
	return st, false
}
