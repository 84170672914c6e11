package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/dispatcher"
)

// Bounds of the intake. A message holds an envelope of at most 64 KiB, perhaps
// in age's text form. Whoever publishes more than the stream takes is refused
// at once, and knows.
const (
	intakeSize    = 96 << 10  // bytes of a message
	intakeMost    = 2_000_000 // messages that wait
	intakePending = 1000      // of a campaign, handed over and not acknowledged yet
)

const answerSubject = "owabi.answers."

func (q *Queue) intakeConfig() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: intakeStream, Subjects: []string{intakeSubject + "*.*"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: q.opt.Replicas,
		MaxMsgs: intakeMost, MaxMsgSize: intakeSize, Discard: jetstream.DiscardNew,
	}
}

// Receive hands what is published for a campaign to f, in batches of up to 200,
// until ctx is done; then it returns nil. The next batch is fetched when f
// returns. A message that is not acknowledged within Options.AckWait comes
// again. Nobody but one may receive for a campaign at a time. What is published
// for a campaign for which nobody receives stays in the stream.
func (q *Queue) Receive(ctx context.Context, campaign string, f func(context.Context, []dispatcher.Published)) error {
	if err := token(campaign); err != nil {
		return err
	}
	consumer := func() (jetstream.Consumer, error) { return q.intake(ctx, campaign) }
	return q.follow(ctx, "the intake of "+campaign, consumer, func(msgs []jetstream.Msg) {
		batch := make([]dispatcher.Published, len(msgs))
		for i, m := range msgs {
			batch[i] = published(m)
		}
		f(ctx, batch)
	})
}

// intake makes the campaign's durable consumer, and the stream when it is gone.
func (q *Queue) intake(ctx context.Context, campaign string) (jetstream.Consumer, error) {
	cfg := jetstream.ConsumerConfig{
		Durable: campaign, FilterSubject: intakeSubject + campaign + ".*",
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.opt.AckWait, MaxAckPending: intakePending,
	}
	c, err := q.js.CreateOrUpdateConsumer(ctx, intakeStream, cfg)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if _, _, err = q.ensure(ctx, q.intakeConfig()); err == nil {
			c, err = q.js.CreateOrUpdateConsumer(ctx, intakeStream, cfg)
		}
	}
	return c, err
}

func published(m jetstream.Msg) dispatcher.Published {
	p := dispatcher.Published{ID: m.Headers().Get(jetstream.MsgIDHeader), Sealed: m.Data(),
		Audience: m.Subject()[strings.LastIndexByte(m.Subject(), '.')+1:],
		Ack: func() error {
			if err := m.Ack(); err != nil {
				return fmt.Errorf("queue: acknowledge a published person: %w", err)
			}
			return nil
		}}
	if meta, err := m.Metadata(); err == nil {
		p.Number = meta.Sequence.Stream
	}
	return p
}

// Answer tells whoever listens what became of a published person. Nobody may be
// listening: who wants to be sure publishes the person again.
func (q *Queue) Answer(campaign, audience string, answer []byte) error {
	if err := errors.Join(token(campaign), token(audience)); err != nil {
		return err
	}
	if err := q.nc.Publish(answerSubject+campaign+"."+audience, answer); err != nil {
		return fmt.Errorf("queue: answer a publisher: %w", err)
	}
	return nil
}
