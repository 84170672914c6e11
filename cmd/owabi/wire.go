package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/journal"
	"github.com/owabi/owabi/dispatcher/queue"
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
	redis     store.Config     // without a URL: a private server
	nats      queue.Remote     // without a URL: within this process
	intake    queue.Publishers // who comes in by the NATS within this process
	channels  channelConfig    // what letters go out by
	log       *slog.Logger

	natsListen bool // the embedded NATS takes workers of this machine
	noWire     bool // letters are sent by other processes

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
	nc      *queue.Conn // to the NATS given by URL
	queue   *queue.Queue

	natsAddr, natsToken string // of the embedded NATS, when it listens
	intakeAddr          string // where publishers come in; empty when they do not

	book   *dispatcher.Book
	relay  *dispatcher.Relay
	mover  *journal.Mover
	office net.Listener
	pages  net.Listener
	access *access.Accounts
	front  *front // the office's pages; nil when there are none
	api    *api.API

	services api.Services // what the doors open to

	campaigns *dispatcher.Campaigns
	intakes   *dispatcher.Intake

	listener *returns.Listener // of bounces; nil when there is none
	mailbox  *returns.Mailbox  // of bounces; nil when there is none

	receipts     *dispatcher.Receipts // by callbacks and bounces
	returns      *dispatcher.Returns  // by bounces
	letters      *dispatcher.Letters
	refusedLater atomic.Int64 // the provider's code of the last message that it took and then refused for a fault of ours

	closers []func() error
	stop    context.CancelFunc
	running sync.WaitGroup
}

// wallClock is plan time in earnest.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

// start starts a server. What can be known to be wrong is found before anything
// is touched: the providers, the servers given by URL, the ports, the key; then
// the stores.
func start(ctx context.Context, s settings) (*server, error) {
	v := newServer(s)
	steps := []func(context.Context) error{v.lock, v.openChannels, v.openBounces, v.reach, v.listen, v.unseal, v.openStore, v.openQueue, v.openBook, v.openAccess, v.serve, v.work}
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
	v.background(run, "intake", v.intakes.Run)
	v.background(run, "letters", (&dispatcher.Settling{Letters: v.letters, Log: v.log}).Run)
	v.workers(run)
	v.takeBounces(run)
	return nil
}

// workers starts a worker for each channel.
func (v *server) workers(ctx context.Context) {
	fuse := &dispatcher.Fuse{Trip: v.campaigns.Trip, Refusal: v.refusal, Log: v.log}
	lease := v.wireLease
	if lease == 0 {
		lease = dispatcher.WireLease
	}
	for ch, sender := range v.senders {
		if _, byHand := sender.(channels.ByHand); v.noWire && !byHand {
			continue
		}
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
