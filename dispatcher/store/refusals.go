package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
)

// refusedKey is the hash of the published people who were not let in: name ->
// sealed reasons. It belongs to the campaign as a whole.
func refusedKey(campaign string) string { return "{" + campaign + "}:refused" }

// Refuse keeps refusals. One that is there already is left as it is. It is
// durable when it returns, and may be repeated.
func (s *Store) Refuse(ctx context.Context, r *dispatcher.Registered, sealed map[string][]byte) error {
	if len(sealed) == 0 {
		return nil
	}
	return persist(ctx, func() error {
		pipe := s.rdb.Pipeline()
		for _, name := range slices.Sorted(maps.Keys(sealed)) {
			pipe.HSetNX(ctx, refusedKey(r.Key), name, sealed[name])
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return fmt.Errorf("store: refuse: %w", err)
		}
		return nil
	})
}

// Forget drops refusals.
func (s *Store) Forget(ctx context.Context, r *dispatcher.Registered, names []string) error {
	if len(names) == 0 {
		return nil
	}
	return persist(ctx, func() error {
		if err := s.rdb.HDel(ctx, refusedKey(r.Key), names...).Err(); err != nil {
			return fmt.Errorf("store: forget refusals: %w", err)
		}
		return nil
	})
}

// RefusedPage reads a page of refusals. An empty cursor starts, an empty next
// ends.
func (s *Store) RefusedPage(ctx context.Context, r *dispatcher.Registered, cursor string, limit int) (map[string][]byte, string, error) {
	at := uint64(0)
	if cursor != "" {
		var err error
		if at, err = strconv.ParseUint(cursor, 10, 64); err != nil {
			return nil, "", noCursor()
		}
	}
	flat, next, err := s.rdb.HScan(ctx, refusedKey(r.Key), at, "", int64(limit)).Result()
	if err != nil {
		return nil, "", fmt.Errorf("store: refusals: %w", err)
	}
	page := make(map[string][]byte, len(flat)/2)
	for i := 0; i < len(flat); i += 2 {
		page[flat[i]] = []byte(flat[i+1])
	}
	if next == 0 {
		return page, "", nil
	}
	return page, strconv.FormatUint(next, 10), nil
}

// RefusedCount is how many refusals are kept.
func (s *Store) RefusedCount(ctx context.Context, r *dispatcher.Registered) (int, error) {
	n, err := s.rdb.HLen(ctx, refusedKey(r.Key)).Result()
	if err != nil {
		return 0, fmt.Errorf("store: refusals: %w", err)
	}
	return int(n), nil
}

func noCursor() error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: "after", What: "this is no cursor", Cure: "give the one that the page before ended with"}
}
