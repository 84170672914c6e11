package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// unlaunched is the score, plus the wave, of a case whose wave nobody has
// launched (lua/_case.lua).
const unlaunched = 9_000_000_000_000_000

// Due lends at most limit cases that are due on a channel.
func (s *Store) Due(ctx context.Context, now time.Time, r *dispatcher.Registered, ch channels.Name, limit int) ([]dispatcher.Job, error) {
	var jobs []dispatcher.Job
	for _, sh := range shards(r) {
		u, err := s.run(ctx, s.due, sh, args(now, "relay", string(ch), limit-len(jobs)))
		if err != nil {
			return jobs, err
		}
		u.want(4, "due")
		lease, epoch, inc := u.int64(), u.int64(), u.int()
		for range u.list() {
			id, seq, err := splitHandle(u.str())
			if err != nil {
				return jobs, err
			}
			jobs = append(jobs, dispatcher.Job{
				AttemptID: dispatcher.AttemptID{Campaign: r.Key, Case: id, Inc: inc, Seq: seq},
				Channel:   ch, Lease: lease, Epoch: epoch})
		}
		if u.err != nil {
			return jobs, fmt.Errorf("store: due: %w", u.err)
		}
		if len(jobs) >= limit {
			break
		}
	}
	return jobs, nil
}

// splitHandle reads case.attempt.
func splitHandle(m string) (string, int, error) {
	i := strings.LastIndexByte(m, '.')
	if i < 0 {
		return "", 0, fmt.Errorf("store: %q is no case.attempt", m)
	}
	seq, err := strconv.Atoi(m[i+1:])
	if err != nil {
		return "", 0, fmt.Errorf("store: %q is no case.attempt", m)
	}
	return m[:i], seq, nil
}

// Leased says how much is lent.
func (s *Store) Leased(ctx context.Context, r *dispatcher.Registered) (dispatcher.Leases, error) {
	all := shards(r)
	pipe := s.rdb.Pipeline()
	out, last := make([]*redis.IntCmd, len(all)), make([]*redis.StringCmd, len(all))
	for i, sh := range all {
		out[i], last[i] = pipe.HLen(ctx, sh.key("leased")), pipe.HGet(ctx, sh.key("control"), "lease")
	}
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil {
		return dispatcher.Leases{}, fmt.Errorf("store: leases: %w", err)
	}
	l := dispatcher.Leases{Out: make([]int, len(all)), Last: make([]int64, len(all))}
	for i := range all {
		l.Out[i] = int(out[i].Val())
		l.Last[i], _ = last[i].Int64()
	}
	return l, nil
}

// Release ends the leases of a shard up to a number: what nobody claimed is
// due again.
func (s *Store) Release(ctx context.Context, now time.Time, r *dispatcher.Registered, shard int, upTo int64) (int, error) {
	u, err := s.insist(ctx, s.release, Shard{r.Key, shard}, args(now, "relay", upTo))
	if err != nil {
		return 0, err
	}
	u.list()
	return u.int(), u.err
}

// Ripe reads cases that wait for the policy, those of newly launched waves
// among them.
func (s *Store) Ripe(ctx context.Context, now time.Time, r *dispatcher.Registered, limit int) ([]dispatcher.Case, error) {
	all := shards(r)
	pipe := s.rdb.Pipeline()
	ripe, waves := make([]*redis.StringSliceCmd, len(all)), make([]*redis.StringSliceCmd, len(all))
	for i, sh := range all {
		ripe[i] = pipe.ZRangeByScore(ctx, sh.key("plan"), &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: int64(limit)})
		waves[i] = pipe.ZRangeByScore(ctx, sh.key("plan"), &redis.ZRangeBy{Min: strconv.Itoa(unlaunched), Max: strconv.Itoa(unlaunched + r.Wave), Count: int64(limit)})
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: ripe: %w", err)
	}
	var ids []string
	for i := range all {
		ids = append(ids, ripe[i].Val()...)
		ids = append(ids, waves[i].Val()...)
	}
	return s.cases(ctx, r, ids[:min(limit, len(ids))])
}

