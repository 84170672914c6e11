package email

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// conn is one session with the relay by the library's client. It carries one
// letter at a time.
type conn struct {
	raw     net.Conn // below TLS: to be closed when the work is called off
	top     net.Conn // above TLS
	client  *smtp.Client
	timeout time.Duration
	open    bool // a transaction was begun and not ended: RSET before the next
	broken  bool // to be closed, not to be used again
	used    bool // it has carried a letter
	reports bool // the relay offers DSN
}

func (c *conn) usable() bool { return !c.broken }

// carry implements link.
func (c *conn) carry(l *letter, _ func() *letter) (*letter, bool) {
	l.reply, l.err = c.deliver(l.ctx, l.envelope)
	if c.used && !l.moved && stale(l.err) && l.ctx.Err() == nil {
		return l, false
	}
	c.used = true
	return l, true
}

// deliver hands over one letter and returns the relay's words of acceptance.
// Until the final dot ctx calls it off, and nothing has been sent; from then on
// only the reply, or the time for it, ends it.
func (c *conn) deliver(ctx context.Context, e envelope) (string, error) {
	stop := context.AfterFunc(ctx, func() { c.raw.Close() })
	defer stop()
	data, at, err := c.envelope(e)
	if err == nil {
		at, err = atBody, c.body(data, e.data)
	}
	if !stop() { // the connection is being closed: the dot must not be written
		c.broken = true
		return "", failure(at, ctx.Err())
	}
	if err != nil {
		c.settle(err)
		return "", failure(at, err)
	}
	reply, err := c.dot(data)
	if err != nil {
		c.settle(err)
		return "", failure(atDot, err)
	}
	c.open = false
	return reply, nil
}

// envelope says from whom and to whom. It returns the step that an error
// belongs to.
func (c *conn) envelope(e envelope) (*smtp.DataCommand, step, error) {
	if c.open {
		if err := c.client.Reset(); err != nil {
			return nil, atReset, err
		}
		c.open = false
	}
	if !c.reports {
		e.asks = asks{}
	}
	if err := accepted(c.client.Mail(e.from, e.asks.mail())); err != nil {
		return nil, atMail, err
	}
	c.open = true
	if err := c.client.Rcpt(e.to, e.asks.rcpt()); err != nil {
		return nil, atRcpt, err
	}
	data, err := c.client.Data()
	return data, atData, err
}

// body writes the letter. The library buffers, but never writes the final dot
// before it is told to. After an error it must not be told anything: its next
// command would write the dot first.
func (c *conn) body(w *smtp.DataCommand, data []byte) error {
	c.raw.SetDeadline(time.Now().Add(c.timeout)) // the library sets none here
	_, err := w.Write(data)
	return err
}

// dot ends the letter and waits for the reply.
func (c *conn) dot(w *smtp.DataCommand) (string, error) {
	c.raw.SetDeadline(time.Now().Add(c.timeout)) // for the write; the library sets one for the reply
	r, err := w.CloseWithResponse()
	if err == nil {
		return r.StatusText, nil
	}
	var reply *smtp.SMTPError
	if errors.As(err, &reply) && reply.Code/100 == 2 {
		return reply.Message, nil
	}
	return "", err
}

// settle decides after an error whether the session can go on: only after a
// refusal that leaves it open.
func (c *conn) settle(err error) {
	var r *smtp.SMTPError
	refused := errors.As(err, &r) && (r.Code/100 == 4 || r.Code/100 == 5)
	c.broken = !refused || r.Code == 421
}

// accepted takes every 2xx for a yes (RFC 5321, 4.3.2), where the library wants
// the usual one.
func accepted(err error) error {
	var r *smtp.SMTPError
	if errors.As(err, &r) && r.Code/100 == 2 {
		return nil
	}
	return err
}

// quitTimeout is how long a goodbye may take.
const quitTimeout = 2 * time.Second

// quit ends the session in good order.
func (c *conn) quit() {
	if c.broken {
		c.raw.Close()
		return
	}
	c.client.CommandTimeout = quitTimeout
	c.client.Quit() // the connection is closed whatever the relay says
	c.raw.Close()
}
