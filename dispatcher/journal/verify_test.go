package journal

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

// entries are the messages of events 1 to n.
func entries(n int64) [][]byte {
	var list [][]byte
	hash := Hash{}
	for i := int64(1); i <= n; i++ {
		var msg []byte
		msg, hash = Link(hash, event(ref, i))
		list = append(list, msg)
	}
	return list
}

// forge is entry number seq with another content and a hash that fits it.
func forge(list [][]byte, seq int64, change func(*dispatcher.Event)) []byte {
	e, err := Parse(list[seq-1])
	if err != nil {
		panic(err)
	}
	change(&e.Event)
	msg, _ := Link(e.Prev, e.Event)
	return msg
}

func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	reached := func(e *dispatcher.Event) { e.Facts = dispatcher.FactSpoken }
	for name, tt := range map[string]struct {
		tamper func([][]byte) [][]byte
		want   string // empty: it must hold
	}{
		"nothing": {func(l [][]byte) [][]byte { return l }, ""},
		"a changed entry": {func(l [][]byte) [][]byte {
			l[4] = bytes.Replace(l[4], []byte("handed_over"), []byte("spoken"), 1)
			return l
		}, "event 5"},
		"the last one changed": {func(l [][]byte) [][]byte {
			l[9] = bytes.Replace(l[9], []byte("worker"), []byte("nobody"), 1)
			return l
		}, "event 10"},
		"a changed entry with a new hash": {func(l [][]byte) [][]byte { l[4] = forge(l, 5, reached); return l }, "event 6"},
		"a missing entry":                 {func(l [][]byte) [][]byte { return slices.Delete(l, 4, 5) }, "event 6"},
		"several missing":                 {func(l [][]byte) [][]byte { return slices.Delete(l, 4, 7) }, "event 8"},
		"the first missing":               {func(l [][]byte) [][]byte { return l[1:] }, "event 2"},
		"two in the wrong order":          {func(l [][]byte) [][]byte { l[4], l[5] = l[5], l[4]; return l }, "event 6"},
		"one twice":                       {func(l [][]byte) [][]byte { return slices.Insert(l, 5, l[4]) }, "event 5"},
		"an old one at the end":           {func(l [][]byte) [][]byte { return append(l, l[2]) }, "event 3"},
		"nonsense":                        {func(l [][]byte) [][]byte { l[4] = []byte("{}"); return l }, "event 5"},
		"one of another shard":            {func(l [][]byte) [][]byte { l[4] = forge(l, 5, func(e *dispatcher.Event) { e.Shard = 7 }); return l }, "event 5"},
		"one of another campaign": {func(l [][]byte) [][]byte {
			l[4] = forge(l, 5, func(e *dispatcher.Event) { e.Campaign = "x" })
			return l
		}, "event 5"},
		"a snapshot in the middle":           {func(l [][]byte) [][]byte { return slices.Insert(l, 5, snapshotOf(l[4])) }, "event 5"},
		"a snapshot with the next number":    {func(l [][]byte) [][]byte { return append(l, snapshotAs(l[9], 11)) }, "event 11"},
		"a snapshot first":                   {func(l [][]byte) [][]byte { return restartAt(4) }, ""},
		"no incarnation":                     {func(l [][]byte) [][]byte { return [][]byte{forge(l, 1, func(e *dispatcher.Event) { e.Inc = 0 })} }, "event 1"},
		"an incarnation that begins with 2":  {func(l [][]byte) [][]byte { return append(l, after(l[9], 2, 2)) }, "event 2"},
		"an earlier incarnation":             {func(l [][]byte) [][]byte { return append(l, after(l[9], 2, 1), after(l[9], 1, 11)) }, "event 11"},
		"an incarnation on another branch":   {func(l [][]byte) [][]byte { return append(l, after(l[8], 2, 1)) }, "event 1"},
		"a first one that follows something": {func(l [][]byte) [][]byte { return [][]byte{after(l[3], 1, 1)} }, "event 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, t.TempDir()).put(t, tt.tamper(entries(10))...)
			count, _, err := Verify(t.Context(), s, ref.Campaign, ref.Shard)
			if tt.want == "" {
				if err != nil || count == 0 {
					t.Errorf("%d entries, %v", count, err)
				}
				return
			}
			wantBroken(t, err, tt.want)
		})
	}
}

// after is an event that is chained to an entry.
func after(msg []byte, inc int, seq int64) []byte {
	prev, err := Parse(msg)
	if err != nil {
		panic(err)
	}
	r := ref
	r.Inc = inc
	next, _ := Link(prev.Hash, event(r, seq))
	return next
}

func snapshotOf(msg []byte) []byte {
	e, err := Parse(msg)
	if err != nil {
		panic(err)
	}
	return snapshotAs(msg, e.Event.Seq)
}

func snapshotAs(msg []byte, seq int64) []byte {
	e, err := Parse(msg)
	if err != nil {
		panic(err)
	}
	snap, _ := Link(e.Hash, snapshot(ref, seq, e.Event))
	return snap
}

// restartAt is a journal that begins anew behind an event.
func restartAt(seq int64) [][]byte {
	list := [][]byte{snapshotOf(entries(seq)[seq-1])}
	return append(list, after(list[0], 1, seq+1))
}

// What is cut off at the end leaves a chain that holds; the store knows better.
func TestVerifyAgainstTheStore(t *testing.T) {
	t.Parallel()
	list := entries(10)
	last, err := Parse(list[9])
	if err != nil {
		t.Fatal(err)
	}
	box := &shelf{ref: ref, last: 10, seq: 10, hash: last.Hash[:]}
	for name, tt := range map[string]struct {
		stream [][]byte
		want   string
	}{
		"whole":             {list, ""},
		"ahead":             {append(slices.Clone(list), after(list[9], 1, 11)), ""},
		"end cut off":       {list[:8], "event 10"},
		"end replaced":      {append(slices.Clone(list[:9]), forge(list, 10, func(e *dispatcher.Event) { e.Actor = "x" })), "event 10"},
		"begun anew behind": {restartAt(10), ""},
		"begun anew before": {restartAt(4), "event 10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, t.TempDir()).put(t, tt.stream...)
			if _, _, err := Verify(t.Context(), s, ref.Campaign, ref.Shard); err != nil {
				t.Fatalf("the chain by itself: %v", err)
			}
			count, head, err := NewMover(box, s, nil).Verify(t.Context(), ref)
			if tt.want != "" {
				wantBroken(t, err, tt.want)
				return
			}
			if err != nil || count != int64(len(tt.stream)) || len(head) != 32 {
				t.Errorf("%d entries, head %x, %v", count, head, err)
			}
		})
	}
}

func TestVerifyNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	if count, head, err := Verify(t.Context(), s, ref.Campaign, ref.Shard); count != 0 || head != nil || err != nil {
		t.Errorf("%d, %x, %v", count, head, err)
	}
	if count, head, err := NewMover(newShelf(2), s, nil).Verify(t.Context(), ref); count != 0 || head != nil || err != nil {
		t.Errorf("against a store that has moved nothing: %d, %x, %v", count, head, err)
	}
}

func TestWalkStops(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir()).put(t, entries(5)...)
	enough := errors.New("enough")
	seen := 0
	err := Walk(t.Context(), s, ref.Campaign, ref.Shard, func(Entry) error {
		if seen++; seen == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 3 {
		t.Errorf("%d entries, %v", seen, err)
	}
}
