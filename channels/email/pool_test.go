package email_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	p := newTrap("never", sandbox.Action{})
	r := startRelay(t, sandbox.Config{Script: p.script})
	s := newSender(t, r.settings())
	for i := range 3 {
		if err := send(t, s, i); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	var got []sandbox.Step
	for _, m := range p.steps {
		got = append(got, m.Step)
	}
	one := []sandbox.Step{sandbox.AtMail, sandbox.AtRcpt, sandbox.AtData, sandbox.AtBody, sandbox.AtDot, sandbox.AtKept}
	want := append([]sandbox.Step{sandbox.AtConnect, sandbox.AtHello}, one...)
	want = append(append(append(want, one...), one...), sandbox.AtQuit)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("steps (-want +got):\n%s", d)
	}
}

func TestNoMoreConnectionsThanAllowed(t *testing.T) {
	t.Parallel()
	p := newTrap("never", sandbox.Action{})
	r := startRelay(t, sandbox.Config{Script: p.script})
	c := r.settings()
	c.Connections = 3
	s := newSender(t, c)
	if s.Width() != 3 {
		t.Errorf("width %d, want 3", s.Width())
	}
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			if err := send(t, s, i); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := p.conns(); n > 3 {
		t.Errorf("%d connections, want at most 3", n)
	}
	if n := r.Mails(); n != 60 {
		t.Errorf("%d letters, want 60", n)
	}
}

// TestIdleConnectionIsClosed: the relay closes a connection between two
// letters; neither is lost or doubled.
func TestIdleConnectionIsClosed(t *testing.T) {
	t.Parallel()
	cut, bye := sandbox.Action{Cut: sandbox.Before}, sandbox.Action{Reply: "421 4.4.2 idle for too long", Cut: sandbox.After}
	refuse := sandbox.Action{Reply: "550 5.1.1 unknown"}
	for name, c := range map[string]struct {
		answers map[sandbox.Step][]sandbox.Action // in turn; then none
		first   channels.Kind
		second  channels.Kind
		kept    int
		mails   int // MAIL commands
		conns   int
	}{
		"right after the first letter":          {map[sandbox.Step][]sandbox.Action{sandbox.AtKept: {{Cut: sandbox.After}}}, "", "", 2, 2, 2},
		"when MAIL comes":                       {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, cut}}, "", "", 2, 3, 2},
		"with a goodbye":                        {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, bye}}, "", "", 2, 3, 2},
		"and the new one too":                   {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, cut, cut}}, "", channels.NotSent, 1, 3, 2},
		"and the new one with a goodbye":        {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, cut, bye}}, "", channels.Throttled, 1, 3, 2},
		"and the new one is refused":            {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, cut}, sandbox.AtConnect: {{}, {Reply: "554 no", Cut: sandbox.After}}}, "", channels.Technical, 1, 2, 2},
		"when RCPT comes":                       {map[sandbox.Step][]sandbox.Action{sandbox.AtRcpt: {{}, cut}}, "", channels.NotSent, 1, 2, 1},
		"when the letter comes":                 {map[sandbox.Step][]sandbox.Action{sandbox.AtDot: {{}, cut}}, "", channels.Uncertain, 1, 2, 1},
		"when RSET comes, after a refusal":      {map[sandbox.Step][]sandbox.Action{sandbox.AtRcpt: {refuse}, sandbox.AtReset: {cut}}, channels.Permanent, "", 1, 2, 2},
		"and says goodbye to RSET":              {map[sandbox.Step][]sandbox.Action{sandbox.AtRcpt: {refuse}, sandbox.AtReset: {bye}}, channels.Permanent, "", 1, 2, 2},
		"not at all, but MAIL is refused":       {map[sandbox.Step][]sandbox.Action{sandbox.AtMail: {{}, {Reply: "451 4.3.0 later"}}}, "", channels.Temporary, 1, 2, 1},
		"not at all, after a refused recipient": {map[sandbox.Step][]sandbox.Action{sandbox.AtRcpt: {refuse}}, channels.Permanent, "", 1, 2, 1},
	} {
		bothWays(t, name, func(t *testing.T, way email.Pipelining) {
			turns := &turns{answers: c.answers}
			r := startRelay(t, sandbox.Config{Script: turns.script})
			settings := r.settings()
			settings.Pipelining = way
			s := newSender(t, settings)
			if err := send(t, s, 1); kindOf(err) != c.first {
				t.Fatalf("the first letter: %v, want kind %q", err, c.first)
			}
			if err := send(t, s, 2); kindOf(err) != c.second {
				t.Errorf("the second letter: %v, want kind %q", err, c.second)
			}
			r.Close()
			if got := [3]int{r.Mails(), turns.count(sandbox.AtMail), turns.conns}; got != [3]int{c.kept, c.mails, c.conns} {
				t.Errorf("letters, MAIL commands, connections: %v, want %d %d %d", got, c.kept, c.mails, c.conns)
			}
		})
	}
}

// turns is a script that answers each step in turn.
type turns struct {
	mu      sync.Mutex
	answers map[sandbox.Step][]sandbox.Action
	seen    map[sandbox.Step]int
	conns   int
}

func (u *turns) script(m sandbox.Moment) sandbox.Action {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.seen == nil {
		u.seen = map[sandbox.Step]int{}
	}
	n := u.seen[m.Step]
	u.seen[m.Step]++
	u.conns = max(u.conns, m.Conn)
	if n < len(u.answers[m.Step]) {
		return u.answers[m.Step][n]
	}
	return sandbox.Action{}
}

func (u *turns) count(s sandbox.Step) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.seen[s]
}

func TestClose(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	p := newTrap(sandbox.AtDot, sandbox.Action{Wait: wait})
	r := startRelay(t, sandbox.Config{Script: p.script})
	s := newSender(t, r.settings())
	result := make(chan error, 1)
	go func() { result <- send(t, s, 1) }()
	<-p.sprung
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	var e *channels.Error
	if err := send(t, s, 2); !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "wait" {
		t.Errorf("a letter after Close: %v, want it not sent", err)
	}
	close(wait)
	if err := <-result; err != nil {
		t.Errorf("the letter under way: %v", err)
	}
	<-p.quit
	r.Close()
	if err := s.Check(context.Background()); err == nil {
		t.Error("check succeeds without a relay")
	}
}
