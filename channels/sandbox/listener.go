package sandbox

import (
	"net"
	"sync"
)

// listener knows its open connections, so that they can be cut off, and puts a
// gate before each of them where there is a script.
type listener struct {
	net.Listener
	server *Server

	mu     sync.Mutex
	closed bool
	number int
	open   map[net.Conn]struct{}
}

// Close implements net.Listener. The SMTP library calls it once more.
func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	return l.Listener.Close()
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	c = &tracked{Conn: c, listener: l}
	l.open[c] = struct{}{}
	if l.server.config.Script == nil {
		return c, nil
	}
	return newGate(c, l.server, l.number), nil
}

// cut closes every open connection.
func (l *listener) cut() {
	l.mu.Lock()
	open := l.open
	l.open = map[net.Conn]struct{}{}
	l.mu.Unlock()
	for c := range open {
		c.Close()
	}
}

// tracked is a connection that its listener knows while it is open.
type tracked struct {
	net.Conn
	listener *listener
}

// Close implements net.Conn.
func (t *tracked) Close() error {
	t.listener.mu.Lock()
	delete(t.listener.open, t)
	t.listener.mu.Unlock()
	return t.Conn.Close()
}
