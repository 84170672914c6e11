package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// FuzzPerson starts from testdata/fuzz/FuzzPerson: header and row with tabs
// between their cells. Whatever they hold, a person is what stands there.
func FuzzPerson(f *testing.F) {
	f.Fuzz(func(t *testing.T, header, row string, keep bool) {
		if strings.ContainsAny(header+row, "\n\r\"") {
			return
		}
		o := Options{}
		if keep {
			o.Unreadable = dispatcher.KeepUnreadable
		}
		r, err := Open("list.csv", strings.NewReader(header+"\n"+row+"\n"), o)
		if err != nil {
			return
		}
		got, err := r.Next()
		if err != nil || got.Verdict != People {
			return
		}
		isThere(t, r.layout, r.Cells(), &got)
		returns(t, &got.Person)
	})
}

// isThere checks that a person says what the cells say, and no more.
func isThere(t *testing.T, l layout, cells []string, r *Row) {
	t.Helper()
	all, p := strings.Join(cells, " "), &r.Person
	for _, s := range []string{p.Reading.Reveal(), p.Household.Reveal()} {
		if !strings.Contains(all, s) {
			t.Errorf("%q does not stand in %q", s, all)
		}
	}
	for _, part := range strings.Split(p.Name.Reveal(), " ") {
		if !strings.Contains(all, part) {
			t.Errorf("the name is not as written in %q", all)
		}
	}
	if p.Name.Empty() {
		t.Errorf("a person without a name in %q", all)
	}
	for h, text := range p.Fields {
		i := l.index(h)
		if i < 0 || i >= len(cells) || !strings.Contains(all, text.Reveal()) {
			t.Errorf("the field %q is not as written in %q", h, all)
		}
	}
	for _, e := range r.Errors {
		if e.Kind != Warning || e.Code == "" || e.Reason == "" {
			t.Errorf("error = %+v", e)
		}
	}
}

// returns checks that a person comes back from the record as it was.
func returns(t *testing.T, p *dispatcher.Person) {
	t.Helper()
	sealed, err := p.Plain()
	if err != nil {
		t.Fatal(err)
	}
	q, err := dispatcher.PersonOf("", sealed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reveal(*p), reveal(q)); diff != "" {
		t.Errorf("the record does not come back (-want +got):\n%s", diff)
	}
}
