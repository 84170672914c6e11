package sandbox

import (
	"bufio"
	"bytes"
	"net"
	"strings"
	"sync/atomic"
)

// gate stands between a connection and the SMTP library and lets a Script step
// in at each line. The library reads and writes it from one goroutine.
type gate struct {
	net.Conn
	server *Server
	lines  *bufio.Reader
	at     Moment

	closed  atomic.Bool
	pending []byte // read from the connection, not yet handed on
	greeted bool
	letter  bool // between the 354 and the final dot
	begun   bool // the first line of the letter has been seen
	cut     bool // after the next reply
	blind   bool // TLS: bytes only
}

func newGate(c net.Conn, s *Server, number int) *gate {
	tls := s.config.Implicit
	return &gate{Conn: c, server: s, lines: bufio.NewReader(c), at: Moment{Conn: number}, greeted: tls, blind: tls}
}

// Close implements net.Conn. What has been read ahead is gone with it.
func (g *gate) Close() error {
	g.closed.Store(true)
	return g.Conn.Close()
}

// Read hands on one line at a time, so that answers keep the order of the
// commands also when those come in one packet.
func (g *gate) Read(p []byte) (int, error) {
	for len(g.pending) == 0 {
		if g.closed.Load() {
			return 0, net.ErrClosed
		}
		if g.blind {
			return g.lines.Read(p)
		}
		line, err := g.lines.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return 0, err
		}
		g.see(line)
	}
	n := copy(p, g.pending)
	g.pending = g.pending[n:]
	return n, nil
}

// see looks at one line from the client and decides whether it is handed on.
func (g *gate) see(line []byte) {
	if !g.letter {
		g.command(line)
		return
	}
	if !g.begun {
		g.begun = true
		if g.ask(AtBody) {
			g.Close() // half a letter: no session can go on from here
			return
		}
	}
	if bytes.Equal(line, []byte(".\r\n")) {
		g.letter = false
	}
	g.pending = line
}

func (g *gate) command(line []byte) {
	text := strings.TrimRight(string(line), "\r\n")
	verb, _, _ := strings.Cut(strings.ToUpper(text), " ")
	step := Step(verb)
	switch step {
	case "HELO":
		step = AtHello
	case "STARTTLS":
		g.blind = true
	case AtMail:
		g.at.From, g.at.To = path(text), ""
	case AtRcpt:
		g.at.To = path(text)
	}
	if !g.ask(step) {
		g.pending = line
	}
}

// ask asks the script and does what it says. It reports whether the step is
// done with: answered or cut here, not to be handed on.
func (g *gate) ask(step Step) bool {
	a := g.server.ask(step, g.at)
	switch {
	case a.Cut == Before:
		g.Close()
		return true
	case a.Reply != "":
		g.Conn.Write([]byte(a.Reply + "\r\n")) // a lost connection fails at the next read
		if a.Cut == After {
			g.Close()
		}
		return true
	}
	g.cut = a.Cut == After
	return false
}

// Write passes the server's replies on.
func (g *gate) Write(p []byte) (int, error) {
	if !g.greeted {
		g.greeted = true
		if g.ask(AtConnect) {
			return len(p), nil
		}
	}
	if bytes.HasPrefix(p, []byte("354")) {
		g.letter, g.begun = true, false
	}
	n, err := g.Conn.Write(p)
	if g.cut && (g.blind || len(p) > 3 && p[3] == ' ') { // not between the lines of one reply
		g.Close()
	}
	return n, err
}

// path returns what stands between the brackets of a MAIL or RCPT command.
func path(line string) string {
	_, s, _ := strings.Cut(line, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
