package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// What operators report is counted with the report: a report that changes
// nothing is not counted, a correction is.
func TestDeskwork(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	for _, id := range []string{"a", "b"} {
		w.call(id, 0, w.now, "")
	}
	reports := []struct {
		who         string
		id          string
		disposition dispatcher.Disposition
	}{{"sato", "a", "no_answer"}, {"sato", "a", "no_answer"}, {"sato", "a", "busy"}, {"suzuki", "b", "spoken"}}
	for _, x := range reports {
		facts, result, _ := x.disposition.Outcome()
		w.now = w.now.Add(time.Minute)
		_, err := w.Record(ctx(), w.now, w.r, []dispatcher.Outcome{{Campaign: w.r.Key, Case: x.id, Seq: 1, Channel: channels.Call, At: w.now, Facts: facts, Result: result,
			Disposition: x.disposition, Actor: "operator:" + x.who}})
		must(t, err)
	}
	got, err := w.Deskwork(ctx(), w.r)
	must(t, err)
	want := map[string]*dispatcher.Deskwork{
		"sato":   {Reports: map[dispatcher.Disposition]int{"no_answer": 1, "busy": 1}, Last: noon.Add(3 * time.Minute)},
		"suzuki": {Reports: map[dispatcher.Disposition]int{"spoken": 1}, Last: noon.Add(4 * time.Minute)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	v, err := w.Recount(ctx(), w.r)
	if must(t, err); len(v.Differences) > 0 {
		t.Errorf("differences: %v", v.Differences)
	}
}

func TestLists(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	for _, id := range []string{"a", "b", "c"} {
		w.call(id, 0, w.now, "")
	}
	w.promised("a", w.now)
	w.call("d", 1, w.now, "")
	w.promised("d", w.now)
	waiting, promised, err := w.Lists(ctx(), w.now, w.r, 2)
	if must(t, err); waiting != 4 || promised != 2 {
		t.Errorf("%d wait, %d were promised", waiting, promised)
	}
}

func TestMinutes(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.call("a", 0, w.now, "")
	w.call("b", 0, w.now, "")
	from := w.now.Unix() / 60
	for i, id := range []string{"a", "b"} {
		w.now = noon.Add(time.Duration(i)*2*time.Minute + 30*time.Second)
		w.tell(dispatcher.Outcome{Case: id, Seq: w.state(id).Seq, Channel: channels.Call, Result: "temporary", Disposition: "no_answer"})
	}
	got, err := w.Minutes(ctx(), w.r, from, from+4, []string{"0|ccall|n", "1|ccall|n"})
	must(t, err)
	if diff := cmp.Diff([][]int{{1, 0}, {0, 0}, {1, 0}, {0, 0}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if none, err := w.Minutes(ctx(), w.r, from, from, []string{"0|ccall|n"}); err != nil || len(none) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}
