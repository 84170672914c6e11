package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// Pending reads events of a shard's outbox after a number.
func (s *Store) Pending(ctx context.Context, sh Shard, after int64, limit int) ([]dispatcher.Event, error) {
	entries, err := s.rdb.XRangeN(ctx, sh.key("outbox"), "("+strconv.FormatInt(after, 10)+"-1", "+", int64(limit)).Result()
	if err != nil {
		return nil, fmt.Errorf("store: outbox: %w", err)
	}
	events := make([]dispatcher.Event, 0, len(entries))
	for _, e := range entries {
		packed, _ := e.Values["e"].(string)
		var seq int64
		fmt.Sscanf(e.ID, "%d-", &seq)
		ev, err := eventOf(sh, seq, []byte(packed))
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, nil
}

func eventOf(sh Shard, seq int64, packed []byte) (dispatcher.Event, error) {
	u := unpack(packed)
	u.want(14, "event")
	e := dispatcher.Event{Campaign: sh.Campaign, Shard: sh.N, Seq: seq,
		Type: dispatcher.EventType(u.str()), Recorded: u.time(), At: u.time(), Actor: u.str(), Case: u.str(), Attempt: u.int(),
		Channel: u.str(), Result: dispatcher.Result(u.str()), Facts: dispatcher.Facts(u.int()),
		Disposition: dispatcher.Disposition(u.str()), Detail: u.str(), Image: u.bytes()}
	for range u.list() {
		e.Sealed = append(e.Sealed, u.bytes())
	}
	e.Inc = u.int()
	if u.err != nil {
		return e, fmt.Errorf("store: event %d of %s: %w", seq, sh.key("outbox"), u.err)
	}
	return e, nil
}

// Waiting counts the events in the outbox of each shard.
func (s *Store) Waiting(ctx context.Context, r *dispatcher.Registered) ([]int, error) {
	pipe := s.rdb.Pipeline()
	for _, sh := range shards(r) {
		pipe.XLen(ctx, sh.key("outbox"))
	}
	lens, err := pipe.Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: outbox: %w", err)
	}
	n := make([]int, len(lens))
	for i, l := range lens {
		n[i] = int(l.(*redis.IntCmd).Val())
	}
	return n, nil
}

// Trim forgets events that the journal has on disk, and remembers the hash of
// the last of them. The mark never moves back.
func (s *Store) Trim(ctx context.Context, sh Shard, upTo int64, hash []byte) error {
	_, err := s.insist(ctx, s.trim, sh, args(time.Time{}, "journal", upTo, hex.EncodeToString(hash)))
	return err
}

// Mark returns the number and the hash of the last event that was trimmed.
func (s *Store) Mark(ctx context.Context, sh Shard) (int64, []byte, error) {
	m, err := s.rdb.HGetAll(ctx, sh.key("journal")).Result()
	if err != nil || len(m) == 0 {
		return 0, nil, err
	}
	seq, err1 := strconv.ParseInt(m["seq"], 10, 64)
	hash, err2 := hex.DecodeString(m["hash"])
	if err1 != nil || err2 != nil {
		return 0, nil, fmt.Errorf("store: mark of %s does not read", sh.key("journal"))
	}
	return seq, hash, nil
}
