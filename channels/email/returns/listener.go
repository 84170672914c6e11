package returns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels/email/bounce"
)

// Bounds of the listener.
const (
	maxMessage   = 10 << 20 // bytes; what is larger is refused
	idleTimeout  = 5 * time.Minute
	takeTimeout  = time.Minute
	closeTimeout = 5 * time.Second
)

// Listener is the mail server that bounces are delivered to. Whoever starts it
// closes it.
type Listener struct {
	listener net.Listener
	smtp     *smtp.Server
	served   chan struct{}
	closed   sync.Once
	err      error // of the first Close
}

// Listen opens the port, so that it is known to be free, and serves nothing
// until Serve. Its error is a *net.OpError where the port is the matter.
func Listen(c Config, log *slog.Logger) (*Listener, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, err
	}
	s := newServer(c.Protocol == LMTP, log)
	return &Listener{listener: l, smtp: s, served: make(chan struct{})}, nil
}

func newServer(lmtp bool, l *slog.Logger) *smtp.Server {
	s := smtp.NewServer(nil)
	s.LMTP = lmtp
	s.Domain = "owabi.invalid"
	s.MaxMessageBytes = maxMessage
	s.MaxRecipients = 100
	s.ReadTimeout, s.WriteTimeout = idleTimeout, idleTimeout
	s.EnableSMTPUTF8 = true
	s.ErrorLog = quiet{l}
	return s
}

// quiet tells that a session broke off, and nothing that was said in it: that
// may be an address.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(string, ...any) { q.log.Debug("bounces: a session broke off") }
func (q quiet) Println(...any)        { q.log.Debug("bounces: a session broke off") }

// Addr is where it listens, host:port.
func (l *Listener) Addr() string { return l.listener.Addr().String() }

// Serve begins to hand everything that comes in to take, until Close.
func (l *Listener) Serve(take bounce.Taker) {
	l.smtp.Backend = smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{take: take}, nil })
	go func() {
		defer close(l.served)
		l.smtp.Serve(l.listener) // ends when Close closes the listener
	}()
}

// Close, by whoever has called Serve, takes nothing new, and lets what is under
// way end within 5 seconds. It may be called again.
func (l *Listener) Close() error {
	l.closed.Do(func() { l.err = l.close() })
	return l.err
}

func (l *Listener) close() error {
	if l.smtp.Backend == nil { // never served
		return l.listener.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	err := l.smtp.Shutdown(ctx)
	if err != nil {
		err = l.smtp.Close()
	}
	<-l.served
	if errors.Is(err, net.ErrClosed) || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// session is one session. It takes every recipient, because a refusal would
// make the office's mail server write to whoever the sender claims to be.
type session struct {
	take bounce.Taker
	from string
	to   []string
}

// Mail implements smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// The answers beside a yes.
var (
	errLater  = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not recorded; try again later"}
	errPerson = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "nobody reads this address; please write to the sender named in the letter"}
)

// Data implements smtp.Session. Every recipient is told apart: a token among the
// recipients is the letter's that the message is about.
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("bounces: read: %w", err)
	}
	for _, to := range s.to {
		if err := s.one(b, to); err != nil {
			return err
		}
	}
	return nil
}

// LMTPData implements smtp.LMTPSession.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("bounces: read: %w", err)
	}
	for _, to := range s.to {
		status.SetStatus(to, s.one(b, to))
	}
	return nil
}

// one takes the message as delivered to one recipient. A letter that a person
// writes to a return path is refused, so that they hear of it; only a sender who
// can be told is, or two mail servers would write to each other.
func (s *session) one(b []byte, to string) error {
	report := bounce.Read(bytes.NewReader(b), to)
	ctx, cancel := context.WithTimeout(context.Background(), takeTimeout)
	defer cancel()
	if _, err := s.take(ctx, report); err != nil {
		return errLater
	}
	if report.State == bounce.NoReport && s.from != "" {
		return errPerson
	}
	return nil
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }
