package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// TestByHand: three people are seen to; one talks, one gets a fax, one is not
// there and is seen to again.
func TestByHand(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	file := strings.Replace(strings.Replace(telephoned, "id: telephoned", "id: visited", 1), "- call: {tries: 3, wait: 3h, hours: \"09:00-20:00\", holidays: true}",
		"- hand: {tries: 2, wait: 1d, reached_when: handed_over}", 1)
	s.must(s.client.Create(t.Context(), dispatcher.Files{Campaign: []byte(file)}))
	list := "氏名,住所\n見本　一子,見本市一番地\n見本　二郎,見本市二番地\n見本　三枝,\n"
	s.must(s.client.Import(t.Context(), "visited", "affected", dispatcher.Upload{Name: "people.csv", Content: strings.NewReader(list)}))
	s.must(s.client.Control(t.Context(), "visited", dispatcher.Launch))
	s.settle()

	reports := []dispatcher.ErrandReport{{Means: dispatcher.Visit, Outcome: dispatcher.SpokenTo},
		{Means: dispatcher.Fax, Outcome: dispatcher.Left, Note: "送信結果 OK 2枚", At: s.clock.Now()}, {Means: dispatcher.Visit, Outcome: dispatcher.NotThere}}
	seen := map[string]bool{}
	for _, r := range reports {
		e, ok, err := s.client.NextErrand(t.Context(), "hanako", "visited", "")
		s.must(nil, err)
		if !ok || seen[e.Case] || len(e.Names) != 1 || !strings.Contains(e.Text, "お詫び") {
			t.Fatalf("next: %t, %v", ok, e)
		}
		seen[e.Case] = true
		for what, bad := range map[string]dispatcher.ErrandReport{
			"no evidence": {Means: dispatcher.Visit, Outcome: dispatcher.Received, Note: " "},
			"no means":    {Outcome: dispatcher.SpokenTo},
			"no outcome":  {Means: dispatcher.Visit, Outcome: "busy"},
			"the future":  {Means: dispatcher.Visit, Outcome: dispatcher.SpokenTo, At: s.clock.Now().Add(time.Hour)},
		} {
			if _, err := s.client.RecordErrand(t.Context(), "hanako", e.Attempt, bad); err == nil {
				t.Errorf("%s: it was recorded", what)
			}
		}
		s.must(s.client.RecordErrand(t.Context(), "hanako", e.Attempt, r))
	}
	if _, ok, err := s.client.NextErrand(t.Context(), "hanako", "visited", ""); ok || err != nil {
		t.Errorf("a fourth: %t, %v", ok, err)
	}
	s.settle()
	people, _, err := s.client.People(t.Context(), "visited", dispatcher.PeopleQuery{})
	s.must(nil, err)
	states := map[string]int{}
	for _, p := range people {
		states[p.State.String()+" "+p.Evidence.String()]++
	}
	if d := cmp.Diff(map[string]int{"reached spoken": 1, "reached handed_over": 1, "in_progress none": 1}, states); d != "" {
		t.Error(d)
	}
	s.clock.AdvanceTo(s.clock.Now().AddDate(0, 0, 1))
	s.settle()
	if e, ok, err := s.client.NextErrand(t.Context(), "taro", "visited", ""); !ok || err != nil || e.Try != 2 {
		t.Errorf("the second try: %t, %v", ok, err)
	}
}
