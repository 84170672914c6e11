package email_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// relay is a sandbox that remembers its letters.
type relay struct {
	*sandbox.Server
	mu    sync.Mutex
	mails []sandbox.Mail
}

func startRelay(t *testing.T, c sandbox.Config) *relay {
	t.Helper()
	r := &relay{}
	c.OnMail = func(m sandbox.Mail) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.mails = append(r.mails, m)
	}
	s, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.Server = s
	t.Cleanup(func() { s.Close() })
	return r
}

func (r *relay) letters(t *testing.T) []sandbox.Letter {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []sandbox.Letter
	for _, m := range r.mails {
		l, err := m.Letter()
		if err != nil {
			t.Error(err)
		}
		all = append(all, l)
	}
	return all
}

// settings are those of a sender to r on this machine.
func (r *relay) settings() email.Config {
	return email.Config{
		Relay:             r.Addr(),
		TLS:               email.None,
		From:              "見本市 予約担当課 <owabi@city.example.jp>",
		ReplyTo:           "yoyaku@city.example.jp",
		ReturnDomain:      "bounce.example.jp",
		MessageIDDomain:   "owabi.example.jp",
		Connections:       4,
		Timeout:           time.Minute,
		SubmissionTimeout: time.Minute,
	}
}

func newSender(t *testing.T, c email.Config) *email.Sender {
	t.Helper()
	s, err := email.New(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func letter(i int) channels.Message {
	return channelstest.Letter(i, fmt.Sprintf("kakuu.taro%04d@person.example.jp", i))
}

// trap is a script that springs once, at one step.
type trap struct {
	at     sandbox.Step
	action sandbox.Action
	sprung chan struct{} // closed when it springs
	quit   chan struct{} // closed at the first goodbye

	mu    sync.Mutex
	steps []sandbox.Moment // what came by
}

func newTrap(at sandbox.Step, a sandbox.Action) *trap {
	return &trap{at: at, action: a, sprung: make(chan struct{}), quit: make(chan struct{})}
}

func (p *trap) script(m sandbox.Moment) sandbox.Action {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.steps = append(p.steps, m)
	if m.Step == sandbox.AtQuit && p.countLocked(m.Step) == 1 {
		close(p.quit)
	}
	select {
	case <-p.sprung:
		return sandbox.Action{}
	default:
	}
	if m.Step != p.at {
		return sandbox.Action{}
	}
	close(p.sprung)
	return p.action
}

// count is how often a step came by.
func (p *trap) count(s sandbox.Step) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.countLocked(s)
}

func (p *trap) countLocked(s sandbox.Step) int {
	n := 0
	for _, m := range p.steps {
		if m.Step == s {
			n++
		}
	}
	return n
}

func kindOf(err error) channels.Kind {
	if err == nil {
		return ""
	}
	return channels.KindOf(err)
}

func send(t *testing.T, s *email.Sender, i int) error {
	t.Helper()
	_, err := s.Send(context.Background(), letter(i))
	return err
}
