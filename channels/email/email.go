// Package email sends letters through the office's mail relay. A letter is one
// message to one envelope recipient; it is handed over once the relay has
// answered the final dot, and an error says what is known about it until then.
package email

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/owabi/owabi/channels"
)

// Sender is the e-mail channel. It is safe for concurrent use.
type Sender struct {
	relay     *relay
	composer  composer
	transport *pool
	gate      channels.Gate
	refusal   atomic.Pointer[channels.Error] // the last that was technical
}

var (
	_ channels.Sender   = (*Sender)(nil)
	_ channels.Wide     = (*Sender)(nil)
	_ channels.Paced    = (*Sender)(nil)
	_ channels.Explains = (*Sender)(nil)
)

// New makes a Sender. It reads the files that c names, and connects to nothing
// before the first letter: see Check. An error names the setting. The caller
// closes the Sender.
func New(c Config, log *slog.Logger) (*Sender, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	host, err := c.complete()
	if err != nil {
		return nil, err
	}
	r, err := newRelay(&c, host)
	if err != nil {
		return nil, err
	}
	comp, err := newComposer(&c)
	if err != nil {
		return nil, err
	}
	return &Sender{relay: r, composer: comp, transport: newPool(c.Connections, r.connect, log),
		gate: channels.Gate{Log: log.With("channel", channels.Email)}}, nil
}

// Width implements channels.Wide: the number of connections, twice that once
// the relay has offered pipelining.
func (s *Sender) Width() int { return s.transport.width() }

// Wait implements channels.Paced: no more at once than the relay takes, and
// nothing while it does not answer.
func (s *Sender) Wait(ctx context.Context, n int) (int, error) { return s.gate.Wait(ctx, n) }

// Send implements channels.Sender. Before the final dot the end of ctx calls it
// off; after it Send waits for the relay's reply, ctx or not.
func (s *Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, failure(atWait, err)
	}
	e, err := s.composer.compose(m, time.Now())
	if err != nil {
		return channels.Receipt{}, s.noted(err)
	}
	s.gate.Begin()
	reply, err := s.transport.deliver(ctx, e)
	s.gate.End(err)
	if err != nil {
		return channels.Receipt{}, s.noted(err)
	}
	return channels.Receipt{Provider: s.relay.host, Reference: queueID(reply)}, nil
}

// noted keeps what was refused for a fault of ours.
func (s *Sender) noted(err error) error {
	var e *channels.Error
	if errors.As(err, &e) && e.Kind == channels.Technical {
		s.refusal.Store(e)
	}
	return err
}

// Refusal implements channels.Explains.
func (s *Sender) Refusal() string {
	e := s.refusal.Load()
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Op + " " + e.Code)
}

// Close closes the idle connections. Letters under way are finished; later ones
// are refused as NotSent.
func (s *Sender) Close() error {
	s.transport.close()
	return nil
}

// queued finds the relay's number of a letter in its reply: Postfix and Exim.
var queued = regexp.MustCompile(`(?:queued as |id=)([0-9A-Za-z-]{1,64})`)

// queueID returns nothing else of the reply: its text may repeat an address.
func queueID(reply string) string {
	if m := queued.FindStringSubmatch(reply); m != nil {
		return m[1]
	}
	return ""
}
