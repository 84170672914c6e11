package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/journal"
	"github.com/owabi/owabi/dispatcher/queue"
	"github.com/owabi/owabi/dispatcher/roster"
	"github.com/owabi/owabi/dispatcher/store"
	"github.com/owabi/owabi/dispatcher/vault"
)

// settings is what a server is made from.
type settings struct {
	data      string          // directory; one server at a time
	keyFile   string          // the master key; made when the data directory is new
	public    string          // host:port of the person's page and the callbacks
	publicURL string          // as people reach it; from public when empty
	desks     string          // host:port of the office's pages; none when empty
	desksURL  string          // as browsers reach them; from desks when empty
	mode      dispatcher.Mode //
	clock     dispatcher.Clock
	redis     store.Config  // without a URL: a private server
	nats      queue.Remote  // without a URL: within this process
	channels  channelConfig // what letters go out by
	log       *slog.Logger

	jobLease, wireLease, dialLease, offerTime time.Duration // 0: the defaults
}

// server is everything in one process. Its parts stand in the order in which
// they are started; close stops them in reverse.
type server struct {
	settings
	vault   *vault.Vault
	senders map[channels.Name]channels.Sender
	private *store.Private // nil when the store is given by URL
	store   *store.Store
	queue   *queue.Queue
	book    *dispatcher.Book
	relay   *dispatcher.Relay
	mover   *journal.Mover
	office  net.Listener
	pages   net.Listener
	front   *front // the office\'s pages; nil when there are none
	api     *api.API

	campaigns *dispatcher.Campaigns
	closers   []func() error
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// wallClock is plan time in earnest.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

// start starts a server. What can be known to be wrong is found before
// anything is touched: lock, key, ports, then the stores.
func start(ctx context.Context, s settings) (*server, error) {
	v := newServer(s)
	steps := []func(context.Context) error{v.lock, v.unseal, v.listen, v.openChannels, v.openStore, v.openQueue, v.openBook, v.serve, v.work}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, v.close())
		}
	}
	return v, nil
}

func newServer(s settings) *server {
	if s.jobLease == 0 {
		s.jobLease = time.Minute
	}
	return &server{settings: s}
}

// close stops everything in reverse order: first no new work, then what is in
// flight is recorded, then the stores.
func (v *server) close() error {
	var errs []error
	for i := len(v.closers) - 1; i >= 0; i-- {
		errs = append(errs, v.closers[i]())
	}
	v.closers = nil
	return errors.Join(errs...)
}

func (v *server) onClose(f func() error) { v.closers = append(v.closers, f) }

// unseal reads the master key, makes one for a data directory that is new, and
// refuses one that does not belong to this data.
func (v *server) unseal(context.Context) error {
	check := filepath.Join(v.data, "key.check")
	key, err := v.masterKey(check)
	if err != nil {
		return err
	}
	v.vault = vault.New(key)
	return v.vault.CheckFile(check)
}

func (v *server) masterKey(check string) (vault.Key, error) {
	_, noKey := os.Stat(v.keyFile)
	_, noCheck := os.Stat(check)
	if errors.Is(noKey, os.ErrNotExist) && errors.Is(noCheck, os.ErrNotExist) && !v.hasData() && os.Getenv(keyVariable) == "" {
		v.log.Warn("a new master key was made; without it nothing in the data directory can be read again: keep a copy in a safe place", "file", v.keyFile)
		return vault.CreateKey(v.keyFile)
	}
	return loadKey(v.keyFile)
}

// keyVariable may hold the master key instead of a file.
const keyVariable = "OWABI_MASTER_KEY"

func loadKey(file string) (vault.Key, error) {
	if text := os.Getenv(keyVariable); text != "" {
		return vault.ParseKey(keyVariable, []byte(text))
	}
	return vault.LoadKey(file)
}

// hasData reports whether the data directory has been served before.
func (v *server) hasData() bool {
	for _, name := range []string{"redis", "nats"} {
		if _, err := os.Stat(filepath.Join(v.data, name)); err == nil {
			return true
		}
	}
	return false
}

// listen opens both doors before the stores, so that a port in use changes
// nothing.
func (v *server) listen(context.Context) error {
	var err error
	if v.pages, err = net.Listen("tcp", v.public); err != nil {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: v.public, What: "cannot listen: " + cause(err), Cure: "stop what uses this port, or give another with --public"}
	}
	v.onClose(ignoreClosed(v.pages))
	if v.publicURL == "" {
		v.publicURL = "http://" + v.pages.Addr().String()
	}
	if err := safeURL(v.publicURL); err != nil {
		return err
	}
	if v.desks != "" {
		if err := v.openDesks(); err != nil {
			return err
		}
	}
	socket := socketPath(v.data)
	if len(socket) > 100 {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: v.data, What: "the path is too long for a socket", Cure: "choose a data directory with a shorter path"}
	}
	os.Remove(socket) // left by a crash: the lock says that nobody else listens
	if v.office, err = net.Listen("unix", socket); err != nil {
		return fmt.Errorf("listen on %s: %w", socket, err)
	}
	v.onClose(ignoreClosed(v.office))
	return os.Chmod(socket, 0o600)
}

// anywhere is a port of this machine that is free.
const anywhere = "127.0.0.1:0"

// openDesks opens the listener of the office's pages. When nobody has chosen
// its port, another one will do.
func (v *server) openDesks() error {
	token := filepath.Join(v.data, "office.token")
	f, err := v.openFront(v.desks, v.desksURL, token)
	if dispatcher.CodeOf(err) == dispatcher.Conflict && v.desks == defaultDesks {
		f, err = v.openFront(anywhere, v.desksURL, token)
	}
	v.front = f
	return err
}

