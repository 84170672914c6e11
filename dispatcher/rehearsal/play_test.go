package rehearsal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/rehearsal"
)

// script is a product, and people, that do something at given moments and note
// it.
type script struct {
	clock   *rehearsal.Clock
	due     []time.Time       // of the product
	calls   map[time.Time]int // passes in which operators have something to do
	confirm []time.Time       // of the recipients
	notes   []string
	fail    string
}

func (s *script) note(what string) error {
	s.notes = append(s.notes, s.clock.Now().In(tokyo).Format("02 15:04 ")+what)
	if what == s.fail {
		return errors.New("broken")
	}
	return nil
}

func (s *script) Settle(context.Context) error {
	n := len(s.due)
	s.due = slices.DeleteFunc(s.due, func(d time.Time) bool { return !d.After(s.clock.Now()) })
	if len(s.due) < n {
		return s.note("send")
	}
	return nil
}

func (s *script) NextDue(context.Context) (time.Time, bool, error) {
	if len(s.due) == 0 {
		return time.Time{}, false, nil
	}
	return slices.MinFunc(s.due, time.Time.Compare), true, nil
}

type operators struct{ *script }

func (s operators) Drain(context.Context) (int, error) {
	for when := range s.calls {
		if when.Equal(s.clock.Now()) && s.calls[when] > 0 {
			s.calls[when]--
			return 1, s.note("call")
		}
	}
	return 0, nil
}

type recipients struct{ *script }

func (s recipients) Next() (time.Time, bool) {
	if len(s.confirm) == 0 {
		return time.Time{}, false
	}
	return slices.MinFunc(s.confirm, time.Time.Compare), true
}

func (s recipients) Drain(_ context.Context, now time.Time) (int, error) {
	n := len(s.confirm)
	s.confirm = slices.DeleteFunc(s.confirm, func(d time.Time) bool { return !d.After(now) })
	if n -= len(s.confirm); n > 0 {
		return n, s.note("confirm")
	}
	return 0, nil
}

func (s *script) play(t *testing.T, end time.Time, milestones ...time.Time) error {
	return rehearsal.Play(t.Context(), rehearsal.Config{Clock: s.clock, Product: s, Operators: operators{s}, Recipients: recipients{s},
		Milestones: milestones, Milestone: func(_ context.Context, at time.Time) error {
			if !at.Equal(s.clock.Now()) {
				return fmt.Errorf("the milestone %s comes at %s", at, s.clock.Now())
			}
			return s.note("milestone")
		}, End: end})
}

