package store

import (
	"context"
	"fmt"
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
