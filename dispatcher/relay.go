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
	lend   int                // how many jobs may be lent: Hopper, or less where leases end before their jobs are done
	ended  time.Time          // when leases last ended so
}

// leastLent is how little is lent at least.
const leastLent = 50

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
	r.lend = r.Hopper
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
		if _, err := r.release(ctx, l, out, out.Last); err != nil {
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
	r.suit(out)
	for _, ch := range r.Channels {
		k, err := r.publish(ctx, ch, r.lend-out)
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// suit lends more again, when what is lent is soon done.
func (r *Relay) suit(out int) {
	if r.lend < r.Hopper && out <= r.lend/4 && time.Since(r.ended) > r.Lease {
		r.lend, r.ended = min(r.Hopper, 2*r.lend), time.Now()
	}
}

// late lends less: jobs that are not done within a lease are published again,
// and more of them at once would only be more work in vain.
func (r *Relay) late() {
	r.lend, r.ended = max(leastLent, r.lend/2), time.Now()
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
		n, err := r.release(ctx, l, out, seen[0].last)
		if err != nil {
			return err
		}
		if n > 0 {
			r.late()
		}
		seen = seen[1:]
	}
	r.leases[l.Key] = seen
	return nil
}

// release ends leases up to a number a shard, and returns how many jobs are due
// again.
func (r *Relay) release(ctx context.Context, l *Live, out Leases, upTo []int64) (int, error) {
	sum := 0
	for shard := range out.Out {
		if out.Out[shard] == 0 || shard >= len(upTo) {
			continue
		}
		n, err := r.Agenda.Release(ctx, r.Clock.Now(), l.Registered, shard, upTo[shard])
		if err != nil {
			return sum, err
		}
		if sum += n; n > 0 {
			r.Log.Info("leases ended; the jobs are due again", "campaign", l.ID, "shard", shard, "jobs", n)
		}
	}
	return sum, nil
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
