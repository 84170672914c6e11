// Package journal is the record of what happened that cannot be changed
// without being noticed: every event of a shard, in order, each chained to the
// one before by its hash.
//
// An event is born in the store, in the same step as the change that it tells
// of, and waits in the shard's outbox. The Mover appends it to a stream and
// trims the outbox once the stream has it on disk. Verify reads the stream and
// finds any entry that was changed, left out or moved. docs/journal.md has the
// schema.
package journal

import (
	"context"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
)

// ShardRef names one shard of a campaign and the store's incarnation.
type ShardRef struct {
	Campaign string // Campaign.Key
	Shard    int
	Inc      int
}

func (r ShardRef) String() string { return r.Campaign + "." + strconv.Itoa(r.Shard) }

// Outbox is where the store keeps events until they are in the stream.
type Outbox interface {
	// Shards lists every shard that may have events.
	Shards(ctx context.Context) ([]ShardRef, error)
	// Pending returns up to limit events with numbers above after, in order.
	Pending(ctx context.Context, ref ShardRef, after int64, limit int) ([]dispatcher.Event, error)
	// Trim forgets the events up to a number and remembers that number and its
	// hash as the mark. It never moves the mark back.
	Trim(ctx context.Context, ref ShardRef, upTo int64, hash []byte) error
	// Mark returns number and hash of the last event trimmed; 0 and nothing
	// when there was none.
	Mark(ctx context.Context, ref ShardRef) (seq int64, hash []byte, err error)
}

// Stream is where the journal lies. Sequences are the stream's own and grow.
type Stream interface {
	// Append stores messages, all or none, if the last one of the shard has the
	// sequence expectLast (0: there is none), and returns when they are on disk.
	// An error leaves open whether they were stored.
	Append(ctx context.Context, campaign string, shard int, msgs [][]byte, expectLast uint64) (last uint64, err error)
	// Last returns the last message of a shard.
	Last(ctx context.Context, campaign string, shard int) (msg []byte, seq uint64, ok bool, err error)
	// Read calls fn with the messages of a shard in order, and returns its first
	// error.
	Read(ctx context.Context, campaign string, shard int, fn func(seq uint64, msg []byte) error) error
}
