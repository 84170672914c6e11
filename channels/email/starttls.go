package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
)

// startTLS asks for TLS (RFC 3207). The library does so too, but keeps the
// connection to itself, and says another name than ours before the handshake.
func (r *relay) startTLS(ctx context.Context, raw net.Conn) (net.Conn, step, error) {
	s := newSession(raw, r.timeout, r.submission)
	if _, err := s.expect(2, r.timeout); err != nil {
		return nil, atStartTLS, err
	}
	offers, err := s.say("EHLO " + r.hello)
	if err == nil && !offered(offers, "STARTTLS") {
		err = errors.New("the relay does not offer STARTTLS")
	}
	if err == nil {
		_, err = s.say("STARTTLS")
	}
	if err != nil {
		return nil, atStartTLS, err
	}
	if s.in.Buffered() > 0 { // said in clear, to be taken for said under TLS
		return nil, atStartTLS, errNoSMTP
	}
	t := tls.Client(raw, r.tls)
	if err := t.HandshakeContext(ctx); err != nil {
		return nil, atHello, err
	}
	return &greeted{Conn: t, greeting: strings.NewReader("220 under TLS\r\n")}, atHello, nil
}

// say says one command and returns the words of a 2xx reply.
func (s *session) say(command string) (string, error) {
	s.out = append(append(s.out, command...), "\r\n"...)
	if _, err := s.flush(); err != nil {
		return "", err
	}
	return s.expect(2, s.timeout)
}

// offered looks for a keyword in the lines of the reply to EHLO.
func offered(lines, keyword string) bool {
	for line := range strings.Lines(lines) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.EqualFold(word, keyword) {
			return true
		}
	}
	return false
}

// greeted is a connection that begins with a greeting of ours: after STARTTLS
// the relay gives none, and the library waits for one.
type greeted struct {
	net.Conn
	greeting *strings.Reader
}

// Read implements net.Conn.
func (g *greeted) Read(p []byte) (int, error) {
	if g.greeting.Len() > 0 {
		return g.greeting.Read(p)
	}
	return g.Conn.Read(p)
}
