package dispatcher

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/owabi/owabi/dispatcher/personal"
)

// maxList bounds a list, in bytes: it is read twice, and must not lie on a disk
// in between.
const maxList = 512 << 20

// importBatch is how many people are sealed and opened at once.
const importBatch = 500

// Import lets the people of a list into an audience, or says what would
// happen (dry). The list is checked to its end before anything changes. An
// import that was interrupted is finished by importing the same file again; a
// list that is in already changes nothing.
func (s *People) Import(ctx context.Context, actor, id, audience, name string, r io.Reader, dry bool) (Balance, error) {
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
	b, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return Balance{}, fmt.Errorf("import %s: read: %w", name, err)
	}
	if len(b) > maxList {
		return Balance{}, &Error{Code: Invalid, Where: name, What: "the list is larger than 512 MiB", Cure: "split it into several files, each with the header"}
	}
	in := &importing{People: s, live: l, index: index, name: name, content: b}
	balance, err := in.check()
	if err != nil || dry {
		return balance, err
	}
	return in.run(ctx, actor)
}

// importing is one import under way.
type importing struct {
	*People
	live    *Live
	index   int
	name    string
	content []byte
}

func (in *importing) audience() *Audience { return &in.live.Campaign.Audiences[in.index] }

// each reads the list and calls f for every row, after judging whether the
// letters can be written to this person.
func (in *importing) each(f func(ListRow) error) ([]Column, error) {
	list, err := in.OpenList(in.name, bytes.NewReader(in.content), in.audience().Columns)
	if err != nil {
		return nil, err
	}
	names := fields(list.Columns())
	letters, err := in.lettersOf(in.audience(), names)
	if err != nil {
		return list.Columns(), err
	}
	for {
		row, err := list.Next()
		if errors.Is(err, io.EOF) {
			return list.Columns(), nil
		}
		if err != nil {
			return list.Columns(), err
		}
		if row.Verdict == "people" {
			row.Person.fill(names)
			if why := letters.try(&row.Person); why != nil {
				row.Verdict = "rejected"
				row.Errors = append(row.Errors, RowError{Row: row.Number, Kind: "rejected", Reason: why.Error()})
			}
		}
		if err := f(row); err != nil {
			return list.Columns(), err
		}
	}
}

// fields lists the columns that a letter can name.
func fields(columns []Column) []string {
	var all []string
	for _, c := range columns {
		if c.As == "field" {
			all = append(all, c.Header)
		}
	}
	return all
}

// fill gives a person every column that the list has: a letter may ask whether
// a cell is empty, but not for a column that is not there.
func (p *Person) fill(names []string) {
	if p.Fields == nil {
		p.Fields = make(map[string]personal.Text, len(names))
	}
	for _, n := range names {
		if _, ok := p.Fields[n]; !ok {
			p.Fields[n] = personal.Text{}
		}
	}
}

// check reads the whole list without changing anything.
func (in *importing) check() (Balance, error) {
	b := Balance{Errors: []RowError{}}
	columns, err := in.each(func(r ListRow) error { b.add(r); return nil })
	b.Columns = columns
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
func (in *importing) run(ctx context.Context, actor string) (Balance, error) {
	in.one.Lock()
	defer in.one.Unlock()
	if err := in.begin(ctx, actor); err != nil {
		return Balance{}, err
	}
	wave := in.live.Waves[in.wave()]
	b := Balance{Errors: []RowError{}, Wave: wave.N}
	var batch []ListRow
	columns, err := in.each(func(r ListRow) error {
		if r.Verdict != "people" {
			b.add(r)
			return nil
		}
		batch = append(batch, r)
		if len(batch) < importBatch {
			return nil
		}
		err := in.open(ctx, actor, wave, batch, &b)
		batch = batch[:0]
		return err
	})
	if err == nil {
		err = in.open(ctx, actor, wave, batch, &b)
	}
	b.Columns = columns
	if err != nil {
		return b, err
	}
	return b, in.finish(ctx, actor, b)
}

// list is the MAC of the file's contents: the same file is the same list.
func (in *importing) list() string { return in.live.Sealer.CaseID([]byte("list"), in.content) }

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
func (in *importing) begin(ctx context.Context, actor string) error {
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
		r.Shards = shardsFor(len(in.content))
	}
	r.Waves = append(append([]Wave(nil), r.Waves...), Wave{N: len(r.Waves) + 1, Audience: in.audience().Name, List: in.list(),
		At: in.Campaigns.Clock.Now(), Actor: actor})
	l, err = in.Campaigns.put(ctx, actor, in.live, &r, "")
	in.live = l
	return err
}

// shardsFor is the number of shards for a first list of so many bytes: one up
// to some fifty thousand people, 64 at most.
func shardsFor(size int) int { return min(64, 1+size/(50_000*100)) }

// open seals a batch and opens its cases.
func (in *importing) open(ctx context.Context, actor string, wave Wave, batch []ListRow, b *Balance) error {
	if len(batch) == 0 {
		return nil
	}
	openings := make([]Opening, len(batch))
	for i := range batch {
		o, err := in.opening(&batch[i], wave.N)
		if err != nil {
			return err
		}
		openings[i] = o
	}
	joined, err := in.Membership.Open(ctx, in.Campaigns.Clock.Now(), actor, in.live.Registered, openings)
	if err != nil {
		return err
	}
	for i := range batch {
		row := batch[i]
		if joined[i] == JoinedKnown || joined[i] == JoinedAgain && wave.Done {
			row.Verdict = "merged"
			row.Errors = append(row.Errors, RowError{Row: row.Number, Kind: "merged", Reason: "this person is in the audience already, by a list imported before"})
		}
		b.add(row)
	}
	return nil
}

// opening makes the case of a row: its id from who the person is, its record
// sealed for this person alone.
func (in *importing) opening(row *ListRow, wave int) (Opening, error) {
	who := [][]byte{[]byte(in.audience().Name), []byte("key"), row.Key}
	if row.Key == nil {
		who = [][]byte{[]byte(in.audience().Name), []byte("row"), []byte(in.list()), fmt.Append(nil, row.Number)}
	}
	id := in.live.Sealer.CaseID(who...)
	plain, err := row.Person.Plain()
	if err != nil {
		return Opening{}, fmt.Errorf("import %s, row %d: the record does not pack", in.name, row.Number)
	}
	sealed, err := in.live.Sealer.Seal(id, "record", plain)
	clear(plain)
	if err != nil {
		return Opening{}, err
	}
	return Opening{Case: Case{ID: id, RV: 1, Audience: in.index, Wave: wave, Members: 1, Active: 1, Contacts: row.Person.Contacts()},
		Sealed: [][]byte{sealed}}, nil
}

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
