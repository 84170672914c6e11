package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func appendTo(t testing.TB, q *Queue, campaign string, shard int, expect uint64, texts ...string) uint64 {
	t.Helper()
	last, err := q.Append(t.Context(), campaign, shard, msgs(texts...), expect)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func msgs(texts ...string) [][]byte {
	list := make([][]byte, len(texts))
	for i, s := range texts {
		list[i] = []byte(s)
	}
	return list
}

func read(t testing.TB, q *Queue, campaign string, shard int) []string {
	t.Helper()
	var got []string
	before := uint64(0)
	err := q.Read(within(t), campaign, shard, func(seq uint64, msg []byte) error {
		if seq <= before {
			t.Errorf("sequence %d after %d", seq, before)
		}
		before = seq
		got = append(got, string(msg))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAppendAndRead(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if _, _, ok, err := q.Last(t.Context(), "c1", 0); ok || err != nil {
		t.Fatalf("Last of nothing: %v, %v", ok, err)
	}
	if got := read(t, q, "c1", 0); got != nil {
		t.Fatalf("read %q from nothing", got)
	}
	a := appendTo(t, q, "c1", 0, 0, "a1")
	b := appendTo(t, q, "c1", 1, 0, "b1", "b2")
	c := appendTo(t, q, "c2", 0, 0, "c1")
	a = appendTo(t, q, "c1", 0, a, "a2", "a3", "a4")
	appendTo(t, q, "c1", 1, b, "b3")
	appendTo(t, q, "c2", 0, c, "c2")
	for _, tt := range []struct {
		campaign string
		shard    int
		want     []string
	}{
		{"c1", 0, []string{"a1", "a2", "a3", "a4"}},
		{"c1", 1, []string{"b1", "b2", "b3"}},
		{"c2", 0, []string{"c1", "c2"}},
		{"c2", 1, nil},
	} {
		if diff := cmp.Diff(tt.want, read(t, q, tt.campaign, tt.shard)); diff != "" {
			t.Errorf("%s.%d:\n%s", tt.campaign, tt.shard, diff)
		}
	}
	if msg, seq, ok, err := q.Last(t.Context(), "c1", 0); !ok || err != nil || string(msg) != "a4" || seq != a {
		t.Errorf("last is %q at %d (%v, %v), want a4 at %d", msg, seq, ok, err, a)
	}
}

func TestAppendExpects(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	first := appendTo(t, q, "c1", 0, 0, "one")
	appendTo(t, q, "c1", 1, 0, "elsewhere")
	second := appendTo(t, q, "c1", 0, first, "two")
	for _, expect := range []uint64{0, first, second + 1} {
		for _, texts := range [][]string{{"x"}, {"x", "y", "z"}} {
			if _, err := q.Append(t.Context(), "c1", 0, msgs(texts...), expect); !errors.Is(err, ErrConflict) {
				t.Errorf("%d events expecting %d: %v, want a conflict", len(texts), expect, err)
			}
		}
	}
	if _, err := q.Append(t.Context(), "c9", 0, msgs("x"), 1); !errors.Is(err, ErrConflict) {
		t.Errorf("an empty shard expecting 1: %v, want a conflict", err)
	}
	if diff := cmp.Diff([]string{"one", "two"}, read(t, q, "c1", 0)); diff != "" {
		t.Errorf("a refused batch left something:\n%s", diff)
	}
}

func TestAppendSizes(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	full := make([]string, MaxBatch)
	for i := range full {
		full[i] = fmt.Sprint("event ", i)
	}
	appendTo(t, q, "c1", 0, 0, full...)
	if diff := cmp.Diff(full, read(t, q, "c1", 0)); diff != "" {
		t.Error(diff)
	}
	for name, texts := range map[string][]string{"none": nil, "one too many": append(full, "x")} {
		if _, err := q.Append(t.Context(), "c2", 0, msgs(texts...), 0); err == nil {
			t.Errorf("%s: stored", name)
		}
	}
	for _, campaign := range []string{"", "a.b", "*", ">"} {
		if _, err := q.Append(t.Context(), campaign, 0, msgs("x"), 0); err == nil {
			t.Errorf("campaign %q: stored", campaign)
		}
		if _, _, _, err := q.Last(t.Context(), campaign, 0); err == nil {
			t.Errorf("campaign %q: Last answers", campaign)
		}
	}
}

// Of all who expect the same last event, one wins.
func TestAppendRace(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	const writers, rounds = 40, 5 // more than the server's batches at once would allow, were they not held back
	last, want := uint64(0), []string{}
	for round := range rounds {
		var won atomic.Uint64
		var winner atomic.Int64
		var wins atomic.Int32
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				seq, err := q.Append(t.Context(), "c1", 0, msgs(fmt.Sprint(round, w, "a"), fmt.Sprint(round, w, "b")), last)
				switch {
				case err == nil:
					wins.Add(1)
					won.Store(seq)
					winner.Store(int64(w))
				case !errors.Is(err, ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if wins.Load() != 1 {
			t.Fatalf("round %d: %d writers won", round, wins.Load())
		}
		last = won.Load()
		want = append(want, fmt.Sprint(round, winner.Load(), "a"), fmt.Sprint(round, winner.Load(), "b"))
	}
	if diff := cmp.Diff(want, read(t, q, "c1", 0)); diff != "" {
		t.Error(diff)
	}
}

// Shards do not hold each other up, whatever their number.
func TestAppendManyShards(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	var wg sync.WaitGroup
	for shard := range 64 {
		wg.Go(func() {
			last := uint64(0)
			for i := range 3 {
				var err error
				if last, err = q.Append(t.Context(), "c1", shard, msgs(fmt.Sprint(i), "x"), last); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for shard := range 64 {
		if diff := cmp.Diff([]string{"0", "x", "1", "x", "2", "x"}, read(t, q, "c1", shard)); diff != "" {
			t.Fatalf("shard %d:\n%s", shard, diff)
		}
	}
}

func TestEventsAreForEver(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	seq := appendTo(t, q, "c1", 0, 0, "one")
	if err := q.events.DeleteMsg(t.Context(), seq); err == nil {
		t.Error("a message can be deleted")
	}
	if err := q.events.SecureDeleteMsg(t.Context(), seq); err == nil {
		t.Error("a message can be overwritten")
	}
	if err := q.events.Purge(t.Context()); err == nil {
		t.Error("the stream can be purged")
	}
	if diff := cmp.Diff([]string{"one"}, read(t, q, "c1", 0)); diff != "" {
		t.Error(diff)
	}
}

func TestReadStops(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	appendTo(t, q, "c1", 0, 0, "one", "two", "three")
	stop := errors.New("enough")
	var got []string
	err := q.Read(t.Context(), "c1", 0, func(_ uint64, msg []byte) error {
		got = append(got, string(msg))
		if len(got) == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("read %q, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = q.Read(ctx, "c1", 0, func(uint64, []byte) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after the context was cancelled: %v", err)
	}
}

func TestAppendWithoutServer(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	q := open(t, s, Options{})
	s.Close()
	if _, err := q.Append(t.Context(), "c1", 0, msgs("x"), 0); err == nil || errors.Is(err, ErrConflict) {
		t.Errorf("Append: %v", err)
	}
	if _, _, _, err := q.Last(t.Context(), "c1", 0); err == nil {
		t.Error("Last answers without a server")
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q := newQueue(b, Options{})
			batch := make([][]byte, n)
			for i := range batch {
				batch[i] = make([]byte, 500)
			}
			last := uint64(0)
			for b.Loop() {
				var err error
				if last, err = q.Append(b.Context(), "c1", 0, batch, last); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
