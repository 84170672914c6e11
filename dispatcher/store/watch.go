package store

import (
	"context"
	"fmt"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Claims reads the claims that are open.
func (s *Store) Claims(ctx context.Context, r *dispatcher.Registered) ([]dispatcher.OpenClaim, error) {
	return s.tokens(ctx, r, "claims")
}

// Offers reads the offers that are open.
func (s *Store) Offers(ctx context.Context, r *dispatcher.Registered) ([]dispatcher.OpenClaim, error) {
	return s.tokens(ctx, r, "offers")
}

func (s *Store) tokens(ctx context.Context, r *dispatcher.Registered, noun string) ([]dispatcher.OpenClaim, error) {
	var open []dispatcher.OpenClaim
	for _, sh := range shards(r) {
		all, err := s.rdb.HGetAll(ctx, sh.key(noun)).Result()
		if err != nil {
			return nil, fmt.Errorf("store: read %s: %w", noun, err)
		}
		for m, token := range all {
			id, seq, err := splitHandle(m)
			if err != nil {
				return nil, err
			}
			open = append(open, dispatcher.OpenClaim{Case: id, Seq: seq, Token: token})
		}
	}
	return open, nil
}

// Expire puts claims that nobody closed into review.
func (s *Store) Expire(ctx context.Context, now time.Time, r *dispatcher.Registered, claims []dispatcher.OpenClaim) (int, error) {
	return s.each(ctx, s.expire, now, "watch", r, claims, func(c dispatcher.OpenClaim) string { return c.Token })
}

// Lapse puts offers that nobody dialled back on their list.
func (s *Store) Lapse(ctx context.Context, now time.Time, r *dispatcher.Registered, offers []dispatcher.OpenClaim) (int, error) {
	return s.each(ctx, s.lapse, now, "watch", r, offers, func(c dispatcher.OpenClaim) string { return c.Token })
}

// Resolve settles reviews by a human's verdict. It returns how many there were
// to settle.
func (s *Store) Resolve(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, attempts []dispatcher.OpenClaim, v dispatcher.Verdict) (int, error) {
	return s.each(ctx, s.resolve, now, actor, r, attempts, func(dispatcher.OpenClaim) string { return string(v) })
}

// each calls a script whose items are {id, seq, word} and adds up its answers.
func (s *Store) each(ctx context.Context, sc script, now time.Time, actor string, r *dispatcher.Registered,
	claims []dispatcher.OpenClaim, word func(dispatcher.OpenClaim) string) (int, error) {
	n := 0
	for sh, at := range byShard(r, len(claims), func(i int) string { return claims[i].Case }) {
		p := newPacker()
		p.list(len(at))
		for _, i := range at {
			p.list(3)
			p.str(claims[i].Case)
			p.int(int64(claims[i].Seq))
			p.str(word(claims[i]))
		}
		u, err := s.insist(ctx, sc, sh, args(now, actor), p.bytes())
		if err != nil {
			return n, err
		}
		for range u.list() {
			n += u.int()
		}
		if u.err != nil {
			return n, fmt.Errorf("store: %s: %w", sc.name, u.err)
		}
	}
	return n, nil
}

// Reviews reads the cases with an attempt that waits for a human.
func (s *Store) Reviews(ctx context.Context, r *dispatcher.Registered) ([]dispatcher.Case, error) {
	return s.members(ctx, r, "review")
}

func (s *Store) members(ctx context.Context, r *dispatcher.Registered, noun string) ([]dispatcher.Case, error) {
	var ids []string
	seen := map[string]bool{}
	for _, sh := range shards(r) {
		all, err := s.rdb.ZRange(ctx, sh.key(noun), 0, -1).Result()
		if err != nil {
			return nil, fmt.Errorf("store: read %s: %w", noun, err)
		}
		for _, m := range all {
			id, _, err := splitHandle(m)
			if err != nil {
				return nil, err
			}
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return s.cases(ctx, r, ids)
}
