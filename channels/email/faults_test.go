package email_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher/personal"
)

// fault is what a relay does to the first letter, and what comes of it.
type fault struct {
	name   string
	at     sandbox.Step
	action sandbox.Action
	want   channels.Kind // empty: taken
	op     string        // of the error
	kept   int           // 1: the relay has the letter all the same
	again  int           // connection that the next letter comes by
}

// run sends one letter into the fault, and a second one after it.
func (f fault) run(t *testing.T, way email.Pipelining) {
	p := newTrap(f.at, f.action)
	r := startRelay(t, sandbox.Config{Script: p.script})
	c := r.settings()
	c.Pipelining = way
	s := newSender(t, c)
	f.first(t, s, r)
	f.next(t, s, r, p)
}

// bothWays runs a test with and without pipelining.
func bothWays(t *testing.T, name string, f func(*testing.T, email.Pipelining)) {
	t.Helper()
	for _, way := range []email.Pipelining{email.PipeliningAuto, email.PipeliningOff} {
		t.Run(name+", pipelining "+string(way), func(t *testing.T) {
			t.Parallel()
			f(t, way)
		})
	}
}

func (f fault) first(t *testing.T, s *email.Sender, r *relay) {
	t.Helper()
	err := send(t, s, 1)
	if got := kindOf(err); got != f.want {
		t.Errorf("the letter: %v; want kind %q", err, f.want)
	}
	var e *channels.Error
	if errors.As(err, &e) && (e.Op != f.op || strings.Contains(err.Error(), "kakuu")) {
		t.Errorf("the error is %q, want op %s and no address", err, f.op)
	}
	if got := r.Mails(); got != f.kept {
		t.Errorf("the relay has %d letters, want %d", got, f.kept)
	}
}

func (f fault) next(t *testing.T, s *email.Sender, r *relay, p *trap) {
	t.Helper()
	if err := send(t, s, 2); err != nil {
		t.Errorf("the next letter: %v", err)
	}
	if got := r.Mails(); got != f.kept+1 {
		t.Errorf("after the next letter the relay has %d, want %d", got, f.kept+1)
	}
	if got := p.conns(); got != f.again {
		t.Errorf("the next letter came by connection %d, want %d", got, f.again)
	}
}

// conns is how many connections there were.
func (p *trap) conns() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, m := range p.steps {
		n = max(n, m.Conn)
	}
	return n
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	before, after := sandbox.Action{Cut: sandbox.Before}, sandbox.Action{Cut: sandbox.After}
	const lost, unknown, taken = channels.NotSent, channels.Uncertain, channels.Kind("")
	for _, f := range []fault{
		{"before the greeting", sandbox.AtConnect, before, lost, "EHLO", 0, 2},
		{"after the greeting", sandbox.AtConnect, after, lost, "EHLO", 0, 2},
		{"before EHLO is answered", sandbox.AtHello, before, lost, "EHLO", 0, 2},
		{"after EHLO", sandbox.AtHello, after, lost, "MAIL", 0, 2},
		{"before MAIL is answered", sandbox.AtMail, before, lost, "MAIL", 0, 2},
		{"after MAIL", sandbox.AtMail, after, lost, "RCPT", 0, 2},
		{"before RCPT is answered", sandbox.AtRcpt, before, lost, "RCPT", 0, 2},
		{"after RCPT", sandbox.AtRcpt, after, lost, "DATA", 0, 2},
		{"before DATA is answered", sandbox.AtData, before, lost, "DATA", 0, 2},
		{"after DATA", sandbox.AtData, after, unknown, "dot", 0, 2}, // a short letter leaves in one piece with its dot
		{"in the middle of the letter", sandbox.AtBody, before, unknown, "dot", 0, 2},
		{"after the dot, not kept", sandbox.AtDot, before, unknown, "dot", 0, 2},
		{"after the dot, kept", sandbox.AtKept, before, unknown, "dot", 1, 2},
		{"after the acceptance", sandbox.AtKept, after, taken, "", 1, 2},
	} {
		bothWays(t, f.name, f.run)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	const temporary, permanent, throttled, technical = channels.Temporary, channels.Permanent, channels.Throttled, channels.Technical
	say := func(s string) sandbox.Action { return sandbox.Action{Reply: s} }
	for _, f := range []fault{
		{"busy at the greeting", sandbox.AtConnect, say("421 4.3.2 busy"), throttled, "EHLO", 0, 2},
		{"no service at the greeting", sandbox.AtConnect, say("554 go away"), technical, "EHLO", 0, 2},
		{"busy at EHLO", sandbox.AtHello, say("421 busy"), throttled, "EHLO", 0, 2},
		{"EHLO refused", sandbox.AtHello, say("550 5.7.1 who are you"), technical, "EHLO", 0, 2},
		{"MAIL deferred", sandbox.AtMail, say("451 4.3.0 later"), temporary, "MAIL", 0, 1},
		{"MAIL throttled", sandbox.AtMail, say("421 4.7.0 too fast"), throttled, "MAIL", 0, 2},
		{"MAIL refused", sandbox.AtMail, say("554 no"), technical, "MAIL", 0, 2},
		{"sign-in wanted", sandbox.AtMail, say("530 5.7.0 sign in"), technical, "MAIL", 0, 2},
		{"MAIL answered by nonsense", sandbox.AtMail, say("hm <kakuu@person.example.jp>"), technical, "MAIL", 0, 2},
		{"greylisted", sandbox.AtRcpt, say("450 4.2.0 <kakuu@person.example.jp> later"), temporary, "RCPT", 0, 1},
		{"mailbox full", sandbox.AtRcpt, say("552 5.2.2 full"), temporary, "RCPT", 0, 1},
		{"no such mailbox", sandbox.AtRcpt, say("550 5.1.1 <kakuu@person.example.jp> unknown"), permanent, "RCPT", 0, 1},
		{"no such mailbox, no enhanced code", sandbox.AtRcpt, say("550 <kakuu@person.example.jp> unknown"), permanent, "RCPT", 0, 1},
		{"refused in several lines", sandbox.AtRcpt, say("550-5.1.1 <kakuu@person.example.jp>\r\n550 5.1.1 unknown"), permanent, "RCPT", 0, 1},
		{"relaying denied", sandbox.AtRcpt, say("550 5.7.1 no relaying"), technical, "RCPT", 0, 2},
		{"RCPT throttled", sandbox.AtRcpt, say("421 4.7.0 too fast"), throttled, "RCPT", 0, 2},
		{"RCPT answered by nonsense", sandbox.AtRcpt, say("<kakuu@person.example.jp>"), technical, "RCPT", 0, 2},
		{"DATA deferred", sandbox.AtData, say("451 4.3.0 later"), temporary, "DATA", 0, 1},
		{"DATA refused", sandbox.AtData, say("554 5.5.1 no"), technical, "DATA", 0, 2},
		{"DATA answered by an acceptance", sandbox.AtData, say("250 2.0.0 fine"), technical, "DATA", 0, 2},
		{"letter deferred", sandbox.AtDot, say("451 4.3.0 later"), temporary, "dot", 0, 1},
		{"letter refused as spam", sandbox.AtDot, say("554 5.7.1 <kakuu@person.example.jp> spam"), technical, "dot", 0, 2},
		{"no such mailbox, said late", sandbox.AtDot, say("550 5.1.1 unknown"), permanent, "dot", 0, 1},
		{"letter throttled", sandbox.AtDot, say("421 4.7.0 too fast"), throttled, "dot", 0, 2},
		{"letter answered by another 354", sandbox.AtDot, say("354 go on"), channels.Uncertain, "dot", 0, 2},
		{"letter taken, in unusual words", sandbox.AtKept, say("252 2.0.0 maybe"), "", "", 1, 1},
	} {
		bothWays(t, f.name, f.run)
	}
}

