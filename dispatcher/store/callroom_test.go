package store

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// anybody is an operator who may be given anybody of two audiences.
var anybody = dispatcher.Wish{Audience: -1, Own: []string{"ja", "en"}}

// call puts a person on the list of calls who has waited since a moment.
func (w *world) call(id string, audience int, since time.Time, lang string) {
	w.Helper()
	_, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{{Case: dispatcher.Case{ID: id, RV: 1, Members: 1, Active: 1, Wave: 1, Audience: audience},
		Sealed: [][]byte{[]byte("sealed " + id)}}})
	must(w, err)
	w.relist(id, since, lang)
}

// relist plans a call, and puts it on the list.
func (w *world) relist(id string, due time.Time, lang string) {
	w.Helper()
	c := w.state(id)
	w.decide(id, dispatcher.Decision{Since: w.now, Slots: []dispatcher.Wanted{{Channel: channels.Call, Try: c.Seq + 1, Phase: dispatcher.Due, Due: due, Until: w.now.Add(8 * time.Hour)}}})
	jobs, err := w.Due(ctx(), w.now, w.r, channels.Call, 100)
	must(w, err)
	for _, j := range jobs {
		status, err := w.List(ctx(), w.now, w.r, "worker", []dispatcher.Claim{{Job: j, RV: 1, Lang: lang}})
		must(w, err)
		w.wants("listed", status[0], dispatcher.ClaimGranted)
	}
}

// promised has a person called, who is promised another call, which is due.
func (w *world) promised(id string, due time.Time) {
	w.Helper()
	w.tell(dispatcher.Outcome{Case: id, Seq: w.state(id).Seq, Channel: channels.Call, Result: "temporary", Disposition: "call_back", Again: due})
	w.relist(id, due, "")
}

// given is whom an operator is given, one after the other, until there is nobody.
func (w *world) given(operator string, wish dispatcher.Wish) []string {
	w.Helper()
	all := []string{}
	for {
		o, err := w.Next(ctx(), w.now, operator, w.r, channels.Call, wish, "o-"+operator)
		must(w, err)
		if o == nil {
			return all
		}
		all = append(all, o.Case.ID)
	}
}

func TestWhoIsNext(t *testing.T) {
	speaks := func(languages ...string) dispatcher.Wish {
		return dispatcher.Wish{Audience: -1, Languages: languages, Own: anybody.Own}
	}
	for _, tt := range []struct {
		name string
		wish dispatcher.Wish
		want []string
	}{
		{"promised calls first, then who waits longest", anybody, []string{"promise-1", "promise-2", "korean", "long", "english", "short", "chinese"}},
		{"of one audience", dispatcher.Wish{Audience: 1, Own: anybody.Own}, []string{"promise-2", "english", "chinese"}},
		{"who speaks Japanese", speaks("ja"), []string{"promise-1", "long", "short"}},
		{"who speaks English", speaks("en"), []string{"promise-2", "english"}},
		{"who speaks Korean", speaks("ko"), []string{"korean"}},
		{"who speaks Japanese and Chinese", speaks("ja", "zh"), []string{"promise-1", "long", "short", "chinese"}},
		{"who speaks what nobody needs", speaks("fr"), []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, dispatcher.Spoken)
			ago := func(n time.Duration) time.Time { return w.now.Add(-n * time.Minute) }
			w.r.Shards = 1
			w.grade(dispatcher.Spoken)
			w.call("promise-1", 0, ago(60), "")
			w.call("promise-2", 1, ago(60), "")
			w.promised("promise-1", ago(3))
			w.promised("promise-2", ago(2))
			w.call("short", 0, ago(5), "")
			w.call("long", 0, ago(50), "")
			w.call("english", 1, ago(10), "")
			w.call("chinese", 1, ago(4), "zh")
			w.call("korean", 0, ago(59), "ko")
			got := w.given("x", tt.wish)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			w.sound()
		})
	}
}

// In which shard ever they are, promised calls go first, and nobody is left out.
func TestWhoIsNextOfManyShards(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.r.Shards = 8
	w.grade(dispatcher.Spoken)
	const people, promises = 40, 10
	for i := range people {
		w.call(fmt.Sprintf("p%02d", i), 0, w.now.Add(-time.Hour), "")
	}
	for i := range promises {
		w.promised(fmt.Sprintf("p%02d", i), w.now.Add(-time.Minute))
	}
	got := w.given("x", anybody)
	first := slices.Sorted(slices.Values(got[:min(promises, len(got))]))
	if len(got) != people || first[promises-1] != "p09" {
		t.Errorf("%d people are given, first %v", len(got), first)
	}
	w.sound()
}

