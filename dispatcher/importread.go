package dispatcher

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/owabi/owabi/dispatcher/personal"
)

// judged is a row with what an import makes of it.
type judged struct {
	ListRow
	unfit   bool    // the letters cannot be written to this person
	opening Opening // when the list is let in
}

// importBatch is how many rows go from hand to hand at once.
const importBatch = 500

// sheaf is some rows on their way.
type sheaf struct {
	rows []judged
	err  error         // of judging them
	done chan struct{} // closed when they are judged
}

// each reads the list, has every row judged, on all processors, and calls f for
// each in the order of the list.
func (in *importing) each(ctx context.Context, judge func(trial, *judged) error, f func(*judged) error) ([]Column, error) {
	r, err := in.spool.Read()
	if err != nil {
		return nil, err
	}
	list, err := in.OpenList(in.name, r, in.options)
	if err != nil {
		return nil, err
	}
	defer func() { in.source = list.Source() }()
	letters, err := in.lettersOf(in.live, in.audience(), fields(list.Columns()))
	if err != nil {
		return list.Columns(), err
	}
	ctx, cancel := context.WithCancel(ctx)
	ordered, work := make(chan *sheaf, 2*runtime.GOMAXPROCS(0)), make(chan *sheaf)
	var all sync.WaitGroup
	var broken error
	all.Go(func() {
		defer close(work)
		defer close(ordered)
		broken = sheaves(ctx, list, ordered, work)
	})
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for s := range work {
				s.judge(letters, judge)
			}
		})
	}
	err = inOrder(ordered, f)
	cancel()
	for range ordered { // what was read too much
	}
	all.Wait()
	if err == nil {
		err = broken
	}
	return list.Columns(), err
}

// sheaves reads a list to its end, nil, or to what refuses it.
func sheaves(ctx context.Context, list List, ordered, work chan<- *sheaf) error {
	for last := error(nil); last == nil; {
		s := &sheaf{done: make(chan struct{})}
		for len(s.rows) < importBatch && last == nil {
			var row ListRow
			if row, last = list.Next(); last == nil {
				s.rows = append(s.rows, judged{ListRow: row})
			}
		}
		for _, to := range []chan<- *sheaf{work, ordered} { // whoever waits for a sheaf waits for one that is being judged
			select {
			case to <- s:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if last != nil && !errors.Is(last, io.EOF) {
			return last
		}
	}
	return nil
}

func (s *sheaf) judge(letters trial, judge func(trial, *judged) error) {
	defer close(s.done)
	for i := range s.rows {
		if s.err = judge(letters, &s.rows[i]); s.err != nil {
			return
		}
	}
}

// inOrder hands on the rows of each sheaf when it is judged.
func inOrder(ordered <-chan *sheaf, f func(*judged) error) error {
	for s := range ordered {
		<-s.done
		if s.err != nil {
			return s.err
		}
		for i := range s.rows {
			if err := f(&s.rows[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge tries whether the letters can be written to this person.
func (in *importing) judge(letters trial, r *judged) error {
	letters.judge(r, in.options.Lang)
	return nil
}

func (t trial) judge(r *judged, lang string) {
	if r.Verdict != "people" {
		return
	}
	r.Person.fill(t.columns)
	if why := t.try(&r.Person); why != nil {
		r.unfit, r.Verdict = true, "rejected"
		r.Errors = append(r.Errors, letterUnwritable(r.Number, why, lang))
	}
}

// rowSet is a set of row numbers, a bit each.
type rowSet []uint64

func (s *rowSet) add(row int) {
	for row/64 >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[row/64] |= 1 << (row % 64)
}

func (s rowSet) has(row int) bool { return row/64 < len(s) && s[row/64]&(1<<(row%64)) != 0 }

// fields lists the columns that a letter can name.
func fields(columns []Column) []string {
	var all []string
	for _, c := range columns {
		if c.As == "field" || c.As == "id" {
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
