package dispatcher

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxList bounds a list, in bytes.
const maxList = 4 << 30

// Import lets the people of a list into an audience, or says what would
// happen (dry). The list is checked to its end before anything changes. An
// import that was interrupted is finished by importing the same file again; a
// list that is in already changes nothing. Memory does not grow with the list.
func (s *People) Import(ctx context.Context, actor, id, audience string, u Upload) (Balance, error) {
	l, err := s.Campaigns.Book.byID(id)
	if err != nil {
		return Balance{}, err
	}
	index := l.Campaign.Audience(audience)
	if index < 0 {
		return Balance{}, noAudience(l, audience)
	}
	if l.State == Stopped {
		return Balance{}, &Error{Code: Conflict, Where: id, What: "the campaign is stopped", Cure: "start a new one"}
	}
	u.Options.Columns = l.Campaign.Audiences[index].Columns
	in := &importing{People: s, live: l, index: index, name: u.Name, options: u.Options, added: additions{}}
	if err := in.keep(u.Content); err != nil {
		return Balance{}, err
	}
	defer in.spool.Close()
	balance, err := in.check(ctx)
	if err != nil || u.Dry {
		return balance, err
	}
	return in.run(ctx, actor, balance.People)
}

// Spool keeps a list, sealed, while it is imported: it is read twice.
type Spool interface {
	Fill(r io.Reader) error
	Read() (io.Reader, error) // from the beginning
	Close() error
}

// importing is one import under way.
type importing struct {
	*People
	live    *Live
	index   int
	name    string
	spool   Spool
	digest  []byte // SHA-256 of the list: the same file is the same list
	options ListOptions
	source  ListSource // as it was read last
	added   additions  // of contacts, found by check
	unfit   rowSet     // of those to whom the letters cannot be written, found by check
}

// keep reads the list to its end.
func (in *importing) keep(r io.Reader) error {
	var err error
	if in.spool, err = in.NewSpool(); err != nil {
		return err
	}
	digest := sha256.New()
	limited := &io.LimitedReader{R: r, N: maxList + 1}
	if err := in.spool.Fill(io.TeeReader(limited, digest)); err != nil {
		return errors.Join(fmt.Errorf("import %s: read: %w", in.name, err), in.spool.Close())
	}
	if limited.N == 0 {
		return errors.Join(&Error{Code: Invalid, Where: in.name, What: "the list is larger than 4 GiB", Cure: "split it into several files, each with the header"},
			in.spool.Close())
	}
	in.digest = digest.Sum(nil)
	return nil
}

func (in *importing) audience() *Audience { return &in.live.Campaign.Audiences[in.index] }

// check reads the whole list without changing anything.
func (in *importing) check(ctx context.Context) (Balance, error) {
	b := Balance{Errors: []RowError{}}
	columns, err := in.each(ctx, in.judge, func(r *judged) error {
		if r.unfit {
			in.unfit.add(r.Number)
		}
		b.add(r.ListRow)
		in.added.note(r.ListRow)
		return nil
	})
	b.Columns, b.ListSource = columns, in.source
	if err == nil && b.People == 0 {
		err = &Error{Code: Invalid, Where: in.name, What: "the list has no people in it", Cure: "see the reasons row by row with `owabi people check`"}
	}
	return b, err
}

// maxErrors bounds the reasons that a balance carries; the counts are always
// complete.
const maxErrors = 1000

func (b *Balance) add(r ListRow) {
	b.Rows++
	switch r.Verdict {
	case "people":
		b.People++
	case "merged":
		b.Merged++
	case "rejected":
		b.Rejected++
	case "excluded":
		b.Excluded++
	}
	if len(b.Errors) < maxErrors {
		b.Errors = append(b.Errors, r.Errors...)
	}
}

// run opens the people, batch by batch, in a wave of their own.
func (in *importing) run(ctx context.Context, actor string, people int) (Balance, error) {
	in.one.Lock()
	defer in.one.Unlock()
	if err := in.begin(ctx, actor, people); err != nil {
		return Balance{}, err
	}
	b, err := in.open(ctx, actor, in.live.Waves[in.wave()])
	if err != nil {
		return b, err
	}
	return b, in.finish(ctx, actor, b)
}

// list is the MAC of the file's contents.
func (in *importing) list() string { return in.live.Sealer.CaseID([]byte("list"), in.digest) }

// wave is the index of this list's wave, or -1.
func (in *importing) wave() int {
	for i, w := range in.live.Waves {
		if w.List == in.list() && w.Audience == in.audience().Name {
			return i
		}
	}
	return -1
}

// begin makes the wave, unless the same list was begun before.
func (in *importing) begin(ctx context.Context, actor string, people int) error {
	in.Campaigns.mu.Lock()
	defer in.Campaigns.mu.Unlock()
	l, err := in.Campaigns.fresh(ctx, in.live.ID)
	if err != nil {
		return err
	}
	in.live = l // as it stands under the lock
	if in.wave() >= 0 {
		return nil
	}
	r := *in.live.Registered
	if r.Shards == 0 {
		r.Shards = shardsFor(people)
	}
	r.Waves = append(append([]Wave(nil), r.Waves...), Wave{N: len(r.Waves) + 1, Audience: in.audience().Name, List: in.list(),
		At: in.Campaigns.Clock.Now(), Actor: actor})
	l, err = in.Campaigns.put(ctx, actor, in.live, &r, "")
	in.live = l
	return err
}

// shardsFor is the number of shards for a first list of so many people: one for
// two hundred thousand, 64 at most. A turn of a worker is one call a shard.
func shardsFor(people int) int { return min(64, 1+people/200_000) }

// finish closes the wave with its balance, once.
func (in *importing) finish(ctx context.Context, actor string, b Balance) error {
	in.Campaigns.mu.Lock()
	defer in.Campaigns.mu.Unlock()
	l, err := in.Campaigns.fresh(ctx, in.live.ID)
	if err != nil {
		return err
	}
	in.live = l
	i := in.wave()
	if in.live.Waves[i].Done {
		return nil
	}
	r := *in.live.Registered
	r.Waves = append([]Wave(nil), r.Waves...)
	w := &r.Waves[i]
	w.Rows, w.People, w.Merged, w.Rejected, w.Excluded, w.Done = b.Rows, b.People, b.Merged, b.Rejected, b.Excluded, true
	if l, err = in.Campaigns.put(ctx, actor, l, &r, ""); err != nil {
		return err
	}
	what, err := json.Marshal(*w)
	if err != nil {
		return err
	}
	return in.Campaigns.Shelf.Note(ctx, in.Campaigns.Clock.Now(), actor, l.Registered, EventImported, string(what))
}
