package dispatcher

import (
	"context"
	"fmt"
	"slices"
	"strconv"
)

// Index holds the index by which people are found against their records.
type Index struct {
	People *People
}

// indexBatch is how many records are opened at once.
const indexBatch = 500

// fullMark is how many cases of a mark the index keeps at least: of one that
// more have it may lack some.
const fullMark = 1000

// Rebuild adds to the index what it lacks, and returns of how many cases it
// lacked something: of people imported before there was an index, or of marks
// that are made differently now.
func (x *Index) Rebuild(ctx context.Context, actor, id string) (int, error) {
	p := x.People
	n := 0
	err := x.each(ctx, id, func(l *Live, missing []Unmarked) error {
		n += len(missing)
		return p.Finder.Index(ctx, p.Campaigns.Clock.Now(), actor, l.Registered, missing)
	})
	return n, err
}

// Verify names the cases that the index lacks something of.
func (x *Index) Verify(ctx context.Context, id string) ([]string, error) {
	const most = 20
	lacking, differences := 0, []string{}
	err := x.each(ctx, id, func(_ *Live, missing []Unmarked) error {
		for _, m := range missing {
			if lacking++; lacking <= most {
				differences = append(differences, fmt.Sprintf("case %s: the index lacks %d of the ways to find it: owabi verify --repair", m.Case, len(m.Marks)))
			}
		}
		return nil
	})
	if lacking > most {
		differences = append(differences, "the index lacks something of "+strconv.Itoa(lacking-most)+" more cases")
	}
	return differences, err
}

// each goes through all cases of a campaign, and hands on those that the index
// lacks something of.
func (x *Index) each(ctx context.Context, id string, f func(*Live, []Unmarked) error) error {
	l, err := x.People.Campaigns.Book.byID(id)
	if err != nil {
		return err
	}
	for cursor, more := "", true; more; more = cursor != "" {
		var cases []Case
		if cases, cursor, err = x.People.Membership.People(ctx, l.Registered, cursor, indexBatch); err != nil {
			return err
		}
		for some := range slices.Chunk(cases, indexBatch) {
			missing, err := x.missing(ctx, l, some)
			if err == nil && len(missing) > 0 {
				err = f(l, missing)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// missing compares the marks of some cases with the index.
func (x *Index) missing(ctx context.Context, l *Live, cases []Case) ([]Unmarked, error) {
	ids := make([]string, len(cases))
	for i := range cases {
		ids[i] = cases[i].ID
	}
	loaded, err := x.People.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return nil, err
	}
	var marks []Mark
	var of []int // the case of each
	for i := range loaded {
		own, err := x.marks(l, &loaded[i])
		if err != nil {
			return nil, err
		}
		for _, m := range own {
			marks, of = append(marks, m), append(of, i)
		}
	}
	found, err := x.People.Finder.FindEach(ctx, l.Registered, marks)
	if err != nil {
		return nil, err
	}
	var missing []Unmarked
	for i, m := range marks {
		id := ids[of[i]]
		if slices.Contains(found[i], id) || len(found[i]) >= fullMark {
			continue
		}
		if n := len(missing); n == 0 || missing[n-1].Case != id {
			missing = append(missing, Unmarked{Case: id})
		}
		last := &missing[len(missing)-1]
		last.Marks = append(last.Marks, m)
	}
	return missing, nil
}

// marks are those that the records of a case ask for.
func (x *Index) marks(l *Live, loaded *Loaded) ([]Mark, error) {
	a, err := l.audience(&loaded.Case)
	if err != nil {
		return nil, err
	}
	var all []Mark
	for m, sealed := range loaded.Sealed {
		id := loaded.Case.ID
		if m > 0 {
			id += "." + strconv.Itoa(m)
		}
		plain, err := l.Sealer.Unseal(id, "record", sealed)
		if err != nil {
			return nil, fmt.Errorf("the record of %s does not open for this person: %w", id, err)
		}
		p, err := PersonOf(id, plain)
		clear(plain)
		if err != nil {
			return nil, err
		}
		marks, err := l.marks(terms(x.People.Terms, loaded.Case.ID, &p, x.People.Terms.Office(&p, a.Columns)))
		if err != nil {
			return nil, err
		}
		all = append(all, marks...)
	}
	return all, nil
}
