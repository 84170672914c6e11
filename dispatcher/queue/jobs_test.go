package queue

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// jobs are n e-mail jobs under one lease number.
func jobs(lease int64, n int) []dispatcher.Job {
	list := make([]dispatcher.Job, n)
	for i := range list {
		list[i] = dispatcher.Job{
			AttemptID: dispatcher.AttemptID{Campaign: "k3jx7q2m5a", Case: fmt.Sprintf("case%012d", i), Inc: 1, Seq: 2},
			Channel:   channels.Email, Lease: lease, Epoch: 4,
		}
	}
	return list
}

func TestPublish(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	many := jobs(1, 2*publishChunk+500)
	for _, tt := range []struct {
		name  string
		jobs  []dispatcher.Job
		depth int
	}{
		{"none", nil, 0},
		{"more than a chunk", many, len(many)},
		{"the same lease again", many, len(many)},
		{"a new lease of one", jobs(2, 1), len(many) + 1},
	} {
		if err := q.Publish(t.Context(), tt.jobs); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if n, err := q.Depth(t.Context(), channels.Email); err != nil || n != tt.depth {
			t.Errorf("%s: depth is %d, %v; want %d", tt.name, n, err, tt.depth)
		}
	}
	if n, err := q.Depth(t.Context(), channels.SMS); err != nil || n != 0 {
		t.Errorf("depth of another channel is %d, %v", n, err)
	}
}

func TestPublishRefuses(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	for name, change := range map[string]func(*dispatcher.Job){
		"no channel":          func(j *dispatcher.Job) { j.Channel = "" },
		"a wildcard":          func(j *dispatcher.Job) { j.Channel = "*" },
		"no campaign":         func(j *dispatcher.Job) { j.Campaign = "" },
		"two tokens":          func(j *dispatcher.Job) { j.Campaign = "a.b" },
		"no attempt number":   func(j *dispatcher.Job) { j.Seq = 0 },
		"no incarnation":      func(j *dispatcher.Job) { j.Inc = 0 },
		"a full stop in case": func(j *dispatcher.Job) { j.Case = "a.b" },
	} {
		job := jobs(1, 1)
		change(&job[0])
		if err := q.Publish(t.Context(), job); err == nil {
			t.Errorf("%s: published", name)
		}
	}
	if n, err := q.Depth(t.Context(), channels.Email); err != nil || n != 0 {
		t.Errorf("depth is %d, %v; want 0", n, err)
	}
}

func TestPublishUnacknowledged(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Publish(ctx, jobs(1, 100)); err == nil {
		t.Error("no error although nobody waited for the acknowledgements")
	}
	q.nc.Close()
	if err := q.Publish(t.Context(), jobs(1, 1)); err == nil {
		t.Error("no error on a closed connection")
	}
}

func TestPublishIntoADeletedStream(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if err := q.js.DeleteStream(t.Context(), jobStream); err != nil {
		t.Fatal(err)
	}
	if n, err := q.Depth(t.Context(), channels.Email); err != nil || n != 0 {
		t.Errorf("depth is %d, %v; want 0", n, err)
	}
	if err := q.Publish(t.Context(), jobs(1, 3)); err != nil {
		t.Fatal(err)
	}
	if n, err := q.Depth(t.Context(), channels.Email); err != nil || n != 3 {
		t.Errorf("depth is %d, %v; want 3", n, err)
	}
}

func TestJobOnTheWire(t *testing.T) {
	t.Parallel()
	job, now := jobs(9, 1)[0], time.UnixMilli(1_677_500_000_123)
	m, err := encodeJob(job, now)
	if err != nil {
		t.Fatal(err)
	}
	want := nats.Msg{Subject: "owabi.jobs.email.k3jx7q2m5a", Data: []byte(`{"a":"k3jx7q2m5a.case000000000000.1.2","l":9,"e":4,"t":1677500000123}`)}
	if m.Subject != want.Subject || string(m.Data) != string(want.Data) {
		t.Errorf("on the wire: %s %s", m.Subject, m.Data)
	}
	got, at, err := decodeJob(m.Subject, m.Data)
	if err != nil || !at.Equal(now) {
		t.Errorf("read at %v, %v", at, err)
	}
	if diff := cmp.Diff(job, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecodeJob(f *testing.F) {
	f.Add("owabi.jobs.email.k", `{"a":"k.c.1.2","l":9,"e":4,"t":1677500000123}`)
	f.Add("owabi.jobs.email", `{}`)
	f.Add("owabi.jobs.sms.k", `{"a":"other.c.1.2"}`)
	f.Fuzz(func(t *testing.T, subject, data string) {
		job, at, err := decodeJob(subject, []byte(data))
		if err != nil {
			return
		}
		m, err := encodeJob(job, at)
		if err != nil {
			return // a subject with wildcards or the like: no server delivers it
		}
		again, at2, err := decodeJob(m.Subject, m.Data)
		if err != nil || again != job || !at2.Equal(at) {
			t.Errorf("%+v comes back as %+v, %v", job, again, err)
		}
	})
}
