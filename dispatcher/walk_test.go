package dispatcher_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/owabi/owabi/channels"
	. "github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/store"
)

var tokyo = time.FixedZone("JST", 9*60*60)

// cases is how many cases a walk has.
const cases = 40

// walk plays random things with cases in a real store: the policy plans, jobs
// are lent, claimed, sent with every outcome, lost, expired, resolved, bounced,
// confirmed and withdrawn.
type walk struct {
	*testing.T
	*store.Store
	r        *Registered
	a        *Audience
	policy   Policy
	now      time.Time
	dice     *rand.Rand
	open     map[string]ClaimReply // by token
	jobs     []Job
	claimed  map[string]bool // case.attempt
	compared int             // predictions
}

func plan() Plan {
	return Plan{Steps: []Step{
		{Ways: []Way{{Channel: channels.Email, Tries: 2, Wait: Span{D: 24 * time.Hour}, Holidays: true}, {Channel: channels.SMS, Tries: 1, Wait: Span{D: time.Hour}, Holidays: true}}},
		{Ways: []Way{{Channel: channels.Call, Tries: 3, Wait: Span{D: 3 * time.Hour}, Hours: Hours{From: 9 * 60, To: 20 * 60}, Holidays: true}}},
	}}
}

func TestRandomWalksKeepEveryPromise(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "ow")
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	p, err := store.StartPrivate(context.Background(), dir, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(t, err)
	t.Cleanup(func() { p.Close() })
	s, err := store.Open(context.Background(), p.Socket)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			newWalk(t, s, seed).run()
		})
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWalk(t *testing.T, s *store.Store, seed uint64) *walk {
	start := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo)
	w := &walk{T: t, Store: s, now: start, dice: rand.New(rand.NewPCG(seed, 7)), open: map[string]ClaimReply{}, claimed: map[string]bool{},
		a:      &Audience{Name: "all", ReachedWhen: Acknowledged, Plan: plan()},
		policy: Policy{Location: tokyo, Launched: start},
		r:      &Registered{ID: "walk", Key: "walk" + strconv.FormatUint(seed, 10), Shards: 2, State: Running, Mode: Sandbox, Epoch: 1, PV: 1, Wave: 1}}
	check(t, s.Control(bg(), w.now, "test", w.r, [][]Grade{{w.a.ReachedWhen, w.a.Need(0), w.a.Need(1)}}, ""))
	var all []Opening
	for i := range cases {
		all = append(all, Opening{Case: Case{ID: fmt.Sprintf("case%02d", i), RV: 1, Members: 1 + i%2, Active: uint32(1 + 2*(i%2)), Wave: 1,
			Contacts: Contacts{Emails: i % 3, Phones: i % 4, Mobiles: i % 2}}, Sealed: [][]byte{{1}, {2}}[:1+i%2]})
	}
	_, err := s.Open(bg(), w.now, "test", w.r, all)
	check(t, err)
	return w
}

func bg() context.Context { return context.Background() }

func (w *walk) run() {
	moves := []func(){w.plan, w.plan, w.lend, w.lend, w.claim, w.claim, w.claim, w.finish, w.finish, w.finish, w.evidence, w.expire, w.resolve, w.withdraw, w.pass, w.pass}
	for i := range 1500 {
		moves[w.dice.IntN(len(moves))]()
		if i%25 == 0 {
			w.sound()
		}
	}
	w.sound()
	if w.compared < 20 {
		w.Errorf("only %d predictions were compared", w.compared)
	}
}

// sound recounts everything: counters, minutes, handles.
func (w *walk) sound() {
	w.Helper()
	v, err := w.Recount(bg(), w.r)
	check(w, err)
	for _, d := range v.Differences {
		w.Error(d)
	}
	if w.Failed() {
		w.FailNow()
	}
}

func (w *walk) plan() {
	ripe, err := w.Ripe(bg(), w.now, w.r, 100)
	check(w, err)
	var plans []Planned
	for i := range ripe {
		plans = append(plans, Planned{Case: ripe[i].ID, V: ripe[i].V, Decision: w.policy.Next(w.now, w.a, &ripe[i])})
	}
	check(w, w.Apply(bg(), w.now, w.r, plans))
}

func (w *walk) lend() {
	for _, ch := range []channels.Name{channels.Email, channels.SMS, channels.Call} {
		jobs, err := w.Due(bg(), w.now, w.r, ch, 5)
		check(w, err)
		w.jobs = append(w.jobs, jobs...)
	}
}

// claim takes a job, perhaps one that was taken before.
func (w *walk) claim() {
	if len(w.jobs) == 0 {
		return
	}
	j := w.jobs[w.dice.IntN(len(w.jobs))]
	c := w.load(j.Case)
	token := fmt.Sprintf("w%d", w.dice.Uint64())
	replies, err := w.Claim(bg(), w.now, w.r, "worker", []Claim{{Job: j, RV: c.RV, Token: token}})
	check(w, err)
	if replies[0].Status == ClaimGranted {
		key := fmt.Sprint(j.Case, ".", j.Seq)
		if w.claimed[key] {
			w.Fatalf("%s is claimed twice", key)
		}
		w.claimed[key] = true
		w.open[token] = replies[0]
	}
}

