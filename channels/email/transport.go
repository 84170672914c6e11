package email

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/owabi/owabi/channels"
)

// errClosed is the cause of an error after close.
var errClosed = errors.New("the sender is closed")

// letter is one on its way.
type letter struct {
	envelope
	ctx   context.Context // calls it off until its final dot
	moved bool            // its first connection had been closed by the relay before it was begun
	reply string          // the relay's words of acceptance
	err   error           // a *channels.Error
	done  chan struct{}   // closed when reply or err says what became of it
}

// end tells whoever waits for the letter what became of it.
func (l *letter) end(reply string, err error) {
	l.reply, l.err = reply, err
	close(l.done)
}

// link is a connection that takes letters.
type link interface {
	// carry sends a letter, and those that next returns meanwhile. It ends each
	// but the last, whose outcome it sets and returns; not begun: the relay had
	// closed the connection, and the last letter may go by another.
	carry(l *letter, next func() *letter) (last *letter, begun bool)
	usable() bool
	quit() // in good order, if it is usable
}

// pool carries letters to the relay over a number of persistent connections,
// each with a goroutine of its own. It is safe for concurrent use.
type pool struct {
	connect func(context.Context) (link, error)
	log     *slog.Logger
	most    int         // connections
	deep    atomic.Bool // a connection takes the next letter before the last is answered

	mu      sync.Mutex
	open    int            // carriers
	idle    []chan *letter // of carriers, the last used last
	waiting []*letter      // for a carrier, the first first
	closed  bool           //
	rested  sync.WaitGroup // idle carriers that say goodbye
}

func newPool(connections int, connect func(context.Context) (link, error), log *slog.Logger) *pool {
	return &pool{connect: connect, log: log, most: connections}
}

// width is how many deliveries are worth having in flight.
func (p *pool) width() int {
	if p.deep.Load() {
		return 2 * p.most
	}
	return p.most
}

// deliver sends a letter and returns the relay's words of acceptance, or a
// *channels.Error.
func (p *pool) deliver(ctx context.Context, e envelope) (string, error) {
	l := &letter{envelope: e, ctx: ctx, done: make(chan struct{})}
	p.hand(l)
	select {
	case <-l.done:
		return l.reply, l.err
	case <-ctx.Done():
	}
	if p.withdraw(l) {
		return "", failure(atWait, ctx.Err())
	}
	<-l.done
	return l.reply, l.err
}

// hand gives a letter to an idle carrier, to a new one, or to whoever comes
// free.
func (p *pool) hand(l *letter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch n := len(p.idle); {
	case p.closed:
		l.end("", failure(atWait, errClosed))
	case n > 0:
		p.idle[n-1] <- l
		p.idle = p.idle[:n-1]
	case p.open < p.most:
		p.open++
		go p.carry(l)
	default:
		p.waiting = append(p.waiting, l)
	}
}

// withdraw takes back a letter that nobody has taken up.
func (p *pool) withdraw(l *letter) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiting, l)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	return i >= 0
}

// next returns a letter that waits, or nil.
func (p *pool) next() *letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pop()
}

func (p *pool) pop() *letter {
	if len(p.waiting) == 0 {
		return nil
	}
	l := p.waiting[0]
	p.waiting[0] = nil
	p.waiting = p.waiting[1:]
	return l
}

// carry connects and carries letters until there is none and no connection
// either, or the pool is closed.
func (p *pool) carry(l *letter) {
	work := make(chan *letter, 1)
	var k link
	for l != nil {
		if k == nil {
			var err error
			if k, err = p.connect(l.ctx); err != nil {
				k, l.err = nil, err
				l = p.leave(l)
				continue
			}
			if _, ok := k.(*session); ok {
				p.deep.Store(true)
			}
		}
		last, begun := k.carry(l, p.next)
		if !k.usable() || ours(last.err) {
			k.quit()
			k = nil
		}
		switch {
		case !begun:
			p.log.Debug("email: the relay closed an idle connection; sending on a new one")
			last.moved = true
			l = last
		case k == nil:
			l = p.leave(last)
		default:
			l = p.rest(last, k, work)
		}
	}
}

// rest ends the last letter and waits for the next. Who sends one letter after
// the other finds the carrier idle. When the pool is closed it says goodbye and
// returns nil.
func (p *pool) rest(last *letter, k link, work chan *letter) *letter {
	p.mu.Lock()
	l, closed := p.pop(), p.closed
	switch {
	case l != nil:
	case closed:
		p.open--
	default:
		p.idle = append(p.idle, work)
	}
	p.mu.Unlock()
	last.end(last.reply, last.err)
	switch {
	case l != nil:
		return l
	case closed:
		k.quit()
		return nil
	}
	if l = <-work; l == nil {
		k.quit()
		p.rested.Done()
	}
	return l
}

// leave ends the last letter, and the carrier too, which has no connection,
// unless there is a letter for it.
func (p *pool) leave(last *letter) *letter {
	p.mu.Lock()
	l := p.pop()
	if l == nil {
		p.open--
	}
	p.mu.Unlock()
	last.end(last.reply, last.err)
	return l
}

// close refuses what waits, and says goodbye on the idle connections, all at
// once. What is under way is finished.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	for _, l := range p.waiting {
		l.end("", failure(atWait, errClosed))
	}
	p.waiting = nil
	p.rested.Add(len(p.idle))
	p.open -= len(p.idle)
	for _, work := range p.idle {
		work <- nil
	}
	p.idle = nil
	p.mu.Unlock()
	p.rested.Wait()
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
