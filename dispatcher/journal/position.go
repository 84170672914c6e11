package journal

import (
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// mark is how far the store has trimmed its outbox.
type mark struct {
	seq  int64
	hash Hash
}

func (k mark) none() bool { return k == mark{} }

// is reports whether an entry is the one that the mark names, or the snapshot
// that stands for it.
func (k mark) is(ref ShardRef, e Entry) bool {
	if e.Event.Inc != ref.Inc && k.seq != 0 {
		return false
	}
	if e.Event.Type == dispatcher.EventSnapshot && e.Prev == k.hash {
		return true
	}
	return e.Hash == k.hash
}

// tail is the last entry in the stream.
type tail struct {
	Entry
	at uint64 // its sequence in the stream; 0 when there is none
}

// position is where the next event goes.
type position struct {
	seq    int64  // number of the event before, in this incarnation
	hash   Hash   // to be chained to
	expect uint64 // sequence of the stream that must still be the last
	ahead  bool   // the stream holds events that the outbox has not trimmed yet
	anew   bool   // the stream that held the events before is gone
}

// locate decides where to go on, from what the store has trimmed and what the
// stream ends with.
func locate(ref ShardRef, mk mark, t tail) (position, error) {
	if t.at == 0 {
		return position{seq: mk.seq, hash: mk.hash, anew: !mk.none()}, nil
	}
	p := position{hash: t.Hash, expect: t.at}
	switch {
	case t.Event.Inc > ref.Inc:
		return p, broken(ref, t.Event.Seq, fmt.Sprintf("is of incarnation %d, the store's is %d: the store is older than its journal", t.Event.Inc, ref.Inc))
	case t.Event.Inc == ref.Inc:
		p.seq = t.Event.Seq
	}
	switch {
	case p.seq < mk.seq:
		return p, broken(ref, mk.seq, fmt.Sprintf("was moved to the journal, and the journal ends with event %d: its end is lost", p.seq))
	case p.seq > mk.seq:
		p.ahead = true
	case !mk.none() && !mk.is(ref, t.Entry):
		return p, broken(ref, mk.seq, "has another hash than the store remembers: this is another journal")
	}
	return p, nil
}

// snapshot begins a new stream. It has the number of the last event that was
// moved before, so that it takes none from an event, and that event's hash
// before it. Its times are those of the event that follows.
func snapshot(ref ShardRef, seq int64, next dispatcher.Event) dispatcher.Event {
	return dispatcher.Event{
		Campaign: ref.Campaign, Shard: ref.Shard, Inc: ref.Inc, Seq: seq,
		Type: dispatcher.EventSnapshot, Recorded: next.Recorded, At: next.Recorded, Actor: "journal",
	}
}

// contiguous checks that the events are the ones that follow number after.
func contiguous(ref ShardRef, after int64, events []dispatcher.Event) error {
	for i, e := range events {
		if e.Campaign != ref.Campaign || e.Shard != ref.Shard || e.Inc != ref.Inc {
			return broken(ref, e.Seq, fmt.Sprintf("in the outbox belongs to %s.%d, incarnation %d", e.Campaign, e.Shard, e.Inc))
		}
		if want := after + 1 + int64(i); e.Seq != want {
			return broken(ref, want, fmt.Sprintf("is neither in the journal nor in the outbox, which goes on with event %d", e.Seq))
		}
	}
	return nil
}
