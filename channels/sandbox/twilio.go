package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// The account that a Twilio has when its configuration names none.
const (
	TwilioAccountSID = "AC00000000000000000000000000000000"
	TwilioAuthToken  = "00000000000000000000000000000000"
)

// TwilioConfig configures a Twilio. Its zero value listens on a free port of
// 127.0.0.1, and takes, counts and delivers every message.
type TwilioConfig struct {
	Addr    string           // 127.0.0.1:0 when empty
	Log     io.Writer        // a JSON line a message, one write a line; may be nil
	LogFile string           // the same into a file, which is appended to (mode 0600): a Server's too; may be empty
	Now     func() time.Time // plan time for the log; may be nil
	OnText  func(Text)       // called with each message kept, before it is answered, by many requests at once; may be nil
	Script  TwilioScript     // may be nil

	AccountSID   string // TwilioAccountSID when empty
	AuthToken    string // TwilioAuthToken when empty: requests and callbacks are signed with it
	APIKeySID    string // a standard API key, if there is one: it may do everything but see the account
	APIKeySecret string
}

// Twilio is a stand-in for the messages of Twilio's API: it keeps every text
// message in a log and sends none. It reports their progress by signed
// callbacks, to this machine only. Whoever starts it closes it.
type Twilio struct {
	config TwilioConfig
	http   *http.Server
	addr   string
	calls  *http.Client
	close  func() error // shut, once
	ctx    context.Context
	cancel context.CancelFunc
	served chan struct{}  // closed when no more connections are taken
	busy   sync.WaitGroup // requests and callbacks under way

	mu       sync.Mutex // guards what follows, and orders the log
	closed   bool
	log      sink
	messages []*message          // in the order in which they were made
	bySID    map[string]*message // the same
}

// NewTwilio starts a Twilio.
func NewTwilio(c TwilioConfig) (*Twilio, error) {
	c.Addr = cmp.Or(c.Addr, "127.0.0.1:0")
	c.AccountSID = cmp.Or(c.AccountSID, TwilioAccountSID)
	c.AuthToken = cmp.Or(c.AuthToken, TwilioAuthToken)
	t := &Twilio{config: c, served: make(chan struct{}), bySID: map[string]*message{}, calls: callbackClient()}
	if err := t.log.open(c.Log, c.LogFile); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		t.log.close()
		return nil, fmt.Errorf("sandbox: listen: %w", err)
	}
	t.addr = l.Addr().String()
	t.ctx, t.cancel = context.WithCancel(context.Background())
	t.http = &http.Server{Handler: t.routes(), ReadTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	t.close = sync.OnceValue(t.shut)
	go t.serve(l)
	return t, nil
}

func (t *Twilio) serve(l net.Listener) {
	defer close(t.served)
	t.http.Serve(l) // ends when Close closes the listener
}

// Addr is the address that the API listens on, host:port.
func (t *Twilio) Addr() string { return t.addr }

// BaseURL is what a sender's base_url is set to.
func (t *Twilio) BaseURL() string { return "http://" + t.addr }

// Texts is how many messages have been kept since the start.
func (t *Twilio) Texts() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.messages)
}

// Close cuts every connection off and waits for requests and callbacks to end.
// What has been answered is in the log. To close it again does nothing.
func (t *Twilio) Close() error { return t.close() }

func (t *Twilio) shut() error {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.cancel()
	err := t.http.Close()
	<-t.served
	t.busy.Wait()
	t.calls.CloseIdleConnections()
	if err := errors.Join(err, t.log.close()); err != nil {
		return fmt.Errorf("sandbox: close: %w", err)
	}
	return nil
}

// begin counts a piece of work that Close waits for; false when it is too late
// for one.
func (t *Twilio) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.busy.Add(1)
	return true
}
