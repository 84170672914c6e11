package queue

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// consumer runs Consume and hands its batches to the test.
type consumer struct {
	batches chan []dispatcher.Delivery
	stop    context.CancelFunc
	done    chan error
}

func consume(t *testing.T, q *Queue, ch channels.Name) *consumer {
	t.Helper()
	ctx, cancel := context.WithCancel(within(t))
	c := &consumer{make(chan []dispatcher.Delivery), cancel, make(chan error, 1)}
	go func() {
		c.done <- q.Consume(ctx, ch, func(ctx context.Context, batch []dispatcher.Delivery) {
			select {
			case c.batches <- batch:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() { cancel() })
	return c
}

// next waits for n jobs and returns them in order of arrival.
func (c *consumer) next(t *testing.T, n int) []dispatcher.Delivery {
	t.Helper()
	var got []dispatcher.Delivery
	for len(got) < n {
		select {
		case batch := <-c.batches:
			if len(batch) > batchSize {
				t.Fatalf("a batch of %d", len(batch))
			}
			got = append(got, batch...)
		case <-within(t).Done():
			t.Fatalf("%d of %d jobs came", len(got), n)
		}
	}
	return got
}

// end stops the consumer and waits for it.
func (c *consumer) end(t *testing.T) {
	t.Helper()
	c.stop()
	if err := <-c.done; err != nil {
		t.Errorf("Consume ended with %v", err)
	}
}

func ack(t *testing.T, list []dispatcher.Delivery) {
	t.Helper()
	for _, d := range list {
		if err := d.Ack(); err != nil {
			t.Fatal(err)
		}
	}
}

// drained waits until the queue has seen every acknowledgement.
func drained(t *testing.T, q *Queue, ch channels.Name) {
	t.Helper()
	ctx := within(t)
	for {
		n, err := q.Depth(ctx, ch)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func TestConsume(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	sent := jobs(1, 450)
	if err := q.Publish(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	other := jobs(1, 1)
	other[0].Channel, other[0].Seq = channels.SMS, 3
	if err := q.Publish(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	c := consume(t, q, channels.Email)
	got := c.next(t, len(sent))
	for i, d := range got {
		if diff := cmp.Diff(sent[i], d.Job); diff != "" || d.Redelivered {
			t.Fatalf("job %d (redelivered %v):\n%s", i, d.Redelivered, diff)
		}
	}
	ack(t, got)
	drained(t, q, channels.Email)
	if n, err := q.Depth(t.Context(), channels.SMS); err != nil || n != 1 {
		t.Errorf("depth of the other channel is %d, %v; want 1", n, err)
	}

	late := jobs(2, 1) // to a consumer that waits already
	if err := q.Publish(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(late[0], c.next(t, 1)[0].Job); diff != "" {
		t.Error(diff)
	}
	c.end(t)
}

// A full backlog is handed over in full batches.
func TestConsumeBatches(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if err := q.Publish(t.Context(), jobs(1, 3*batchSize)); err != nil {
		t.Fatal(err)
	}
	c := consume(t, q, channels.Email)
	for range 3 {
		select {
		case batch := <-c.batches:
			if len(batch) != batchSize {
				t.Errorf("a batch of %d, want %d", len(batch), batchSize)
			}
		case <-within(t).Done():
			t.Fatal("no batch came")
		}
	}
	c.end(t)
}

func TestRedelivery(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{AckWait: 300 * time.Millisecond})
	sent := jobs(1, 2)
	if err := q.Publish(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	c := consume(t, q, channels.Email)
	got := c.next(t, 2)
	ack(t, got[:1])
	again := c.next(t, 1)[0]
	if again.Case != got[1].Case || !again.Redelivered {
		t.Errorf("delivered again: %+v, want case %s, marked", again.Job, got[1].Case)
	}
	ack(t, []dispatcher.Delivery{again})
	drained(t, q, channels.Email)
	c.end(t)
}

func TestTwoConsumersShare(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	seen := map[string]int{}
	var mu sync.Mutex
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	all := make(chan struct{})
	const n = 2000
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			_ = q.Consume(ctx, channels.Email, func(_ context.Context, batch []dispatcher.Delivery) {
				mu.Lock()
				defer mu.Unlock()
				for _, d := range batch {
					if seen[d.Case]++; len(seen) == n {
						close(all)
					}
					if err := d.Ack(); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
	if err := q.Publish(ctx, jobs(1, n)); err != nil {
		t.Fatal(err)
	}
	select {
	case <-all:
	case <-ctx.Done():
		t.Fatalf("%d of %d jobs came", len(seen), n)
	}
	drained(t, q, channels.Email)
	cancel()
	wg.Wait()
	for id, times := range seen {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
}

func TestVoidJobsAreDropped(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{MaxAge: time.Hour})
	old, err := encodeJob(jobs(1, 1)[0], time.Now().Add(-time.Hour-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.js.PublishMsg(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if _, err := q.js.Publish(t.Context(), old.Subject, []byte("no job")); err != nil {
		t.Fatal(err)
	}
	stray, _ := json.Marshal(payload{Attempt: "another.case.1.1", At: time.Now().UnixMilli()})
	if _, err := q.js.Publish(t.Context(), old.Subject, stray); err != nil {
		t.Fatal(err)
	}
	young := jobs(2, 1)
	if err := q.Publish(t.Context(), young); err != nil {
		t.Fatal(err)
	}
	c := consume(t, q, channels.Email)
	got := c.next(t, 1)
	if diff := cmp.Diff(young[0], got[0].Job); diff != "" {
		t.Error(diff)
	}
	ack(t, got)
	drained(t, q, channels.Email)
	c.end(t)
}

// Somebody deletes what a running consumer lives on.
func TestConsumeRecovers(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(context.Context, jetstream.JetStream) error{
		"consumer": func(ctx context.Context, js jetstream.JetStream) error {
			return js.DeleteConsumer(ctx, jobStream, string(channels.Email))
		},
		"stream": func(ctx context.Context, js jetstream.JetStream) error { return js.DeleteStream(ctx, jobStream) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, Options{})
			c := consume(t, q, channels.Email)
			for lease := range int64(3) {
				if err := q.Publish(t.Context(), jobs(lease+1, 1)); err != nil {
					t.Fatal(err)
				}
				got := c.next(t, 1)
				if got[0].Lease != lease+1 {
					t.Errorf("lease %d came, want %d", got[0].Lease, lease+1)
				}
				ack(t, got)
				drained(t, q, channels.Email)
				if err := remove(t.Context(), q.js); err != nil {
					t.Fatal(err)
				}
			}
			c.end(t)
		})
	}
}

// Jobs that were fetched and not handed over when the consumer stops come to
// the next one at once, not after AckWait.
func TestStopGivesBack(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{AckWait: time.Hour})
	if err := q.Publish(t.Context(), jobs(1, 1)); err != nil {
		t.Fatal(err)
	}
	c, err := q.consumer(t.Context(), channels.Email)
	if err != nil {
		t.Fatal(err)
	}
	msgs, err := gather(t.Context(), c)
	if err != nil || len(msgs) != 1 {
		t.Fatalf("%d messages, %v", len(msgs), err)
	}
	giveBack(msgs)
	next := consume(t, q, channels.Email)
	if got := next.next(t, 1); !got[0].Redelivered {
		t.Error("it is not marked as delivered before")
	}
	next.end(t)
}

func TestConsumeEnds(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if err := q.Consume(t.Context(), "a.b", nil); err == nil {
		t.Error("a channel of two tokens is consumed")
	}
	waiting := consume(t, q, channels.Email)
	waiting.end(t)

	closed := consume(t, q, channels.Email)
	q.nc.Close()
	select {
	case err := <-closed.done:
		if err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("on a closed connection Consume ended with %v", err)
		}
	case <-within(t).Done():
		t.Fatal("Consume still runs on a closed connection")
	}
}
