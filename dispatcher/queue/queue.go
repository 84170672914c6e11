// Package queue carries jobs to workers, keeps the journal's events, and takes
// people whom other systems publish, all on NATS JetStream. It is the only importer of nats.go and of nats-server.
//
// Three streams hold everything:
//
//   - OWABI_JOBS is a work queue with the subjects
//     owabi.jobs.<channel>.<campaign key>. A job holds ids only, and all of
//     them can be made again from the store: an embedded server keeps them in
//     memory. A job that was delivered and not acknowledged comes again; the
//     store's claim, not the acknowledgement, keeps it from being sent twice.
//   - OWABI_EVENTS has the subjects owabi.events.<campaign key>.<shard>. What is
//     in it is on disk before its writer hears of it, and nobody deletes or
//     purges a message.
//   - OWABI_INTAKE is a work queue with the subjects
//     owabi.intake.<campaign>.<audience>, to which other systems publish
//     people. It is on disk until it is acknowledged.
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/dispatcher"
)

const (
	jobStream     = "OWABI_JOBS"
	jobSubject    = "owabi.jobs."
	eventStream   = "OWABI_EVENTS"
	eventSubject  = "owabi.events."
	intakeStream  = "OWABI_INTAKE"
	intakeSubject = "owabi.intake."
)

// Options say how the streams are kept and how patient consumers are. The zero
// value is right for an embedded server.
type Options struct {
	JobsOnDisk bool          // keep jobs in files, for a server of its own; otherwise in memory
	Replicas   int           // of the streams: 1 (the default) or 3 in a cluster
	AckWait    time.Duration // until a job that was not acknowledged is delivered again; default 60 s
	MaxAge     time.Duration // wall time after which a job is void, to be kept below the relay's lease; default 10 min
	MaxPending int           // jobs of a channel delivered and not yet acknowledged, all workers together; default 2,000
	Log        *slog.Logger  // default: discard
}

func (o Options) withDefaults() Options {
	if o.Replicas == 0 {
		o.Replicas = 1
	}
	if o.AckWait == 0 {
		o.AckWait = time.Minute
	}
	if o.MaxAge == 0 {
		o.MaxAge = 10 * time.Minute
	}
	if o.MaxPending == 0 {
		o.MaxPending = 2000
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Queue publishes and consumes jobs, and appends and reads events. It is safe
// for concurrent use.
type Queue struct {
	nc     *nats.Conn
	js     jetstream.JetStream
	opt    Options
	fresh  bool
	jobs   jetstream.Stream
	events jetstream.Stream
	batch  chan struct{} // a token for each atomic batch under way
}

// The server allows 50 open batches a stream, and counts one that was given up
// for 10 s more.
const openBatches = 16

// New makes the streams where they are missing. The connection stays the
// caller's, who closes it.
func New(ctx context.Context, nc *nats.Conn, opt Options) (*Queue, error) {
	opt = opt.withDefaults()
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncMaxPending(4*publishChunk),
		jetstream.WithPublishAsyncTimeout(replyWait), jetstream.WithDefaultTimeout(replyWait))
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	q := &Queue{nc: nc, js: js, opt: opt, batch: make(chan struct{}, openBatches)}
	if q.jobs, q.fresh, err = q.ensure(ctx, q.jobConfig()); err != nil {
		return nil, err
	}
	if q.events, _, err = q.ensure(ctx, q.eventConfig()); err != nil {
		return nil, err
	}
	if _, _, err = q.ensure(ctx, q.intakeConfig()); err != nil {
		return nil, err
	}
	return q, nil
}

// Fresh reports whether New made the job stream: then nothing that was
// published before is in it, and every lease of the relay is void.
func (q *Queue) Fresh() bool { return q.fresh }

// replyWait bounds every wait for the server that its caller does not bound.
const replyWait = 10 * time.Second

func (q *Queue) jobConfig() jetstream.StreamConfig {
	c := jetstream.StreamConfig{
		Name: jobStream, Subjects: []string{jobSubject + "*.*"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.MemoryStorage,
		Replicas: q.opt.Replicas, MaxAge: q.opt.MaxAge, Duplicates: min(2*time.Minute, q.opt.MaxAge),
		MaxMsgs: 1_000_000, Discard: jetstream.DiscardNew, // far above the relay's window: a bound, not a limit
	}
	if q.opt.JobsOnDisk {
		c.Storage = jetstream.FileStorage
	}
	return c
}

// eventConfig does not allow direct gets, so that what is read is what the
// stream's leader holds.
func (q *Queue) eventConfig() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: eventStream, Subjects: []string{eventSubject + "*.*"},
		Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Replicas: q.opt.Replicas,
		Discard: jetstream.DiscardNew, DenyDelete: true, DenyPurge: true, AllowAtomicPublish: true,
	}
}

// matches reports whether a stream has everything that we set of its
// configuration.
func matches(has, want jetstream.StreamConfig) bool {
	return has.Storage == want.Storage && has.Retention == want.Retention && slices.Equal(has.Subjects, want.Subjects) &&
		has.Replicas == max(1, want.Replicas) && has.MaxAge == want.MaxAge && (want.Duplicates == 0 || has.Duplicates == want.Duplicates) &&
		(want.MaxMsgs == 0 || has.MaxMsgs == want.MaxMsgs) && (want.MaxMsgSize == 0 || has.MaxMsgSize == want.MaxMsgSize) && has.Discard == want.Discard && has.DenyDelete == want.DenyDelete &&
		has.DenyPurge == want.DenyPurge && has.AllowAtomicPublish == want.AllowAtomicPublish && has.AllowDirect == want.AllowDirect
}

// ensure brings a stream to its configuration and reports whether it was made.
// It never replaces one, and leaves one alone that is as it should be: its
// server rewrites its description with every update.
func (q *Queue) ensure(ctx context.Context, c jetstream.StreamConfig) (s jetstream.Stream, made bool, err error) {
	s, err = q.js.Stream(ctx, c.Name)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		made = true
		s, err = q.js.CreateStream(ctx, c)
	case err == nil && !matches(s.CachedInfo().Config, c):
		s, err = q.js.UpdateStream(ctx, c)
	}
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount), errors.Is(err, nats.ErrNoResponders):
		return nil, false, &dispatcher.Error{Code: dispatcher.Invalid, Where: "nats.url", What: "this NATS keeps no streams: JetStream is off, or has no leader",
			Cure: "start it with JetStream, and enable that for our account"}
	case err != nil:
		return nil, false, fmt.Errorf("queue: stream %s: %w", c.Name, err)
	}
	return s, made, nil
}

// token refuses what is not one token of a subject.
func token(s string) error {
	if s == "" || strings.ContainsAny(s, ".*> \t\r\n\x00") {
		return fmt.Errorf("queue: %.40q is no token of a subject", s)
	}
	return nil
}
