package roster

import "github.com/owabi/owabi/dispatcher"

// listed is how many row errors of one kind a balance lists one by one. The
// counts are always exact; beyond it, a last entry says how many more there
// are, so that a list of two million blank rows does not fill the memory.
const listed = 10_000

// tally counts what became of the rows.
type tally struct {
	b     dispatcher.Balance
	lang  string
	kinds map[string]int                 // row errors so far
	more  map[string]dispatcher.RowError // the first one of a kind that is not listed
}

func newTally(lang string) *tally {
	return &tally{
		lang:  lang,
		b:     dispatcher.Balance{Errors: []dispatcher.RowError{}},
		kinds: map[string]int{},
		more:  map[string]dispatcher.RowError{},
	}
}

func (t *tally) add(r Row) {
	t.b.Rows++
	switch r.Verdict {
	case People:
		t.b.People++
	case Merged:
		t.b.Merged++
	case Rejected:
		t.b.Rejected++
	case Excluded:
		t.b.Excluded++
	}
	for _, e := range r.Errors {
		t.note(e)
	}
}

func (t *tally) note(e dispatcher.RowError) {
	t.kinds[e.Kind]++
	switch n := t.kinds[e.Kind]; {
	case n <= listed:
		t.b.Errors = append(t.b.Errors, e)
	case n == listed+1:
		t.more[e.Kind] = dispatcher.RowError{Row: e.Row, Kind: e.Kind}
	}
}

// balance returns the counts so far; the caller may keep it.
func (t *tally) balance() dispatcher.Balance {
	b := t.b
	b.Errors = append([]dispatcher.RowError{}, t.b.Errors...)
	for _, kind := range []string{string(Rejected), string(Merged), string(Excluded), Warning} {
		if e, ok := t.more[kind]; ok {
			b.Errors = append(b.Errors, said{code: codeMore, n: t.kinds[kind] - listed}.error(e.Row, kind, t.lang))
		}
	}
	return b
}
