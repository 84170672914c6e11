package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// extent is how many are concerned, as of a moment; zero for now.
func (s *deskSite) extent(asOf time.Time) dispatcher.Extent {
	s.Helper()
	list, err := s.client.Status(s.Context(), "telephoned", "affected", asOf)
	if err != nil || len(list) != 1 {
		s.Fatal(list, err)
	}
	return list[0].Extent
}

// Four at first; a day later two more, and three who are not concerned after
// all: both figures are told, when they changed, and the same for ever.
func TestBothFigures(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	check := func(name string, asOf time.Time, want dispatcher.Extent) {
		t.Helper()
		if diff := cmp.Diff(want, s.extent(asOf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	four := dispatcher.Extent{First: 4, Now: 4}
	check("at first", time.Time{}, four)
	s.must(nil, s.client.Withdraw(t.Context(), "telephoned", s.one("060-9999-0004").ID, "in the very minute"))
	gone := dispatcher.ExtentChange{Day: "2023-02-26", Withdrawn: 1}
	check("right after the launch", time.Time{}, dispatcher.Extent{First: 4, Now: 3, Changes: []dispatcher.ExtentChange{gone}})
	s.clock.AdvanceTo(jst(27, 11, 30))
	s.must(s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "more.csv",
		Content: strings.NewReader("氏名,電話番号\n見本 五月,060-9999-0005\n見本 六花,060-9999-0006\n")}))
	s.clock.AdvanceTo(jst(28, 9, 0))
	for _, number := range []string{"060-9999-0001", "060-9999-0002", "060-9999-0005"} {
		s.must(nil, s.client.Withdraw(t.Context(), "telephoned", s.one(number).ID, "the mail never left"))
	}
	s.clock.AdvanceTo(jst(28, 10, 0))
	joined, withdrawn := dispatcher.ExtentChange{Day: "2023-02-27", Joined: 2}, dispatcher.ExtentChange{Day: "2023-02-28", Withdrawn: 3}
	check("now", time.Time{}, dispatcher.Extent{First: 4, Now: 2, Changes: []dispatcher.ExtentChange{gone, joined, withdrawn}})
	check("as of the evening between", jst(27, 18, 0), dispatcher.Extent{First: 4, Now: 5, Changes: []dispatcher.ExtentChange{gone, joined}})
	check("as of the minute before", jst(27, 11, 29), dispatcher.Extent{First: 4, Now: 3, Changes: []dispatcher.ExtentChange{gone}})
	for lang, want := range map[string]string{"ja": "対象は、当初の4名から、現在は2名に変わっています。", "en": "The figure of those concerned, 4 at first, is 2 now."} {
		text, err := s.client.Statement(t.Context(), "telephoned", time.Time{}, lang)
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