// A hundred operators press the key in the same millisecond, a hundred times: no
// person is given to two of them, and nobody is left out.
func TestManyOperatorsAtOnce(t *testing.T) {
	const people, operators = 10_000, 100
	w := newWorld(t, dispatcher.Spoken)
	var open []dispatcher.Opening
	for i := range people {
		open = append(open, dispatcher.Opening{Case: dispatcher.Case{ID: fmt.Sprintf("p%05d", i), RV: 1, Members: 1, Active: 1, Wave: 1}, Sealed: [][]byte{[]byte("s")}})
	}
	_, err := w.Open(ctx(), w.now, "test", w.r, open)
	must(t, err)
	var plans []dispatcher.Planned
	for _, o := range open {
		plans = append(plans, dispatcher.Planned{Case: o.Case.ID, V: 1, Decision: dispatcher.Decision{Since: w.now,
			Slots: []dispatcher.Wanted{{Channel: channels.Call, Try: 1, Phase: dispatcher.Due, Due: w.now}}}})
	}
	must(t, w.Apply(ctx(), w.now, w.r, plans))
	jobs, err := w.Due(ctx(), w.now, w.r, channels.Call, people)
	must(t, err)
	var claims []dispatcher.Claim
	for _, j := range jobs {
		claims = append(claims, dispatcher.Claim{Job: j, RV: 1})
	}
	_, err = w.List(ctx(), w.now, w.r, "worker", claims)
	must(t, err)

	given := make([][]string, operators)
	for range people / operators {
		var both sync.WaitGroup
		begin := make(chan struct{})
		for k := range operators {
			both.Go(func() {
				<-begin
				o, err := w.Next(ctx(), w.now, fmt.Sprint("operator ", k), w.r, channels.Call, anybody, fmt.Sprint("o", k))
				if err != nil || o == nil {
					t.Errorf("operator %d is given %v, %v", k, o, err)
					return
				}
				given[k] = append(given[k], o.Case.ID)
			})
		}
		close(begin)
		both.Wait()
	}
	all := slices.Concat(given...)
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != people {
		t.Errorf("%d people were given, each once, of %d", n, people)
	}
}

func TestCallsChangeHands(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.call("a", 0, w.now.Add(-time.Hour), "")
	w.call("b", 0, w.now.Add(-time.Minute), "")
	offer := func(who string) *dispatcher.Called {
		o, err := w.Next(ctx(), w.now, who, w.r, channels.Call, anybody, "o-"+who+"-1")
		must(t, err)
		return o
	}
	hand := func(id, whose, to string) dispatcher.ClaimStatus {
		status, err := w.HandOver(ctx(), w.now, "operator:"+whose, w.r, dispatcher.Handover{Case: id, Seq: 1, Whose: whose, To: to, Token: "o-" + to + "-2"})
		must(t, err)
		return status
	}
	dial := func(who, id string) dispatcher.ClaimStatus {
		r, err := w.Dial(ctx(), w.now, who, w.r, id, 1)
		must(t, err)
		return r.Status
	}
	w.wants("who waits longest", offer("x").Case.ID, "a")
	w.wants("another's offer goes nowhere", hand("a", "y", "z"), dispatcher.ClaimGone)
	w.wants("given back", hand("a", "x", ""), dispatcher.ClaimGranted)
	w.wants("given back twice", hand("a", "x", ""), dispatcher.ClaimGranted)
	w.wants("not to be dialled any more", dial("x", "a"), dispatcher.ClaimGone)
	w.wants("behind those who wait", offer("x").Case.ID, "b")
	w.sound()

	w.wants("handed over", hand("b", "x", "y"), dispatcher.ClaimGranted)
	w.wants("handed over twice", hand("b", "x", "y"), dispatcher.ClaimGranted)
	w.wants("not x's any more", dial("x", "b"), dispatcher.ClaimGone)
	w.wants("y dials", dial("y", "b"), dispatcher.ClaimGranted)
	w.wants("a dialled call does not go back", hand("b", "y", ""), dispatcher.ClaimLater)
	w.wants("but to somebody", hand("b", "y", "z"), dispatcher.ClaimGranted)
	w.wants("who is shown the number", dial("z", "b"), dispatcher.ClaimGranted)
	cases, err := w.InHand(ctx(), w.r, "o-z-")
	must(t, err)
	if len(cases) != 1 || cases[0].ID != "b" {
		t.Errorf("z has %v in hand", cases)
	}
	w.sound()
	w.wants("what y heard counts", w.tell(dispatcher.Outcome{Case: "b", Seq: 1, Channel: channels.Call, Facts: dispatcher.FactSpoken, Result: "ok",
		Disposition: "spoken", Actor: "operator:y"}).Reach, dispatcher.Reached)
	w.wants("and is over", hand("b", "z", "x"), dispatcher.ClaimGone)
	w.sound()
}

