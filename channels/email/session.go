package email

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

// session speaks SMTP with a relay that offers PIPELINING (RFC 2920), from the
// moment at which the library has greeted it and signed in. It says the
// envelope of a letter in one piece, and the letter together with the envelope
// of the next.
type session struct {
	conn       net.Conn // above TLS
	in         *bufio.Reader
	out        []byte // what is being written; kept for the next letter
	timeout    time.Duration
	submission time.Duration
	open       bool // a transaction was begun and not ended: RSET before the next
	broken     bool // to be closed, not to be used again
	used       bool // it has carried a letter
	reports    bool // the relay offers DSN
}

// The bounds of a reply; of a line RFC 5321, 4.5.3.1.5 wants 512 bytes at most.
const (
	maxReply = 4096 // bytes a line
	maxLines = 100
)

func newSession(c net.Conn, timeout, submission time.Duration) *session {
	return &session{conn: c, in: bufio.NewReaderSize(c, maxReply), timeout: timeout, submission: submission}
}

// begin adds the envelope of a letter to what is to be written.
func (s *session) begin(e envelope) {
	if s.open {
		s.out = append(s.out, "RSET\r\n"...)
	}
	if !s.reports {
		e.asks = asks{}
	}
	s.out = append(s.out, "MAIL FROM:<"...)
	s.out = append(s.out, e.from...)
	s.out = append(append(s.out, '>'), e.asks.mailWords()...)
	s.out = append(s.out, "\r\nRCPT TO:<"...)
	s.out = append(s.out, e.to...)
	s.out = append(append(s.out, '>'), e.asks.rcptWords()...)
	s.out = append(s.out, "\r\nDATA\r\n"...)
}

// finish adds a letter and its final dot.
func (s *session) finish(data []byte) {
	if bytes.HasPrefix(data, []byte(".")) || bytes.Contains(data, []byte("\n.")) {
		data = stuff(data)
	}
	s.out = append(s.out, data...)
	if !bytes.HasSuffix(data, []byte("\r\n")) {
		s.out = append(s.out, "\r\n"...)
	}
	s.out = append(s.out, ".\r\n"...)
}

// stuff doubles the dots that begin lines (RFC 5321, 4.5.2).
func stuff(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\n."), []byte("\n.."))
	if data[0] == '.' {
		data = append([]byte("."), data...)
	}
	return data
}

// flush writes what begin and finish have added. It returns how much of it has
// certainly been handed on when it fails.
func (s *session) flush() (int, error) {
	s.conn.SetWriteDeadline(time.Now().Add(s.timeout))
	n, err := s.conn.Write(s.out)
	s.out = s.out[:0]
	if err != nil {
		s.broken = true
	}
	return n, err
}

// begun reads the replies to an envelope. The first that is no yes decides; the
// others are read all the same, since they are on their way.
func (s *session) begun() (step, error) {
	if s.open {
		if _, err := s.expect(2, s.timeout); err != nil {
			return atReset, err
		}
	}
	s.open = true
	at := atMail
	_, err := s.expect(2, s.timeout)
	for _, next := range []struct {
		at    step
		class int
	}{{atRcpt, 2}, {atData, 3}} {
		if s.broken {
			break
		}
		_, e := s.expect(next.class, s.timeout)
		switch {
		case err == nil:
			if at = next.at; e != nil {
				err = e
			}
		case e == nil && next.at == atData:
			s.broken = true // it waits for a letter without a recipient: nothing must be said any more
		}
	}
	return at, err
}

// taken reads the reply to the final dot, and returns the relay's words of
// acceptance. Whatever it is, the transaction is over (RFC 5321, 4.1.1.4).
func (s *session) taken() (string, error) { return s.expect(2, s.submission) }

// expect reads a reply and wants it of a class: 2 for 2xx, 3 for 354. An error
// after which the session cannot go on leaves it broken.
func (s *session) expect(class int, patience time.Duration) (string, error) {
	s.conn.SetReadDeadline(time.Now().Add(patience))
	r, err := s.reply()
	if err != nil {
		s.broken = true
		return "", err
	}
	if r.Code/100 == class && (class != 3 || r.Code == 354) {
		return r.Message, nil
	}
	s.broken = r.Code == 421 || r.Code/100 != 4 && r.Code/100 != 5
	return "", r
}

// reply reads one reply, of one or more lines.
func (s *session) reply() (*smtp.SMTPError, error) {
	var r smtp.SMTPError
	var lines []string
	for len(lines) < maxLines {
		line, err := s.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		if err != nil {
			return nil, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		code, err := strconv.Atoi(text[:min(3, len(text))])
		if err != nil || code < 100 || code > 599 || len(text) > 3 && text[3] != ' ' && text[3] != '-' || r.Code != 0 && code != r.Code {
			return nil, textproto.ProtocolError("the reply is no SMTP")
		}
		r.Code = code
		lines = append(lines, text[min(4, len(text)):])
		if len(text) < 4 || text[3] == ' ' {
			r.EnhancedCode, lines[0] = enhanced(lines[0])
			r.Message = strings.Join(lines, "\n")
			return &r, nil
		}
	}
	return nil, textproto.ProtocolError("the reply is too long")
}

// enhanced takes the code of RFC 3463 off the text of a reply.
func enhanced(text string) (smtp.EnhancedCode, string) {
	var c smtp.EnhancedCode
	first, rest, _ := strings.Cut(text, " ")
	parts := strings.Split(first, ".")
	if len(parts) != 3 {
		return smtp.EnhancedCode{}, text
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			return smtp.EnhancedCode{}, text
		}
		c[i] = n
	}
	return c, rest
}

// quit ends the session in good order.
func (s *session) quit() {
	if !s.broken {
		s.conn.SetDeadline(time.Now().Add(quitTimeout))
		if _, err := s.conn.Write([]byte("QUIT\r\n")); err == nil {
			s.reply() // the connection is closed whatever the relay says
		}
	}
	s.conn.Close()
}
