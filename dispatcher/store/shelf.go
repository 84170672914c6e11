package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Campaigns returns all campaigns.
func (s *Store) Campaigns(ctx context.Context) ([]*dispatcher.Registered, error) {
	keys, err := s.rdb.HGetAll(ctx, index).Result()
	if err != nil {
		return nil, fmt.Errorf("store: list campaigns: %w", err)
	}
	var all []*dispatcher.Registered
	for id, key := range keys {
		b, err := s.rdb.Get(ctx, campaignKey(key)).Bytes()
		if err != nil {
			return nil, fmt.Errorf("store: read campaign %s: %w", id, err)
		}
		r := new(dispatcher.Registered)
		if err := json.Unmarshal(b, r); err != nil {
			return nil, fmt.Errorf("store: campaign %s does not read: %w", id, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// Add keeps a new campaign. An id that is taken is refused.
func (s *Store) Add(ctx context.Context, r *dispatcher.Registered) error {
	if err := s.Put(ctx, r); err != nil {
		return err
	}
	fresh, err := s.rdb.HSetNX(ctx, index, r.ID, r.Key).Result()
	if err != nil {
		return fmt.Errorf("store: add campaign %s: %w", r.ID, err)
	}
	if !fresh {
		s.rdb.Del(ctx, campaignKey(r.Key))
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: r.ID, What: "a campaign with this id exists already",
			Cure: "choose another id, or go on with that one"}
	}
	return nil
}

// putRecord replaces a campaign's record by one of a later epoch only. The same
// record once more is no change: its reply was lost.
const putRecord = `
local old = redis.call('GET', KEYS[1])
if old == ARGV[2] then return '1' end
if old and tonumber(cjson.decode(old).epoch) >= tonumber(ARGV[1]) then return '0' end
redis.call('SET', KEYS[1], ARGV[2])
return '1'`

// Put replaces what is kept of a campaign by a record of a later epoch. A record
// that somebody else has changed meanwhile is left as it is: Conflict.
func (s *Store) Put(ctx context.Context, r *dispatcher.Registered) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store: write campaign %s: %w", r.ID, err)
	}
	var done string
	err = persist(ctx, func() error {
		done, err = s.put.Run(ctx, s.rdb, []string{campaignKey(r.Key)}, r.Epoch, b).Text()
		return err
	})
	if err != nil {
		return fmt.Errorf("store: write campaign %s: %w", r.ID, err)
	}
	if done == "0" {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: r.ID, What: "somebody else has just changed this campaign", Cure: "ask again"}
	}
	return nil
}

// Unhold lets what was held for faults of ours be planned again.
func (s *Store) Unhold(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered) error {
	for _, sh := range shards(r) {
		for {
			u, err := s.insist(ctx, s.unhold, sh, args(now, actor))
			if err != nil {
				return err
			}
			u.list()
			if n := u.int(); n == 0 || u.err != nil {
				break
			}
		}
	}
	return nil
}

// Control gives every shard the control record of r, and answers when all have
// it. need lists, for each audience, the grade that counts as reached: the
// audience's own first, then each step's.
func (s *Store) Control(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, need [][]dispatcher.Grade, detail string) error {
	for i, sh := range shards(r) {
		if i > 0 {
			detail = "" // one event for the campaign
		}
		_, err := s.insist(ctx, s.control, sh, args(now, actor, r.Epoch, string(r.State), string(r.Mode), r.PV, r.Wave,
			packNeed(need), packOff(r.Off), detail))
		if err != nil {
			return err
		}
	}
	return nil
}

func packNeed(need [][]dispatcher.Grade) []byte {
	p := newPacker()
	p.list(len(need))
	for _, a := range need {
		p.list(len(a))
		for _, g := range a {
			p.int(int64(g))
		}
	}
	return p.bytes()
}

func packOff(off map[string]string) []byte {
	p := newPacker()
	p.enc.EncodeMapLen(len(off))
	for ch := range off {
		p.str(ch)
		p.int(1)
	}
	return p.bytes()
}

// Note appends an event of the campaign to its first shard; an empty type only
// takes every shard's plan time past now.
func (s *Store) Note(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, t dispatcher.EventType, detail string) error {
	for _, sh := range shards(r) {
		if _, err := s.run(ctx, s.note, sh, args(now, actor, string(t), detail)); err != nil {
			return err
		}
		if t != "" {
			return nil
		}
	}
	return nil
}

// shards lists the shards of a campaign.
func shards(r *dispatcher.Registered) []Shard {
	all := make([]Shard, max(1, r.Shards))
	for i := range all {
		all[i] = Shard{r.Key, i}
	}
	return all
}

// shardOf is the shard of a case.
func shardOf(r *dispatcher.Registered, id string) Shard {
	return Shard{r.Key, ShardOf(id, max(1, r.Shards))}
}
