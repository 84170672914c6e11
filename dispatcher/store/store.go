package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"github.com/owabi/owabi/dispatcher"
)

// Store is the state of all campaigns. It is safe for concurrent use.
type Store struct {
	rdb redis.UniversalClient
	// the transitions
	open, due, release, plan, claim, list, record, expire, lapse, resolve, withdraw, control, next, dial, handover, order, note, trim, unhold, contact, mark, put, bind, putBatch script
}

// Open connects to a Redis 7.0 (or Valkey) server on a unix socket and waits
// until it answers.
func Open(ctx context.Context, socket string) (*Store, error) {
	return open(ctx, &redis.Options{Network: "unix", Addr: socket})
}

func open(ctx context.Context, o *redis.Options) (*Store, error) {
	redis.SetLogger(&logging.VoidLogger{}) // what goes wrong comes back as an error, and is logged once
	o.MaxRetries = -1                      // a repeated command would count twice
	o.ReadTimeout, o.WriteTimeout = 10*time.Second, 10*time.Second
	o.DisableIdentity = true
	s := &Store{
		rdb:  redis.NewClient(o),
		open: loadScript("open", "_index"), contact: loadScript("contact", "_index"), mark: loadScript("mark", "_index"), due: loadScript("due"), release: loadScript("release"), plan: loadScript("plan"),
		claim: loadScript("claim"), list: loadScript("list"), record: loadScript("record"), expire: loadScript("expire"),
		lapse: loadScript("lapse"), resolve: loadScript("resolve"), withdraw: loadScript("withdraw"),
		control: loadScript("control"), next: loadScript("next"), dial: loadScript("dial"), handover: loadScript("handover"), order: loadScript("order"), note: loadScript("note"), trim: loadScript("trim"),
		unhold: loadScript("unhold"), put: script{"put", redis.NewScript(putRecord)},
		bind: loadScript("bind"), putBatch: script{"putbatch", redis.NewScript(putBatch)},
	}
	s.rdb.AddHook(patient{})
	if err := s.check(ctx); err != nil {
		s.rdb.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the connections.
func (s *Store) Close() error { return s.rdb.Close() }

// check waits for the server, and refuses one that may forget.
func (s *Store) check(ctx context.Context) error {
	err := s.rdb.Ping(ctx).Err()
	for err != nil && passing(err) && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
		err = s.rdb.Ping(ctx).Err()
	}
	if err != nil {
		return refused(err)
	}
	policy, err := s.rdb.ConfigGet(ctx, "maxmemory-policy").Result()
	if err != nil {
		return nil // a hosted server may forbid CONFIG; its documentation has to say
	}
	if p := policy["maxmemory-policy"]; p != "" && p != "noeviction" {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis", What: fmt.Sprintf("maxmemory-policy is %s, so Redis would drop people when memory is short", p),
			Cure: "set maxmemory-policy noeviction"}
	}
	return nil
}

// Memory is how many bytes Redis uses for its data.
func (s *Store) Memory(ctx context.Context) (int64, error) {
	used, err := strconv.ParseInt(s.rdb.InfoMap(ctx, "memory").Item("Memory", "used_memory"), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("store: memory: %w", err)
	}
	return used, nil
}
