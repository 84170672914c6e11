package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/owabi/owabi/dispatcher"
)

// maxBatch is how many entries are appended at once, a snapshot included.
const maxBatch = 1000

// Mover carries events from the store's outbox to the stream. Any number may
// run at once, in any process: of two that append, the stream lets one.
type Mover struct {
	outbox Outbox
	stream Stream
	log    *slog.Logger

	mu    sync.Mutex
	tails map[ShardRef]tail // as this mover left them: to read one costs the stream a whole block
}

// NewMover makes a mover. Without a log it keeps silent.
func NewMover(outbox Outbox, stream Stream, log *slog.Logger) *Mover {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Mover{outbox: outbox, stream: stream, log: log, tails: map[ShardRef]tail{}}
}

// errMoved says that another mover was faster.
var errMoved = errors.New("journal: the stream has moved on")

// Move carries one batch of a shard and returns how many events have left the
// outbox. It goes on behind the last event in the stream, by that event's own
// number, and trims only what the stream has on disk; so it may be stopped
// anywhere and called again. A journal and an outbox that contradict each
// other give a *dispatcher.Error, and neither is touched.
func (m *Mover) Move(ctx context.Context, ref ShardRef) (int, error) {
	for range 3 {
		n, err := m.move(ctx, ref)
		if !errors.Is(err, errMoved) {
			return n, err
		}
	}
	return 0, nil // somebody else is at it, and faster
}

// move reads the mark before the stream: what was trimmed by then must be in
// the stream, whoever else is at work.
func (m *Mover) move(ctx context.Context, ref ShardRef) (int, error) {
	mk, err := m.mark(ctx, ref)
	if err != nil {
		return 0, err
	}
	t, known := m.left(ref, mk)
	if !known {
		if t, err = m.tail(ctx, ref); err != nil {
			return 0, err
		}
	}
	at, err := locate(ref, mk, t)
	if err != nil {
		return 0, err
	}
	trimmed := 0
	if at.ahead {
		if trimmed, err = m.trimKnown(ctx, ref, mk, t); err != nil {
			return 0, err
		}
	}
	events, err := m.outbox.Pending(ctx, ref, at.seq, maxBatch-1)
	if err != nil {
		return 0, fmt.Errorf("journal: move %s: %w", ref, err)
	}
	if len(events) == 0 {
		return trimmed, nil
	}
	if err := m.append(ctx, ref, at, events); err != nil {
		return trimmed, err
	}
	return trimmed + len(events), nil
}

// left returns the tail as this mover left it, as long as nobody has trimmed the
// outbox since. Somebody who has appended since is found by appending.
func (m *Mover) left(ref ShardRef, mk mark) (tail, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tails[ref]
	delete(m.tails, ref)
	return t, ok && t.Event.Seq == mk.seq && mk.is(ref, t.Entry)
}

func (m *Mover) leave(ref ShardRef, last []byte, at uint64) error {
	e, err := Parse(last)
	if err != nil {
		return fmt.Errorf("journal: move %s: %w", ref, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tails[ref] = tail{e, at}
	return nil
}

func (m *Mover) mark(ctx context.Context, ref ShardRef) (mark, error) {
	seq, b, err := m.outbox.Mark(ctx, ref)
	if err != nil {
		return mark{}, fmt.Errorf("journal: move %s: %w", ref, err)
	}
	h, err := toHash(b)
	return mark{seq, h}, err
}

func (m *Mover) tail(ctx context.Context, ref ShardRef) (tail, error) {
	msg, at, ok, err := m.stream.Last(ctx, ref.Campaign, ref.Shard)
	if err != nil {
		return tail{}, fmt.Errorf("journal: move %s: %w", ref, err)
	}
	if !ok {
		return tail{}, nil
	}
	e, err := Parse(msg)
	if err != nil {
		return tail{}, fmt.Errorf("journal: the last entry of %s (sequence %d of the stream): %w", ref, at, err)
	}
	return tail{e, at}, nil
}

// trimKnown trims what an earlier call appended and did not live to trim. It
// holds the last of it against the stream: a store that was put back to an
// older state gives the same numbers to other events.
func (m *Mover) trimKnown(ctx context.Context, ref ShardRef, mk mark, t tail) (int, error) {
	held, err := m.outbox.Pending(ctx, ref, t.Event.Seq-1, 1)
	if err != nil {
		return 0, fmt.Errorf("journal: move %s: %w", ref, err)
	}
	switch {
	case len(held) == 0:
		return 0, m.notOlder(ctx, ref, mk, t)
	case held[0].Seq != t.Event.Seq:
		return 0, nil // trimmed by another mover since we read the mark
	case !bytes.Equal(Encode(held[0]), t.Raw):
		return 0, broken(ref, t.Event.Seq, "is another in the journal than in the store: the store has been put back to an older state")
	}
	return int(t.Event.Seq - mk.seq), m.trim(ctx, ref, t.Event.Seq, t.Hash)
}

// notOlder refuses an outbox that has not come to the stream's last event.
func (m *Mover) notOlder(ctx context.Context, ref ShardRef, mk mark, t tail) error {
	held, err := m.outbox.Pending(ctx, ref, mk.seq, 1)
	if err != nil {
		return fmt.Errorf("journal: move %s: %w", ref, err)
	}
	if len(held) > 0 && held[0].Seq < t.Event.Seq {
		return broken(ref, t.Event.Seq, "is in the journal, and the store has not come to it: the store has been put back to an older state")
	}
	return nil
}

// append stores events behind a position and trims them.
func (m *Mover) append(ctx context.Context, ref ShardRef, at position, events []dispatcher.Event) error {
	if err := contiguous(ref, at.seq, events); err != nil {
		return m.unlessMoved(ctx, ref, at, err)
	}
	if at.anew {
		m.log.Warn("the stream that held the journal so far is gone: a new one begins with a snapshot",
			"shard", ref.String(), "event", at.seq, "hash", at.hash.String())
		events = append([]dispatcher.Event{snapshot(ref, at.seq, events[0])}, events...)
	}
	msgs, hash := link(at.hash, events)
	last, err := m.stream.Append(ctx, ref.Campaign, ref.Shard, msgs, at.expect)
	if err != nil {
		return m.unlessMoved(ctx, ref, at, fmt.Errorf("journal: move %s: %w", ref, err))
	}
	if err := m.trim(ctx, ref, events[len(events)-1].Seq, hash); err != nil {
		return err
	}
	return m.leave(ref, msgs[len(msgs)-1], last)
}

func link(hash Hash, events []dispatcher.Event) ([][]byte, Hash) {
	msgs := make([][]byte, len(events))
	for i, e := range events {
		msgs[i], hash = Link(hash, e)
	}
	return msgs, hash
}

// unlessMoved looks at the stream again after an error: when it has moved on,
// by another mover or by an append whose answer was lost, that explains it.
func (m *Mover) unlessMoved(ctx context.Context, ref ShardRef, at position, cause error) error {
	t, err := m.tail(ctx, ref)
	if err != nil {
		return errors.Join(cause, err)
	}
	if t.at != at.expect {
		return errMoved
	}
	return cause
}

func (m *Mover) trim(ctx context.Context, ref ShardRef, seq int64, hash Hash) error {
	if err := m.outbox.Trim(ctx, ref, seq, hash[:]); err != nil {
		return fmt.Errorf("journal: move %s: %w", ref, err)
	}
	return nil
}
