package sms

import (
	"context"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

const oneMessage = `{"sid":"SM00000000000000000000000000000001","status":"queued"}`

// startTLS starts a server and a sender to it, which trusts it or not.
func startTLS(t *testing.T, trusted bool, h http.HandlerFunc) (*httptest.Server, *Sender) {
	t.Helper()
	srv := httptest.NewUnstartedServer(h)
	srv.EnableHTTP2 = true
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s, err := New(Config{AccountSID: "AC00000000000000000000000000000000", AuthToken: "token", From: "+815000000000", BaseURL: srv.URL, Rate: 1e6}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if trusted {
		config := srv.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		config.NextProtos = nil
		s.transport.TLSClientConfig = config
	}
	return srv, s
}

func try(s *Sender) error {
	_, err := s.Send(context.Background(), channels.Message{To: personal.New("+819000000001"), Text: personal.New("お詫び")})
	return err
}

func TestTLS(t *testing.T) {
	t.Parallel()
	var protocol atomic.Value
	srv, s := startTLS(t, true, func(w http.ResponseWriter, r *http.Request) {
		protocol.Store(r.Proto)
		w.WriteHeader(http.StatusCreated)
		w.Write([]byte(oneMessage))
	})
	for i := range 10 {
		// Later ones meet a connection that was said goodbye on: see TestIdleConnectionClosed.
		if err := try(s); err != nil && (i == 0 || channels.KindOf(err) != channels.NotSent) {
			t.Error(err)
		}
		srv.CloseClientConnections()
	}
	if protocol.Load() != "HTTP/1.1" {
		t.Errorf("protocol %s, want HTTP/1.1: of others net/http repeats requests", protocol.Load())
	}
}

func TestTLSReplyLost(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	_, s := startTLS(t, true, func(http.ResponseWriter, *http.Request) {
		requests.Add(1)
		panic(http.ErrAbortHandler)
	})
	if err := try(s); channels.KindOf(err) != channels.Uncertain || requests.Load() != 1 {
		t.Errorf("%v, %d requests; want one, and it uncertain", err, requests.Load())
	}
}

func TestTLSUntrusted(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	_, s := startTLS(t, false, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	if err := try(s); channels.KindOf(err) != channels.Technical || !strings.HasPrefix(err.Error(), "connect: ") || requests.Load() != 0 {
		t.Errorf("%v, %d requests; want none, and it technical", err, requests.Load())
	}
	if err := s.Check(context.Background()); channels.KindOf(err) != channels.Technical {
		t.Errorf("check: %v, want kind %s", err, channels.Technical)
	}
}

func TestTLSAnotherName(t *testing.T) {
	t.Parallel()
	srv, s := startTLS(t, false, func(http.ResponseWriter, *http.Request) {})
	config := srv.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.ServerName, config.NextProtos = "api.twilio.example", nil
	s.transport.TLSClientConfig = config
	err := try(s)
	if channels.KindOf(err) != channels.Technical {
		t.Errorf("%v, want kind %s", err, channels.Technical)
	}
	if untrusted(x509.HostnameError{}) != true {
		t.Error("a wrong name is not seen")
	}
}

// TestNoTLSThere: the settings say https, and the server speaks http.
func TestNoTLSThere(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	s, err := New(Config{AccountSID: "AC00000000000000000000000000000000", AuthToken: "token", From: "+815000000000",
		BaseURL: strings.Replace(srv.URL, "http:", "https:", 1)}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := try(s); channels.KindOf(err) != channels.Technical {
		t.Errorf("%v, want kind %s", err, channels.Technical)
	}
}
