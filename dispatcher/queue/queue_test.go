package queue

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

var testKey = bytes.Repeat([]byte{7}, 32)

// serve starts a server in dir that ends with the test.
func serve(t testing.TB, dir string) *Server {
	t.Helper()
	s, err := Embedded(Config{Dir: dir, Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func open(t testing.TB, s *Server, opt Options) *Queue {
	t.Helper()
	q, err := New(t.Context(), s.Conn(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func newQueue(t testing.TB, opt Options) *Queue {
	t.Helper()
	return open(t, serve(t, t.TempDir()), opt)
}

// within gives a test's wait for something that must happen an end.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestStreams(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if !q.Fresh() {
		t.Error("the job stream of a new server is not fresh")
	}
	again, err := New(t.Context(), q.nc, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Fresh() {
		t.Error("a job stream that was there is called fresh")
	}
	for name, want := range map[string]jetstream.StreamConfig{
		jobStream:   {Retention: jetstream.WorkQueuePolicy, Storage: jetstream.MemoryStorage},
		eventStream: {Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, DenyDelete: true, DenyPurge: true, AllowAtomicPublish: true},
	} {
		s, err := q.js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		got := s.CachedInfo().Config
		if got.Retention != want.Retention || got.Storage != want.Storage || got.DenyDelete != want.DenyDelete ||
			got.DenyPurge != want.DenyPurge || got.AllowAtomicPublish != want.AllowAtomicPublish || got.AllowDirect {
			t.Errorf("%s is configured as %+v", name, got)
		}
	}
}

// Options may change between starts; nothing on the streams is lost by it.
func TestOptionsChange(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{MaxAge: time.Minute})
	if err := q.Publish(t.Context(), jobs(1, 3)); err != nil {
		t.Fatal(err)
	}
	again, err := New(t.Context(), q.nc, Options{MaxAge: time.Hour, MaxPending: 10})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := again.Depth(t.Context(), "email"); err != nil || n != 3 {
		t.Errorf("depth is %d, %v; want 3", n, err)
	}
}

func TestJobsOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir)
	q := open(t, s, Options{JobsOnDisk: true})
	if err := q.Publish(t.Context(), jobs(1, 3)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	q = open(t, serve(t, dir), Options{JobsOnDisk: true})
	if q.Fresh() {
		t.Error("the job stream was made anew")
	}
	if n, err := q.Depth(t.Context(), "email"); err != nil || n != 3 {
		t.Errorf("depth is %d, %v; want 3", n, err)
	}
}
