package dispatcher

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
)

func times(n int, r Result) []Result {
	all := make([]Result, n)
	for i := range all {
		all[i] = r
	}
	return all
}

func TestFuse(t *testing.T) {
	t.Parallel()
	const (
		technical = Result(channels.Technical)
		uncertain = Result(channels.Uncertain)
		temporary = Result(channels.Temporary)
	)
	mixed := []Result{}
	for range uncertainLeast + 1 {
		mixed = append(mixed, ResultOK, uncertain)
	}
	for _, c := range []struct {
		name string
		seen []Result
		want []string
	}{
		{"all is well", times(1000, ResultOK), nil},
		{"refused twice, then well", []Result{technical, technical, ResultOK, technical, technical}, nil},
		{"refused three times", times(3, technical), []string{"refused: RCPT 550 5.7.1"}},
		{"refused, and calls that never left", []Result{technical, Result(channels.NotSent), technical, Result(channels.NotSent), technical}, []string{"refused: RCPT 550 5.7.1"}},
		{"refused and temporary in turn", []Result{technical, technical, temporary, technical, technical, temporary}, nil},
		{"nobody knows, nine times", append(times(9, uncertain), ResultOK), nil},
		{"nobody knows, ten times", times(10, uncertain), []string{"silent: 10"}},
		{"nobody knows, too often", mixed, []string{"doubtful: 21/42"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			f := Fuse{Log: slog.New(slog.DiscardHandler), Refusal: func(channels.Name) string { return "RCPT 550 5.7.1" },
				Trip: func(_ context.Context, key string, ch channels.Name, why string) error {
					if key != "k" || ch != channels.Email {
						t.Errorf("%s of %s is paused", ch, key)
					}
					got = append(got, why)
					return nil
				}}
			l := &Live{Registered: &Registered{ID: "c", Key: "k", Epoch: 1}}
			for _, r := range c.seen {
				f.Saw(l, channels.Email, r)
				f.Saw(l, channels.SMS, ResultOK)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestFuseStartsAfresh: a campaign that was resumed may try again.
func TestFuseStartsAfresh(t *testing.T) {
	t.Parallel()
	trips := 0
	f := Fuse{Log: slog.New(slog.DiscardHandler), Trip: func(context.Context, string, channels.Name, string) error { trips++; return nil }}
	for epoch := range int64(3) {
		l := &Live{Registered: &Registered{ID: "c", Key: "k", Epoch: epoch}}
		for range technicalInRow {
			f.Saw(l, channels.Email, Result(channels.Technical))
		}
	}
	if trips != 3 {
		t.Errorf("%d trips, want 3", trips)
	}
}

func TestReadStoppage(t *testing.T) {
	t.Parallel()
	for why, want := range map[string][2]string{
		"refused: RCPT 550 5.7.1":        {"refused", "RCPT 550 5.7.1"},
		"refused":                        {"refused", ""},
		"unfit: letter.txt:3: no: field": {"unfit", "letter.txt:3: no: field"},
		"an old reason: of words":        {"", "an old reason: of words"},
		"":                               {"", ""},
	} {
		if kind, detail := ReadStoppage(why); string(kind) != want[0] || detail != want[1] {
			t.Errorf("%q is %q and %q, want %q", why, kind, detail, want)
		}
	}
}
