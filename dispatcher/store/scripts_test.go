package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

const email = channels.Email

func TestClaimIsGrantedOnce(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	j := w.lend(email)
	w.wants("first", w.ask(j, "w1").Status, dispatcher.ClaimGranted)
	w.wants("another worker", w.ask(j, "w2").Status, dispatcher.ClaimGone)
	w.wants("the same token again", w.ask(j, "w1").Status, dispatcher.ClaimGranted)
	w.wants("attempted", w.count("a"), 1)
	w.sound()
}

func TestClaimIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*world)
		want   dispatcher.ClaimStatus
	}{
		"when paused":                   {func(w *world) { w.r.State = dispatcher.Paused; w.grade(dispatcher.HandedOver) }, dispatcher.ClaimLater},
		"at a new epoch":                {func(w *world) { w.grade(dispatcher.HandedOver) }, dispatcher.ClaimLater},
		"by a worker of the other mode": {func(w *world) { w.r.Mode = dispatcher.Real }, dispatcher.ClaimLater},
		"when the channel is off":       {func(w *world) { w.r.Off = map[string]string{"email": "us"}; w.grade(dispatcher.HandedOver) }, dispatcher.ClaimLater},
		"after the window":              {func(w *world) { w.now = w.now.Add(8 * time.Hour) }, dispatcher.ClaimReplan},
		"under another plan":            {func(w *world) { w.r.PV = 2; w.grade(dispatcher.HandedOver) }, dispatcher.ClaimReplan},
		"when withdrawn":                {func(w *world) { must(w, w.Withdraw(ctx(), w.now, "test", w.r, "a", 1, nil)) }, dispatcher.ClaimGone},
		"when its contact is retired": {func(w *world) {
			w.retire("a", 1, dispatcher.Contacts{Emails: 2, Phones: 1, Gone: dispatcher.Gone{Emails: 1}})
		}, dispatcher.ClaimGone},
		"when another contact is retired": {func(w *world) {
			w.retire("a", 1, dispatcher.Contacts{Emails: 2, Phones: 1, Gone: dispatcher.Gone{Emails: 2, Phones: 1}})
		}, dispatcher.ClaimReload},
		"when reached meanwhile": {func(w *world) {
			w.tell(dispatcher.Outcome{Case: "a", Channel: channels.Call, Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken"})
		}, dispatcher.ClaimGone},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, dispatcher.HandedOver)
			w.join("a", email)
			j := w.lend(email)
			c.change(w)
			w.wants("claim", w.ask(j, "w1").Status, c.want)
			w.sound()
		})
	}
}

func TestClaimOfARecordThatChanged(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	j := w.lend(email)
	replies, err := w.Claim(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: j, RV: 7, Token: "w1"}})
	must(t, err)
	w.wants("claim", replies[0].Status, dispatcher.ClaimReload)
}

func TestPauseBringsTheJobBack(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	j := w.lend(email)
	w.r.State = dispatcher.Paused
	w.grade(dispatcher.HandedOver)
	w.ask(j, "w1")
	jobs, err := w.Due(ctx(), w.now, w.r, email, 10)
	must(t, err)
	w.wants("jobs while paused", len(jobs), 0)
	w.r.State = dispatcher.Running
	w.grade(dispatcher.HandedOver)
	w.wants("the same attempt", w.lend(email).Seq, j.Seq)
	w.sound()
}

func TestLeaseEnds(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	j := w.lend(email)
	jobs, err := w.Due(ctx(), w.now, w.r, email, 10)
	must(t, err)
	w.wants("lent twice", len(jobs), 0)
	for shard := range w.r.Shards {
		_, err := w.Release(ctx(), w.now, w.r, shard, j.Lease)
		must(t, err)
	}
	again := w.lend(email)
	w.wants("attempt", again.Seq, j.Seq)
	w.wants("the first job still claims", w.ask(j, "w1").Status, dispatcher.ClaimGranted)
	w.wants("and the second not", w.ask(again, "w2").Status, dispatcher.ClaimGone)
	w.sound()
}