func (w *walk) load(id string) Case {
	l, err := w.Load(bg(), w.r, []string{id})
	check(w, err)
	return l[0].Case
}

// finish records the outcome of an open claim with what follows from it, and
// compares the store with the prediction.
func (w *walk) finish() {
	for token, reply := range w.open {
		delete(w.open, token)
		c := reply.Case
		var slot *Slot
		for i := range c.Slots {
			if c.Slots[i].Token == token {
				slot = &c.Slots[i]
			}
		}
		o := w.outcome(&c, slot, token)
		n := c.After(&o, w.a, w.now)
		if n.Reach != Reached {
			d := w.policy.Next(w.now, w.a, n)
			o.V, o.Next = c.V, &d
		}
		before := w.load(c.ID)
		rec, err := w.Record(bg(), w.now, w.r, []Outcome{o})
		check(w, err)
		if rec[0].Status == Applied && before.V == c.V {
			w.compare(n, w.load(c.ID))
		}
		if w.dice.IntN(4) == 0 { // the reply was lost: once more
			again, err := w.Record(bg(), w.now, w.r, []Outcome{o})
			check(w, err)
			if again[0].Status == Applied || again[0].Status == RecordLate {
				w.Fatalf("%s.%d: recorded twice (%s, then %s)", c.ID, o.Seq, rec[0].Status, again[0].Status)
			}
		}
		return
	}
}

func (w *walk) outcome(c *Case, slot *Slot, token string) Outcome {
	o := Outcome{Case: c.ID, Seq: slot.Seq, Channel: slot.Channel, Token: token, At: w.now, Actor: "worker"}
	results := []Result{ResultOK, ResultOK, "temporary", "permanent", "throttled", "technical", "uncertain", "not_sent"}
	o.Result = results[w.dice.IntN(len(results))]
	switch o.Result {
	case ResultOK:
		o.Facts = FactHandedOver
	case "temporary", "permanent":
		o.Facts = FactNotAccepted
	}
	return o
}

// compare holds the store's case against what was predicted of it.
func (w *walk) compare(want *Case, got Case) {
	w.Helper()
	w.compared++
	ignore := cmpopts.IgnoreFields(Case{}, "V", "Reach", "Step", "Since", "Replan", "Slots", "Seq", "Best")
	if diff := cmp.Diff(*want, got, ignore, cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(time.Millisecond)); diff != "" {
		w.Fatalf("%s: the prediction and the store differ (-predicted +stored):\n%s", got.ID, diff)
	}
	if got.Replan {
		w.Fatalf("%s: recorded together with its decision, and planned again", got.ID)
	}
}

func (w *walk) evidence() {
	c := w.load(fmt.Sprintf("case%02d", w.dice.IntN(cases)))
	if len(c.Attempts) == 0 {
		return
	}
	facts := []Facts{FactDelivered, FactBounced, FactUnclear, FactAcknowledged}
	if w.dice.IntN(3) > 0 {
		facts = facts[:3]
	}
	_, err := w.Record(bg(), w.now, w.r, []Outcome{{Case: c.ID, Seq: c.Attempts[w.dice.IntN(len(c.Attempts))].Seq, At: w.now,
		Facts: facts[w.dice.IntN(len(facts))], Actor: "provider"}})
	check(w, err)
}

// expire gives up one claim, as the watch does; its worker may still report.
func (w *walk) expire() {
	open, err := w.Claims(bg(), w.r)
	check(w, err)
	if len(open) == 0 || w.dice.IntN(3) > 0 {
		return
	}
	_, err = w.Expire(bg(), w.now, w.r, open[:1])
	check(w, err)
}

func (w *walk) resolve() {
	open, err := w.Reviews(bg(), w.r)
	check(w, err)
	for _, c := range open {
		for _, t := range c.Attempts {
			if t.Review && w.dice.IntN(3) == 0 {
				v := []Verdict{TakeAsHandedOver, SendAgain}[w.dice.IntN(2)]
				_, err := w.Resolve(bg(), w.now, "human", w.r, []OpenClaim{{Case: c.ID, Seq: t.Seq}}, v)
				check(w, err)
			}
		}
	}
}

func (w *walk) withdraw() {
	if w.dice.IntN(10) == 0 {
		check(w, w.Withdraw(bg(), w.now, "office", w.r, fmt.Sprintf("case%02d", w.dice.IntN(cases)), 1<<w.dice.IntN(2), nil))
	}
}

// pass lets time go by; leases end meanwhile.
func (w *walk) pass() {
	w.now = w.now.Add(time.Duration(w.dice.IntN(300)) * time.Minute)
	l, err := w.Leased(bg(), w.r)
	check(w, err)
	for shard := range l.Last {
		_, err := w.Release(bg(), w.now, w.r, shard, l.Last[shard])
		check(w, err)
	}
}
