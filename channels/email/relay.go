package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"syscall"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// relay is where the letters go, and how to get in.
type relay struct {
	addr, host         string
	mode               Mode
	tls                *tls.Config // nil with None
	hello              string
	username, password string
	timeout            time.Duration
	submission         time.Duration
	pipelining         Pipelining
}

func newRelay(c *Config, host string) (*relay, error) {
	t, err := c.tlsConfig(host)
	if err != nil {
		return nil, err
	}
	password, err := c.password()
	if err != nil {
		return nil, err
	}
	return &relay{addr: c.Relay, host: host, mode: c.TLS, tls: t, hello: c.Hello,
		username: c.Username, password: password, timeout: c.Timeout, submission: c.SubmissionTimeout, pipelining: c.Pipelining}, nil
}

// connect opens a connection that takes letters.
func (r *relay) connect(ctx context.Context) (link, error) {
	c, err := r.enter(ctx)
	if err != nil {
		return nil, err
	}
	c.reports, _ = c.client.Extension("DSN")
	if ok, _ := c.client.Extension("PIPELINING"); ok && r.pipelining != PipeliningOff {
		s := newSession(c.top, r.timeout, r.submission)
		s.reports = c.reports
		return s, nil
	}
	return c, nil
}

// enter dials the relay, greets it and signs in.
func (r *relay) enter(ctx context.Context) (*conn, error) {
	// The library gives the commands before the handshake five minutes each.
	ctx, cancel := context.WithTimeout(ctx, 4*r.timeout)
	defer cancel()
	raw, err := r.dial(ctx)
	if err != nil {
		return nil, failure(atDial, err)
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	client, top, at, err := r.greet(ctx, raw)
	if !stop() {
		err = ctx.Err() // whatever a connection closed under its reader says
	}
	if err != nil {
		raw.Close()
		return nil, failure(at, err)
	}
	return &conn{raw: raw, top: top, client: client, timeout: r.timeout}, nil
}

func (r *relay) dial(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: r.timeout}
	if r.mode == None {
		d.Control = loopbackOnly
	}
	return d.DialContext(ctx, "tcp", r.addr)
}

// loopbackOnly refuses to leave the machine, whatever a name resolves to.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return errNotLoopback
	}
	return nil
}

var errNotLoopback = errors.New("tls: none, and the relay is on another machine")

// greet brings a new connection to where MAIL can be said, and returns it as it
// is above TLS. With an error comes the step that it belongs to.
func (r *relay) greet(ctx context.Context, raw net.Conn) (*smtp.Client, net.Conn, step, error) {
	top, at, err := r.secure(ctx, raw)
	if err != nil {
		return nil, nil, at, err
	}
	c := smtp.NewClient(top)
	c.CommandTimeout, c.SubmissionTimeout = r.timeout, r.submission
	if err := c.Hello(r.hello); err != nil {
		return nil, nil, atHello, err
	}
	if r.username != "" {
		at, err = atAuth, r.signIn(c)
	}
	return c, top, at, err
}

// secure returns the connection under TLS, if there is to be any.
func (r *relay) secure(ctx context.Context, raw net.Conn) (net.Conn, step, error) {
	switch r.mode {
	case StartTLS:
		return r.startTLS(ctx, raw)
	case Implicit:
		t := tls.Client(raw, r.tls)
		return t, atTLS, t.HandshakeContext(ctx)
	}
	return raw, atHello, nil
}

func (r *relay) signIn(c *smtp.Client) error {
	switch {
	case c.SupportsAuth(sasl.Plain):
		return c.Auth(sasl.NewPlainClient("", r.username, r.password))
	case c.SupportsAuth(sasl.Login):
		return c.Auth(sasl.NewLoginClient(r.username, r.password))
	}
	return unknownWays(c)
}
