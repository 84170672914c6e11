package dispatcher

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher/personal"
)

// open lets the people of the list into the store. While one batch is written,
// the next is read and sealed.
func (in *importing) open(ctx context.Context, actor string, wave Wave) (Balance, error) {
	b := Balance{Errors: []RowError{}, Wave: wave.N}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches, written := make(chan []judged, 1), make(chan error, 1)
	go func() {
		var err error
		for batch := range batches {
			if err == nil {
				if err = in.write(ctx, actor, wave, batch, &b); err != nil {
					cancel()
				}
			}
		}
		written <- err
	}()
	batch := make([]judged, 0, importBatch)
	columns, err := in.each(ctx, func(letters trial, r *judged) error { return in.prepare(letters, r, wave.N) }, func(r *judged) error {
		if batch = append(batch, *r); len(batch) == importBatch {
			batches <- batch
			batch = make([]judged, 0, importBatch)
		}
		return ctx.Err()
	})
	if err == nil {
		batches <- batch
	}
	close(batches)
	if failed := <-written; failed != nil {
		err = failed // what ended the rest
	}
	b.Columns, b.ListSource = columns, in.source
	return b, err
}

// prepare makes the case of a row, as check has judged it. Only who has got
// contacts from a later row has not been tried as they are now.
func (in *importing) prepare(letters trial, r *judged, wave int) error {
	if r.Verdict != "people" {
		return nil
	}
	if in.added.to(&r.ListRow) || in.unfit.has(r.Number) {
		if err := in.judge(letters, r); err != nil || r.unfit {
			return err
		}
	}
	r.Person.fill(letters.columns)
	var err error
	r.opening, err = in.opening(&r.ListRow, wave)
	return err
}

// write opens the cases of a batch.
func (in *importing) write(ctx context.Context, actor string, wave Wave, batch []judged, b *Balance) error {
	openings, at := make([]Opening, 0, len(batch)), make([]int, 0, len(batch))
	for i := range batch {
		if batch[i].Verdict == "people" {
			openings, at = append(openings, batch[i].opening), append(at, i)
		}
	}
	joined, err := in.Membership.Open(ctx, in.Campaigns.Clock.Now(), actor, in.live.Registered, openings)
	if err != nil {
		return err
	}
	for k, i := range at {
		if r := &batch[i]; joined[k] == JoinedKnown || joined[k] == JoinedAgain && wave.Done {
			r.Verdict = "merged"
			r.Errors = append(r.Errors, alreadyIn(r.Number, in.options.Lang))
		}
	}
	for i := range batch {
		b.add(batch[i].ListRow)
	}
	return nil
}

// opening makes the case of a row: its id from who the person is, its record
// sealed for this person alone.
func (in *importing) opening(row *ListRow, wave int) (Opening, error) {
	who := [][]byte{[]byte("key"), row.Key}
	if row.Key == nil {
		who = [][]byte{[]byte("row"), []byte(in.list()), fmt.Append(nil, row.Number)}
	}
	o, err := in.People.opening(in.live, in.index, row, who...)
	o.Case.Wave = wave
	return o, err
}

// opening makes the case of a row, of no wave yet. who tells the person from
// all others of the audience.
func (s *People) opening(l *Live, index int, row *ListRow, who ...[]byte) (Opening, error) {
	id := l.Sealer.CaseID(append([][]byte{[]byte(l.Campaign.Audiences[index].Name)}, who...)...)
	plain, err := row.Person.Plain()
	if err != nil {
		return Opening{}, fmt.Errorf("%s: the record of row %d does not pack", l.ID, row.Number)
	}
	sealed, err := l.Sealer.Seal(id, "record", plain)
	clear(plain)
	if err != nil {
		return Opening{}, err
	}
	marks, err := l.marks(terms(s.Terms, id, &row.Person, row.Office))
	if err != nil {
		return Opening{}, err
	}
	return Opening{Case: Case{ID: id, RV: 1, Audience: index, Members: 1, Active: 1, Contacts: row.Person.Contacts()},
		Sealed: [][]byte{sealed}, Marks: marks}, nil
}

// terms lists what a person is found by.
func terms(t Terms, id string, p *Person, office personal.Text) []Term {
	all := append(t.Of(p, office), Term{TermReference, personal.New(referenceTerm(id))})
	if !p.Origin.Empty() {
		all = append(all, Term{TermOrigin, p.Origin})
	}
	return all
}
