package journal

import (
	"context"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// Verify reads the whole journal of a shard and recomputes its chain. It
// returns the number of entries (a snapshot at the beginning included) and the
// hash of the last one, nil when there is none. An entry that was changed,
// left out or moved gives a *dispatcher.Error that names its number.
//
// What was cut off at the end leaves a chain that holds: Mover.Verify finds it.
func Verify(ctx context.Context, s Stream, campaign string, shard int) (count int64, head []byte, err error) {
	var last Hash
	err = Walk(ctx, s, campaign, shard, func(e Entry) error {
		count++
		last = e.Hash
		return nil
	})
	if err != nil || count == 0 {
		return count, nil, err
	}
	return count, last[:], nil
}

// Walk calls fn with the entries of a shard in order, each verified before,
// and returns its first error.
func Walk(ctx context.Context, s Stream, campaign string, shard int, fn func(Entry) error) error {
	c := chain{ref: ShardRef{Campaign: campaign, Shard: shard}}
	return s.Read(ctx, campaign, shard, func(seq uint64, msg []byte) error {
		e, err := c.follow(seq, msg)
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// Verify does as the function Verify, and also holds the journal against the
// store: the last event that the store has trimmed must be in it, under the
// hash that the store remembers.
func (m *Mover) Verify(ctx context.Context, ref ShardRef) (count int64, head []byte, err error) {
	mark, err := m.mark(ctx, ref)
	if err != nil {
		return 0, nil, err
	}
	seen := mark.none()
	var last Hash
	err = Walk(ctx, m.stream, ref.Campaign, ref.Shard, func(e Entry) error {
		count++
		last = e.Hash
		seen = seen || mark.is(ref, e)
		return nil
	})
	if err != nil {
		return count, nil, err
	}
	if !seen {
		return count, nil, broken(ref, mark.seq, "is not in the journal as the store remembers it: the end is missing, or another journal is in its place")
	}
	if count == 0 {
		return 0, nil, nil
	}
	return count, last[:], nil
}

// chain is how far a journal has been followed.
type chain struct {
	ref  ShardRef // with the incarnation of the last entry; 0 before the first
	seq  int64    // number of the last entry
	head Hash     // hash of the last entry
}

// follow checks that a message is the next entry.
func (c *chain) follow(at uint64, msg []byte) (Entry, error) {
	e, err := Parse(msg)
	if err != nil {
		return e, broken(c.ref, c.seq+1, fmt.Sprintf("(sequence %d of the stream) %v", at, err))
	}
	if what := c.refuses(e); what != "" {
		return e, broken(c.ref, e.Event.Seq, what)
	}
	c.ref.Inc, c.seq, c.head = e.Event.Inc, e.Event.Seq, e.Hash
	return e, nil
}

// refuses says what is wrong with an entry at this place, or nothing.
func (c *chain) refuses(e Entry) string {
	ev := e.Event
	if ev.Campaign != c.ref.Campaign || ev.Shard != c.ref.Shard {
		return fmt.Sprintf("belongs to %s", ShardRef{Campaign: ev.Campaign, Shard: ev.Shard})
	}
	if c.ref.Inc == 0 {
		return refusesFirst(e)
	}
	next := ev.Inc == c.ref.Inc && ev.Seq == c.seq+1 || ev.Inc > c.ref.Inc && ev.Seq == 1
	switch {
	case ev.Type == dispatcher.EventSnapshot:
		return "is a snapshot in the middle of a journal"
	case !next && ev.Inc == c.ref.Inc && ev.Seq > c.seq:
		return fmt.Sprintf("comes after event %d: what was between is missing", c.seq)
	case !next:
		return fmt.Sprintf("comes after event %d: out of its order", c.seq)
	case e.Prev != c.head:
		return "is not chained to the one before: one of them has been replaced"
	}
	return ""
}

// refusesFirst: a journal begins with event 1, or with a snapshot that carries
// the last hash of the journal before.
func refusesFirst(e Entry) string {
	switch {
	case e.Event.Inc < 1:
		return "has no incarnation"
	case e.Event.Type == dispatcher.EventSnapshot:
		return ""
	case e.Event.Seq != 1 || e.Prev != Hash{}:
		return "is the first: what was before it is missing"
	}
	return ""
}

// broken is the error of a journal that does not hold.
func broken(ref ShardRef, seq int64, what string) error {
	return &dispatcher.Error{Code: dispatcher.Internal, Where: fmt.Sprintf("journal %s, event %d", ref, seq), What: what,
		Cure: "keep the data as it is, and compare it with a backup: nothing that runs normally does this"}
}
