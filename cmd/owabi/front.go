package main

import (
	"net"

	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/gate"
	"github.com/owabi/owabi/dispatcher/console"
)

// front is where people come in: the office's listener on TCP, with the gate in
// front of its pages and its API.
type front struct {
	listener net.Listener
	*gate.Gate
}

// openFront listens on addr. Browsers open the listener at url, and when it is
// empty at the address itself; programs come in with the token of a file, which
// is made when it is not there.
func (v *server) openFront(addr, url, tokenFile string) (*front, error) {
	l, err := listenAt(addr, "office")
	if err != nil {
		return nil, err
	}
	v.onClose(ignoreClosed(l))
	token, err := gate.Token(tokenFile)
	if err != nil {
		return nil, err
	}
	if url == "" {
		url = "http://" + l.Addr().String()
	}
	g, err := gate.New(gate.Config{URL: url, Token: token, Log: v.log})
	return &front{l, g}, err
}

// serveFront opens the pages and the API a of the services s behind the gate. On
// closing, sessions end first, so that nobody who watches holds the listener.
func (v *server) serveFront(f *front, a *api.API, s api.Services) {
	pages := console.New(console.Services{Campaigns: s.Campaigns, Figures: s.Figures, Desk: s.Desk, Reviews: s.Reviews}, v.clock, v.log)
	v.door(f.listener, v.wakes(a.Gated(f.Gate, pages.Handler())))
	v.onClose(f.Gate.Close)
}