func TestRecordHandedOverReaches(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	w.ask(w.lend(email), "w1")
	o := dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"}
	w.wants("record", w.tell(o).Status, dispatcher.Applied)
	w.wants("again, its reply was lost", w.tell(o).Status, dispatcher.RecordDuplicate)
	w.wants("reached", w.state("a").Reach, dispatcher.Reached)
	w.wants("by e-mail", w.count("cemail|r"), 1)
	w.sound()
}

func TestBounceTakesBackAndThePlanGoesOn(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	w.ask(w.lend(email), "w1")
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"})
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Facts: dispatcher.FactBounced, Actor: "bounce"})
	c := w.state("a")
	w.wants("reach", c.Reach, dispatcher.InProgress)
	w.wants("planned again", c.Replan, true)
	ripe, err := w.Ripe(ctx(), w.now, w.r, 10)
	must(t, err)
	w.wants("ripe", len(ripe), 1)
	w.sound()
}

func TestFactsCommute(t *testing.T) {
	t.Parallel()
	facts := []dispatcher.Facts{dispatcher.FactHandedOver, dispatcher.FactDelivered, dispatcher.FactBounced, dispatcher.FactAcknowledged, dispatcher.FactSpoken}
	var want dispatcher.Reach
	for i := range 8 {
		w := &world{T: t, Store: testStore, now: noon, r: &dispatcher.Registered{Key: fmt.Sprintf("comm%d%d", i, time.Now().UnixNano()), Shards: 1,
			State: dispatcher.Running, Mode: dispatcher.Sandbox, PV: 1, Wave: 1}}
		w.grade(dispatcher.Acknowledged)
		w.join("a", email)
		w.ask(w.lend(email), "w1")
		for _, k := range rand.Perm(len(facts)) {
			w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Facts: facts[k]})
		}
		w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"})
		if i == 0 {
			want = w.state("a").Reach
		}
		w.wants("reach", w.state("a").Reach, want)
		w.sound()
	}
}

func TestExpiredClaimGoesToReviewAndALateOutcomeSettlesIt(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	w.ask(w.lend(email), "w1")
	open, err := w.Claims(ctx(), w.r)
	must(t, err)
	w.wants("claims", len(open), 1)
	n, err := w.Expire(ctx(), w.now, w.r, open)
	must(t, err)
	w.wants("expired", n, 1)
	w.wants("people in review", w.count("v"), 1)
	jobs, err := w.Due(ctx(), w.now, w.r, email, 10)
	must(t, err)
	w.wants("never due again by itself", len(jobs), 0)
	w.sound()
	w.wants("late", w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"}).Status, dispatcher.RecordLate)
	w.wants("in review", w.count("v"), 0)
	w.wants("reach", w.state("a").Reach, dispatcher.Reached)
	w.sound()
}

func TestUncertainIsResolvedByAHuman(t *testing.T) {
	for verdict, want := range map[dispatcher.Verdict]dispatcher.Reach{dispatcher.TakeAsHandedOver: dispatcher.Reached, dispatcher.SendAgain: dispatcher.InProgress} {
		t.Run(string(verdict), func(t *testing.T) {
			w := newWorld(t, dispatcher.HandedOver)
			w.join("a", email)
			w.ask(w.lend(email), "w1")
			w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Result: "uncertain"})
			cases, err := w.Reviews(ctx(), w.r)
			must(t, err)
			w.wants("reviews", len(cases), 1)
			n, err := w.Resolve(ctx(), w.now, "human", w.r, []dispatcher.OpenClaim{{Case: "a", Seq: 1}}, verdict)
			must(t, err)
			w.wants("resolved", n, 1)
			w.wants("reach", w.state("a").Reach, want)
			w.sound()
		})
	}
}