func TestASupervisorOrdersACall(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	order := func(id string) dispatcher.ClaimStatus {
		status, err := w.Order(ctx(), w.now, "operator:s", w.r, id, w.now)
		must(t, err)
		return status
	}
	w.call("a", 0, w.now, "")
	w.wants("nobody", order("nobody"), dispatcher.ClaimGone)
	w.wants("not called yet", order("a"), dispatcher.ClaimReplan)
	_, err := w.Next(ctx(), w.now, "x", w.r, channels.Call, anybody, "o1")
	must(t, err)
	_, err = w.Dial(ctx(), w.now, "x", w.r, "a", 1)
	must(t, err)
	w.wants("being called", order("a"), dispatcher.ClaimLater)
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Channel: channels.Call, Result: "permanent", Disposition: "refused"})
	w.decide("a", dispatcher.Decision{Step: 1, Since: w.now, Over: true})
	w.wants("given up", w.state("a").Reach, dispatcher.Unreachable)
	w.wants("called again", order("a"), dispatcher.ClaimGranted)
	c := w.state("a")
	w.wants("goes on", c.Reach, dispatcher.InProgress)
	w.wants("planned again", c.Replan, true)
	w.wants("at a time", c.Attempts[0].Again.Equal(w.now), true)
	w.sound()
	w.tell(dispatcher.Outcome{Case: "a", Seq: 1, Channel: channels.Call, Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken"})
	w.wants("reached", order("a"), dispatcher.ClaimGone)
}

// An inbound call is known by its moment: sent twice, it is recorded once. It
// takes a call away that another operator is about to make.
func TestAnInboundCall(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.call("a", 0, w.now, "")
	_, err := w.Next(ctx(), w.now, "x", w.r, channels.Call, anybody, "o1")
	must(t, err)
	inbound := dispatcher.Outcome{Case: "a", Channel: channels.Call, At: w.now.Add(-time.Minute), Result: "temporary", Disposition: "call_back",
		Again: w.now.Add(time.Hour), Actor: "operator:y"}
	w.wants("recorded", w.tell(inbound).Status, dispatcher.Applied)
	w.wants("sent twice", w.tell(inbound).Status, dispatcher.RecordDuplicate)
	w.wants("one attempt", len(w.state("a").Attempts), 1)
	w.wants("planned again", w.state("a").Replan, true)
	w.sound()
	inbound.At, inbound.Facts, inbound.Result, inbound.Disposition = w.now, dispatcher.FactSpoken, "ok", "spoken"
	w.wants("reached", w.tell(inbound).Reach, dispatcher.Reached)
	r, err := w.Dial(ctx(), w.now, "x", w.r, "a", 1)
	must(t, err)
	w.wants("not called any more", r.Status, dispatcher.ClaimGone)
	w.sound()
}

// A promise is kept for one whom the plan has given up.
func TestAPromiseAfterThePlansEnd(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.call("a", 0, w.now, "")
	w.decide("a", dispatcher.Decision{Step: 1, Since: w.now, Over: true})
	w.wants("given up", w.state("a").Reach, dispatcher.Unreachable)
	w.tell(dispatcher.Outcome{Case: "a", Channel: channels.Call, Result: "temporary", Disposition: "call_back", Again: w.now.Add(time.Hour)})
	w.wants("goes on", w.state("a").Reach, dispatcher.InProgress)
	w.wants("planned again", w.state("a").Replan, true)
	w.sound()
}

func TestFlagsAndLanguages(t *testing.T) {
	w := newWorld(t, dispatcher.Spoken)
	w.call("a", 0, w.now, "zh")
	both := dispatcher.FlagLanguage | dispatcher.FlagComplaint
	said := dispatcher.Outcome{Case: "a", Channel: channels.Call, At: w.now, Result: "temporary", Disposition: "not_identified", Flags: both, Language: "ko", Sealed: []byte("sealed note")}
	w.wants("recorded", w.tell(said).Status, dispatcher.Applied)
	w.wants("flags", w.state("a").Attempts[0].Flags, both)
	w.wants("sent twice", w.tell(said).Status, dispatcher.RecordDuplicate)
	said.Flags |= dispatcher.FlagLetter
	w.wants("one more flag", w.tell(said).Status, dispatcher.Applied)
	w.wants("flags", w.state("a").Attempts[0].Flags, both|dispatcher.FlagLetter)
	lang, err := w.Language(ctx(), w.r, "a")
	must(t, err)
	w.wants("language", lang, "ko")
	notes, err := w.Notes(ctx(), w.r, "a", []int{w.state("a").Attempts[0].Seq, 99})
	must(t, err)
	if string(notes[0]) != "sealed note" || notes[1] != nil {
		t.Errorf("notes %q", notes)
	}
	if got := w.given("x", dispatcher.Wish{Audience: -1, Languages: []string{"ja", "zh"}, Own: anybody.Own}); len(got) != 0 {
		t.Errorf("who does not speak Korean is given %v", got)
	}
	said.Language = "-" // that of the audience after all
	said.At = w.now.Add(-time.Minute)
	w.tell(said)
	if got := w.given("x", dispatcher.Wish{Audience: -1, Languages: []string{"ja"}, Own: anybody.Own}); len(got) != 1 {
		t.Error("nobody is given who speaks Japanese after all")
	}
	w.sound()
}
