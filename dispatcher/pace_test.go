package dispatcher

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// minutesOf answers with calls in some minutes, and notes which were asked for.
type minutesOf struct {
	calls map[int64]int
	asked [][2]int64
}

func (m *minutesOf) Deskwork(context.Context, *Registered) (map[string]*Deskwork, error) {
	return nil, nil
}

func (m *minutesOf) Lists(context.Context, time.Time, *Registered, int) (int, int, error) {
	return 0, 0, nil
}

func (m *minutesOf) Minutes(_ context.Context, _ *Registered, after, upTo int64, counters []string) ([][]int, error) {
	m.asked = append(m.asked, [2]int64{after, upTo})
	var rows [][]int
	for at := after + 1; at <= upTo; at++ {
		row := make([]int, len(counters))
		row[0], row[1] = m.calls[at], m.calls[at]/2
		rows = append(rows, row)
	}
	return rows, nil
}

// Every minute is counted once, in its own hour of the day, and what is over is
// read once.
func TestPaceCountsEveryMinuteOnce(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	began := time.Date(2023, 2, 26, 9, 0, 0, 0, tokyo)
	first := began.Unix() / 60
	m := &minutesOf{calls: map[int64]int{first + 1: 4, first + 60: 2, first + 61: 6, first + 75: 8}} // 09:00-09:01, 09:59-10:00, 10:00-10:01, 10:14-10:15
	f := &Floor{Work: m}
	l := &Live{Registered: &Registered{Key: "k", Created: began}, Campaign: &Campaign{Audiences: make([]Audience, 1), Location: tokyo}}
	at := func(now time.Time) Pace {
		p, err := f.counted(t.Context(), l, now)
		if err != nil {
			t.Fatal(err)
		}
		return p.told()
	}
	want := Pace{Hours: []HourCalls{{Hour: 9, Calls: 6, Reached: 3}, {Hour: 10, Calls: 14, Reached: 7}}, LastHour: 16}
	for _, now := range []time.Time{began.Add(75*time.Minute - time.Second), began.Add(75*time.Minute - time.Second)} {
		if diff := cmp.Diff(want, at(now)); diff != "" {
			t.Errorf("at %s (-want +got):\n%s", now, diff)
		}
	}
	m.calls[first+75] = 10 // the minute was not over
	if got := at(began.Add(75 * time.Minute)); got.LastHour != 18 {
		t.Errorf("in the last hour: %d", got.LastHour)
	}
	for range 3 {
		want := Pace{Hours: []HourCalls{{Hour: 9, Calls: 6, Reached: 3}, {Hour: 10, Calls: 16, Reached: 8}}}
		if diff := cmp.Diff(want, at(began.Add(5*time.Hour))); diff != "" {
			t.Errorf("later (-want +got):\n%s", diff)
		}
	}
	last := m.asked[len(m.asked)-1]
	if last[1]-last[0] > 3 {
		t.Errorf("minutes that are over are read again: %d", last[1]-last[0])
	}
}

func TestNobodyCanTellThePace(t *testing.T) {
	t.Parallel()
	if got := new(pace).told(); got.LastHour != 0 || got.Hours != nil {
		t.Errorf("%+v", got)
	}
}
