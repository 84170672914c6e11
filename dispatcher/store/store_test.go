package store

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// One redis-server for all tests of the package; each test has a campaign of
// its own, so they run side by side.
var testStore *Store

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "owabi")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		ctx := context.Background()
		p, err := StartPrivate(ctx, dir, slog.New(slog.NewTextHandler(io.Discard, nil)))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer p.Close()
		if testStore, err = Open(ctx, p.Socket); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer testStore.Close()
		return m.Run()
	}())
}

// world is a campaign with cases, at a moment that only the test moves.
type world struct {
	*testing.T
	*Store
	r   *dispatcher.Registered
	now time.Time
}

var noon = time.Date(2023, 2, 26, 12, 0, 0, 0, time.UTC)

func ctx() context.Context { return context.Background() }

// newWorld makes a running campaign whose audience counts grade as reached.
func newWorld(t *testing.T, grade dispatcher.Grade) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, Store: testStore, now: noon, r: &dispatcher.Registered{ID: t.Name(), Key: "t" + strconv.FormatInt(time.Now().UnixNano(), 36),
		Shards: 2, State: dispatcher.Running, Mode: dispatcher.Sandbox, PV: 1, Wave: 1}}
	w.grade(grade)
	return w
}

func (w *world) grade(g dispatcher.Grade) {
	w.Helper()
	w.r.Epoch++
	must(w, w.Control(ctx(), w.now, "test", w.r, [][]dispatcher.Grade{{g, g, g}}, ""))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// join opens a case with one due slot by a channel.
func (w *world) join(id string, ch channels.Name) {
	w.Helper()
	_, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{{Case: dispatcher.Case{ID: id, RV: 1, Members: 1, Active: 1, Wave: 1},
		Sealed: [][]byte{[]byte("sealed " + id)}}})
	must(w, err)
	w.decide(id, dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{{Channel: ch, Try: 1, Phase: dispatcher.Due, Due: w.now, Until: w.now.Add(8 * time.Hour)}}})
}

func (w *world) decide(id string, d dispatcher.Decision) {
	w.Helper()
	must(w, w.Apply(ctx(), w.now, w.r, []dispatcher.Planned{{Case: id, V: w.state(id).V, Decision: d}}))
}

func (w *world) state(id string) dispatcher.Case {
	w.Helper()
	l, err := w.Load(ctx(), w.r, []string{id})
	must(w, err)
	return l[0].Case
}

// lend returns the job of the one case that is due.
func (w *world) lend(ch channels.Name) dispatcher.Job {
	w.Helper()
	jobs, err := w.Due(ctx(), w.now, w.r, ch, 10)
	must(w, err)
	if len(jobs) != 1 {
		w.Fatalf("%d jobs are due by %s, want 1", len(jobs), ch)
	}
	return jobs[0]
}

func (w *world) ask(j dispatcher.Job, token string) dispatcher.ClaimReply {
	w.Helper()
	replies, err := w.Claim(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: j, RV: 1, Token: token}})
	must(w, err)
	return replies[0]
}

func (w *world) tell(o dispatcher.Outcome) dispatcher.Recorded {
	w.Helper()
	if o.At.IsZero() {
		o.At = w.now
	}
	rec, err := w.Record(ctx(), w.now, w.r, []dispatcher.Outcome{o})
	must(w, err)
	return rec[0]
}

// sound fails the test when the counters or the handles are wrong.
func (w *world) sound() {
	w.Helper()
	v, err := w.Recount(ctx(), w.r)
	must(w, err)
	for _, d := range v.Differences {
		w.Error(d)
	}
}

func (w *world) count(name string) int {
	w.Helper()
	n, err := w.Counts(ctx(), w.r, time.Time{})
	must(w, err)
	return n["0|"+name]
}

func (w *world) wants(what string, got, want any) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}
