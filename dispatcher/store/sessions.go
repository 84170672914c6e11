package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

// readSession answers a session with its account in one round trip.
var readSession = script{"session", redis.NewScript(`
local s = redis.call('GET', KEYS[1])
if not s then return {} end
return {s, redis.call('HGET', KEYS[2], cjson.decode(s).account) or '', tostring(redis.call('PTTL', KEYS[1]))}`)}

// AddSession keeps a session for a while.
func (s *Store) AddSession(ctx context.Context, sum string, in access.Session, last time.Duration) error {
	if err := s.rdb.Set(ctx, sessionKey+sum, written(in), last).Err(); err != nil {
		return fmt.Errorf("store: add session: %w", err)
	}
	return nil
}

// Session reads a session and its account, as they stand at one moment; no
// account when there is no such session.
func (s *Store) Session(ctx context.Context, sum string) (in access.Session, a *access.Account, left time.Duration, err error) {
	got, err := readSession.Run(ctx, s.rdb, []string{sessionKey + sum, accountsKey}).StringSlice()
	if err != nil {
		return in, nil, 0, fmt.Errorf("store: session: %w", err)
	}
	if len(got) == 0 || got[1] == "" {
		return in, nil, 0, nil
	}
	if err := json.Unmarshal([]byte(got[0]), &in); err != nil {
		return in, nil, 0, fmt.Errorf("store: a session does not read: %w", err)
	}
	if a, err = accountOf(in.Account, got[1]); err != nil {
		return in, nil, 0, err
	}
	left, err = time.ParseDuration(got[2] + "ms")
	return in, a, left, err
}

// KeepSession has a session last for a while from now. One that has ended stays
// ended.
func (s *Store) KeepSession(ctx context.Context, sum string, last time.Duration) error {
	if err := s.rdb.PExpire(ctx, sessionKey+sum, last).Err(); err != nil {
		return fmt.Errorf("store: keep session: %w", err)
	}
	return nil
}

// EndSession ends a session.
func (s *Store) EndSession(ctx context.Context, sum string) error {
	return persist(ctx, func() error {
		if err := s.rdb.Del(ctx, sessionKey+sum).Err(); err != nil {
			return fmt.Errorf("store: end session: %w", err)
		}
		return nil
	})
}

// tryKeys counts one more under each key.
var tryKeys = script{"count tries", redis.NewScript(`
local n = {}
for i, k in ipairs(KEYS) do
  n[i] = redis.call('INCR', k)
  if n[i] == 1 then redis.call('PEXPIRE', k, ARGV[1]) end
end
return n`)}

// spareKeys takes one back under the first ARGV[1] keys, and forgets the rest.
var spareKeys = script{"spare tries", redis.NewScript(`
for i, k in ipairs(KEYS) do
  if i > tonumber(ARGV[1]) or tonumber(redis.call('GET', k) or 0) <= 1 then redis.call('DEL', k)
  else redis.call('DECR', k) end
end
return 1`)}

// Try counts one more try under each key, for window from the first.
func (s *Store) Try(ctx context.Context, window time.Duration, keys ...string) ([]int, error) {
	counts, err := tryKeys.Run(ctx, s.rdb, triesKeys(keys), window.Milliseconds()).Int64Slice()
	if err != nil {
		return nil, fmt.Errorf("store: count tries: %w", err)
	}
	n := make([]int, len(counts))
	for i := range counts {
		n[i] = int(counts[i])
	}
	return n, nil
}

// Spare takes a try back under each of keys, and forgets those under clear.
func (s *Store) Spare(ctx context.Context, keys, clear []string) error {
	if err := spareKeys.Run(ctx, s.rdb, append(triesKeys(keys), triesKeys(clear)...), len(keys)).Err(); err != nil {
		return fmt.Errorf("store: spare tries: %w", err)
	}
	return nil
}

// Tried reads how many tries are counted under a key.
func (s *Store) Tried(ctx context.Context, key string) (int, error) {
	n, err := s.rdb.Get(ctx, triesKey+key).Int()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("store: read tries: %w", err)
	}
	return n, nil
}

func triesKeys(of []string) []string {
	keys := make([]string, len(of))
	for i, k := range of {
		keys[i] = triesKey + k
	}
	return keys
}

// AccessLog is the shard that holds the diary of who let whom in: it has events
// and nothing else, under a key that no campaign has.
var AccessLog = Shard{Campaign: "access", N: 0}

// NoteAccess appends an entry to the diary.
func (s *Store) NoteAccess(ctx context.Context, now time.Time, actor string, what access.Deed) error {
	_, err := s.run(ctx, s.note, AccessLog, args(now, actor, string(dispatcher.EventAccess), string(written(what))))
	return err
}
