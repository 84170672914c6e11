package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Counts reads a campaign's counters: as they stand, or as of a minute, summed
// from the rollups of all minutes up to it.
func (s *Store) Counts(ctx context.Context, r *dispatcher.Registered, asOf time.Time) (map[string]int, error) {
	sum := map[string]int{}
	for _, sh := range shards(r) {
		noun, cut := "counts", int64(0)
		if !asOf.IsZero() {
			noun, cut = "minutes", asOf.UnixMilli()/60000
		}
		all, err := s.rdb.HGetAll(ctx, sh.key(noun)).Result()
		if err != nil {
			return nil, fmt.Errorf("store: counts: %w", err)
		}
		for k, v := range all {
			if !asOf.IsZero() {
				minute, rest, _ := strings.Cut(k, "|")
				if m, err := strconv.ParseInt(minute, 10, 64); err != nil || m > cut {
					continue
				}
				k = rest
			}
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil, fmt.Errorf("store: counter %s: %w", k, err)
			}
			sum[k] += n
		}
	}
	return sum, nil
}

// Arrivals reads from the rollups when people joined and were withdrawn, in
// order.
func (s *Store) Arrivals(ctx context.Context, r *dispatcher.Registered) ([]dispatcher.Arrival, error) {
	type when struct {
		audience int
		minute   int64
	}
	sum := map[when]*dispatcher.Arrival{}
	for _, sh := range shards(r) {
		all, err := s.rdb.HGetAll(ctx, sh.key("minutes")).Result()
		if err != nil {
			return nil, fmt.Errorf("store: arrivals: %w", err)
		}
		for k, v := range all {
			at, audience, what, ok := rollup(k)
			n, err := strconv.Atoi(v)
			if !ok || err != nil || what != "t" && what != "s4" {
				continue
			}
			a := sum[when{audience, at}]
			if a == nil {
				a = &dispatcher.Arrival{Audience: audience, Minute: time.UnixMilli(at * 60000)}
				sum[when{audience, at}] = a
			}
			if what == "t" {
				a.Joined += n
			} else {
				a.Withdrawn += n
			}
		}
	}
	arrivals := make([]dispatcher.Arrival, 0, len(sum))
	for _, a := range sum {
		if a.Joined != 0 || a.Withdrawn != 0 {
			arrivals = append(arrivals, *a)
		}
	}
	slices.SortFunc(arrivals, func(a, b dispatcher.Arrival) int { return a.Minute.Compare(b.Minute) })
	return arrivals, nil
}

// rollup reads the name of a minute's counter of an audience.
func rollup(k string) (minute int64, audience int, what string, ok bool) {
	at, rest, _ := strings.Cut(k, "|")
	of, what, ok := strings.Cut(rest, "|")
	minute, err1 := strconv.ParseInt(at, 10, 64)
	audience, err2 := strconv.Atoi(of)
	return minute, audience, what, ok && err1 == nil && err2 == nil
}
