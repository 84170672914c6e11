package email_test

import (
	"context"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// held starts a letter that the relay holds at a step, and returns once it
// does.
func held(t *testing.T, ctx context.Context, way email.Pipelining, at sandbox.Step, m channels.Message) (r *relay, release func(), result <-chan error) {
	t.Helper()
	wait := make(chan struct{})
	p := newTrap(at, sandbox.Action{Wait: wait})
	r = startRelay(t, sandbox.Config{Script: p.script})
	c := r.settings()
	c.Pipelining = way
	s := newSender(t, c)
	done := make(chan error, 1)
	go func() {
		_, err := s.Send(ctx, m)
		done <- err
	}()
	<-p.sprung
	return r, func() { close(wait) }, done
}

func TestCalledOffBeforeTheDot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at      sandbox.Step
		message channels.Message
	}{
		{sandbox.AtConnect, letter(1)},
		{sandbox.AtHello, letter(1)},
		{sandbox.AtMail, letter(1)},
		{sandbox.AtRcpt, letter(1)},
		{sandbox.AtData, letter(1)},
		{sandbox.AtBody, long()},
	} {
		bothWays(t, string(c.at), func(t *testing.T, way email.Pipelining) {
			ctx, cancel := context.WithCancel(context.Background())
			r, release, result := held(t, ctx, way, c.at, c.message)
			cancel()
			if err := <-result; kindOf(err) != channels.NotSent {
				t.Errorf("%v, want kind %s", err, channels.NotSent)
			}
			release()
			if r.Close(); r.Mails() != 0 {
				t.Error("the relay has the letter")
			}
		})
	}
}

func TestCalledOffAfterTheDot(t *testing.T) {
	t.Parallel()
	for _, at := range []sandbox.Step{sandbox.AtDot, sandbox.AtKept} {
		bothWays(t, string(at), func(t *testing.T, way email.Pipelining) {
			ctx, cancel := context.WithCancel(context.Background())
			r, release, result := held(t, ctx, way, at, letter(1))
			cancel()
			release()
			if err := <-result; err != nil {
				t.Errorf("%v, want the relay's acceptance", err)
			}
			if r.Mails() != 1 {
				t.Errorf("the relay has %d letters, want 1", r.Mails())
			}
		})
	}
}

func TestCalledOffWhileWaitingForAConnection(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	p := newTrap(sandbox.AtMail, sandbox.Action{Wait: wait})
	r := startRelay(t, sandbox.Config{Script: p.script})
	c := r.settings()
	c.Connections = 1
	s := newSender(t, c)
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { first <- send(t, s, 1) }()
	<-p.sprung
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, err := s.Send(ctx, letter(2))
		second <- err
	}()
	cancel()
	if err := <-second; kindOf(err) != channels.NotSent {
		t.Errorf("the second letter: %v, want kind %s", err, channels.NotSent)
	}
	close(wait)
	if err := <-first; err != nil {
		t.Errorf("the first letter: %v", err)
	}
	if r.Mails() != 1 || p.conns() != 1 {
		t.Errorf("the relay has %d letters by %d connections, want 1 by 1", r.Mails(), p.conns())
	}
}
