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
	composer composer
	lines    []*line                        // to the relays, the first first
	turns    turns                          // taken, and not used yet
	refusal  atomic.Pointer[channels.Error] // the last that was technical
	log      *slog.Logger
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
	each, places, err := c.each()
	if err != nil {
		return nil, err
	}
	s := &Sender{log: log}
	for i := range each {
		l, err := newLine(&each[i], places[i], log)
		if err != nil {
			return nil, placed(places[i], err)
		}
		s.lines = append(s.lines, l)
	}
	s.composer, err = newComposer(&each[0])
	return s, err
}

// placed puts the place of a relay's settings before what is wrong with them:
// "email: tls: …" becomes "email: relays[2].tls: …".
func placed(place string, err error) error {
	text, ok := strings.CutPrefix(err.Error(), "email: ")
	switch key, _, _ := strings.Cut(text, ":"); key {
	case "from", "reply_to", "return_domain", "message_id_domain":
		ok = false // of all relays
	}
	if !ok || place == "" {
		return err
	}
	return errors.New("email: " + place + text)
}

// Width implements channels.Wide: the number of connections to all relays, of
// those that have offered pipelining twice.
func (s *Sender) Width() int {
	n := 0
	for _, l := range s.lines {
		n += l.transport.width()
	}
	return n
}

// Send implements channels.Sender. Before the final dot the end of ctx calls it
// off; after it Send waits for the relay's reply, ctx or not. A letter that one
// relay surely has not taken, for reasons of its own, goes by the next.
func (s *Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, failure(atWait, err)
	}
	e, err := s.composer.compose(m, time.Now())
	if err != nil {
		return channels.Receipt{}, s.noted(err)
	}
	turn := s.turns.use(time.Now())
	var worst error
	for _, l := range s.order(turn) {
		reply, err := l.deliver(ctx, e, l == turn)
		if err == nil {
			return channels.Receipt{Provider: l.relay.host, Reference: queueID(reply)}, nil
		}
		worst = milder(worst, s.noted(err))
		if !l.elsewhere(err) || ctx.Err() != nil {
			return channels.Receipt{}, err
		}
	}
	return channels.Receipt{}, worst
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
	for _, l := range s.lines {
		l.transport.close()
	}
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
