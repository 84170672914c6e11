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

// openStore starts a private server, or connects to the one that is named.
func (v *server) openStore(ctx context.Context) error {
	var err error
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // a large append-only file takes its time to load
	defer cancel()
	if v.redis.URL != "" {
		v.store, err = store.Connect(ctx, v.redis)
	} else {
		if v.private, err = store.StartPrivate(ctx, filepath.Join(v.data, "redis"), v.log); err != nil {
			return err
		}
		v.onClose(v.private.Close)
		v.store, err = store.Open(ctx, v.private.Socket)
	}
	if err != nil {
		return err
	}
	v.onClose(v.store.Close)
	if c, ok := v.clock.(*planClock); ok {
		c.store = v.store
	}
	return v.store.CheckKey(ctx, v.vault.CheckValue())
}

// openQueue starts a NATS server within this process, or connects to the one
// that is named.
func (v *server) openQueue(ctx context.Context) error {
	opts := queue.Options{AckWait: v.jobLease, MaxAge: v.jobLease * 3 / 4, Log: v.log}
	if v.nats.URL != "" {
		nc, err := queue.Connect(v.nats, v.log)
		if err != nil {
			return err
		}
		v.onClose(func() error { return nc.Drain() })
		_, borrowed := v.clock.(*planClock) // a demo's worker: the server is embedded in the demo
		opts.JobsOnDisk, opts.Replicas = !borrowed, v.nats.Replicas
		v.queue, err = queue.New(ctx, nc, opts)
		return err
	}
	c := queue.Config{Dir: filepath.Join(v.data, "nats"), Key: v.vault.QueueKey(), Log: v.log}
	if v.natsListen {
		v.natsToken = rand.Text()
		c.Addr, c.Token = anywhere, v.natsToken
	}
	own, err := queue.Embedded(c)
	if err != nil {
		return err
	}
	if v.natsListen {
		v.natsAddr = own.Addr().String()
	}
	v.onClose(func() error { own.Close(); return nil })
	v.queue, err = queue.New(ctx, own.Conn(), opts)
	return err
}

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
func readList(name string, r io.Reader, columns map[string]string) (dispatcher.List, error) {
	list, err := roster.Open(name, r, roster.Options{Columns: columns})
	if err != nil {
		return nil, err
	}
	return rows{list}, nil
}

type rows struct{ *roster.Reader }

func (l rows) Next() (dispatcher.ListRow, error) {
	r, err := l.Reader.Next()
	return dispatcher.ListRow{Number: r.Number, Verdict: string(r.Verdict), Person: r.Person, Errors: r.Errors, Key: r.Key}, err
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
	return all, nil
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