func TestSilentRelay(t *testing.T) {
	t.Parallel()
	never := sandbox.Action{Wait: make(chan struct{})}
	for _, f := range []fault{
		{"at the greeting", sandbox.AtConnect, never, channels.NotSent, "EHLO", 0, 2},
		{"at EHLO", sandbox.AtHello, never, channels.NotSent, "EHLO", 0, 2},
		{"at MAIL", sandbox.AtMail, never, channels.NotSent, "MAIL", 0, 2},
		{"at RCPT", sandbox.AtRcpt, never, channels.NotSent, "RCPT", 0, 2},
		{"at DATA", sandbox.AtData, never, channels.NotSent, "DATA", 0, 2},
		{"in the middle of the letter", sandbox.AtBody, never, channels.Uncertain, "dot", 0, 2},
		{"after the dot, not kept", sandbox.AtDot, never, channels.Uncertain, "dot", 0, 2},
		{"after the dot, kept", sandbox.AtKept, never, channels.Uncertain, "dot", 1, 2},
	} {
		bothWays(t, f.name, func(t *testing.T, way email.Pipelining) {
			p := newTrap(f.at, f.action)
			r := startRelay(t, sandbox.Config{Script: p.script})
			impatient := r.settings()
			impatient.Pipelining = way
			if f.want == channels.Uncertain {
				impatient.SubmissionTimeout = time.Second
			} else {
				impatient.Timeout = time.Second
			}
			f.first(t, newSender(t, impatient), r)
			f.next(t, newSender(t, r.settings()), r, p)
		})
	}
}

// long is a letter that no socket's buffers hold, so that its sender is still
// writing when the relay has read the first line.
func long() channels.Message {
	m := letter(1)
	m.Text = personal.New(strings.Repeat("お詫び申し上げます。\n", 600_000))
	return m
}

func TestLongLetterCutOff(t *testing.T) {
	t.Parallel()
	for name, action := range map[string]sandbox.Action{
		"cut":    {Cut: sandbox.Before},
		"silent": {Wait: make(chan struct{})},
	} {
		bothWays(t, name, func(t *testing.T, way email.Pipelining) {
			p := newTrap(sandbox.AtBody, action)
			r := startRelay(t, sandbox.Config{Script: p.script})
			c := r.settings()
			c.Pipelining = way
			c.Timeout = time.Second
			_, err := newSender(t, c).Send(context.Background(), long())
			var e *channels.Error
			if !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "body" {
				t.Errorf("%v, want it not sent at body", err)
			}
			if r.Close(); r.Mails() != 0 {
				t.Error("the relay has half a letter")
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	r := startRelay(t, sandbox.Config{})
	s := newSender(t, r.settings())
	r.Close()
	var e *channels.Error
	if err := send(t, s, 1); !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "dial" {
		t.Errorf("%v, want it not sent at dial", err)
	}
	if err := s.Check(context.Background()); kindOf(err) != channels.NotSent {
		t.Errorf("check: %v, want kind %s", err, channels.NotSent)
	}
}
