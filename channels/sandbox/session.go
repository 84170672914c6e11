package sandbox

import (
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one SMTP session.
type session struct {
	server *Server
	conn   *smtp.Conn
	authed bool
	from   string
	to     []string
	asks   Asks
}

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.server.config.Username == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if s.server.config.Username == "" || mechanism != sasl.Plain {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return sasl.NewPlainServer(func(_, username, password string) error {
		c := &s.server.config
		if username != c.Username || subtle.ConstantTimeCompare([]byte(password), []byte(c.Password)) != 1 {
			return smtp.ErrAuthFailed
		}
		s.authed = true
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (s *session) Mail(from string, o *smtp.MailOptions) error {
	if s.server.config.Username != "" && !s.authed {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	}
	s.from, s.asks = from, Asks{}
	if o != nil {
		s.asks.Envelope, s.asks.Return = o.EnvelopeID, string(o.Return)
	}
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, o *smtp.RcptOptions) error {
	if o != nil {
		s.asks.Recipient = o.OriginalRecipient
		for _, n := range o.Notify {
			s.asks.Notify = append(s.asks.Notify, string(n))
		}
	}
	s.to = append(s.to, to)
	return nil
}

// Data implements smtp.Session. A letter is kept before it is answered.
func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("sandbox: read letter: %w", err)
	}
	if err := s.ask(AtDot); err != nil {
		return err
	}
	number, err := s.server.keep(s.from, s.to, s.asks, string(data))
	if err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "the sandbox cannot write its log"}
	}
	if err := s.ask(AtKept); err != nil {
		return err
	}
	return &smtp.SMTPError{Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: fmt.Sprintf("kept: queued as sandbox-%d", number)}
}

// ask asks the script; an error is the answer to the client.
func (s *session) ask(step Step) error {
	m := Moment{From: s.from, To: s.to[len(s.to)-1]}
	g, _ := plain(s.conn).(*gate)
	if g != nil {
		m.Conn = g.at.Conn
	}
	a := s.server.ask(step, m)
	if a.Cut == Before {
		s.conn.Conn().Close()
		return errors.New("sandbox: cut off")
	}
	if a.Cut == After && g != nil {
		g.cut = true
	}
	if a.Reply != "" {
		return parseReply(a.Reply)
	}
	return nil
}

// plain returns the connection below TLS.
func plain(c *smtp.Conn) any {
	if t, ok := c.Conn().(*tls.Conn); ok {
		return t.NetConn()
	}
	return c.Conn()
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.from, s.to, s.asks = "", nil, Asks{} }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }
