package model

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/store"
)

// Random walks through the model, every transition of which is made by the real
// scripts in a real store too. After each, the two cases must be alike: a model
// that does something else than the scripts proves nothing about them.
func TestTwin(t *testing.T) {
	t.Parallel()
	s := startStore(t)
	made := map[string]int{}
	for seed := range uint64(60) {
		for i, c := range walks {
			m := &model{plan: c.plan, budget: rich, off: lacking, decided: map[Case]decision{}}
			m.budget.withdraw, m.budget.shut = c.withdraw, c.shut
			w := newTwin(t, s, m, fmt.Sprintf("walk%dx%d", i, seed), made)
			w.walk(rand.New(rand.NewPCG(seed, uint64(i))))
		}
	}
	for _, want := range [...]string{"due", "release", "plan", "claim granted", "claim gone", "claim later", "claim replan", "claim reload",
		"list granted", "next", "dial granted", "dial gone", "lapse", "record recorded", "record late", "record stale", "record duplicate",
		"expire", "resolve", "withdraw", "control"} {
		if made[want] == 0 {
			t.Errorf("no walk came to %q: %v", want, made)
		}
	}
	t.Log(made)
}

func startStore(t *testing.T) *store.Store {
	t.Helper()
	dir, err := os.MkdirTemp("", "owabi") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p, err := store.StartPrivate(t.Context(), dir, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	s, err := store.Open(t.Context(), p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var rich = Budget{crash: 2, slow: 2, lost: 3, stop: 1, soft: 1, dup: 2, wipe: 1, pause: 1, trip: 1, again: 2, taken: 1, callback: 4, unclear: 2}

// walks are the configurations to walk through.
var walks = [...]struct {
	plan           plan
	withdraw, shut uint8
}{
	{plan: backed.of(2), withdraw: 2},
	{plan: planned(dispatcher.HandedOver, dispatcher.Step{Ways: append(mail(1).Ways, text(2).Ways...)})},
	{plan: planned(dispatcher.Spoken, phone(2), mail(1)).within(), shut: 2},
}

// twin is the store's side of a walk.
type twin struct {
	*model
	*testing.T
	store *store.Store
	r     *dispatcher.Registered
	made  map[string]int // what was called, and its answers
	words []string       // of the walk so far
	clock time.Time
	real  dispatcher.Case // as it was read after the last call
	seqs  map[uint8]int   // the store's number of an attempt
	lease int64           // the last one given
	work  [2]struct {     // what a worker keeps between claim and record
		token string
		v     int64
	}
	tokens int
}

const caseID = "aaaaaaaaaaaaaaaa"

func newTwin(t *testing.T, s *store.Store, m *model, key string, made map[string]int) *twin {
	w := &twin{model: m, T: t, store: s, made: made, clock: now, seqs: map[uint8]int{}, r: &dispatcher.Registered{ID: key, Key: key, Shards: 1,
		State: dispatcher.Running, Mode: dispatcher.Sandbox, PV: 1, Wave: 1}}
	w.tellShards()
	c := dispatcher.Case{ID: caseID, RV: 1, Members: int(m.plan.members), Active: 1<<m.plan.members - 1, Wave: 1,
		Contacts: dispatcher.Contacts{Emails: 1, Mobiles: 1, Phones: 1}}
	_, err := s.Open(w.ctx(), w.clock, "test", w.r, []dispatcher.Opening{{Case: c, Sealed: [][]byte{{1}, {2}}[:c.Members]}})
	w.must(err)
	return w
}

func (w *twin) ctx() context.Context { return w.Context() }

func (w *twin) must(err error) {
	w.Helper()
	if err != nil {
		w.fail("%v", err)
	}
}

func (w *twin) fail(format string, args ...any) {
	w.Helper()
	w.Fatalf("%s\n%s", strings.Join(w.words, "\n"), fmt.Sprintf(format, args...))
}

// walk makes up to 60 moves at random.
func (w *twin) walk(r *rand.Rand) {
	s := w.start()
	w.alike(&s)
	for range 60 {
		all := w.possible(&s, w.model, -1)
		if len(all) == 0 {
			return
		}
		v := pick(r, all)
		w.words = append(w.words, v.words(v.who))
		next := w.possible(&s, w, v.n)[0].next
		w.tick(&s, &next)
		s = next
		w.alike(&s)
	}
}

// pick leaves most faults for later: they are the more telling the more is
// under way.
func pick(r *rand.Rand, all []numbered) numbered {
	for {
		if v := all[r.IntN(len(all))]; v.fair || r.IntN(6) == 0 {
			return v
		}
	}
}

type numbered struct {
	move
	n int
}

// possible makes the moves of a state, or one of them, with the given scripts.
func (w *twin) possible(s *State, by scripts, only int) (found []numbered) {
	t := turn{model: w.model, State: s, redis: by, only: only}
	t.emit = func(v move) {
		if !strings.HasPrefix(v.text, "release") || s.leased() == 1 { // the store ends all leases up to a number
			found = append(found, numbered{v, t.n - 1})
		}
	}
	t.moves()
	return found
}

func (s *State) leased() (n int) {
	for _, x := range s.c.slots {
		n += bit(x.in == leased)
	}
	return n
}

// Hours: a window is open for so long, and they begin so far apart.
const (
	window  = 5_000 * time.Hour
	windows = 10_000 * time.Hour
)

// tick lets time pass as a move says.
func (w *twin) tick(from, to *State) {
	begun := now.Add(w.clock.Sub(now) / windows * windows)
	switch {
	case to.shut && !from.shut:
		w.clock = begun.Add(window)
	case from.shut && !to.shut:
		w.clock = begun.Add(windows)
	case from.waits() && !to.waits() && from.c.slots == to.c.slots:
		w.clock = w.clock.Add(2 * wait)
	}
}

// alike compares the store's case with the model's.
func (w *twin) alike(s *State) {
	w.Helper()
	loaded, err := w.store.Load(w.ctx(), w.r, []string{caseID})
	w.must(err)
	w.real = loaded[0].Case
	w.learn(&s.c)
	if got, want := w.seen(), w.expected(&s.c); got != want {
		w.fail("the store:\n%s\nthe model:\n%s", got, want)
	}
	v, err := w.store.Recount(w.ctx(), w.r)
	w.must(err)
	for _, d := range v.Differences {
		w.fail("%s", d)
	}
	w.alikeSets(s)
}

// alikeSets compares where the case can be found.
func (w *twin) alikeSets(s *State) {
	out, err := w.store.Leased(w.ctx(), w.r)
	w.must(err)
	if out.Out[0] != s.leased() {
		w.fail("%d jobs are lent, in the model %d", out.Out[0], s.leased())
	}
	if w.plan.hours {
		return // the moments of a plan with hours are not those of the model
	}
	ripe, err := w.store.Ripe(w.ctx(), w.clock, w.r, 10)
	w.must(err)
	if len(ripe) == 1 != s.c.ripe() {
		w.fail("the planner finds %d cases, in the model %t", len(ripe), s.c.ripe())
	}
}

// learn finds out which number of the store's stands for which of the model's:
// slots and attempts lie in the same order in both.
func (w *twin) learn(c *Case) {
	for i, x := range w.real.Slots[:min(maxSlots, len(w.real.Slots))] {
		w.seqs[c.slots[i].seq] = x.Seq
	}
	for i, t := range w.real.Attempts[:min(maxAttempts, len(w.real.Attempts))] {
		w.seqs[c.attempts[i].seq] = t.Seq
	}
}

// seen and expected write the two cases alike.
func (w *twin) seen() string {
	c := &w.real
	reach := max(c.Reach, dispatcher.InProgress)
	var b strings.Builder
	fmt.Fprintf(&b, "%v step %d, version %d, members %b, soft %d, replan %t\n", reach, c.Step, c.RV, c.Active, c.Soft, c.Replan)
	for _, x := range c.Slots {
		fmt.Fprintf(&b, "slot %d: %s step %d try %d %s\n", x.Seq, x.Channel, x.Step, x.Try, x.Phase)
	}
	for _, t := range c.Attempts {
		fmt.Fprintf(&b, "attempt %d: %s step %d try %d %q %v review %t %s\n", t.Seq, t.Channel, t.Step, t.Try, t.Result, t.Facts, t.Review, t.Disposition)
	}
	return b.String()
}

func (w *twin) expected(c *Case) string {
	reach := max(c.reach, dispatcher.InProgress)
	var b strings.Builder
	fmt.Fprintf(&b, "%v step %d, version %d, members %b, soft %d, replan %t\n", reach, c.step, c.rv, c.active, c.soft, c.replan)
	for _, x := range c.slots {
		if x.seq != 0 {
			fmt.Fprintf(&b, "slot %d: %s step %d try %d %c\n", w.seqs[x.seq], names[x.ch], x.step, x.try, x.phase)
		}
	}
	for _, t := range c.attempts {
		if t.seq != 0 {
			fmt.Fprintf(&b, "attempt %d: %s step %d try %d %q %v review %t %s\n", w.seqs[t.seq], names[t.ch], t.step, t.try, results[t.result], t.facts, t.review, said[t.said])
		}
	}
	return b.String()
}

var said = [...]dispatcher.Disposition{open: "", ok: dispatcher.SpokenTo, temporary: dispatcher.NoAnswer, permanent: dispatcher.WrongNumber}
