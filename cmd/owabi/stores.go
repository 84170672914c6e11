package main

import (
	"context"
	"crypto/rand"
	"io"
	"path/filepath"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/journal"
	"github.com/owabi/owabi/dispatcher/queue"
	"github.com/owabi/owabi/dispatcher/roster"
	"github.com/owabi/owabi/dispatcher/store"
	"github.com/owabi/owabi/dispatcher/vault"
)

// loadTime bounds how long a Redis may load its data: a large append-only file
// takes its time.
const loadTime = time.Minute

// reach connects to the servers that are given by URL, and sees that there is a
// redis-server to start where none is.
func (v *server) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, loadTime)
	defer cancel()
	if v.redis.URL == "" {
		if err := store.Installed(); err != nil {
			return err
		}
	} else {
		s, err := store.Connect(ctx, v.redis)
		if err != nil {
			return err
		}
		v.store = s
		v.onClose(s.Close)
	}
	if v.nats.URL == "" {
		return nil
	}
	nc, err := queue.Connect(v.nats, v.log)
	if err != nil {
		return err
	}
	v.nc = nc
	v.onClose(nc.Drain)
	return nil
}

// openStore starts a private server where none is given by URL.
func (v *server) openStore(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, loadTime)
	defer cancel()
	if v.store == nil {
		if err := v.openPrivate(ctx); err != nil {
			return err
		}
	}
	if c, ok := v.clock.(*planClock); ok {
		c.store = v.store
	}
	return v.store.CheckKey(ctx, v.vault.CheckValue())
}

func (v *server) openPrivate(ctx context.Context) error {
	var err error
	if v.private, err = store.StartPrivate(ctx, filepath.Join(v.data, "redis"), v.log); err != nil {
		return err
	}
	v.onClose(v.private.Close)
	if v.store, err = store.Open(ctx, v.private.Socket); err != nil {
		return err
	}
	v.onClose(v.store.Close)
	return nil
}

// openQueue starts a NATS server within this process where none is given by
// URL.
func (v *server) openQueue(ctx context.Context) error {
	opts := queue.Options{AckWait: v.jobLease, MaxAge: v.jobLease * 3 / 4, Log: v.log}
	if v.nc != nil {
		if v.intake.Listen != "" {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: "intake.listen", What: "publishers come in by the NATS that nats.url names",
				Cure: "leave intake.listen out, and let them publish there"}
		}
		var err error
		_, borrowed := v.clock.(*planClock) // a demo's worker: the server is embedded in the demo
		opts.JobsOnDisk, opts.Replicas = !borrowed, v.nats.Replicas
		v.queue, err = queue.New(ctx, v.nc, opts)
		return err
	}
	c := queue.Config{Dir: filepath.Join(v.data, "nats"), Key: v.vault.QueueKey(), Log: v.log}
	if v.natsListen {
		v.natsToken = rand.Text()
		c.Addr, c.Token = anywhere, v.natsToken
	}
	if err := v.admitPublishers(&c); err != nil {
		return err
	}
	own, err := queue.Embedded(c)
	if err != nil {
		return err
	}
	if v.intake.Listen != "" {
		v.intakeAddr = own.Addr().String()
		v.log.Info("publishers come in", "nats", v.intakeAddr, "user", queue.PublisherUser, "password", "in "+publishersPath(v.data))
	}
	if v.natsListen {
		v.natsAddr = own.Addr().String()
	}
	v.onClose(func() error { own.Close(); return nil })
	v.queue, err = queue.New(ctx, own.Conn(), opts)
	return err
}

// admitPublishers lets other systems publish people, with the password of a
// file that is made when it is not there.
func (v *server) admitPublishers(c *queue.Config) error {
	if v.intake.Listen == "" {
		return nil
	}
	password, err := secretIn(publishersPath(v.data))
	if err != nil {
		return err
	}
	c.Publishers = v.intake
	c.Publishers.Password = password
	return nil
}

// publishersPath is the file of the password with which publishers come in.
func publishersPath(data string) string { return filepath.Join(data, "intake.password") }

// openBook reads the campaigns and mends what a crash left.
func (v *server) openBook(ctx context.Context) error {
	if err := v.readBook(ctx); err != nil {
		return err
	}
	return v.campaigns.Recover(ctx)
}

func (v *server) readBook(ctx context.Context) error {
	sealed := sealing{v.vault}
	v.book = dispatcher.NewBook(v.store, sealed)
	v.campaigns = &dispatcher.Campaigns{Book: v.book, Shelf: v.store, Vault: sealed, Tally: v.store, Clock: v.clock, Mode: v.mode}
	for _, ch := range channels.All {
		if v.senders[ch] != nil {
			v.campaigns.Configured = append(v.campaigns.Configured, ch)
		}
	}
	return v.book.Refresh(ctx)
}

// sealing lets the vault stand where the domain wants its interface.
type sealing struct{ *vault.Vault }

func (s sealing) Open(id string, wrapped []byte) (dispatcher.Sealer, error) {
	return s.Vault.Open(id, wrapped)
}

// readList lets a roster stand where the domain wants a List.
func readList(name string, r io.Reader, o dispatcher.ListOptions) (dispatcher.List, error) {
	list, err := roster.Open(name, r, o)
	if err != nil {
		return nil, err
	}
	return rows{list}, nil
}

// readCard lets a card stand where the domain wants a List.
func readCard(name string, text []byte, o dispatcher.ListOptions) (dispatcher.List, error) {
	card, err := roster.OpenCard(name, text, o)
	if err != nil {
		return nil, err
	}
	return rows{card}, nil
}

type rows struct{ *roster.Reader }

func (l rows) Next() (dispatcher.ListRow, error) {
	r, err := l.Reader.Next()
	return dispatcher.ListRow{Number: r.Number, Verdict: string(r.Verdict), Person: r.Person, Errors: r.Errors, Key: r.Key, Into: r.Into, Office: r.Office()}, err
}

// outbox lets the store stand where the journal wants its interface.
type outbox struct {
	store *store.Store
	book  *dispatcher.Book
}

func shardOf(r journal.ShardRef) store.Shard { return store.Shard{Campaign: r.Campaign, N: r.Shard} }

func (o outbox) Shards(context.Context) ([]journal.ShardRef, error) {
	var all []journal.ShardRef
	for _, r := range o.book.Registered() {
		for n := range max(1, r.Shards) {
			all = append(all, journal.ShardRef{Campaign: r.Key, Shard: n, Inc: 1})
		}
	}
	return append(all, journal.ShardRef{Campaign: store.AccessLog.Campaign, Inc: 1}), nil
}

func (o outbox) Pending(ctx context.Context, r journal.ShardRef, after int64, limit int) ([]dispatcher.Event, error) {
	return o.store.Pending(ctx, shardOf(r), after, limit)
}

func (o outbox) Trim(ctx context.Context, r journal.ShardRef, upTo int64, hash []byte) error {
	return o.store.Trim(ctx, shardOf(r), upTo, hash)
}

func (o outbox) Mark(ctx context.Context, r journal.ShardRef) (int64, []byte, error) {
	return o.store.Mark(ctx, shardOf(r))
}
