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
		username: c.Username, password: password, timeout: c.Timeout, submission: c.SubmissionTimeout}, nil
}

// connect dials the relay, greets it and signs in.
func (r *relay) connect(ctx context.Context) (*conn, error) {
	// The library gives the commands before the handshake five minutes each.
	ctx, cancel := context.WithTimeout(ctx, 4*r.timeout)
	defer cancel()
	raw, err := r.dial(ctx)
	if err != nil {
		return nil, failure(atDial, err)
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	client, at, err := r.greet(ctx, raw)
	if !stop() {
		err = ctx.Err() // whatever a connection closed under its reader says
	}
	if err != nil {
		raw.Close()
		return nil, failure(at, err)
	}
	return &conn{raw: raw, client: client, timeout: r.timeout}, nil
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

// greet brings a new connection to where MAIL can be said. It returns the step
// that an error belongs to.
func (r *relay) greet(ctx context.Context, raw net.Conn) (*smtp.Client, step, error) {
	c, at, err := r.secure(ctx, raw)
	if err != nil {
		return nil, at, err
	}
	c.CommandTimeout, c.SubmissionTimeout = r.timeout, r.submission
	if err := c.Hello(r.hello); err != nil {
		return nil, atHello, err
	}
	if r.username == "" {
		return c, atHello, nil
	}
	return c, atAuth, r.signIn(c)
}

func (r *relay) secure(ctx context.Context, raw net.Conn) (*smtp.Client, step, error) {
	switch r.mode {
	case StartTLS:
		c, err := smtp.NewClientStartTLS(raw, r.tls)
		return c, atStartTLS, err
	case Implicit:
		t := tls.Client(raw, r.tls)
		if err := t.HandshakeContext(ctx); err != nil {
			return nil, atTLS, err
		}
		return smtp.NewClient(t), atTLS, nil
	}
	return smtp.NewClient(raw), atHello, nil
}

func (r *relay) signIn(c *smtp.Client) error {
	switch {
	case c.SupportsAuth(sasl.Plain):
		return c.Auth(sasl.NewPlainClient("", r.username, r.password))
	case c.SupportsAuth(sasl.Login):
		return c.Auth(sasl.NewLoginClient(r.username, r.password))
	}
	return errors.New("the relay offers neither AUTH PLAIN nor AUTH LOGIN")
}