func TestPlaySkipsNoMoment(t *testing.T) {
	t.Parallel()
	start := at(22, 9, 0)
	tests := []struct {
		name       string
		script     script
		end        time.Time
		milestones []time.Time
		want       []string
	}{
		{"nothing to do", script{}, time.Time{}, nil, nil},
		{"in the order of time", script{due: []time.Time{at(23, 9, 0), at(22, 10, 0)}, confirm: []time.Time{at(22, 11, 0)}, calls: map[time.Time]int{at(23, 9, 0): 1}}, time.Time{}, nil,
			[]string{"22 10:00 send", "22 11:00 confirm", "23 09:00 send", "23 09:00 call"}},
		{"what is due at the start", script{due: []time.Time{at(20, 9, 0)}, confirm: []time.Time{start}}, time.Time{}, nil,
			[]string{"22 09:00 send", "22 09:00 confirm"}},
		{"people work until nothing is left", script{due: []time.Time{at(22, 10, 0)}, calls: map[time.Time]int{at(22, 10, 0): 3}}, time.Time{}, nil,
			[]string{"22 10:00 send", "22 10:00 call", "22 10:00 call", "22 10:00 call"}},
		{"milestones come after their moment and before the next", script{due: []time.Time{at(22, 10, 0), at(22, 10, 1)}, confirm: []time.Time{at(22, 10, 0)}, calls: map[time.Time]int{at(22, 10, 0): 1}},
			time.Time{}, []time.Time{at(22, 18, 0), at(22, 10, 0), at(22, 9, 30)},
			[]string{"22 09:30 milestone", "22 10:00 send", "22 10:00 call", "22 10:00 confirm", "22 10:00 milestone", "22 10:01 send", "22 18:00 milestone"}},
		{"two milestones at once", script{}, time.Time{}, []time.Time{start, start}, []string{"22 09:00 milestone", "22 09:00 milestone"}},
		{"the end is played, nothing after it", script{due: []time.Time{at(22, 10, 0), at(22, 10, 1)}}, at(22, 10, 0), []time.Time{at(22, 10, 0), at(23, 10, 0)},
			[]string{"22 10:00 send", "22 10:00 milestone"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tt.script
			s.clock = rehearsal.NewClock(start)
			if err := s.play(t, tt.end, tt.milestones...); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.notes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatAMilestoneCausesBelongsToItsMoment(t *testing.T) {
	t.Parallel()
	s := &script{clock: rehearsal.NewClock(at(22, 9, 0)), due: []time.Time{at(22, 12, 0)}}
	var moments []string
	err := rehearsal.Play(t.Context(), rehearsal.Config{Clock: s.clock, Product: s, Milestones: []time.Time{at(22, 10, 0)},
		Milestone: func(context.Context, time.Time) error {
			s.due = append(s.due, s.clock.Now())
			return s.note("milestone")
		}, Moment: func(at time.Time) { moments = append(moments, at.In(tokyo).Format("15:04")) }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"22 10:00 milestone", "22 10:00 send", "22 12:00 send"}, s.notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"09:00", "10:00", "12:00"}, moments); diff != "" {
		t.Errorf("moments (-want +got):\n%s", diff)
	}
}

func TestPlayThatCannotGoOn(t *testing.T) {
	t.Parallel()
	start := at(22, 9, 0)
	tests := []struct {
		name       string
		script     script
		milestones []time.Time
		says       string
	}{
		{"a milestone in the past", script{}, []time.Time{at(22, 8, 59)}, "lies before the clock's start"},
		{"the product fails", script{due: []time.Time{start}, fail: "send"}, nil, "come to rest: broken"},
		{"an operator fails", script{calls: map[time.Time]int{start: 1}, fail: "call"}, nil, "broken"},
		{"a recipient fails", script{confirm: []time.Time{start}, fail: "confirm"}, nil, "broken"},
		{"a milestone fails", script{fail: "milestone"}, []time.Time{start}, "milestone 2023-02-22T09:00:00+09:00: broken"},
		{"people never end", script{calls: map[time.Time]int{start: 1 << 30}}, nil, "something stays due"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tt.script
			s.clock = rehearsal.NewClock(start)
			if err := s.play(t, time.Time{}, tt.milestones...); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
		})
	}
	idle := idleProduct{}
	err := rehearsal.Play(t.Context(), rehearsal.Config{Clock: rehearsal.NewClock(start), Product: idle})
	if err == nil || !strings.Contains(err.Error(), "at 2023-02-22T09:00:00+09:00 something stays due") {
		t.Errorf("a product that never does what is due: error %v", err)
	}
}

// idleProduct has something due that it never does.
type idleProduct struct{}

func (idleProduct) Settle(context.Context) error { return nil }
func (idleProduct) NextDue(context.Context) (time.Time, bool, error) {
	return at(22, 8, 0), true, nil
}

func TestTheClockIsNeverPutBack(t *testing.T) {
	t.Parallel()
	c := rehearsal.NewClock(at(22, 9, 0))
	for _, step := range []struct{ to, want time.Time }{
		{at(22, 8, 0), at(22, 9, 0)}, {at(22, 10, 0), at(22, 10, 0)}, {at(22, 9, 30), at(22, 10, 0)},
	} {
		if c.AdvanceTo(step.to); !c.Now().Equal(step.want) {
			t.Errorf("advanced to %s: the clock stands at %s, want %s", step.to, c.Now(), step.want)
		}
	}
}
