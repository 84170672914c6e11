package main

import (
	"context"
	"errors"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/journal"
	"github.com/owabi/owabi/dispatcher/store"
)

// journalPause is how long the journal gathers events: a batch costs a sync of
// its own, so many small ones would cost more than the letters. journalFull is
// how many make it go on at once.
const (
	journalPause = 100 * time.Millisecond
	journalFull  = 900
)

// journaling moves events from the outboxes to the journal until ctx is done.
func (v *server) journaling(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := v.moveAll(ctx)
		if err != nil && ctx.Err() == nil {
			v.log.Error("journal", "err", err)
		}
		if n >= journalFull && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(journalPause):
		}
	}
	return nil
}

// moveAll moves one batch of every shard that has events. A shard that cannot
// be moved does not hold up the others.
func (v *server) moveAll(ctx context.Context) (int, error) {
	sum, errs := 0, []error(nil)
	for _, r := range v.journalled() {
		waiting, err := v.store.Waiting(ctx, r)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for shard, n := range waiting {
			if n == 0 {
				continue
			}
			n, err := v.mover.Move(ctx, journal.ShardRef{Campaign: r.Key, Shard: shard, Inc: 1})
			sum += n
			errs = append(errs, err)
		}
	}
	return sum, errors.Join(errs...)
}

// journalled is everything that has outboxes: the campaigns, and the diary of
// who let whom in.
func (v *server) journalled() []*dispatcher.Registered {
	return append(v.book.Registered(), &dispatcher.Registered{Key: store.AccessLog.Campaign, Shards: 1})
}

// drain moves what is left, when everything else has stopped.
func (v *server) drain() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		if n, err := v.moveAll(ctx); err != nil || n == 0 {
			return err
		}
	}
}
