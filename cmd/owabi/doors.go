package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/roster"
	"github.com/owabi/owabi/dispatcher/vault"
)

// listen opens both doors before the stores, so that a port in use changes
// nothing.
func (v *server) listen(context.Context) error {
	var err error
	if v.pages, err = listenAt(v.public, "public"); err != nil {
		return err
	}
	v.onClose(ignoreClosed(v.pages))
	if v.publicURL == "" {
		v.publicURL = "http://" + v.pages.Addr().String()
		if v.mode == dispatcher.Real {
			v.log.Warn("public.url is not set: the links in letters, and the providers' callbacks, lead to this machine only", "url", v.publicURL)
		}
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

// listenAt listens for a door, whose name is its flag and its section in the
// settings.
func listenAt(addr, door string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l, nil
	}
	return nil, busy(addr, door+".listen", "give another with --"+door+" or in the settings", err)
}

// busy says why nobody can listen at an address.
func busy(addr, setting, another string, err error) error {
	e := &dispatcher.Error{Code: dispatcher.Conflict, Where: setting, What: "cannot listen on " + addr + ": " + cause(err), Cure: "stop what uses this port, or " + another}
	if !errors.Is(err, syscall.EADDRINUSE) {
		e.Code, e.Cure = dispatcher.Invalid, "the address must be one of this machine, host:port; "+another
	}
	return e
}

// anywhere is a port of this machine that is free.
const anywhere = "127.0.0.1:0"

// openDesks opens the listener of the office's pages. When nobody has chosen
// its port, another one will do.
func (v *server) openDesks() error {
	f, err := v.openFront(v.desks, v.desksURL)
	if dispatcher.CodeOf(err) == dispatcher.Conflict && v.desks == defaultDesks {
		f, err = v.openFront(anywhere, v.desksURL)
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

// serve opens the API on both listeners.
func (v *server) serve(context.Context) error {
	paper, desk, people := v.stationery(), v.desk(), v.people()
	v.letters = v.postRoom(paper)
	v.intakes = &dispatcher.Intake{People: people, Inbox: v.queue, Refusing: v.store, OpenCard: readCard, Log: v.log}
	services := api.Services{
		Campaigns: v.campaigns,
		People:    people,
		Intake:    v.intakes,
		Figures:   &dispatcher.Figures{Book: v.book, Tally: v.store, Shelf: v.store, Clock: v.clock, Index: &dispatcher.Index{People: people}},
		Desk:      desk,
		Hands:     desk,
		Inbound:   desk,
		Rounds:    &dispatcher.Rounds{Book: v.book, Callroom: v.store, Register: v.store, Ledger: v.store, Stationery: paper},
		Letters:   v.letters,
		Reviews:   &dispatcher.Reviews{Book: v.book, Undecided: v.store, Clock: v.clock},
		Pages:     &dispatcher.Pages{Book: v.book, Vault: sealing{v.vault}, Register: v.store, Ledger: v.store, Hands: v.store, Finder: v.store, Terms: roster.Terms{}, Clock: v.clock},
	}
	services.Accounts = v.access
	services.Floor = v.floor()
	if v.front != nil {
		services.Links = v.front
	}
	v.receipts = v.takeReceipts()
	v.returns = &dispatcher.Returns{Vault: sealing{v.vault}, Receipts: v.receipts, Log: v.log}
	services.Returns = v.returns
	v.services = services
	v.api = api.New(services, v.log)
	v.door(v.office, v.wakes(v.api.Office()))
	public := http.NewServeMux()
	public.Handle("/", v.api.Public())
	public.HandleFunc("POST "+smsCallbackPath+"{token}", v.smsCallback)
	v.door(v.pages, v.wakes(public))
	if v.front != nil {
		return v.serveFront(v.front, v.api, services)
	}
	return nil
}

func (v *server) people() *dispatcher.People {
	return &dispatcher.People{Campaigns: v.campaigns, Membership: v.store, Finder: v.store, Register: v.store, Terms: roster.Terms{},
		Stationery: v.stationery(), OpenList: readList,
		NewSpool: func() (dispatcher.Spool, error) { return vault.NewSpool(v.data) }}
}

func (v *server) desk() *dispatcher.Desk {
	return &dispatcher.Desk{Book: v.book, Callroom: v.store, Hands: v.store, Memory: v.store, Register: v.store, Ledger: v.store, Finder: v.store,
		Stationery: v.stationery()}
}

// postRoom prints where a channel can.
func (v *server) postRoom(paper dispatcher.Stationery) *dispatcher.Letters {
	press, _ := v.senders[channels.Letter].(channels.Press)
	return &dispatcher.Letters{Book: v.book, Batches: v.store, Callroom: v.store, Register: v.store, Ledger: v.store, Shelf: v.store,
		Press: press, Lock: vault.Lock, Stationery: paper}
}

func (v *server) floor() *dispatcher.Floor {
	return &dispatcher.Floor{Campaigns: v.campaigns, Work: v.store, Watched: v.store, Register: v.store}
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