// safeURL refuses a public address at which people's answers would cross a
// network in the clear.
func safeURL(s string) error {
	u, err := url.Parse(s)
	if err == nil && u.Host != "" && u.RawQuery == "" && (u.Scheme == "https" || u.Scheme == "http" && loopbackHost(u.Hostname())) {
		return nil
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: "public.url", What: "is no https address", Cure: "give the address at which people reach their pages: https://…"}
}

func ignoreClosed(l net.Listener) func() error {
	return func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// cause is the last link of an error's chain, without the addresses that the
// links before it repeat.
func cause(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

func socketPath(data string) string { return filepath.Join(data, "owabi.sock") }

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
		opts.JobsOnDisk, opts.Replicas = true, v.nats.Replicas
		v.queue, err = queue.New(ctx, nc, opts)
		return err
	}
	own, err := queue.Embedded(queue.Config{Dir: filepath.Join(v.data, "nats"), Key: v.vault.QueueKey(), Log: v.log})
	if err != nil {
		return err
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

// serve opens the API on both listeners.
func (v *server) serve(context.Context) error {
	paper := v.stationery()
	services := api.Services{
		Campaigns: v.campaigns,
		People:    &dispatcher.People{Campaigns: v.campaigns, Membership: v.store, Stationery: paper, OpenList: readList},
		Figures:   &dispatcher.Figures{Book: v.book, Tally: v.store, Shelf: v.store, Clock: v.clock},
		Desk:      &dispatcher.Desk{Book: v.book, Callroom: v.store, Register: v.store, Ledger: v.store, Stationery: paper},
		Reviews:   &dispatcher.Reviews{Book: v.book, Undecided: v.store, Clock: v.clock},
		Pages:     &dispatcher.Pages{Book: v.book, Vault: sealing{v.vault}, Register: v.store, Ledger: v.store, Clock: v.clock},
	}
	if v.front != nil {
		services.Links = v.front
	}
	v.api = api.New(services, v.log)
	v.door(v.office, v.wakes(v.api.Office()))
	public := http.NewServeMux()
	public.Handle("/", v.api.Public())
	public.HandleFunc("POST "+smsCallbackPath+"{token}", v.smsCallback)
	v.door(v.pages, v.wakes(public))
	if v.front != nil {
		v.serveFront(v.front, v.api, services)
	}
	return nil
}

func (v *server) stationery() dispatcher.Stationery {
	return dispatcher.Stationery{Vault: sealing{v.vault}, PublicURL: v.publicURL, Clock: v.clock}
}

// wakes makes the relay look whenever somebody may have changed something.
func (v *server) wakes(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if r.Method != http.MethodGet && v.relay != nil {
			v.relay.Wake()
		}
	})
}

func (v *server) door(l net.Listener, h http.Handler) {
	hs := api.Server(h)
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := hs.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			v.log.Error("serve", "listener", l.Addr().Network(), "err", err)
		}
	}()
	v.onClose(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err := hs.Shutdown(ctx)
		if err != nil {
			err = hs.Close()
		}
		<-served
		return err
	})
}

// work starts what runs until the end: watch, journal, relay, workers.
func (v *server) work(ctx context.Context) error {
	watch := &dispatcher.Watch{Book: v.book, Watched: v.store, Clock: v.clock, WireLease: v.wireLease, DialLease: v.dialLease, OfferTime: v.offerTime, Log: v.log}
	watch.Init()
	if v.private != nil { // nobody else can hold a claim
		if _, err := watch.Orphans(ctx); err != nil {
			return err
		}
	}
	relay := &dispatcher.Relay{Book: v.book, Agenda: v.store, Queue: v.queue, Planner: &dispatcher.Planner{Book: v.book, Planbook: v.store, Clock: v.clock},
		Clock: v.clock, Channels: v.campaigns.Configured, Lease: v.jobLease, Log: v.log}
	relay.Init()
	if v.queue.Fresh() {
		if err := relay.Void(ctx); err != nil {
			return err
		}
	}
	v.relay = relay
	v.mover = journal.NewMover(outbox{v.store, v.book}, v.queue, v.log)
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	v.stop = stop
	v.onClose(func() error { stop(); v.running.Wait(); return v.drain() })
	v.background(run, "book", v.refresh)
	v.background(run, "watch", watch.Run)
	v.background(run, "relay", relay.Run)
	v.background(run, "journal", v.journaling)
	v.workers(run)
	return nil
}

// workers starts a worker for each channel.
func (v *server) workers(ctx context.Context) {
	fuse := &dispatcher.Fuse{Trip: v.campaigns.Trip, Log: v.log}
	lease := v.wireLease
	if lease == 0 {
		lease = dispatcher.WireLease
	}
	for ch, sender := range v.senders {
		w := &dispatcher.Worker{Name: "worker", Channel: ch, Sender: sender, Book: v.book, Queue: v.queue, Register: v.store, Ledger: v.store,
			Breaker: fuse, Stationery: v.stationery(), Lease: lease, Log: v.log}
		v.background(ctx, "worker "+string(ch), w.Run)
	}
}

func (v *server) background(ctx context.Context, name string, f func(context.Context) error) {
	v.running.Go(func() {
		if err := f(ctx); err != nil && ctx.Err() == nil {
			v.log.Error(name+" ended", "err", err)
		}
	})
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