// cases reads cases without their records, in the order of their ids; those
// that are not there are left out.
func (s *Store) cases(ctx context.Context, r *dispatcher.Registered, ids []string) ([]dispatcher.Case, error) {
	pipe := s.rdb.Pipeline()
	got := map[Shard]*redis.SliceCmd{}
	parts := byShard(r, len(ids), func(i int) string { return ids[i] })
	for sh, at := range parts {
		some := make([]string, len(at))
		for k, i := range at {
			some[k] = ids[i]
		}
		got[sh] = pipe.HMGet(ctx, sh.key("cases"), some...)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: read cases: %w", err)
	}
	cases := make([]dispatcher.Case, len(ids))
	for sh, at := range parts {
		for k, packed := range got[sh].Val() {
			p, ok := packed.(string)
			if !ok {
				continue
			}
			var err error
			if cases[at[k]], err = caseOf(ids[at[k]], []byte(p)); err != nil {
				return nil, err
			}
		}
	}
	return slices.DeleteFunc(cases, func(c dispatcher.Case) bool { return c.ID == "" }), nil
}

// Apply applies decisions, each to the very state that it was made from.
func (s *Store) Apply(ctx context.Context, now time.Time, r *dispatcher.Registered, plans []dispatcher.Planned) error {
	for sh, at := range byShard(r, len(plans), func(i int) string { return plans[i].Case }) {
		p := newPacker()
		p.list(len(at))
		for _, i := range at {
			p.list(3)
			p.str(plans[i].Case)
			p.int(plans[i].V)
			p.packDecision(&plans[i].Decision)
		}
		if _, err := s.insist(ctx, s.plan, sh, args(now, "planner"), p.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// Pulse reads what a campaign has to do. Each shard is read at one moment, so
// nothing that is under way can slip between two looks.
func (s *Store) Pulse(ctx context.Context, r *dispatcher.Registered) (dispatcher.Pulse, error) {
	var p dispatcher.Pulse
	for _, sh := range shards(r) {
		if err := s.pulse(ctx, sh, r.Wave, &p); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (s *Store) pulse(ctx context.Context, sh Shard, wave int, p *dispatcher.Pulse) error {
	pipe := s.rdb.TxPipeline()
	heads := []*redis.ZSliceCmd{pipe.ZRangeWithScores(ctx, sh.key("plan"), 0, 0)}
	var lists []*redis.IntCmd
	for _, ch := range channels.All {
		heads = append(heads, pipe.ZRangeWithScores(ctx, sh.timer(ch), 0, 0))
		lists = append(lists, pipe.ZCard(ctx, sh.list(ch)))
	}
	lists = append(lists, pipe.HLen(ctx, sh.key("offers")))
	launched := pipe.ZCount(ctx, sh.key("plan"), strconv.Itoa(unlaunched), strconv.Itoa(unlaunched+wave))
	leased, claims := pipe.HLen(ctx, sh.key("leased")), pipe.HVals(ctx, sh.key("claims"))
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("store: pulse: %w", err)
	}
	for _, h := range heads {
		if z := h.Val(); len(z) > 0 && z[0].Score < unlaunched {
			if at := time.UnixMilli(int64(z[0].Score)); p.Next.IsZero() || at.Before(p.Next) {
				p.Next = at
			}
		}
	}
	if launched.Val() > 0 { // a wave that was just launched: to be planned at once
		p.Next = time.UnixMilli(0)
	}
	p.Leased += int(leased.Val())
	for _, l := range lists {
		p.Listed += int(l.Val())
	}
	for _, token := range claims.Val() {
		if dispatcher.WorkerToken(token) {
			p.Wire++
		} else {
			p.Listed++
		}
	}
	return nil
}
