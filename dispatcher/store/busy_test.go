package store

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// A server that is busy with another script for long is waited for: an import
// beside it does not end, and nothing is done twice.
func TestBusyServerIsWaitedFor(t *testing.T) {
	p, err := StartPrivate(ctx(), t.TempDir(), slog.New(slog.DiscardHandler))
	must(t, err)
	defer p.Close()
	s, err := Open(ctx(), p.Socket)
	must(t, err)
	defer s.Close()
	if err := s.rdb.ConfigSet(t.Context(), "busy-reply-threshold", "1").Err(); err != nil {
		t.Fatal(err)
	}
	r := &dispatcher.Registered{ID: "c", Key: "k", Shards: 1, Epoch: 1}
	must(t, s.Add(t.Context(), r))
	busy := make(chan error, 1)
	go func() {
		busy <- redis.NewScript(`while redis.call('EXISTS', KEYS[1]) == 0 do end`).Run(t.Context(), s.rdb, []string{"never"}).Err()
	}()
	for err == nil {
		err = s.rdb.Ping(ctx()).Err()
	}
	if !passing(err) {
		t.Errorf("%v is taken for more than a passing error", err)
	}
	done := make(chan error, 2)
	go func() { r.Epoch = 2; done <- s.Put(t.Context(), r) }()
	go func() {
		_, err := s.Open(t.Context(), time.Now(), "import", r, []dispatcher.Opening{{Case: dispatcher.Case{ID: "a", RV: 1, Members: 1, Active: 1}, Sealed: [][]byte{{1}}}})
		done <- err
	}()
	if err := s.rdb.ScriptKill(context.WithoutCancel(t.Context())).Err(); err != nil {
		t.Fatal(err)
	}
	<-busy
	for range 2 {
		must(t, <-done)
	}
	if n, err := s.rdb.HLen(t.Context(), Shard{"k", 0}.key("cases")).Result(); err != nil || n != 1 {
		t.Errorf("%d cases, %v", n, err)
	}
	must(t, s.Put(t.Context(), r)) // its reply was lost
}
