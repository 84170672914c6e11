package dispatcher

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// Campaigns makes and steers campaigns. Whatever changes one raises its epoch,
// gives every shard the new control record, and answers when all have it: stop
// means stop.
type Campaigns struct {
	Book       *Book
	Shelf      Shelf
	Vault      Vault
	Tally      Tally
	Clock      Clock
	Mode       Mode
	Configured []channels.Name

	mu sync.Mutex // one change at a time
}

// Create keeps a new campaign, as a draft.
func (s *Campaigns) Create(ctx context.Context, actor string, f Files) (Summary, error) {
	c, err := ParseCampaign("campaign", f.Campaign)
	if err != nil {
		return Summary{}, err
	}
	if c.SandboxOnly && s.Mode != Sandbox {
		return Summary{}, &Error{Code: Forbidden, Where: c.ID, What: "this campaign is an example (sandbox_only) and this server sends for real",
			Cure: "run it on `owabi serve --sandbox`, or write a campaign of your own"}
	}
	now := s.Clock.Now()
	wrapped, err := s.Vault.NewCampaign(c.ID)
	if err != nil {
		return Summary{}, err
	}
	r := &Registered{ID: c.ID, Key: random(8), Files: f, Wrapped: wrapped, Mode: s.Mode, State: Draft, Epoch: 1, PV: 1, Created: now}
	l, err := s.Book.open(r)
	if err != nil {
		return Summary{}, err
	}
	warnings, err := l.Campaign.Check(l.Letters, s.Configured)
	if err != nil {
		return Summary{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.Shelf.Add(ctx, r); err != nil {
		return Summary{}, err
	}
	if err := s.Shelf.Note(ctx, now, actor, r, EventCreated, detail(map[string]any{"id": r.ID, "mode": r.Mode})); err != nil {
		return Summary{}, err
	}
	s.Book.put(l)
	sum, err := s.summary(ctx, l)
	sum.Warnings = warnings
	return sum, err
}

// List returns all campaigns.
func (s *Campaigns) List(ctx context.Context) ([]Summary, error) {
	all := []Summary{}
	for _, l := range s.Book.all() {
		sum, err := s.summary(ctx, l)
		if err != nil {
			return nil, err
		}
		all = append(all, sum)
	}
	return all, nil
}

// Show returns one campaign.
func (s *Campaigns) Show(ctx context.Context, id string) (Summary, error) {
	l, err := s.Book.byID(id)
	if err != nil {
		return Summary{}, err
	}
	return s.summary(ctx, l)
}

// Control launches, pauses, resumes or stops a campaign. An action that would
// change nothing is answered like one that did; the shards are told again all
// the same, in case the first answer was lost half way.
func (s *Campaigns) Control(ctx context.Context, actor, id string, a Action) (Summary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.change(ctx, id, func(r *Registered) (string, error) {
		changed, err := r.act(a, s.Clock.Now())
		if err != nil || !changed {
			return "", err
		}
		return detail(map[string]any{"action": a, "state": r.State, "wave": r.Wave}), nil
	}, actor)
	if err != nil {
		return Summary{}, err
	}
	if a == Resume {
		if err := s.Shelf.Unhold(ctx, s.Clock.Now(), actor, l.Registered); err != nil {
			return Summary{}, err
		}
	}
	return s.summary(ctx, l)
}

// change applies f to a campaign's record as it stands in the store, whoever
// changed it last, and tells the shards. f says why, or nothing when nothing
// is to be changed.
func (s *Campaigns) change(ctx context.Context, id string, f func(*Registered) (string, error), actor string) (*Live, error) {
	for {
		l, err := s.fresh(ctx, id)
		if err != nil {
			return nil, err
		}
		r := *l.Registered
		r.Off = maps.Clone(l.Off)
		why, err := f(&r)
		if err != nil {
			return nil, err
		}
		if why == "" {
			return l, s.tell(ctx, actor, l, "")
		}
		changed, err := s.put(ctx, actor, l, &r, why)
		if CodeOf(err) != Conflict {
			return changed, err
		}
	}
}

// fresh is a campaign as the store has it now.
func (s *Campaigns) fresh(ctx context.Context, id string) (*Live, error) {
	if err := s.Book.Refresh(ctx); err != nil {
		return nil, err
	}
	return s.Book.byID(id)
}

// put keeps a changed record and gives it to every shard. The record is
// written first: a crash in between is mended by Recover.
func (s *Campaigns) put(ctx context.Context, actor string, l *Live, r *Registered, why string) (*Live, error) {
	r.Epoch = l.Epoch + 1
	if err := s.Shelf.Put(ctx, r); err != nil {
		return l, err
	}
	changed := *l
	changed.Registered = r
	s.Book.put(&changed)
	return &changed, s.tell(ctx, actor, &changed, why)
}

// tellTime bounds how long the shards are told, whoever has stopped waiting.
const tellTime = 30 * time.Second

// tell gives every shard the control record.
func (s *Campaigns) tell(ctx context.Context, actor string, l *Live, why string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTime)
	defer cancel()
	return s.Shelf.Control(ctx, s.Clock.Now(), actor, l.Registered, l.Campaign.need(), why)
}

// Recover gives every shard its campaign's control record again, in case a
// crash came between the record and its shards.
func (s *Campaigns) Recover(ctx context.Context) error {
	for _, l := range s.Book.all() {
		if err := s.Shelf.Control(ctx, s.Clock.Now(), "system", l.Registered, l.Campaign.need(), ""); err != nil {
			return err
		}
	}
	return nil
}

// Trip pauses a channel of a campaign for a fault that is ours, and says why.
// Resume opens it again.
func (s *Campaigns) Trip(ctx context.Context, key string, ch channels.Name, why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.Book.key(key)
	if l == nil {
		return nil
	}
	_, err := s.change(ctx, l.ID, func(r *Registered) (string, error) {
		if r.Off[string(ch)] != "" {
			return "", nil
		}
		if r.Off == nil {
			r.Off = map[string]string{}
		}
		r.Off[string(ch)] = why
		return detail(map[string]any{"action": "trip", "channel": ch, "why": why}), nil
	}, "system")
	return err
}

// PauseChannel pauses a channel of a campaign because a person wants it. Resume
// opens it again.
func (s *Campaigns) PauseChannel(ctx context.Context, actor, id string, ch channels.Name) (Summary, error) {
	if !slices.Contains(channels.All[:], ch) {
		return Summary{}, &Error{Code: NotFound, Where: string(ch), What: "there is no such channel", Cure: "use email, sms, call, letter or hand"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.change(ctx, id, func(r *Registered) (string, error) {
		if r.State != Running && r.State != Paused {
			return "", r.not(Pause)
		}
		if r.Off[string(ch)] != "" {
			return "", nil
		}
		if r.Off = maps.Clone(r.Off); r.Off == nil {
			r.Off = map[string]string{}
		}
		r.Off[string(ch)] = string(StopByHand)
		return detail(map[string]any{"action": "pause_channel", "channel": ch}), nil
	}, actor)
	if err != nil {
		return Summary{}, err
	}
	return s.summary(ctx, l)
}

// detail is the detail of an event: ids and enums only.
func detail(m map[string]any) string {
	b, _ := json.Marshal(m) // strings and numbers
	return string(b)
}

func (s *Campaigns) summary(ctx context.Context, l *Live) (Summary, error) {
	counts, err := s.Tally.Counts(ctx, l.Registered, zeroTime)
	if err != nil {
		return Summary{}, err
	}
	sum := Summary{ID: l.ID, State: l.State, Created: l.here(l.Created), Launched: l.here(l.Launched), Timezone: l.Campaign.Timezone,
		Waves: len(l.Waves), Off: l.Off}
	for _, w := range l.Waves {
		if w.N > l.Wave {
			sum.Waiting += w.brought(counts)
		}
	}
	for i := range l.Campaign.Audiences {
		a := &l.Campaign.Audiences[i]
		sum.Audiences = append(sum.Audiences, AudienceSummary{Name: a.Name, Goal: a.Goal, ReachedWhen: a.ReachedWhen, Letter: a.Letter,
			People: counts[counter(i, "t")]})
	}
	return sum, nil
}
