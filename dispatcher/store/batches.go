package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// The numbers of batches are one row for the whole installation, because a
// letter that comes back says its number and nothing else.
const (
	batchNumber = "owabi:batch"   // the last number given
	batchIndex  = "owabi:batches" // hash: number -> key of its campaign
)

// batchesKey holds the batches of a campaign: number -> what became of it.
func batchesKey(campaign string) string { return "{" + campaign + "}:batches" }

// lettersKey holds the letters of a batch, in their order.
func lettersKey(campaign string, number int) string {
	return "{" + campaign + "}:batch:" + strconv.Itoa(number)
}

// putBatch replaces a batch by a later version of it only. The same version
// again is the same call repeated.
const putBatch = `
local old = redis.call('HGET', KEYS[1], ARGV[1])
local v = old and tonumber(cjson.decode(old).version) or 0
if v >= tonumber(ARGV[2]) then
  if old == ARGV[3] then return '1' end
  return '0'
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return '1'`

// NewBatch gives a number that no batch had before.
func (s *Store) NewBatch(ctx context.Context, r *dispatcher.Registered) (int, error) {
	n, err := s.rdb.Incr(ctx, batchNumber).Result()
	if err == nil {
		err = s.rdb.HSet(ctx, batchIndex, strconv.FormatInt(n, 10), r.Key).Err()
	}
	if err != nil {
		return 0, fmt.Errorf("store: number a batch: %w", err)
	}
	return int(n), nil
}

// PutBatch keeps a batch, with its letters when they are given. Somebody who
// has changed it meanwhile goes first: Conflict.
func (s *Store) PutBatch(ctx context.Context, r *dispatcher.Registered, b dispatcher.Batch, letters []dispatcher.BatchLetter) error {
	return persist(ctx, func() error {
		if letters != nil {
			packed, err := json.Marshal(letters)
			if err != nil {
				return fmt.Errorf("store: write batch %d: %w", b.Number, err)
			}
			if err := s.rdb.Set(ctx, lettersKey(r.Key, b.Number), packed, 0).Err(); err != nil {
				return fmt.Errorf("store: write batch %d: %w", b.Number, err)
			}
		}
		packed, err := json.Marshal(b)
		if err != nil {
			return fmt.Errorf("store: write batch %d: %w", b.Number, err)
		}
		done, err := s.putBatch.Run(ctx, s.rdb, []string{batchesKey(r.Key)}, b.Number, b.Version, packed).Text()
		if err != nil {
			return fmt.Errorf("store: write batch %d: %w", b.Number, err)
		}
		if done == "0" {
			return &dispatcher.Error{Code: dispatcher.Conflict, Where: strconv.Itoa(b.Number), What: "somebody else has just changed this batch", Cure: "look at it, and ask again"}
		}
		return nil
	})
}

// Batches returns the batches of a campaign by number.
func (s *Store) Batches(ctx context.Context, r *dispatcher.Registered) ([]dispatcher.Batch, error) {
	kept, err := s.rdb.HVals(ctx, batchesKey(r.Key)).Result()
	if err != nil {
		return nil, fmt.Errorf("store: list batches: %w", err)
	}
	all := make([]dispatcher.Batch, len(kept))
	for i := range kept {
		if err := json.Unmarshal([]byte(kept[i]), &all[i]); err != nil {
			return nil, fmt.Errorf("store: a batch does not read: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b dispatcher.Batch) int { return a.Number - b.Number })
	return all, nil
}

// BatchOf returns the key of the campaign that a batch belongs to, empty when
// there is no such batch.
func (s *Store) BatchOf(ctx context.Context, number int) (string, error) {
	key, err := s.rdb.HGet(ctx, batchIndex, strconv.Itoa(number)).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return "", fmt.Errorf("store: find batch %d: %w", number, err)
	}
	return key, nil
}

// BatchLetters returns the letters of a batch.
func (s *Store) BatchLetters(ctx context.Context, r *dispatcher.Registered, number int) ([]dispatcher.BatchLetter, error) {
	packed, err := s.rdb.Get(ctx, lettersKey(r.Key, number)).Bytes()
	if err != nil {
		return nil, fmt.Errorf("store: letters of batch %d: %w", number, err)
	}
	var all []dispatcher.BatchLetter
	if err := json.Unmarshal(packed, &all); err != nil {
		return nil, fmt.Errorf("store: letters of batch %d do not read: %w", number, err)
	}
	return all, nil
}

// Bind claims letters for a batch.
func (s *Store) Bind(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, token string, letters []dispatcher.BatchLetter) ([]dispatcher.ClaimStatus, error) {
	replies := make([]dispatcher.ClaimStatus, len(letters))
	for sh, at := range byShard(r, len(letters), func(i int) string { return letters[i].Case }) {
		for part := range slices.Chunk(at, 500) {
			p := newPacker()
			p.list(len(part))
			for _, i := range part {
				p.list(3)
				p.str(letters[i].Case)
				p.int(int64(letters[i].Seq))
				p.int(letters[i].RV)
			}
			u, err := s.insist(ctx, s.bind, sh, args(now, actor, string(r.Mode), token), p.bytes())
			if err != nil {
				return nil, err
			}
			u.list()
			for _, i := range part {
				replies[i] = dispatcher.ClaimStatus(u.str())
			}
			if u.err != nil {
				return nil, fmt.Errorf("store: bind: %w", u.err)
			}
		}
	}
	return replies, nil
}
