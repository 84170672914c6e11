package queue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// MaxBatch is how many events one Append takes: the server's limit.
const MaxBatch = 1000

// ErrConflict is what Append answers when the last event of the shard is not
// the one that the caller expects. Nothing has been stored.
var ErrConflict = errors.New("queue: another event is last")

// Append stores events of a shard, all or none, and returns the sequence of
// the last of them. When it returns without an error they are on disk (on a
// majority of the disks, in a cluster). The last event before must be the one
// with sequence expectLast, 0 for none, else ErrConflict.
//
// Any other error leaves open whether they were stored: ask Last.
func (q *Queue) Append(ctx context.Context, campaign string, shard int, msgs [][]byte, expectLast uint64) (last uint64, err error) {
	subject, err := eventsOf(campaign, shard)
	if err != nil {
		return 0, err
	}
	if len(msgs) == 0 || len(msgs) > MaxBatch {
		return 0, fmt.Errorf("queue: append to %s: %d events at once, want 1 to %d", subject, len(msgs), MaxBatch)
	}
	ctx, cancel := context.WithTimeout(ctx, replyWait)
	defer cancel()
	select {
	case q.batch <- struct{}{}:
		defer func() { <-q.batch }()
	case <-ctx.Done():
		return 0, fmt.Errorf("queue: append to %s: %w", subject, ctx.Err())
	}
	last, err = q.appendBatch(ctx, subject, msgs, expectLast)
	if err != nil {
		return 0, fmt.Errorf("queue: append %d events to %s: %w", len(msgs), subject, err)
	}
	return last, nil
}

// appendBatch publishes an atomic batch (NATS ADR-50): numbered messages under
// one id, the last of which commits them and is answered. The expectation
// stands on the first: the server checks it before it stores any. A single
// event needs no batch, for which the server would make a directory on disk
// and sync it: 6 ms rather than 0.1.
func (q *Queue) appendBatch(ctx context.Context, subject string, msgs [][]byte, expectLast uint64) (uint64, error) {
	id := ""
	if len(msgs) > 1 {
		id = rand.Text()
	}
	batch := batchOf(subject, id, msgs, expectLast)
	commit := len(batch) - 1
	for _, m := range batch[:commit] {
		if err := q.nc.PublishMsg(m); err != nil {
			return 0, err
		}
	}
	reply, err := q.nc.RequestMsgWithContext(ctx, batch[commit])
	if err != nil {
		return 0, err
	}
	return committed(reply.Data, id, len(msgs))
}

func batchOf(subject, id string, msgs [][]byte, expectLast uint64) []*nats.Msg {
	batch := make([]*nats.Msg, len(msgs))
	for i, data := range msgs {
		batch[i] = &nats.Msg{Subject: subject, Data: data, Header: nats.Header{}}
		if id != "" {
			batch[i].Header["Nats-Batch-Id"] = []string{id}
			batch[i].Header["Nats-Batch-Sequence"] = []string{strconv.Itoa(i + 1)}
		}
	}
	batch[0].Header[jetstream.ExpectedLastSubjSeqHeader] = []string{strconv.FormatUint(expectLast, 10)}
	if id != "" {
		batch[len(batch)-1].Header["Nats-Batch-Commit"] = []string{"1"}
	}
	return batch
}

// committed reads the server's answer to a commit.
func committed(data []byte, id string, n int) (uint64, error) {
	var ack struct {
		Stream string              `json:"stream"`
		Seq    uint64              `json:"seq"`
		Batch  string              `json:"batch"`
		Count  int                 `json:"count"`
		Error  *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(data, &ack); err != nil {
		return 0, fmt.Errorf("the server's answer does not read: %w", err)
	}
	if ack.Error != nil {
		switch ack.Error.ErrorCode {
		case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant:
			return 0, ErrConflict
		}
		return 0, ack.Error
	}
	if ack.Stream != eventStream || ack.Batch != id || id != "" && ack.Count != n {
		return 0, fmt.Errorf("the server took %d of %d events into stream %q: it does not know atomic batches", ack.Count, n, ack.Stream)
	}
	return ack.Seq, nil
}

// Last returns the last event of a shard and its sequence in the stream; ok is
// false when there is none.
func (q *Queue) Last(ctx context.Context, campaign string, shard int) (msg []byte, seq uint64, ok bool, err error) {
	subject, err := eventsOf(campaign, shard)
	if err != nil {
		return nil, 0, false, err
	}
	m, err := q.events.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, 0, false, nil
	}
	if err != nil {
		return nil, 0, false, fmt.Errorf("queue: last event of %s: %w", subject, err)
	}
	return m.Data, m.Sequence, true, nil
}

// Read calls fn with the events of a shard, oldest first, up to the one that
// is last when it is called. It stops at fn's first error and returns it.
func (q *Queue) Read(ctx context.Context, campaign string, shard int, fn func(seq uint64, msg []byte) error) error {
	_, last, ok, err := q.Last(ctx, campaign, shard)
	if err != nil || !ok {
		return err
	}
	subject, err := eventsOf(campaign, shard)
	if err != nil {
		return err
	}
	it, err := q.iterate(ctx, subject)
	if err != nil {
		return fmt.Errorf("queue: read %s: %w", subject, err)
	}
	defer it.Stop()
	for seq := uint64(0); seq < last; {
		msg, err := it.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("queue: read %s: %w", subject, err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			return fmt.Errorf("queue: read %s: %w", subject, err)
		}
		seq = meta.Sequence.Stream
		if err := fn(seq, msg.Data()); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil { // what has been fetched already would come all the same
			return fmt.Errorf("queue: read %s: %w", subject, err)
		}
	}
	return nil
}

func (q *Queue) iterate(ctx context.Context, subject string) (jetstream.MessagesContext, error) {
	c, err := q.events.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{subject}, DeliverPolicy: jetstream.DeliverAllPolicy,
		InactiveThreshold: 3 * replyWait, MaxResetAttempts: 5,
	})
	if err != nil {
		return nil, err
	}
	return c.Messages()
}

func eventsOf(campaign string, shard int) (string, error) {
	if err := token(campaign); err != nil {
		return "", err
	}
	return eventSubject + campaign + "." + strconv.Itoa(shard), nil
}
