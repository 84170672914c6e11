package sms_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// peer is the bare other side of a connection: for what no server would do.
type peer struct {
	net.Listener
	mu       sync.Mutex
	conns    int
	requests []*http.Request // read to the end
	open     []net.Conn
}

// startPeer starts a peer, which serves each connection with serve.
func startPeer(t *testing.T, serve func(p *peer, c net.Conn)) *peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{Listener: l}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.conns++
			p.open = append(p.open, c)
			p.mu.Unlock()
			served.Go(func() {
				defer c.Close()
				serve(p, c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.cut()
		served.Wait()
	})
	return p
}

// cut closes every connection.
func (p *peer) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		c.Close()
	}
}

func (p *peer) url() string { return "http://" + p.Addr().String() }

// read reads one request to its end; nil when there is none.
func (p *peer) read(r *bufio.Reader) *http.Request {
	q, err := http.ReadRequest(r)
	if err != nil {
		return nil
	}
	if err := q.ParseForm(); err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, q)
	return q
}

func (p *peer) count() (conns, requests int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns, len(p.requests)
}

// answering serves requests with the same bytes, one after the other, until the
// other side closes.
func answering(bytes string) func(*peer, net.Conn) {
	return func(p *peer, c net.Conn) {
		for r := bufio.NewReader(c); p.read(r) != nil; {
			io.WriteString(c, bytes)
		}
	}
}

// httpReply is an answer as bytes.
func httpReply(status, header, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, header, len(body), body)
}

// good is the least that a message is taken by.
var good = httpReply("201 Created", "Content-Type: application/json\r\n", `{"sid":"SM00000000000000000000000000000001","status":"queued"}`)
