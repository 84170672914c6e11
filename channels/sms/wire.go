package sms

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"
)

// idleTimeout is how long a connection is kept unused: shorter than the load
// balancers before such services usually keep theirs.
const idleTimeout = 30 * time.Second

// newTransport makes the transport that all requests share. It speaks HTTP/1.1
// alone: one request at a time on a connection, so that what is known about a
// connection is known about the request. Of net/http's own retries it keeps
// those of requests of which nothing was written. A request never carries an
// Idempotency-Key, which would make net/http send it twice.
func newTransport(base *url.URL, connections int, timeout time.Duration) *http.Transport {
	d := &net.Dialer{Timeout: timeout}
	if base.Scheme == "http" {
		d.Control = loopbackOnly
	}
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		Protocols:           protocols,
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		IdleConnTimeout:     idleTimeout,
		TLSHandshakeTimeout: timeout,
		DisableCompression:  true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := d.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &wire{Conn: c}, nil
		},
	}
}

var errNotLoopback = errors.New("base_url is http, and its host is another machine")

// loopbackOnly refuses to leave the machine, whatever a name resolves to.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return errNotLoopback
	}
	return nil
}

// What a wire says when it lets nothing through.
var (
	errGone      = errors.New("the connection was closed by the other side")
	errCalledOff = errors.New("called off")
)

// wire is a connection, below TLS, that knows which exchange it serves and lets
// its request through only while that may still leave.
type wire struct {
	net.Conn
	exchange atomic.Pointer[exchange] // nil during the handshake
	used     atomic.Bool              // served another exchange before
}

// Write implements net.Conn. A connection that the other side closed while it
// was idle is noticed before anything is written, so that the request can go
// out on a new one.
func (w *wire) Write(p []byte) (int, error) {
	x := w.exchange.Load()
	if x == nil {
		return w.Conn.Write(p)
	}
	if !x.begun() && gone(w.Conn, w.used.Load()) {
		return 0, errGone
	}
	first, ok := x.leave()
	if !ok {
		return 0, errCalledOff
	}
	n, err := w.Conn.Write(p)
	if first && n == 0 && err != nil {
		x.stay()
	}
	return n, err
}

// wireOf returns the wire below a connection of the transport's, or nil.
func wireOf(c net.Conn) *wire {
	if t, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = t.NetConn()
	}
	w, _ := c.(*wire)
	return w
}
