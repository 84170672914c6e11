package sms_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher/personal"
)

// twilio is a sandbox that remembers its messages.
type twilio struct {
	*sandbox.Twilio
	mu    sync.Mutex
	texts []sandbox.Text
}

func startTwilio(t *testing.T, c sandbox.TwilioConfig) *twilio {
	t.Helper()
	w := &twilio{}
	c.OnText = func(x sandbox.Text) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.texts = append(w.texts, x)
	}
	s, err := sandbox.NewTwilio(c)
	if err != nil {
		t.Fatal(err)
	}
	w.Twilio = s
	t.Cleanup(func() { s.Close() })
	return w
}

func (w *twilio) kept() []sandbox.Text {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]sandbox.Text(nil), w.texts...)
}

// settings are those of a sender to base on this machine.
func settings(base string) sms.Config {
	return sms.Config{AccountSID: sandbox.TwilioAccountSID, AuthToken: sandbox.TwilioAuthToken, From: "+815000000000",
		BaseURL: base, Rate: 1e6, Timeout: time.Minute}
}

func newSender(t *testing.T, c sms.Config, callback func(string) string) *sms.Sender {
	t.Helper()
	s, err := sms.New(c, callback, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// message makes the i-th message. A text message carries neither subject nor
// HTML.
func message(i int) channels.Message {
	m := channelstest.Letter(i, fmt.Sprintf("+8190%08d", i))
	m.Subject, m.HTML = personal.Text{}, personal.Text{}
	return m
}

func kindOf(err error) channels.Kind {
	if err == nil {
		return ""
	}
	return channels.KindOf(err)
}

func send(s *sms.Sender, i int) error {
	_, err := s.Send(context.Background(), message(i))
	return err
}

// reply is a script that answers everything the same, at one step.
func reply(at sandbox.TwilioStep, a sandbox.TwilioAction) sandbox.TwilioScript {
	return func(m sandbox.TwilioMoment) sandbox.TwilioAction {
		if m.Step != at {
			return sandbox.TwilioAction{}
		}
		return a
	}
}
