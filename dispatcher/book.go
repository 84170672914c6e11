package dispatcher

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/templates"
)

// Live is a campaign ready to be worked on: its record, what its file says,
// its letters, and the key that opens its people. It never changes; a change
// makes a new one.
type Live struct {
	*Registered
	Campaign  *Campaign
	Letters   *templates.Set
	Sealer    Sealer
	Questions []Question // that people may ask, and the answers
	editions  map[editionKey]*templates.Edition
}

// policy is the campaign's policy.
func (l *Live) policy() Policy {
	return Policy{Location: l.Campaign.Location, Launched: l.Launched}
}

// audience of a case. The index comes from the store, so it is in range unless
// the store was tampered with.
func (l *Live) audience(c *Case) (*Audience, error) {
	if c.Audience < 0 || c.Audience >= len(l.Campaign.Audiences) {
		return nil, fmt.Errorf("case %s names audience %d of %d", c.ID, c.Audience, len(l.Campaign.Audiences))
	}
	return &l.Campaign.Audiences[c.Audience], nil
}

// foreign is a language, where it is not that of the case's audience; empty
// where it is.
func (l *Live) foreign(c *Case, lang string) string {
	if a, err := l.audience(c); err != nil || lang == l.lang(a) {
		return ""
	}
	return lang
}

// here is a moment in the campaign's zone.
func (l *Live) here(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(l.Campaign.Location)
}

// running reports whether cases may be contacted at all.
func (l *Live) running() bool { return l.State == Running }

// Book is the campaigns as this process knows them. It is safe for concurrent
// use.
type Book struct {
	shelf Shelf
	vault Vault

	mu   sync.RWMutex
	live map[string]*Live // by key
}

// NewBook returns an empty Book; Refresh fills it.
func NewBook(shelf Shelf, vault Vault) *Book {
	return &Book{shelf: shelf, vault: vault, live: map[string]*Live{}}
}

// Refresh reads the campaigns anew. Those whose epoch has not changed stay as
// they are.
func (b *Book) Refresh(ctx context.Context) error {
	all, err := b.shelf.Campaigns(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if old := b.key(r.Key); old != nil && old.Epoch >= r.Epoch && len(old.Waves) == len(r.Waves) {
			continue
		}
		l, err := b.open(r)
		if err != nil {
			return err
		}
		b.put(l)
	}
	return nil
}

// open prepares a campaign.
func (b *Book) open(r *Registered) (*Live, error) {
	c, err := ParseCampaign(r.ID, r.Files.Campaign)
	if err != nil {
		return nil, err
	}
	c.Key = r.Key
	set, err := templates.Parse(r.Files.Letters)
	if err != nil {
		return nil, letterError(err)
	}
	eds, err := editions(c, set)
	if err != nil {
		return nil, err
	}
	questions, err := ParseQuestions(c.Questions, r.Files.Questions)
	if err != nil {
		return nil, err
	}
	sealer, err := b.vault.Open(r.ID, r.Wrapped)
	if err != nil {
		return nil, err
	}
	return &Live{Registered: r, Campaign: c, Letters: set, Sealer: sealer, Questions: questions, editions: eds}, nil
}

func (b *Book) put(l *Live) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live[l.Key] = l
}

// key returns the campaign with a storage key, or nil.
func (b *Book) key(key string) *Live {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.live[key]
}

// byID returns the campaign with an id.
func (b *Book) byID(id string) (*Live, error) {
	for _, l := range b.all() {
		if l.ID == id {
			return l, nil
		}
	}
	return nil, &Error{Code: NotFound, Where: id, What: "there is no such campaign", Cure: "see `owabi campaign list`"}
}

// all returns the campaigns in the order of their ids.
func (b *Book) all() []*Live {
	b.mu.RLock()
	all := slices.Collect(maps.Values(b.live))
	b.mu.RUnlock()
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// Registered returns the records of all campaigns.
func (b *Book) Registered() []*Registered {
	var rs []*Registered
	for _, l := range b.all() {
		rs = append(rs, l.Registered)
	}
	return rs
}

// Running returns the records of the campaigns that are running.
func (b *Book) Running() []*Registered {
	var rs []*Registered
	for _, l := range b.all() {
		if l.running() {
			rs = append(rs, l.Registered)
		}
	}
	return rs
}

// need lists for each audience the grade that counts as reached: its own
// first, then that of each step.
func (c *Campaign) need() [][]Grade {
	need := make([][]Grade, len(c.Audiences))
	for i := range c.Audiences {
		a := &c.Audiences[i]
		need[i] = append(need[i], a.ReachedWhen)
		for step := range a.Plan.Steps {
			need[i] = append(need[i], a.Need(step))
		}
	}
	return need
}

// ways lists the channels that an audience's plan uses, without repeats.
func (a *Audience) ways() []channels.Name {
	var all []channels.Name
	for _, s := range a.Plan.Steps {
		for _, w := range s.Ways {
			if !slices.Contains(all, w.Channel) {
				all = append(all, w.Channel)
			}
		}
	}
	return all
}
