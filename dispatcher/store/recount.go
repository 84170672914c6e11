package store

import (
	"context"
	"fmt"
	"math/bits"
	"sort"
	"strconv"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// shares adds a case's share in every counter to sum: the same function as
// count in lua/_case.lua, written a second time on purpose.
func shares(c *dispatcher.Case, sum map[string]int) {
	a := strconv.Itoa(c.Audience) + "|"
	active := bits.OnesCount32(c.Active)
	sum[a+"t"] += c.Members
	sum[a+"T"]++
	sum[a+"s"+strconv.Itoa(int(c.Reach))] += active
	sum[a+"S"+strconv.Itoa(int(c.Reach))]++
	sum[a+"s4"] += c.Members - active
	tries, review, seen := 0, false, map[channels.Name]bool{}
	for _, t := range c.Attempts {
		ch := a + "c" + string(t.Channel) + "|"
		if t.Result.Burns() {
			tries++
			sum[ch+"n"]++
			if !seen[t.Channel] {
				seen[t.Channel] = true
				sum[ch+"a"] += c.Members
			}
			if t.Seq == c.Best {
				sum[ch+"r"] += active
			}
		}
		if t.Review {
			review = true
			sum[ch+"v"]++
		}
	}
	if tries > 0 {
		sum[a+"a"] += c.Members
	}
	if review {
		sum[a+"v"] += c.Members
	}
	switch {
	case c.Reach == dispatcher.Reached:
		sum[a+"n"+strconv.Itoa(tries)+"|r"] += active
	case c.Reach < dispatcher.Reached:
		sum[a+"n"+strconv.Itoa(tries+1)+"|w"] += active
	}
}

// Recount adds up every case again and compares: the counters with the cases,
// the minutes with the counters, and every case that is not at its end with
// the handles that keep it from being forgotten. Nothing may be changing
// meanwhile, or a difference may be no more than that change.
func (s *Store) Recount(ctx context.Context, r *dispatcher.Registered) (dispatcher.Verification, error) {
	v := dispatcher.Verification{Differences: []string{}}
	for _, sh := range shards(r) {
		if err := s.recountShard(ctx, r, sh, &v); err != nil {
			return v, err
		}
	}
	sort.Strings(v.Differences)
	return v, nil
}

func (s *Store) recountShard(ctx context.Context, r *dispatcher.Registered, sh Shard, v *dispatcher.Verification) error {
	handles, err := s.handles(ctx, sh)
	if err != nil {
		return err
	}
	sum := map[string]int{}
	for at, first := uint64(0), true; first || at != 0; first = false {
		flat, next, err := s.rdb.HScan(ctx, sh.key("cases"), at, "", 1000).Result()
		if err != nil {
			return fmt.Errorf("store: recount: %w", err)
		}
		for i := 0; i < len(flat); i += 2 {
			c, err := caseOf(flat[i], []byte(flat[i+1]))
			if err != nil {
				return err
			}
			v.Cases++
			v.People += c.Members
			shares(&c, sum)
			if counted(r, &c) == 1 {
				sum["w"+strconv.Itoa(c.Wave)] += c.Members
			}
			v.Differences = append(v.Differences, handles.missing(&c)...)
		}
		at = next
	}
	return s.compare(ctx, r, sh, sum, v)
}

func (s *Store) compare(ctx context.Context, r *dispatcher.Registered, sh Shard, sum map[string]int, v *dispatcher.Verification) error {
	counts, err := s.rdb.HGetAll(ctx, sh.key("counts")).Result()
	if err != nil {
		return fmt.Errorf("store: recount: %w", err)
	}
	minutes, err := s.rdb.HGetAll(ctx, sh.key("minutes")).Result()
	if err != nil {
		return fmt.Errorf("store: recount: %w", err)
	}
	rolled := map[string]int{}
	for k, n := range minutes {
		for i := range k {
			if k[i] == '|' {
				d, _ := strconv.Atoi(n)
				rolled[k[i+1:]] += d
				break
			}
		}
	}
	all := map[string]bool{}
	for k := range sum {
		all[k] = true
	}
	for k := range counts {
		all[k] = true
	}
	for k := range all {
		n, _ := strconv.Atoi(counts[k])
		if n != sum[k] {
			v.Differences = append(v.Differences, fmt.Sprintf("shard %d: counter %s is %d, the cases add up to %d", sh.N, k, n, sum[k]))
		}
		if n != rolled[k] {
			v.Differences = append(v.Differences, fmt.Sprintf("shard %d: counter %s is %d, its minutes add up to %d", sh.N, k, n, rolled[k]))
		}
	}
	return nil
}

// handles are what keeps the open cases of a shard from being forgotten.
type handles struct{ plan, due, leased, list, offers, claims, review, held map[string]bool }

func (s *Store) handles(ctx context.Context, sh Shard) (handles, error) {
	h := handles{}
	var failed error
	set := func(keys []string, read func(string) ([]string, error)) map[string]bool {
		m := map[string]bool{}
		for _, k := range keys {
			all, err := read(k)
			if err != nil {
				failed = fmt.Errorf("store: recount: %w", err)
			}
			for _, x := range all {
				m[x] = true
			}
		}
		return m
	}
	zset := func(k string) ([]string, error) { return s.rdb.ZRange(ctx, k, 0, -1).Result() }
	hash := func(k string) ([]string, error) { return s.rdb.HKeys(ctx, k).Result() }
	var timers, lists []string
	for _, ch := range channels.All {
		timers, lists = append(timers, sh.timer(ch)), append(lists, sh.list(ch))
	}
	h.plan, h.review, h.held = set([]string{sh.key("plan")}, zset), set([]string{sh.key("review")}, zset), set([]string{sh.key("held")}, zset)
	h.due, h.list = set(timers, zset), set(lists, zset)
	h.leased, h.offers, h.claims = set([]string{sh.key("leased")}, hash), set([]string{sh.key("offers")}, hash), set([]string{sh.key("claims")}, hash)
	return h, failed
}

// missing names what a case lacks: every open slot has the handle of its
// phase, every review is in the set, and a case that is not at its end has one.
func (h handles) missing(c *dispatcher.Case) []string {
	var lacks []string
	held := h.plan[c.ID]
	for _, s := range c.Slots {
		m := c.ID + "." + strconv.Itoa(s.Seq)
		ok := map[dispatcher.Phase]bool{dispatcher.Due: h.due[m] || h.leased[m], dispatcher.Listed: h.list[m], dispatcher.Offered: h.offers[m],
			dispatcher.Claimed: h.claims[m], dispatcher.Held: h.held[m], dispatcher.Waiting: h.plan[c.ID]}[s.Phase]
		if !ok {
			lacks = append(lacks, fmt.Sprintf("case %s: attempt %d is in phase %q without a handle", c.ID, s.Seq, s.Phase))
		}
		held = held || ok
	}
	for _, t := range c.Attempts {
		in := h.review[c.ID+"."+strconv.Itoa(t.Seq)]
		if t.Review != in {
			lacks = append(lacks, fmt.Sprintf("case %s: attempt %d and the list of reviews do not agree", c.ID, t.Seq))
		}
		held = held || in
	}
	if c.Reach < dispatcher.Reached && !held {
		lacks = append(lacks, fmt.Sprintf("case %s is not at its end and nothing will ever look at it", c.ID))
	}
	return lacks
}
