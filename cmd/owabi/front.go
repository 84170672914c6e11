package main

import (
	"context"
	"net"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/gate"
	"github.com/owabi/owabi/dispatcher/console"
)

// front is where people come in: the office's listener on TCP, with the gate in
// front of its pages and its API.
type front struct {
	listener net.Listener
	url      string // as browsers open it
	*gate.Gate
}

// openFront listens on addr. Browsers open the listener at url, and when it is
// empty at the address itself.
func (v *server) openFront(addr, url string) (*front, error) {
	l, err := listenAt(addr, "office")
	if err != nil {
		return nil, err
	}
	v.onClose(ignoreClosed(l))
	if url == "" {
		url = "http://" + l.Addr().String()
	}
	return &front{listener: l, url: url}, gate.CheckURL(url)
}

// openAccess makes ready who may come in. Whose account ends is out at once:
// what is open in their sessions closes, and their calls go on without them.
func (v *server) openAccess(context.Context) error {
	v.access = &access.Accounts{Guard: access.New(access.Guard{Shelf: v.store, Sessions: v.store, Tries: v.store, Keyring: v.store,
		Vault: v.vault, Diary: v.store, Clock: v.clock, Log: v.log})}
	calls := &dispatcher.Leaving{Book: v.book, Watched: v.store, Register: v.store, Clock: v.clock, Log: v.log}
	v.access.Left = func(ctx context.Context, account string) error {
		if v.front != nil {
			v.front.Left(account)
		}
		return calls.Left(ctx, account)
	}
	if v.front == nil {
		return nil
	}
	var err error
	v.front.Gate, err = gate.New(gate.Config{URL: v.front.url, Access: v.access, Log: v.log})
	return err
}

// serveFront opens the pages and the API a of the services s behind the gate. On
// closing, what is open in sessions ends first, so that nobody who watches holds
// the listener.
func (v *server) serveFront(f *front, a *api.API, s api.Services) error {
	pages := console.New(console.Services{Campaigns: s.Campaigns, Figures: s.Figures, Desk: s.Desk, Inbound: s.Inbound, Reviews: s.Reviews, Letters: s.Letters,
		Hands: s.Hands, Floor: s.Floor, People: s.People, Accounts: s.Accounts}, v.clock, v.log)
	gated, err := a.Gated(f.Gate, pages.Handler(), pages.Routes()...)
	if err != nil {
		return err
	}
	v.door(f.listener, v.wakes(gated))
	v.onClose(f.Gate.Close)
	return nil
}
