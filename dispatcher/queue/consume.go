package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

const (
	batchSize  = 200                    // jobs handed over at once
	gatherWait = 2 * time.Millisecond   // for more, once the first has arrived
	retryWait  = 250 * time.Millisecond // before a consumer that failed is set up again
)

// Consume hands the jobs of a channel to f, in batches of up to 200, until ctx
// is done; then it returns nil. Several may consume one channel: a job goes to
// one of them. The next batch is fetched when f returns, so f bounds its own
// work. A job that is not acknowledged within Options.AckWait is delivered
// again, with Redelivered set. A job older than Options.MaxAge is void: it is
// acknowledged and dropped.
//
// When consumer or stream are gone, or the server is, Consume makes them again
// or waits; it fails only when the connection has been closed.
func (q *Queue) Consume(ctx context.Context, ch channels.Name, f func(context.Context, []dispatcher.Delivery)) error {
	if err := token(string(ch)); err != nil {
		return err
	}
	consumer := func() (jetstream.Consumer, error) { return q.consumer(ctx, ch) }
	return q.follow(ctx, string(ch), consumer, func(msgs []jetstream.Msg) {
		if jobs := q.deliveries(msgs); len(jobs) > 0 {
			f(ctx, jobs)
		}
	})
}

// follow hands what a consumer gets to f until ctx is done, and sets the
// consumer up again whenever something goes wrong.
func (q *Queue) follow(ctx context.Context, what string, set func() (jetstream.Consumer, error), f func([]jetstream.Msg)) error {
	for {
		err := fetching(ctx, set, f)
		if ctx.Err() != nil {
			return nil
		}
		if q.nc.IsClosed() {
			return fmt.Errorf("queue: consume %s: %w", what, err)
		}
		q.opt.Log.Warn("queue: consumer interrupted, setting it up again", "of", what, "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retryWait):
		}
	}
}

// fetching runs until something goes wrong.
func fetching(ctx context.Context, set func() (jetstream.Consumer, error), f func([]jetstream.Msg)) error {
	c, err := set()
	for err == nil {
		var msgs []jetstream.Msg
		msgs, err = gather(ctx, c)
		if ctx.Err() != nil {
			giveBack(msgs)
			return ctx.Err()
		}
		if len(msgs) > 0 {
			f(msgs)
		}
	}
	return err
}

// consumer makes the channel's durable consumer, and the stream when it is gone.
func (q *Queue) consumer(ctx context.Context, ch channels.Name) (jetstream.Consumer, error) {
	cfg := jetstream.ConsumerConfig{
		Durable: string(ch), FilterSubject: jobSubject + string(ch) + ".*",
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.opt.AckWait, MaxAckPending: q.opt.MaxPending,
	}
	c, err := q.js.CreateOrUpdateConsumer(ctx, jobStream, cfg)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if err = q.ensureJobs(ctx); err == nil {
			c, err = q.js.CreateOrUpdateConsumer(ctx, jobStream, cfg)
		}
	}
	return c, err
}

// gather fetches a batch: what is there, or else the first job to come, and
// what follows it at once. With an error come the jobs fetched before it.
func gather(ctx context.Context, c jetstream.Consumer) ([]jetstream.Msg, error) {
	msgs, err := take(c.FetchNoWait(batchSize))
	if err == nil && len(msgs) == 0 {
		msgs, err = take(c.Fetch(1, jetstream.FetchContext(ctx)))
	}
	if err != nil || len(msgs) == 0 || len(msgs) == batchSize {
		return msgs, err
	}
	select {
	case <-ctx.Done():
		return msgs, nil
	case <-time.After(gatherWait):
	}
	more, err := take(c.FetchNoWait(batchSize - len(msgs)))
	return append(msgs, more...), err
}

func take(b jetstream.MessageBatch, err error) ([]jetstream.Msg, error) {
	if err != nil {
		return nil, err
	}
	var msgs []jetstream.Msg
	for m := range b.Messages() {
		msgs = append(msgs, m)
	}
	return msgs, b.Error()
}

// giveBack lets another worker have the jobs at once.
func giveBack(msgs []jetstream.Msg) {
	for _, m := range msgs {
		_ = m.Nak() // otherwise they come again after AckWait
	}
}

// deliveries drops what is void or no job, and acknowledges it.
func (q *Queue) deliveries(msgs []jetstream.Msg) []dispatcher.Delivery {
	jobs := make([]dispatcher.Delivery, 0, len(msgs))
	void := 0
	for _, m := range msgs {
		job, at, err := decodeJob(m.Subject(), m.Data())
		if err != nil {
			q.opt.Log.Error("queue: a message on the job stream is no job; removed", "error", err)
			_ = m.Term()
			continue
		}
		if time.Since(at) > q.opt.MaxAge {
			void++
			_ = m.Ack()
			continue
		}
		jobs = append(jobs, delivery(job, m))
	}
	if void > 0 {
		q.opt.Log.Info("queue: dropped jobs beyond their age: their lease brings them back", "jobs", void)
	}
	return jobs
}

func delivery(job dispatcher.Job, m jetstream.Msg) dispatcher.Delivery {
	meta, err := m.Metadata()
	return dispatcher.Delivery{
		Job: job, Redelivered: err != nil || meta.NumDelivered > 1,
		Ack: func() error {
			if err := m.Ack(); err != nil {
				return fmt.Errorf("queue: acknowledge %s: %w", job.AttemptID, err)
			}
			return nil
		},
	}
}
