package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/queue"
)

var _ Stream = (*queue.Queue)(nil)

var ref = ShardRef{Campaign: "k3jx7q2m5a", Shard: 2, Inc: 1}

// event is number seq of the shard.
func event(r ShardRef, seq int64) dispatcher.Event {
	return dispatcher.Event{
		Campaign: r.Campaign, Shard: r.Shard, Inc: r.Inc, Seq: seq, Type: dispatcher.EventRecorded,
		Recorded: time.Date(2023, 2, 26, 9, 0, int(seq), 0, time.UTC), At: time.Date(2023, 2, 26, 8, 0, 0, 0, time.UTC),
		Actor: "worker", Case: fmt.Sprintf("case%012d", seq), Attempt: 1, Channel: "email", Result: dispatcher.ResultOK,
		Facts: dispatcher.FactHandedOver, Image: []byte{1, byte(seq)},
	}
}

// shelf is an outbox of one shard in memory.
type shelf struct {
	mu       sync.Mutex
	ref      ShardRef
	last     int64 // number of the last event born
	events   []dispatcher.Event
	seq      int64
	hash     []byte
	failTrim bool // the process dies before it trims
}

var errKilled = errors.New("killed")

func newShelf(n int) *shelf {
	s := &shelf{ref: ref}
	s.add(n)
	return s
}

// add lets n more events be born.
func (s *shelf) add(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.last++
		s.events = append(s.events, event(s.ref, s.last))
	}
}

func (s *shelf) Shards(context.Context) ([]ShardRef, error) { return []ShardRef{s.ref}, nil }

func (s *shelf) Pending(_ context.Context, _ ShardRef, after int64, limit int) ([]dispatcher.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []dispatcher.Event
	for _, e := range s.events {
		if e.Seq > after && len(list) < limit {
			list = append(list, e)
		}
	}
	return list, nil
}

func (s *shelf) Trim(_ context.Context, _ ShardRef, upTo int64, hash []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failTrim {
		return errKilled
	}
	if upTo <= s.seq {
		return nil
	}
	s.seq, s.hash = upTo, hash
	for len(s.events) > 0 && s.events[0].Seq <= upTo {
		s.events = s.events[1:]
	}
	return nil
}

func (s *shelf) Mark(context.Context, ShardRef) (int64, []byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq, s.hash, nil
}

func (s *shelf) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.events)
}

// server is a real stream whose server can be stopped and started.
type server struct {
	*queue.Queue
	dir string
	srv *queue.Server
}

func serve(t testing.TB, dir string) *server {
	t.Helper()
	srv, err := queue.Embedded(queue.Config{Dir: dir, Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	q, err := queue.New(t.Context(), srv.Conn(), queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &server{q, dir, srv}
}

func (s *server) restart(t testing.TB) *server {
	t.Helper()
	s.srv.Close()
	return serve(t, s.dir)
}

// lose stops the server, deletes its streams from disk, and starts it.
func (s *server) lose(t testing.TB) *server {
	t.Helper()
	s.srv.Close()
	if err := os.RemoveAll(filepath.Join(s.dir, "jetstream")); err != nil {
		t.Fatal(err)
	}
	return serve(t, s.dir)
}

// put stores messages as they are.
func (s *server) put(t testing.TB, msgs ...[]byte) *server {
	t.Helper()
	_, last, _, err := s.Last(t.Context(), ref.Campaign, ref.Shard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), ref.Campaign, ref.Shard, msgs, last); err != nil {
		t.Fatal(err)
	}
	return s
}

// faulty is a stream whose next Append goes wrong once.
type faulty struct {
	Stream
	store bool   // the messages are stored before the answer is lost
	first func() // what happens before
}

func (f *faulty) Append(ctx context.Context, campaign string, shard int, msgs [][]byte, expect uint64) (uint64, error) {
	if f.first == nil {
		return f.Stream.Append(ctx, campaign, shard, msgs, expect)
	}
	f.first()
	f.first = nil
	if f.store {
		if _, err := f.Stream.Append(ctx, campaign, shard, msgs, expect); err != nil {
			return 0, err
		}
	}
	return 0, context.DeadlineExceeded
}

// moveAll moves until nothing is left, and returns how many events moved.
func moveAll(t testing.TB, m *Mover) int {
	t.Helper()
	total := 0
	for {
		n, err := m.Move(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if total += n; n == 0 {
			return total
		}
	}
}

// wantChain wants the events 1 to n in the stream, each once and in order, and
// store and journal in agreement. Snapshots are returned, not counted.
func wantChain(t testing.TB, s Stream, box *shelf, from, to int64) []Entry {
	t.Helper()
	next := from
	var snapshots []Entry
	err := Walk(t.Context(), s, ref.Campaign, ref.Shard, func(e Entry) error {
		if e.Event.Type == dispatcher.EventSnapshot {
			snapshots = append(snapshots, e)
			return nil
		}
		if e.Event.Seq != next || string(e.Raw) != string(Encode(event(box.ref, next))) {
			t.Errorf("the stream holds %s, want event %d", e.Raw, next)
		}
		next++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if next != to+1 {
		t.Errorf("the stream ends with event %d, want %d", next-1, to)
	}
	if box.left() != 0 {
		t.Errorf("%d events are left in the outbox", box.left())
	}
	if _, head, err := NewMover(box, s, nil).Verify(t.Context(), ref); err != nil || string(head) != string(box.hash) {
		t.Errorf("Verify: head %x, %v; the store remembers %x", head, err, box.hash)
	}
	return snapshots
}