func TestOrderedResendIsCancelledByLateEvidence(t *testing.T) {
	w := newWorld(t, dispatcher.Acknowledged)
	w.join("a", email)
	w.ask(w.lend(email), "w1")
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Result: "uncertain"})
	_, err := w.Resolve(ctx(), w.now, "human", w.r, []dispatcher.OpenClaim{{Case: "a", Seq: 1}}, dispatcher.SendAgain)
	must(t, err)
	w.decide("a", dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{{Channel: email, Try: 1, Phase: dispatcher.Due, Due: w.now}}})
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Facts: dispatcher.FactDelivered})
	c := w.state("a")
	w.wants("slots", len(c.Slots), 0)
	w.wants("planned again", c.Replan, true)
	w.sound()
}

func TestFailuresOfOursBurnNoTry(t *testing.T) {
	for _, result := range []dispatcher.Result{"throttled", "technical", "not_sent"} {
		t.Run(string(result), func(t *testing.T) {
			w := newWorld(t, dispatcher.HandedOver)
			w.join("a", email)
			w.ask(w.lend(email), "w1")
			o := dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Result: result}
			w.wants("record", w.tell(o).Status, dispatcher.Applied)
			w.wants("again", w.tell(o).Status, dispatcher.RecordDuplicate)
			c := w.state("a")
			w.wants("attempts", len(c.Attempts), 0)
			w.wants("reach", c.Reach, dispatcher.Pending)
			w.wants("attempted", w.count("a"), 0)
			w.sound()
		})
	}
}

func TestRecordAppliesTheDecisionOnlyToItsOwnState(t *testing.T) {
	w := newWorld(t, dispatcher.Acknowledged)
	w.join("a", email)
	claimed := w.ask(w.lend(email), "w1").Case
	next := &dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{{Channel: email, Try: 2, Phase: dispatcher.Due, Due: w.now.Add(time.Hour)}}}
	o := dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok", V: claimed.V, Next: next}
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Facts: dispatcher.FactDelivered}) // the callback comes first
	w.wants("status", w.tell(o).Status, dispatcher.RecordStale)
	w.wants("planned again", w.state("a").Replan, true)

	w.join("b", email)
	o.Case, o.V = "b", w.ask(w.lend(email), "w1").Case.V
	w.wants("status", w.tell(o).Status, dispatcher.Applied)
	c := w.state("b")
	w.wants("slots", len(c.Slots), 1)
	w.wants("try", c.Slots[0].Try, 2)
	w.sound()
}

