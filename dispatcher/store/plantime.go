package store

import (
	"context"
	"fmt"
	"time"
)

// planTime holds the plan time of a demo whose workers are other processes.
const planTime = "owabi:plantime"

// SetPlanTime tells other processes a demo's time.
func (s *Store) SetPlanTime(ctx context.Context, t time.Time) error {
	if err := s.rdb.Set(ctx, planTime, t.UnixMilli(), 0).Err(); err != nil {
		return fmt.Errorf("store: set plan time: %w", err)
	}
	return nil
}

// PlanTime is the time that SetPlanTime told last.
func (s *Store) PlanTime(ctx context.Context) (time.Time, error) {
	ms, err := s.rdb.Get(ctx, planTime).Int64()
	if err != nil {
		return time.Time{}, fmt.Errorf("store: plan time: %w", err)
	}
	return time.UnixMilli(ms), nil
}
