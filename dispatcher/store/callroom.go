package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// Next offers the case that waits longest on a channel's list to one operator;
// nil when there is none. audience -1 means any.
func (s *Store) Next(ctx context.Context, now time.Time, operator string, r *dispatcher.Registered, ch channels.Name, audience int, token string) (*dispatcher.Called, error) {
	all, err := s.longest(ctx, r, ch)
	if err != nil {
		return nil, err
	}
	for _, sh := range all {
		u, err := s.run(ctx, s.next, sh, args(now, operator, string(ch), audience, token))
		if err != nil {
			return nil, err
		}
		if u.list() == 0 {
			continue
		}
		id, seq, packed := u.str(), u.int(), u.bytes()
		if u.err != nil {
			return nil, fmt.Errorf("store: next: %w", u.err)
		}
		c, err := caseOf(id, packed)
		return &dispatcher.Called{Case: c, Seq: seq}, err
	}
	return nil, nil
}

// longest orders the shards that have something on a list by who waits longest.
func (s *Store) longest(ctx context.Context, r *dispatcher.Registered, ch channels.Name) ([]Shard, error) {
	all := shards(r)
	pipe := s.rdb.Pipeline()
	heads := make([]*redis.ZSliceCmd, len(all))
	for i, sh := range all {
		heads[i] = pipe.ZRangeWithScores(ctx, sh.list(ch), 0, 0)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: next: %w", err)
	}
	var order []Shard
	var scores []float64
	for i, h := range heads {
		if len(h.Val()) == 0 {
			continue
		}
		score, at := h.Val()[0].Score, len(order)
		for at > 0 && scores[at-1] > score {
			at--
		}
		order = append(order[:at], append([]Shard{all[i]}, order[at:]...)...)
		scores = append(scores[:at], append([]float64{score}, scores[at:]...)...)
	}
	return order, nil
}

// Dial claims the call that operator was offered. Dialling twice is answered
// alike.
func (s *Store) Dial(ctx context.Context, now time.Time, operator string, r *dispatcher.Registered, id string, seq int) (dispatcher.ClaimReply, error) {
	u, err := s.insist(ctx, s.dial, shardOf(r, id), args(now, operator, id, seq, string(r.Mode)))
	if err != nil {
		return dispatcher.ClaimReply{}, err
	}
	return u.claimReply(id)
}

// Listed reads the cases that are on a list, offered or being dialled.
func (s *Store) Listed(ctx context.Context, r *dispatcher.Registered, ch channels.Name) ([]dispatcher.Case, error) {
	cases, err := s.members(ctx, r, "list:"+string(ch))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, noun := range []string{"offers", "claims"} {
		open, err := s.tokens(ctx, r, noun)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			ids = append(ids, o.Case)
		}
	}
	more, err := s.cases(ctx, r, ids)
	return append(cases, more...), err
}
