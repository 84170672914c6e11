package store

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// BenchmarkWay takes cases the whole way of a letter, and reports how long
// redis-server itself works for each of them, a script at a time (us/letter,
// from INFO commandstats). It is what bounds the letters a second of a shard.
func BenchmarkWay(b *testing.B) {
	const turn = 16 // letters; about what a turn of a worker carries
	v := &way{B: b, busy: map[string]float64{}, r: &dispatcher.Registered{ID: b.Name(), Key: "b" + strconv.FormatInt(time.Now().UnixNano(), 36),
		Shards: 1, State: dispatcher.Running, Mode: dispatcher.Sandbox, PV: 1, Wave: 1, Epoch: 1}}
	must(b, testStore.Control(ctx(), noon, "test", v.r, [][]dispatcher.Grade{{dispatcher.HandedOver}}, ""))
	n := max(turn, b.N/turn*turn)
	var jobs []dispatcher.Job
	for at := 0; at < n; at += 400 {
		jobs = append(jobs, v.open(at, min(n, at+400))...)
	}
	for at := 0; at < len(jobs); at += turn {
		v.send(jobs[at : at+turn])
	}
	for script, us := range v.busy {
		b.ReportMetric(us/float64(n), script+"-us/letter")
	}
}

type way struct {
	*testing.B
	r    *dispatcher.Registered
	busy map[string]float64 // by script, microseconds
}

// open opens cases, plans them and lends their jobs.
func (v *way) open(from, to int) (jobs []dispatcher.Job) {
	var open []dispatcher.Opening
	var plan []dispatcher.Planned
	for i := from; i < to; i++ {
		id := fmt.Sprintf("case%012d", i)
		open = append(open, dispatcher.Opening{Case: dispatcher.Case{ID: id, RV: 1, PV: 1, Members: 1, Active: 1, Wave: 1}, Sealed: [][]byte{make([]byte, 250)}})
		plan = append(plan, dispatcher.Planned{Case: id, V: 1, Decision: dispatcher.Decision{Since: noon, Slots: []dispatcher.Wanted{
			{Channel: channels.Email, Try: 1, Phase: dispatcher.Due, Due: noon, Until: noon.Add(8 * time.Hour)}}}})
	}
	v.time("open", func() error {
		_, err := testStore.Open(ctx(), noon, "test", v.r, open)
		return err
	})
	v.time("plan", func() error { return testStore.Apply(ctx(), noon, v.r, plan) })
	v.time("due", func() (err error) {
		jobs, err = testStore.Due(ctx(), noon, v.r, channels.Email, len(open))
		return err
	})
	if len(jobs) != len(open) {
		v.Fatalf("%d jobs, want %d", len(jobs), len(open))
	}
	return jobs
}

// send claims jobs, and records that their letters were handed over.
func (v *way) send(jobs []dispatcher.Job) {
	claims, outcomes := &dispatcher.Share{Registered: v.r}, &dispatcher.Share{Registered: v.r}
	for _, j := range jobs {
		claims.Claims = append(claims.Claims, dispatcher.Claim{Job: j, RV: 1, Token: "w" + j.Case})
		outcomes.Outcomes = append(outcomes.Outcomes, dispatcher.Outcome{Case: j.Case, Seq: j.Seq, Channel: channels.Email, Token: "w" + j.Case,
			At: noon, Facts: dispatcher.FactHandedOver, Result: "ok", V: 3, Actor: "worker"})
	}
	v.time("claim", func() error { return testStore.Turn(ctx(), noon, "worker", []*dispatcher.Share{claims}) })
	v.time("record", func() error { return testStore.Turn(ctx(), noon, "worker", []*dispatcher.Share{outcomes}) })
	if got := claims.Replies[0].Status; got != dispatcher.ClaimGranted {
		v.Fatalf("claim: %s", got)
	}
}

// time adds how long redis-server is busy with scripts while f runs.
func (v *way) time(script string, f func() error) {
	before := v.scripts()
	must(v, f())
	v.busy[script] += v.scripts() - before
}

var spentInScripts = regexp.MustCompile(`cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)`)

func (v *way) scripts() (us float64) {
	info, err := testStore.rdb.Info(ctx(), "commandstats").Result()
	must(v, err)
	for _, m := range spentInScripts.FindAllStringSubmatch(info, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		must(v, err)
		us += n
	}
	return us
}
