package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

func TestMove(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, maxBatch - 1, maxBatch, 2*maxBatch + 500} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s, box := serve(t, t.TempDir()), newShelf(n)
			if moved := moveAll(t, NewMover(box, s, nil)); moved != n {
				t.Errorf("%d moved, want %d", moved, n)
			}
			wantChain(t, s, box, 1, int64(n))
			count, _, err := Verify(t.Context(), s, ref.Campaign, ref.Shard)
			if err != nil || count != int64(n) {
				t.Errorf("Verify counts %d, %v; want %d", count, err, n)
			}
		})
	}
}

func TestChainContinuesAfterRestart(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(5)
	moveAll(t, NewMover(box, s, nil))
	for range 3 {
		s = s.restart(t)
		box.add(5)
		moveAll(t, NewMover(box, s, nil))
	}
	if snaps := wantChain(t, s, box, 1, 20); len(snaps) != 0 {
		t.Errorf("%d snapshots in a stream that was never lost", len(snaps))
	}
}

// Killed between append and trim, with and without new events afterwards.
func TestKilledBeforeTrim(t *testing.T) {
	t.Parallel()
	for name, born := range map[string]int{"nothing new": 0, "one new": 1, "more than a batch": maxBatch + 10} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, box := serve(t, t.TempDir()), newShelf(10)
			box.failTrim = true
			if _, err := NewMover(box, s, nil).Move(t.Context(), ref); !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			box.failTrim = false
			box.add(born)
			s = s.restart(t)
			if moved := moveAll(t, NewMover(box, s, nil)); moved != 10+born {
				t.Errorf("%d have left the outbox, want %d", moved, 10+born)
			}
			wantChain(t, s, box, 1, int64(10+born))
		})
	}
}

// An append whose answer is lost is neither repeated nor forgotten.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]bool{"stored": true, "not stored": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, box := serve(t, t.TempDir()), newShelf(10)
			m := NewMover(box, &faulty{Stream: s, store: stored, first: func() { box.add(3) }}, nil)
			_, err := m.Move(t.Context(), ref)
			if stored && err != nil {
				t.Fatalf("although everything is stored: %v", err)
			}
			if !stored && !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("although nothing is stored: %v", err)
			}
			moveAll(t, m)
			wantChain(t, s, box, 1, 13)
		})
	}
}

// Another mover is faster by exactly one step.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(10)
	m := NewMover(box, &faulty{Stream: s, store: true, first: func() { moveAll(t, NewMover(box, s, nil)); box.add(5) }}, nil)
	moveAll(t, m)
	wantChain(t, s, box, 1, 15)
}

func TestTwoMoversAtOnce(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(0)
	const rounds, each = 60, 7
	var wg sync.WaitGroup
	born := make(chan struct{})
	wg.Go(func() {
		defer close(born)
		for range rounds {
			box.add(each)
		}
	})
	for range 2 {
		wg.Go(func() {
			m := NewMover(box, s, nil)
			for {
				if _, err := m.Move(t.Context(), ref); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-born:
					if box.left() == 0 {
						return
					}
				default:
				}
			}
		})
	}
	wg.Wait()
	wantChain(t, s, box, 1, rounds*each)
}

// The stream's directory is deleted while the server is down: the new stream
// begins with a snapshot that is chained to what was lost.
func TestStreamLost(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(10)
	moveAll(t, NewMover(box, s, nil))
	before := box.hash

	s = s.lose(t)
	var log strings.Builder
	m := NewMover(box, s, slog.New(slog.NewTextHandler(&log, nil)))
	moveAll(t, m) // nothing to move: nothing to be said yet
	if count, _, err := Verify(t.Context(), s, ref.Campaign, ref.Shard); count != 0 || err != nil {
		t.Errorf("the new stream has %d entries, %v", count, err)
	}
	_, _, err := m.Verify(t.Context(), ref)
	wantBroken(t, err, "event 10")

	box.add(maxBatch)
	if moved := moveAll(t, m); moved != maxBatch {
		t.Errorf("%d moved, want %d", moved, maxBatch)
	}
	snaps := wantChain(t, s, box, 11, 10+maxBatch)
	if len(snaps) != 1 {
		t.Fatalf("%d snapshots", len(snaps))
	}
	want := dispatcher.Event{Campaign: ref.Campaign, Shard: ref.Shard, Inc: 1, Seq: 10, Type: dispatcher.EventSnapshot,
		Recorded: event(ref, 11).Recorded, At: event(ref, 11).Recorded, Actor: "journal"}
	if diff := cmp.Diff(want, snaps[0].Event); diff != "" {
		t.Error(diff)
	}
	if string(snaps[0].Prev[:]) != string(before) {
		t.Errorf("the snapshot follows %s, want %x", snaps[0].Prev, before)
	}
	if !strings.Contains(log.String(), "level=WARN") {
		t.Error("nobody was told")
	}

	s = s.restart(t) // and on
	box.add(3)
	moveAll(t, NewMover(box, s, nil))
	wantChain(t, s, box, 11, 13+maxBatch)
}

