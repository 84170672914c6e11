package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// Deskwork reads what operators have reported, from the counters that the
// reports themselves keep.
func (s *Store) Deskwork(ctx context.Context, r *dispatcher.Registered) (map[string]*dispatcher.Deskwork, error) {
	all := map[string]*dispatcher.Deskwork{}
	for _, sh := range shards(r) {
		kept, err := s.rdb.HGetAll(ctx, sh.key("desk")).Result()
		if err != nil {
			return nil, fmt.Errorf("store: work of operators: %w", err)
		}
		for k, v := range kept {
			n, err := strconv.ParseInt(v, 10, 64)
			at := strings.LastIndexByte(k, '|')
			if err != nil || at < 0 {
				return nil, fmt.Errorf("store: work of operators: %s does not read", sh.key("desk"))
			}
			who, isOperator := strings.CutPrefix(k[:at], "operator:")
			if !isOperator {
				continue
			}
			if all[who] == nil {
				all[who] = &dispatcher.Deskwork{Reports: map[dispatcher.Disposition]int{}}
			}
			addWork(all[who], k[at+1:], n)
		}
	}
	return all, nil
}

func addWork(w *dispatcher.Deskwork, disposition string, n int64) {
	if disposition != "" {
		w.Reports[dispatcher.Disposition(disposition)] += int(n)
	} else if at := time.UnixMilli(n).UTC(); at.After(w.Last) {
		w.Last = at
	}
}

// Lists counts the calls that wait on the lists, and those of them that were
// promised and are due.
func (s *Store) Lists(ctx context.Context, now time.Time, r *dispatcher.Registered, audiences int) (waiting, promised int, err error) {
	pipe := s.rdb.Pipeline()
	var all, due []*redis.IntCmd
	for _, sh := range shards(r) {
		all = append(all, pipe.ZCard(ctx, sh.list(channels.Call)))
		for band := range 2 * audiences {
			low := int64(band) * bandWidth
			due = append(due, pipe.ZCount(ctx, sh.list(channels.Call), strconv.FormatInt(low, 10), strconv.FormatInt(low+now.UnixMilli(), 10)))
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, 0, fmt.Errorf("store: lists: %w", err)
	}
	for _, n := range all {
		waiting += int(n.Val())
	}
	for _, n := range due {
		promised += int(n.Val())
	}
	return waiting, promised, nil
}

// minutesAtOnce bounds the fields of one read.
const minutesAtOnce = 5000

// Minutes reads how counters changed in the minutes after one and up to another,
// counted since 1970: a row a minute, a column a counter.
func (s *Store) Minutes(ctx context.Context, r *dispatcher.Registered, after, upTo int64, counters []string) ([][]int, error) {
	rows := make([][]int, max(0, upTo-after))
	for i := range rows {
		rows[i] = make([]int, len(counters))
	}
	step := max(1, minutesAtOnce/max(1, len(counters)))
	for _, sh := range shards(r) {
		for first := 0; first < len(rows); first += step {
			if err := s.minutes(ctx, sh, after+int64(first), rows[first:min(len(rows), first+step)], counters); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}

func (s *Store) minutes(ctx context.Context, sh Shard, after int64, rows [][]int, counters []string) error {
	fields := make([]string, 0, len(rows)*len(counters))
	for i := range rows {
		for _, c := range counters {
			fields = append(fields, strconv.FormatInt(after+1+int64(i), 10)+"|"+c)
		}
	}
	values, err := s.rdb.HMGet(ctx, sh.key("minutes"), fields...).Result()
	if err != nil {
		return fmt.Errorf("store: minutes: %w", err)
	}
	for i, v := range values {
		if text, ok := v.(string); ok {
			n, err := strconv.Atoi(text)
			if err != nil {
				return fmt.Errorf("store: minutes: %w", err)
			}
			rows[i/len(counters)][i%len(counters)] += n
		}
	}
	return nil
}
