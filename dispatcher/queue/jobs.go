package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// publishChunk is how many jobs are on the wire before their acknowledgements
// are waited for.
const publishChunk = 1000

// Publish puts jobs on the queue and returns when the server has acknowledged
// every one. On an error some may be there: publishing them again under the
// same lease number adds none twice, as long as the server remembers (2
// minutes).
func (q *Queue) Publish(ctx context.Context, jobs []dispatcher.Job) error {
	for chunk := range slices.Chunk(jobs, publishChunk) {
		err := q.publish(ctx, chunk)
		if errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) {
			err = q.publishAnew(ctx, chunk)
		}
		if err != nil {
			return fmt.Errorf("queue: publish %d jobs: %w", len(jobs), err)
		}
	}
	return nil
}

// publishAnew is for a stream that somebody deleted while we ran.
func (q *Queue) publishAnew(ctx context.Context, jobs []dispatcher.Job) error {
	if err := q.ensureJobs(ctx); err != nil {
		return err
	}
	return q.publish(ctx, jobs)
}

func (q *Queue) ensureJobs(ctx context.Context) error {
	_, made, err := q.ensure(ctx, q.jobConfig())
	if made {
		q.opt.Log.Warn("the job stream was gone and has been made anew: jobs that were in it come back when their lease ends")
	}
	return err
}

func (q *Queue) publish(ctx context.Context, jobs []dispatcher.Job) error {
	now := time.Now()
	acks := make([]jetstream.PubAckFuture, 0, len(jobs))
	for _, j := range jobs {
		m, err := encodeJob(j, now)
		if err != nil {
			return err
		}
		ack, err := q.js.PublishMsgAsync(m, jetstream.WithMsgID(j.AttemptID.String()+"."+strconv.FormatInt(j.Lease, 10)))
		if err != nil {
			return err
		}
		acks = append(acks, ack)
	}
	for _, ack := range acks {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Depth is how many jobs of a channel are on the queue, delivered ones that
// are not acknowledged yet included.
func (q *Queue) Depth(ctx context.Context, ch channels.Name) (int, error) {
	info, err := q.jobs.Info(ctx, jetstream.WithSubjectFilter(jobSubject+string(ch)+".*"))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("queue: depth of %s: %w", ch, err)
	}
	n := 0
	for _, jobs := range info.State.Subjects {
		n += int(jobs)
	}
	return n, nil
}

// payload is a job on the wire, beside what its subject tells.
type payload struct {
	Attempt string `json:"a"` // dispatcher.AttemptID
	Lease   int64  `json:"l"`
	Epoch   int64  `json:"e"`
	At      int64  `json:"t"` // wall time of publishing, Unix milliseconds
}

func encodeJob(j dispatcher.Job, now time.Time) (*nats.Msg, error) {
	if err := errors.Join(token(string(j.Channel)), token(j.Campaign)); err != nil {
		return nil, err
	}
	if _, err := dispatcher.ParseAttemptID(j.AttemptID.String()); err != nil {
		return nil, err
	}
	data, err := json.Marshal(payload{j.AttemptID.String(), j.Lease, j.Epoch, now.UnixMilli()})
	if err != nil {
		return nil, err
	}
	m := nats.NewMsg(jobSubject + string(j.Channel) + "." + j.Campaign)
	m.Data = data
	return m, nil
}

// decodeJob reads what encodeJob wrote, and when it was published.
func decodeJob(subject string, data []byte) (dispatcher.Job, time.Time, error) {
	rest, ok := strings.CutPrefix(subject, jobSubject)
	ch, campaign, ok2 := strings.Cut(rest, ".")
	if !ok || !ok2 {
		return dispatcher.Job{}, time.Time{}, fmt.Errorf("subject %.60q is no job's", subject)
	}
	var p payload
	if err := json.Unmarshal(data, &p); err != nil {
		return dispatcher.Job{}, time.Time{}, fmt.Errorf("job: %w", err)
	}
	id, err := dispatcher.ParseAttemptID(p.Attempt)
	if err != nil {
		return dispatcher.Job{}, time.Time{}, err
	}
	if id.Campaign != campaign {
		return dispatcher.Job{}, time.Time{}, fmt.Errorf("job of campaign %.40q under subject %.60q", id.Campaign, subject)
	}
	return dispatcher.Job{AttemptID: id, Channel: channels.Name(ch), Lease: p.Lease, Epoch: p.Epoch}, time.UnixMilli(p.At), nil
}