func TestReachedCancelsEverythingElseAtOnce(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.join("a", email)
	w.decide("a", dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{
		{Channel: email, Try: 1, Phase: dispatcher.Due, Due: w.now}, {Channel: channels.Call, Try: 1, Phase: dispatcher.Due, Due: w.now.Add(time.Hour)}}})
	w.tell(dispatcher.Outcome{Case: "a", Channel: channels.Call, Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken", Actor: "operator:x"})
	c := w.state("a")
	w.wants("reach", c.Reach, dispatcher.Reached)
	w.wants("slots", len(c.Slots), 0)
	w.sound()
}

func TestCallsAreOfferedDialledAndRecorded(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	for _, id := range []string{"a", "b"} {
		w.join(id, channels.Call)
		j := w.lend(channels.Call)
		status, err := w.List(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: j, RV: 1}})
		must(t, err)
		w.wants("listed", status[0], dispatcher.ClaimGranted)
	}
	w.wants("attempted by listing", w.count("a"), 0)
	offer := func(who string) *dispatcher.Called {
		o, err := w.Next(ctx(), w.now, who, w.r, channels.Call, anybody, "o-"+who)
		must(t, err)
		return o
	}
	one, two := offer("x"), offer("y")
	if one.Case.ID == two.Case.ID || offer("z") != nil {
		t.Fatal("two people, two offers, each once")
	}
	dial := func(who, id string) dispatcher.ClaimStatus {
		r, err := w.Dial(ctx(), w.now, who, w.r, id, 1)
		must(t, err)
		return r.Status
	}
	w.wants("another's offer", dial("y", one.Case.ID), dispatcher.ClaimGone)
	w.wants("own offer", dial("x", one.Case.ID), dispatcher.ClaimGranted)
	w.wants("dialled twice", dial("x", one.Case.ID), dispatcher.ClaimGranted)
	w.wants("attempted", w.count("a"), 1)
	w.sound()

	offers, err := w.Offers(ctx(), w.r)
	must(t, err)
	_, err = w.Lapse(ctx(), w.now, w.r, offers)
	must(t, err)
	w.wants("the lapsed one goes to another", offer("z").Case.ID, two.Case.ID)
	w.wants("the first operator comes too late", dial("y", two.Case.ID), dispatcher.ClaimGone)

	w.tell(dispatcher.Outcome{Case: one.Case.ID, Seq: 1, Channel: channels.Call, Result: "temporary", Disposition: "no_answer"})
	w.wants("not reached", w.state(one.Case.ID).Reach, dispatcher.InProgress)
	w.tell(dispatcher.Outcome{Case: two.Case.ID, Seq: 1, Channel: channels.Call, Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken"})
	w.wants("reported without dialling", w.state(two.Case.ID).Reach, dispatcher.Reached)
	w.wants("attempted", w.count("a"), 2)
	w.sound()
}

func TestADialledCallWhoseOperatorVanished(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.join("a", channels.Call)
	_, err := w.List(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: w.lend(channels.Call), RV: 1}})
	must(t, err)
	_, err = w.Next(ctx(), w.now, "x", w.r, channels.Call, anybody, "o1")
	must(t, err)
	_, err = w.Dial(ctx(), w.now, "x", w.r, "a", 1)
	must(t, err)
	open, err := w.Claims(ctx(), w.r)
	must(t, err)
	_, err = w.Expire(ctx(), w.now, w.r, open)
	must(t, err)
	w.wants("in review", w.count("v"), 1)
	w.sound()
	w.wants("the operator's report is evidence all the same", w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Channel: channels.Call,
		Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken"}).Status, dispatcher.RecordLate)
	w.wants("reach", w.state("a").Reach, dispatcher.Reached)
	w.sound()
}

func TestListedBeyondItsHoursIsPlannedAgain(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.join("a", channels.Call)
	_, err := w.List(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: w.lend(channels.Call), RV: 1}})
	must(t, err)
	w.now = w.now.Add(9 * time.Hour)
	o, err := w.Next(ctx(), w.now, "x", w.r, channels.Call, anybody, "o1")
	must(t, err)
	if o != nil {
		t.Fatal("offered outside the hours")
	}
	w.wants("planned again", w.state("a").Replan, true)
	w.sound()
}

func TestUnlaunchedWaveWaits(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	joined, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{{Case: dispatcher.Case{ID: "a", RV: 1, Members: 1, Active: 1, Wave: 2}, Sealed: [][]byte{{1}}}})
	must(t, err)
	w.wants("joined", joined[0], dispatcher.JoinedNew)
	ripe, err := w.Ripe(ctx(), w.now.AddDate(1, 0, 0), w.r, 10)
	must(t, err)
	w.wants("ripe before the launch", len(ripe), 0)
	w.sound()
	pulse, err := w.Pulse(ctx(), w.r)
	must(t, err)
	w.wants("something to do before the launch", pulse.Next.IsZero(), true)
	w.r.Wave = 2
	w.grade(dispatcher.HandedOver)
	pulse, err = w.Pulse(ctx(), w.r)
	must(t, err)
	w.wants("something to do at once after it", !pulse.Next.IsZero() && pulse.Next.Before(w.now), true)
	ripe, err = w.Ripe(ctx(), w.now, w.r, 10)
	must(t, err)
	w.wants("ripe after it", len(ripe), 1)
	joined, err = w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{{Case: dispatcher.Case{ID: "a", Wave: 2}, Sealed: [][]byte{{1}}},
		{Case: dispatcher.Case{ID: "a", Wave: 3}, Sealed: [][]byte{{1}}}})
	must(t, err)
	if diff := cmp.Diff([]dispatcher.Joined{dispatcher.JoinedAgain, dispatcher.JoinedKnown}, joined); diff != "" {
		t.Error(diff)
	}
	w.wants("people", w.count("t"), 1)
}

