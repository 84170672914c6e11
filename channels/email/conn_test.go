package email

import (
	"bytes"
	"context"
	"net"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
)

// stubborn is a connection whose work is called off while the letter is being
// written, and which still takes every write after it has been closed.
type stubborn struct {
	net.Conn
	cancel  context.CancelFunc
	closed  chan struct{}
	written bytes.Buffer // since the letter began
}

func (s *stubborn) Write(p []byte) (int, error) {
	if s.written.Len() == 0 && !bytes.Contains(p, []byte("Apology")) {
		return s.Conn.Write(p)
	}
	s.cancel()
	<-s.closed
	return s.written.Write(p)
}

func (s *stubborn) Close() error {
	close(s.closed)
	return nil
}

// TestNoDotAfterCallingOff: called off between the body and the final dot, the
// letter is not ended.
func TestNoDotAfterCallingOff(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	raw, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := &stubborn{Conn: raw, cancel: cancel, closed: make(chan struct{})}
	r := &relay{hello: "client.invalid", timeout: time.Minute, submission: time.Minute}
	client, _, _, err := r.greet(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	c := &conn{raw: s, client: client, timeout: time.Minute}
	data := bytes.Repeat([]byte("Apology\r\n"), 1000) // more than the library buffers
	_, err = c.deliver(ctx, envelope{from: "owabi@city.example.jp", to: "kakuu@person.example.jp", data: data})
	if channels.KindOf(err) != channels.NotSent || !c.broken {
		t.Errorf("%v, connection kept: %t; want it not sent, and the connection given up", err, !c.broken)
	}
	if bytes.Contains(s.written.Bytes(), []byte("\r\n.\r\n")) {
		t.Error("the final dot was written")
	}
}
