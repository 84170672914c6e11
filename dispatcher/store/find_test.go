package store

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// idOf is the id of the n-th case.
func idOf(n int) string {
	return caseBits.EncodeToString(binary.BigEndian.AppendUint64([]byte{7, 7}, uint64(n)))
}

// opened is the n-th case with its marks.
func opened(n, wave int, marks ...dispatcher.Mark) dispatcher.Opening {
	return dispatcher.Opening{Case: dispatcher.Case{ID: idOf(n), RV: 1, Members: 1, Active: 1, Wave: wave}, Sealed: [][]byte{{1}}, Marks: marks}
}

func markOf(n uint64) (m dispatcher.Mark) {
	binary.BigEndian.PutUint64(m[:], n)
	return m
}

func (w *world) finds(marks []dispatcher.Mark, want ...int) {
	w.Helper()
	got, more, err := w.Find(ctx(), w.r, marks)
	must(w, err)
	var ids []string
	for _, n := range want {
		ids = append(ids, idOf(n))
	}
	slices.Sort(ids)
	if diff := cmp.Diff(ids, got); diff != "" || more {
		w.Errorf("found, more %t (-want +got):\n%s", more, diff)
	}
}

// However marks share buckets, each finds its own cases and no other.
func TestFindTellsMarksApart(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	near := []uint64{0, 1, 1 << 47, 1<<47 - 1, 1 << 46, 1 << 63, 1<<63 | 1, 1 << 40, 1 << 48, ^uint64(0)}
	dice := rand.New(rand.NewPCG(1, 2))
	want := map[dispatcher.Mark][]int{}
	var all []dispatcher.Opening
	for n := range 600 {
		o := opened(n, 1)
		for _, k := range dice.Perm(len(near))[:1+n%3] {
			m := markOf(near[k])
			o.Marks, want[m] = append(o.Marks, m), append(want[m], n)
		}
		all = append(all, o)
	}
	for _, batch := range [][]dispatcher.Opening{all[:200], all[200:], all} { // the last is a repeated import
		_, err := w.Open(ctx(), w.now, "test", w.r, batch)
		must(t, err)
	}
	for m, cases := range want {
		w.finds([]dispatcher.Mark{m}, cases...)
	}
	w.finds([]dispatcher.Mark{markOf(2)})
	w.finds(nil)
	two := slices.Concat(want[markOf(0)], want[markOf(1)])
	slices.Sort(two)
	w.finds([]dispatcher.Mark{markOf(0), markOf(1)}, slices.Compact(two)...)
	must(t, w.Withdraw(ctx(), w.now, "test", w.r, idOf(want[markOf(0)][0]), 1, nil))
	w.finds([]dispatcher.Mark{markOf(0)}, want[markOf(0)]...)
	w.sound()
}

// A list in which everybody has one telephone number is no reason to copy it
// for ever, nor to lose the others of that bucket.
func TestFindBoundsWhatManyHave(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.r.Shards = 1
	for from := 0; from < 1500; from += 500 {
		var batch []dispatcher.Opening
		for n := from; n < from+500; n++ {
			batch = append(batch, opened(n, 1, markOf(5)))
		}
		_, err := w.Open(ctx(), w.now, "test", w.r, batch)
		must(t, err)
	}
	_, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{opened(9000, 1, markOf(6), markOf(5))})
	must(t, err)
	w.finds([]dispatcher.Mark{markOf(6)}, 9000)
	ids, more, err := w.Find(ctx(), w.r, []dispatcher.Mark{markOf(5)})
	if err != nil || !more || len(ids) != manyCases {
		t.Errorf("%d cases, more %t, %v; want %d and more", len(ids), more, err, manyCases)
	}
}

func TestMarksNeedTheIDOfAVault(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	o := opened(1, 1, markOf(1))
	o.Case.ID = "short"
	if _, err := w.Open(ctx(), w.now, "test", w.r, []dispatcher.Opening{o}); err == nil {
		t.Error("a case whose id does not fit into the index is opened")
	}
}

// A look-up is an event of the campaign, with who and why.
func TestLookUpIsNoted(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	must(t, w.Looked(ctx(), w.now, "佐藤", w.r, `{"found":[]}`, []byte("sealed reason")))
	events, err := w.Pending(ctx(), Shard{w.r.Key, 0}, 0, 10)
	must(t, err)
	e := events[len(events)-1]
	if e.Type != dispatcher.EventLooked || e.Actor != "佐藤" || e.Detail != `{"found":[]}` || e.Case != "" || len(e.Sealed) != 1 || string(e.Sealed[0]) != "sealed reason" {
		t.Errorf("event = %+v", e)
	}
}

// BenchmarkIndex measures the index of Amagasaki's 460,517 people, of whom each
// has a name, a reading, a telephone number, an e-mail address, a number of the
// office's and a reference number: bytes of Redis a person, the time that
// opening them takes with and without, and that of one look-up.
func BenchmarkIndex(b *testing.B) {
	const people = 460_517
	for _, each := range []int{0, 6} {
		b.Run(fmt.Sprint(each, " marks"), func(b *testing.B) {
			for range b.N {
				r := &dispatcher.Registered{Key: "b" + strconv.FormatInt(time.Now().UnixNano(), 36), Shards: 3, Wave: 1}
				must(b, testStore.Control(ctx(), noon, "test", r, [][]dispatcher.Grade{{1}}, ""))
				took := fill(b, r, people, each)
				b.ReportMetric(float64(people)/took.Seconds(), "people/s")
				b.ReportMetric(float64(indexSize(b, r))/people, "B/person")
				look(b, r, people, each)
				for _, sh := range shards(r) {
					must(b, testStore.rdb.Del(ctx(), sh.keys()...).Err())
				}
			}
		})
	}
}

// number is the mark of a case's k-th term.
func number(n, k int) dispatcher.Mark {
	return markOf((uint64(n)*8 + uint64(k)) * 0x9e3779b97f4a7c15)
}

func fill(b *testing.B, r *dispatcher.Registered, people, each int) time.Duration {
	var took time.Duration
	for from := 0; from < people; from += 500 {
		var batch []dispatcher.Opening
		for n := from; n < min(from+500, people); n++ {
			o := opened(n, 1)
			for k := range each {
				o.Marks = append(o.Marks, number(n, k))
			}
			batch = append(batch, o)
		}
		begun := time.Now()
		_, err := testStore.Open(ctx(), noon, "test", r, batch)
		must(b, err)
		took += time.Since(begun)
	}
	return took
}

func indexSize(b *testing.B, r *dispatcher.Registered) (bytes int64) {
	for _, sh := range shards(r) {
		if n, err := testStore.rdb.MemoryUsage(ctx(), sh.key("find"), 0).Result(); err == nil {
			bytes += n
		}
	}
	return bytes
}

func look(b *testing.B, r *dispatcher.Registered, people, each int) {
	if each == 0 {
		return
	}
	const times = 2000
	var slowest, total time.Duration
	for i := range times {
		n := i * 7919 % people
		begun := time.Now()
		ids, _, err := testStore.Find(ctx(), r, []dispatcher.Mark{number(n, 0), number(n+people, 1), number(n+people, 2)})
		must(b, err)
		took := time.Since(begun)
		if len(ids) != 1 || ids[0] != idOf(n) {
			b.Fatalf("found %q", ids)
		}
		slowest, total = max(slowest, took), total+took
	}
	b.ReportMetric(float64(total.Microseconds())/times, "µs/find")
	b.ReportMetric(float64(slowest.Microseconds()), "µs/find-slowest")
}
