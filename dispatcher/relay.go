package dispatcher

import (
	"context"
	"log/slog"
	"time"

	"github.com/owabi/owabi/channels"
)

// Relay puts what is due onto NATS: the only place where jobs are published. It
// keeps no more than a small window there (the hopper), shared evenly between
// campaigns, and takes back what nobody claimed within a lease.
type Relay struct {
	Book     *Book
	Agenda   Agenda
	Queue    Queue
	Planner  *Planner
	Clock    Clock
	Channels []channels.Name
	Hopper   int           // jobs on NATS a channel; 5,000 when it is 0
	Lease    time.Duration // wall clock; 60 s when it is 0
	Log      *slog.Logger

	kick   chan struct{}
	leases map[string][]lease // by campaign key
}

// lease remembers which lease numbers had been given at a moment.
type lease struct {
	at   time.Time
	last []int64 // by shard
}

// idle is how long the relay rests when nothing was due. Wake ends it.
const idle = 100 * time.Millisecond

// Init makes the relay ready, before anyone calls Wake or Run.
func (r *Relay) Init() {
	r.kick, r.leases = make(chan struct{}, 1), map[string][]lease{}
	if r.Hopper == 0 {
		r.Hopper = 5000
	}
	if r.Lease == 0 {
		r.Lease = time.Minute
	}
}

// Wake makes Run look at once.
func (r *Relay) Wake() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// Void ends all leases: the job stream is new, so nothing is on NATS.
func (r *Relay) Void(ctx context.Context) error {
	for _, l := range r.Book.all() {
		out, err := r.Agenda.Leased(ctx, l.Registered)
		if err != nil {
			return err
		}
		if err := r.release(ctx, l, out, out.Last); err != nil {
			return err
		}
	}
	return nil
}

// Run relays until ctx is done.
func (r *Relay) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := r.round(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("relay", "err", err)
		}
		if n > 0 && err == nil {
			continue
		}
		rest := time.NewTimer(idle)
		select {
		case <-ctx.Done():
		case <-r.kick:
		case <-rest.C:
		}
		rest.Stop()
	}
	return nil
}

// round plans what is ripe and publishes what is due; it reports how much it
// found to do.
func (r *Relay) round(ctx context.Context) (int, error) {
	n, err := r.Planner.Plan(ctx)
	if err != nil {
		return n, err
	}
	out, err := r.outstanding(ctx)
	if err != nil {
		return n, err
	}
	for _, ch := range r.Channels {
		k, err := r.publish(ctx, ch, r.Hopper-out)
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// outstanding counts what is lent, and ends the leases that are too old.
func (r *Relay) outstanding(ctx context.Context) (int, error) {
	sum := 0
	for _, l := range r.Book.all() {
		out, err := r.Agenda.Leased(ctx, l.Registered)
		if err != nil {
			return sum, err
		}
		n := 0
		for _, k := range out.Out {
			n += k
		}
		sum += n
		if n > 0 {
			if err := r.age(ctx, l, out); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// age remembers which leases exist now, and ends those that existed a lease
// ago: an observer's own clock, which no jump of plan time can fool.
func (r *Relay) age(ctx context.Context, l *Live, out Leases) error {
	now, seen := time.Now(), r.leases[l.Key]
	if len(seen) == 0 || now.Sub(seen[len(seen)-1].at) >= r.Lease/8 {
		seen = append(seen, lease{now, out.Last})
	}
	for len(seen) > 0 && now.Sub(seen[0].at) >= r.Lease {
		if err := r.release(ctx, l, out, seen[0].last); err != nil {
			return err
		}
		seen = seen[1:]
	}
	r.leases[l.Key] = seen
	return nil
}

func (r *Relay) release(ctx context.Context, l *Live, out Leases, upTo []int64) error {
	for shard := range out.Out {
		if out.Out[shard] == 0 || shard >= len(upTo) {
			continue
		}
		n, err := r.Agenda.Release(ctx, r.Clock.Now(), l.Registered, shard, upTo[shard])
		if err != nil {
			return err
		}
		if n > 0 {
			r.Log.Info("leases ended; the jobs are due again", "campaign", l.ID, "shard", shard, "jobs", n)
		}
	}
	return nil
}

// publish fills a channel's part of the hopper, each campaign an equal share.
func (r *Relay) publish(ctx context.Context, ch channels.Name, room int) (int, error) {
	running := r.Book.Running()
	n := 0
	for i, c := range running {
		share := (room - n) / (len(running) - i)
		if share <= 0 {
			continue
		}
		jobs, err := r.Agenda.Due(ctx, r.Clock.Now(), c, ch, min(share, 1000))
		if err != nil {
			return n, err
		}
		if len(jobs) == 0 {
			continue
		}
		n += len(jobs)
		if err := r.Queue.Publish(ctx, jobs); err != nil {
			return n, err // their leases end by themselves
		}
	}
	return n, nil
}
