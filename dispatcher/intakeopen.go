package dispatcher

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
)

// known finds those who are in already: as the very person, or under the very
// id of the publisher, whatever the message says of them now.
func (s *Intake) known(ctx context.Context, l *Live, all []*received) error {
	named := map[string]bool{} // ids within the batch
	var ids []string
	var marks []Mark
	var marked []*received
	for _, r := range all {
		if r.verdict != "people" {
			continue
		}
		if r.ID != "" {
			if named[r.ID] {
				r.verdict = "merged"
				continue
			}
			named[r.ID] = true
			marks, marked = append(marks, r.origin), append(marked, r)
		}
		ids = append(ids, r.opening.Case.ID)
	}
	found, err := s.People.Finder.FindEach(ctx, l.Registered, marks)
	if err != nil {
		return err
	}
	for i, r := range marked {
		if len(found[i]) > 0 && !slices.Contains(found[i], r.opening.Case.ID) {
			r.verdict = "merged"
		}
	}
	loaded, err := s.People.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for i := range loaded {
		there[loaded[i].Case.ID] = loaded[i].Case.V != 0
	}
	for _, r := range all {
		if r.verdict == "people" && there[r.opening.Case.ID] {
			r.verdict = "merged"
		}
	}
	return nil
}

// open lets the new ones in, audience by audience.
func (s *Intake) open(ctx context.Context, l *Live, all []*received) error {
	for index := range l.Campaign.Audiences {
		var some []*received
		var openings []Opening
		for _, r := range all {
			if r.verdict == "people" && r.index == index {
				some, openings = append(some, r), append(openings, r.opening)
			}
		}
		if len(some) == 0 {
			continue
		}
		now, wave, err := s.wave(ctx, l.ID, l.Campaign.Audiences[index].Name)
		if err != nil {
			return err
		}
		for i := range openings {
			openings[i].Case.Wave = wave
		}
		joined, err := s.People.Membership.Open(ctx, s.People.Campaigns.Clock.Now(), intakeActor, now.Registered, openings)
		if err != nil {
			return err
		}
		for i, j := range joined {
			if j != JoinedNew {
				some[i].verdict = "merged"
			}
		}
	}
	return nil
}

// intakeActor is who lets published people in.
const intakeActor = "intake"

// wave is the wave of published people of an audience that waits for its
// launch; one is begun when there is none.
func (s *Intake) wave(ctx context.Context, id, audience string) (*Live, int, error) {
	c := s.People.Campaigns
	l, err := c.Book.byID(id)
	if err != nil {
		return nil, 0, err
	}
	if n := l.gathering(audience); n > 0 {
		return l, n, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if l, err = c.fresh(ctx, id); err != nil {
		return nil, 0, err
	}
	if n := l.gathering(audience); n > 0 {
		return l, n, nil
	}
	r := *l.Registered
	r.Shards = max(1, r.Shards)
	w := Wave{N: len(r.Waves) + 1, Audience: audience, List: l.Sealer.CaseID([]byte("intake"), strconv.AppendInt(nil, int64(len(r.Waves)+1), 10)),
		At: c.Clock.Now(), Actor: intakeActor, Intake: true}
	r.Waves = append(slices.Clone(r.Waves), w)
	if l, err = c.put(ctx, intakeActor, l, &r, ""); err != nil {
		return nil, 0, err
	}
	what, err := json.Marshal(w)
	if err != nil {
		return nil, 0, err
	}
	return l, w.N, c.Shelf.Note(ctx, c.Clock.Now(), intakeActor, l.Registered, EventImported, string(what))
}

// gathering is the number of the wave that takes an audience's published people,
// 0 when none does. A launch closes it, so that nobody is let go whom the
// launch did not mean.
func (r *Registered) gathering(audience string) int {
	for _, w := range r.Waves {
		if w.Intake && !w.Done && w.N > r.Wave && w.Audience == audience {
			return w.N
		}
	}
	return 0
}

// brought is how many people came with a wave.
func (w *Wave) brought(counts map[string]int) int {
	if w.Intake {
		return counts["w"+strconv.Itoa(w.N)]
	}
	return w.People
}
