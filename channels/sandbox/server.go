// Package sandbox is a stand-in for the mail relay: an SMTP server that takes
// every letter, keeps it in a log and sends nothing on. Rehearsals, the demo
// and tests send to it. Tests can script what it answers and where it cuts a
// connection off.
package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels"
)

// Bounds of the server.
const (
	idleTimeout  = 5 * time.Minute // as a relay has: RFC 5321, 4.5.3.2.7
	closeTimeout = 5 * time.Second
	maxLetter    = 64 << 20 // bytes
)

// Config configures a Server. Its zero value listens on a free port of
// 127.0.0.1 and only counts what it takes.
type Config struct {
	Addr    string           // 127.0.0.1:0 when empty
	Log     io.Writer        // a JSON line a letter, one write a line; may be nil
	LogFile string           // the same into a file, which is appended to (mode 0600); may be empty
	Now     func() time.Time // plan time for the log; may be nil
	OnMail  func(Mail)       // called with each letter kept, before it is answered, by many sessions at once; may be nil
	Script  Script           // may be nil

	TLS      *tls.Config // offers STARTTLS when it is set
	Implicit bool        // speaks TLS from the first byte instead
	Username string      // asks for AUTH PLAIN when it is set
	Password string
}

// Server is a running sandbox. Whoever starts it closes it.
type Server struct {
	config   Config
	smtp     *smtp.Server
	listener *listener
	close    func() error  // shut, once
	done     chan struct{} // closed by shut
	served   chan struct{} // closed when no more connections are taken

	mu   sync.Mutex // guards what follows, and orders the log
	logs []io.Writer
	file *os.File
	kept int
}

// New starts a Server.
func New(c Config) (*Server, error) {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:0"
	}
	s := &Server{config: c, done: make(chan struct{}), served: make(chan struct{})}
	if err := s.openLogs(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		s.closeLogs()
		return nil, fmt.Errorf("sandbox: listen: %w", err)
	}
	s.listener = &listener{Listener: l, server: s, open: map[net.Conn]struct{}{}}
	s.smtp = s.newSMTP()
	s.close = sync.OnceValue(s.shut)
	go s.serve()
	return s, nil
}

func (s *Server) newSMTP() *smtp.Server {
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	srv.Domain = "sandbox.invalid"
	srv.AllowInsecureAuth = true
	srv.EnableSMTPUTF8 = true
	srv.EnableDSN = true
	srv.MaxMessageBytes = maxLetter
	srv.ReadTimeout = idleTimeout
	srv.ErrorLog = log.New(io.Discard, "", 0) // lost connections, all of them a client's or a script's doing
	if !s.config.Implicit {
		srv.TLSConfig = s.config.TLS
	}
	return srv
}

func (s *Server) serve() {
	defer close(s.served)
	var l net.Listener = s.listener
	if s.config.Implicit {
		l = tls.NewListener(l, s.config.TLS)
	}
	s.smtp.Serve(l) // ends when Close closes the listener
}

// Addr is the address that the server listens on, host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Mails is how many letters have been kept since the start.
func (s *Server) Mails() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept
}

// Close cuts every connection off and waits for the sessions to end. What has
// been answered is in the log. To close it again does nothing.
func (s *Server) Close() error { return s.close() }

func (s *Server) shut() error {
	close(s.done)
	err := s.listener.Close()
	<-s.served
	s.listener.cut()
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := errors.Join(err, s.smtp.Shutdown(ctx), s.closeLogs()); err != nil {
		return fmt.Errorf("sandbox: close: %w", err)
	}
	return nil
}

// keep logs a letter and returns its number, from 1.
func (s *Server) keep(from string, to []string, asks Asks, data string) (int, error) {
	m := Mail{At: time.Now(), Channel: channels.Email, From: from, To: to, Data: data, Asks: asks}
	if s.config.Now != nil {
		m.Plan = s.config.Now()
	}
	line, err := m.line()
	if err != nil {
		return 0, err
	}
	number, err := s.write(line)
	if err == nil && s.config.OnMail != nil {
		s.config.OnMail(m)
	}
	return number, err
}

func (s *Server) write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.logs {
		if _, err := w.Write(line); err != nil {
			return 0, fmt.Errorf("sandbox: write log: %w", err)
		}
	}
	s.kept++
	return s.kept, nil
}

// ask asks the script what to do, and waits where it says so.
func (s *Server) ask(step Step, m Moment) Action {
	if s.config.Script == nil {
		return Action{}
	}
	m.Step = step
	a := s.config.Script(m)
	if a.Wait != nil {
		select {
		case <-a.Wait:
		case <-s.done:
			a.Cut = Before
		}
	}
	return a
}

func (s *Server) openLogs() error {
	if s.config.Log != nil {
		s.logs = append(s.logs, s.config.Log)
	}
	if s.config.LogFile == "" {
		return nil
	}
	f, err := os.OpenFile(s.config.LogFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sandbox: open log: %w", err)
	}
	s.file = f
	s.logs = append(s.logs, f)
	return nil
}

func (s *Server) closeLogs() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