func TestWithdrawnHouseholdMember(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	_, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{{Case: dispatcher.Case{ID: "a", RV: 1, Members: 2, Active: 3, Wave: 1}, Sealed: [][]byte{{1}, {2}}}})
	must(t, err)
	must(t, w.Withdraw(ctx(), w.now, "test", w.r, "a", 2, []byte("why")))
	c := w.state("a")
	w.wants("what was rendered is void", c.RV, int64(2))
	w.wants("reach", c.Reach, dispatcher.Pending)
	w.wants("withdrawn people", w.count("s4"), 1)
	w.wants("pending people", w.count("s0"), 1)
	must(t, w.Withdraw(ctx(), w.now, "test", w.r, "a", 1, nil))
	w.wants("reach", w.state("a").Reach, dispatcher.Withdrawn)
	w.wants("withdrawn people", w.count("s4"), 2)
	w.sound()
}

func TestPlanTimeNeverGoesBackwards(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	w.ask(w.lend(email), "w1")
	early := w.now
	w.now = w.now.Add(-time.Hour)
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Facts: dispatcher.FactHandedOver, Result: "ok"})
	a := w.state("a").Attempts[0]
	if a.Last.Before(early) {
		t.Errorf("recorded at %v, after something recorded at %v", a.Last, early)
	}
}

func TestAsOfAnswersAlike(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	w.join("b", email)
	jobs, err := w.Due(ctx(), w.now, w.r, email, 10)
	must(t, err)
	for i, j := range jobs {
		w.now = noon.Add(time.Duration(i) * time.Minute)
		w.ask(j, "w"+j.Case)
		w.tell(dispatcher.Outcome{Case: j.Case, Seq: 1, Token: "w" + j.Case, Facts: dispatcher.FactHandedOver, Result: "ok"})
	}
	for _, c := range []struct {
		at   time.Time
		want int
	}{{noon.Add(-time.Minute), 0}, {noon, 1}, {noon.Add(59 * time.Second), 1}, {noon.Add(time.Minute), 2}, {noon.AddDate(1, 0, 0), 2}} {
		n, err := w.Counts(ctx(), w.r, c.at)
		must(t, err)
		w.wants("reached as of "+c.at.Format(time.TimeOnly), n["0|s2"], c.want)
	}
}

func TestOutboxNumbersHaveNoGaps(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	for i := range 20 {
		id := fmt.Sprintf("c%d", i)
		w.join(id, email)
		w.ask(w.lend(email), "w"+id)
		w.tell(dispatcher.Outcome{Case: id, Seq: 1, Token: "w" + id, Facts: dispatcher.FactHandedOver, Result: "ok", Actor: "worker"})
	}
	for shard := range w.r.Shards {
		sh := Shard{w.r.Key, shard}
		var last int64
		for {
			events, err := w.Pending(ctx(), sh, last, 7)
			must(t, err)
			if len(events) == 0 {
				break
			}
			for _, e := range events {
				if e.Seq != last+1 {
					t.Fatalf("event %d follows %d", e.Seq, last)
				}
				last = e.Seq
				if e.Case != "" && len(e.Image) == 0 {
					t.Errorf("event %d (%s) has no image", e.Seq, e.Type)
				}
			}
		}
		must(t, w.Trim(ctx(), sh, last-1, []byte{0xab}))
		events, err := w.Pending(ctx(), sh, 0, 100)
		must(t, err)
		w.wants("left after the trim", len(events), 1)
		seq, hash, err := w.Mark(ctx(), sh)
		must(t, err)
		w.wants("mark", seq, last-1)
		w.wants("hash", string(hash), "\xab")
	}
}