// Lost a second time, lost before the trim, and lost right after the snapshot.
func TestStreamLostAgain(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(4)
	moveAll(t, NewMover(box, s, nil))
	s = s.lose(t)
	box.add(2)
	box.failTrim = true
	if _, err := NewMover(box, s, nil).Move(t.Context(), ref); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	box.failTrim = false
	s = s.lose(t)
	moveAll(t, NewMover(box, s, nil))
	wantChain(t, s, box, 5, 6)

	s = s.lose(t)
	alone, _ := Link(Hash(box.hash), snapshot(ref, 6, event(ref, 7))) // its batch was cut by a power failure
	s.put(t, alone)
	box.add(2)
	moveAll(t, NewMover(box, s, nil))
	wantChain(t, s, box, 7, 8)
}

func TestNewIncarnation(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(5)
	moveAll(t, NewMover(box, s, nil))
	second := ref
	second.Inc = 2
	rebuilt := &shelf{ref: second, hash: box.hash}
	rebuilt.add(4)
	m := NewMover(rebuilt, s, nil)
	if n, err := m.Move(t.Context(), second); err != nil || n != 4 {
		t.Fatalf("%d moved, %v", n, err)
	}
	if count, _, err := m.Verify(t.Context(), second); err != nil || count != 9 {
		t.Errorf("%d entries, %v; want 9", count, err)
	}
	_, err := NewMover(newShelf(3), s, nil).Move(t.Context(), ref)
	wantBroken(t, err, "event 4")
}

// Outbox and journal contradict each other: an error that names the event, and
// nothing is changed on either side.
func TestContradictions(t *testing.T) {
	t.Parallel()
	without := func(seq int64) func(*shelf) {
		return func(b *shelf) {
			for i, e := range b.events {
				if e.Seq == seq {
					b.events = append(b.events[:i:i], b.events[i+1:]...)
					return
				}
			}
		}
	}
	for name, tt := range map[string]struct {
		moved, born int
		change      func(*shelf)
		want        string
	}{
		"gap at the beginning":     {0, 5, without(1), "event 1"},
		"gap behind the stream":    {5, 5, without(6), "event 6"},
		"gap within the outbox":    {5, 5, without(8), "event 8"},
		"number twice":             {0, 5, func(b *shelf) { b.events[3] = event(ref, 3) }, "event 4"},
		"of another shard":         {0, 5, func(b *shelf) { b.events[1].Shard = 9 }, "event 2"},
		"of another campaign":      {0, 5, func(b *shelf) { b.events[1].Campaign = "other" }, "event 2"},
		"of another incarnation":   {0, 5, func(b *shelf) { b.events[1].Inc = 2 }, "event 2"},
		"end of the journal lost":  {5, 0, func(b *shelf) { b.seq, b.hash = 7, make([]byte, 32) }, "event 7"},
		"another journal":          {5, 1, func(b *shelf) { b.hash = make([]byte, 32) }, "event 5"},
		"store older, same number": {5, 0, func(b *shelf) { back(b, 3); b.add(2); b.events[1].Case = "another" }, "event 5"},
		"store older, more since":  {5, 0, func(b *shelf) { back(b, 3); b.add(9); b.events[1].Case = "another" }, "event 5"},
		"store older, less since":  {5, 0, func(b *shelf) { back(b, 3); b.add(1) }, "event 5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, box := serve(t, t.TempDir()), newShelf(tt.moved)
			m := NewMover(box, s, nil)
			moveAll(t, m)
			box.add(tt.born)
			tt.change(box)
			left, seq := box.left(), box.seq
			for range 2 {
				_, err := m.Move(t.Context(), ref)
				wantBroken(t, err, tt.want)
			}
			if box.left() != left || box.seq != seq {
				t.Errorf("the outbox has %d events and the mark %d, had %d and %d", box.left(), box.seq, left, seq)
			}
			if count, _, err := Verify(t.Context(), s, ref.Campaign, ref.Shard); err != nil || count != int64(tt.moved) {
				t.Errorf("the journal has %d entries, %v; had %d", count, err, tt.moved)
			}
		})
	}
}

// back puts a store to where it stood after event seq, as an older backup does.
func back(b *shelf, seq int64) {
	hash := Hash{}
	for i := int64(1); i <= seq; i++ {
		_, hash = Link(hash, event(ref, i))
	}
	b.last, b.seq, b.hash, b.events = seq, seq, hash[:], nil
}

func TestMoveErrors(t *testing.T) {
	t.Parallel()
	s, box := serve(t, t.TempDir()), newShelf(3)
	s.put(t, []byte("no entry"))
	if _, err := NewMover(box, s, nil).Move(t.Context(), ref); !errors.Is(err, errForm) {
		t.Errorf("a stream that ends with nonsense: %v", err)
	}
	s.srv.Close()
	if _, err := NewMover(box, s, nil).Move(t.Context(), ref); err == nil {
		t.Error("no error without a server")
	}
	box.hash = []byte("short")
	if _, err := NewMover(box, s, nil).Move(t.Context(), ref); err == nil || box.left() != 3 {
		t.Errorf("a mark that is no hash: %v", err)
	}
}

// wantBroken wants an error for the user that names the place and a cure.
func wantBroken(t testing.TB, err error, where string) {
	t.Helper()
	var e *dispatcher.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *dispatcher.Error that names %s", err, where)
	}
	if e.Where != "journal "+ref.String()+", "+where || e.What == "" || e.Cure == "" {
		t.Errorf("got %q, want one that names %s", err, where)
	}
}
