package email

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/owabi/owabi/channels"
)

// transport carries letters to the relay. It returns the relay's words of
// acceptance, or a *channels.Error. It is safe for concurrent use, and each
// call is about one letter of one recipient.
type transport interface {
	deliver(ctx context.Context, e envelope) (string, error)
	width() int // deliveries worth having in flight
	close()     // idle connections now, the others when their letter is done
}

// errClosed is the cause of an error after close.
var errClosed = errors.New("the sender is closed")

// pool is the transport of one letter at a time on each of a number of
// persistent connections.
type pool struct {
	connect func(context.Context) (*conn, error)
	log     *slog.Logger
	slots   chan struct{} // one taken for each delivery in flight

	mu     sync.Mutex
	idle   []*conn // last used, last
	closed bool
}

func newPool(connections int, connect func(context.Context) (*conn, error), log *slog.Logger) *pool {
	return &pool{connect: connect, log: log, slots: make(chan struct{}, connections)}
}

func (p *pool) width() int { return cap(p.slots) }

// deliver sends on an idle connection, or else on a new one. A relay may have
// closed an idle connection meanwhile: then nothing was begun, and the letter
// goes out on a new one, once.
func (p *pool) deliver(ctx context.Context, e envelope) (string, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return "", failure(atWait, ctx.Err())
	}
	c, err := p.take()
	if err != nil {
		return "", failure(atWait, err)
	}
	if c != nil {
		reply, err := c.deliver(ctx, e)
		again := stale(err) && ctx.Err() == nil
		p.put(c)
		if !again {
			return reply, err
		}
		p.log.Debug("email: the relay closed an idle connection; sending on a new one")
	}
	if c, err = p.connect(ctx); err != nil {
		return "", err
	}
	defer p.put(c)
	return c.deliver(ctx, e)
}

// stale reports whether err says that an idle connection had been closed: it
// was lost before MAIL was answered, or answered by the 421 of its closing.
func stale(err error) bool {
	var e *channels.Error
	if !errors.As(err, &e) || e.Op != string(atMail) && e.Op != string(atReset) {
		return false
	}
	return e.Kind == channels.NotSent || e.Kind == channels.Throttled
}

// take returns an idle connection, or nil when there is none.
func (p *pool) take() (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	n := len(p.idle)
	if n == 0 {
		return nil, nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c, nil
}

// put takes a connection back, or closes it.
func (p *pool) put(c *conn) {
	p.mu.Lock()
	keep := !c.broken && !p.closed
	if keep {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if keep {
		return
	}
	if c.broken {
		c.raw.Close()
		return
	}
	c.quit()
}

// close says goodbye on the idle connections, all at once.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	var wg sync.WaitGroup
	for _, c := range idle {
		wg.Go(func() { c.quit() })
	}
	wg.Wait()
}
