package sms

import (
	"context"
	"errors"
	"net"
	"net/url"
	"testing"
	"time"
)

// onWire is an exchange on one end of a connection, and the other end.
func onWire(ctx context.Context) (*exchange, *wire, net.Conn) {
	near, far := net.Pipe()
	x, w := &exchange{parent: ctx, cancel: func() {}}, &wire{Conn: near}
	w.exchange.Store(x)
	return x, w, far
}

func TestNothingWritten(t *testing.T) {
	t.Parallel()
	x, w, far := onWire(context.Background())
	far.Close()
	if n, err := w.Write([]byte("POST")); n != 0 || err == nil || x.begun() {
		t.Errorf("%d bytes, %v, begun %t; want none, and it not begun", n, err, x.begun())
	}
}

func TestPartWritten(t *testing.T) {
	t.Parallel()
	x, w, far := onWire(context.Background())
	go func() {
		far.Read(make([]byte, 1))
		far.Close()
	}()
	if n, err := w.Write([]byte("POST")); n != 1 || err == nil || !x.begun() {
		t.Errorf("%d bytes, %v, begun %t; want one, and it begun", n, err, x.begun())
	}
}

func TestNothingWrittenWhenCalledOff(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	x, w, far := onWire(ctx)
	go far.Read(make([]byte, 1))
	defer far.Close()
	if n, err := w.Write([]byte("POST")); n != 0 || !errors.Is(err, errCalledOff) || x.begun() {
		t.Errorf("%d bytes, %v, begun %t; want none, and it called off", n, err, x.begun())
	}
	x.callOff()
	if _, ok := x.leave(); ok {
		t.Error("what was called off has left")
	}
}

// TestClearTextStaysHere: whatever a name resolves to, http does not leave the
// machine.
func TestClearTextStaysHere(t *testing.T) {
	t.Parallel()
	base, err := parseBase("http://localhost:1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := newTransport(base, 1, time.Second).DialContext(context.Background(), "tcp", "192.0.2.1:80")
	if !errors.Is(err, errNotLoopback) {
		t.Errorf("%v, %v; want %v", c, err, errNotLoopback)
	}
	if tr := newTransport(&url.URL{Scheme: "https", Host: "api.twilio.example"}, 3, time.Second); tr.MaxIdleConnsPerHost != 3 || tr.ForceAttemptHTTP2 {
		t.Errorf("%d connections are kept, want 3", tr.MaxIdleConnsPerHost)
	}
}
