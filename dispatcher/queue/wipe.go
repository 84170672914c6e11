package queue

import (
	"context"
	"fmt"
)

// Wipe throws every job away, as a NATS that lost its data does: for
// demonstrations and tests. The stream is made anew by whoever needs it, and
// the jobs come back when their leases end.
func (q *Queue) Wipe(ctx context.Context) error {
	if err := q.js.DeleteStream(ctx, jobStream); err != nil {
		return fmt.Errorf("queue: wipe: %w", err)
	}
	return nil
}
