package email

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
)

const several = 4 // letters that go by one connection

// recipient is the address of the n-th of several letters.
func recipient(n int) string { return fmt.Sprintf("kakuu%d@person.example.jp", n) }

// sendSeveral sends letters by one connection, begun when all of them wait for it.
func sendSeveral(t *testing.T, c Config, begin func()) []error {
	t.Helper()
	host, err := c.complete()
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRelay(&c, host)
	if err != nil {
		t.Fatal(err)
	}
	transport := newPool(1, r.connect, slog.New(slog.DiscardHandler))
	t.Cleanup(transport.close)
	errs := make([]error, several)
	var all sync.WaitGroup
	for i := range several {
		all.Go(func() {
			_, errs[i] = transport.deliver(t.Context(), envelope{from: "owabi@city.example.jp", to: recipient(i),
				data: fmt.Appendf(nil, "Subject: %d\r\n\r\n.a line with a dot\r\n", i)})
		})
		transport.await(func() bool { return transport.open == 1 && len(transport.waiting) == i }) // in this order
	}
	begin()
	all.Wait()
	return errs
}

// TestFaultsBehindEachOther breaks each step of each of several letters that go
// by one connection, in every way: what is said of a letter is always true of
// what the relay has, and nobody gets two.
func TestFaultsBehindEachOther(t *testing.T) {
	t.Parallel()
	actions := map[string]sandbox.Action{"cut before": {Cut: sandbox.Before}, "cut after": {Cut: sandbox.After}}
	for _, reply := range []string{"421 4.3.2 closing", "451 4.3.0 later", "550 5.1.1 unknown", "554 no", "hm", "250 fine", "354 go on"} {
		actions[reply] = sandbox.Action{Reply: reply}
		actions[reply+", and cut"] = sandbox.Action{Reply: reply, Cut: sandbox.After}
	}
	for _, way := range []Pipelining{PipeliningAuto, PipeliningOff} {
		for _, at := range []sandbox.Step{sandbox.AtMail, sandbox.AtRcpt, sandbox.AtData, sandbox.AtBody, sandbox.AtDot, sandbox.AtKept} {
			for name, a := range actions {
				if lies(at, a) {
					continue
				}
				for n := range several {
					t.Run(fmt.Sprintf("%s, %s at %s of letter %d", way, name, at, n), func(t *testing.T) {
						t.Parallel()
						faultBehindOthers(t, way, n, at, a)
					})
				}
			}
		}
	}
}

// lies reports whether a relay that does so says what is not true: that it
// takes a letter which it does not take, or the other way round.
func lies(at sandbox.Step, a sandbox.Action) bool {
	switch at {
	case sandbox.AtData:
		return strings.HasPrefix(a.Reply, "354")
	case sandbox.AtBody, sandbox.AtKept:
		return a.Reply != ""
	case sandbox.AtDot:
		return strings.HasPrefix(a.Reply, "250")
	}
	return false
}

func faultBehindOthers(t *testing.T, way Pipelining, n int, at sandbox.Step, a sandbox.Action) {
	begin := make(chan struct{})
	var mu sync.Mutex
	kept, sprung := map[string]int{}, false
	server, err := sandbox.New(sandbox.Config{
		OnMail: func(m sandbox.Mail) {
			mu.Lock()
			defer mu.Unlock()
			kept[m.To[0]]++
		},
		Script: func(m sandbox.Moment) sandbox.Action {
			if m.Step == sandbox.AtConnect {
				return sandbox.Action{Wait: begin}
			}
			mu.Lock()
			defer mu.Unlock()
			// MAIL does not say to whom: the n-th on the first connection is the n-th letter's.
			if sprung || m.Step != at || m.To != recipient(n) && !(at == sandbox.AtMail && m.From == "owabi@city.example.jp" && len(kept) == n) {
				return sandbox.Action{}
			}
			sprung = true
			return a
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	errs := sendSeveral(t, Config{Relay: server.Addr(), TLS: None, From: "owabi@city.example.jp", Pipelining: way, Timeout: 20 * time.Second,
		SubmissionTimeout: 20 * time.Second}, func() { close(begin) })
	server.Close()
	if !sprung {
		t.Error("the fault did not come about")
	}
	doubt := 0
	for i, err := range errs {
		got := kept[recipient(i)]
		switch kind := channels.KindOf(err); {
		case got > 1:
			t.Errorf("letter %d was taken %d times", i, got)
		case err == nil && got == 0:
			t.Errorf("letter %d is said to be taken, and was not", i)
		case err != nil && kind != channels.Uncertain && got == 1:
			t.Errorf("letter %d was taken, and is said not to be: %v", i, err)
		case err != nil && kind == channels.Uncertain:
			doubt++
		case err != nil && i != n:
			t.Errorf("letter %d fails for letter %d: %v", i, n, err)
		}
	}
	if doubt > 1 {
		t.Errorf("%d letters are in doubt, at most one was being taken", doubt)
	}
}

// TestNextEnvelopeGoesWithTheLetter: a relay that answers a letter only when it
// has seen the next one's envelope gets them all, and so none waits for a round
// trip of its own.
func TestNextEnvelopeGoesWithTheLetter(t *testing.T) {
	t.Parallel()
	begin := make(chan struct{})
	l := listen(t, func(c *talk) {
		<-begin
		c.greet()
		c.envelope()
		for n := range several {
			c.say("250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on")
			text := c.letter()
			if want := fmt.Sprintf("Subject: %d\r\n\r\n..a line with a dot\r\n", n); text != want {
				t.Errorf("letter %d is %q, want %q", n, text, want)
			}
			if n+1 < several {
				c.envelope()
			}
			c.say("250 2.0.0 queued as A1")
		}
	})
	errs := sendSeveral(t, Config{Relay: l, TLS: None, From: "owabi@city.example.jp", Timeout: 20 * time.Second}, func() { close(begin) })
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// TestLetterAfterARefusedRecipient: a relay that wants a letter although it has
// refused the recipient gets none, nor a dot.
func TestLetterAfterARefusedRecipient(t *testing.T) {
	t.Parallel()
	begin, first := make(chan struct{}), true
	l := listen(t, func(c *talk) {
		<-begin
		c.greet()
		if !first {
			for range several - 1 {
				c.envelope()
				c.say("250 ok\r\n250 ok\r\n354 go on")
				c.letter()
				c.say("250 ok")
			}
			return
		}
		first = false
		c.envelope()
		c.say("250 ok\r\n550 5.1.1 unknown\r\n354 go on")
		if line, err := c.in.ReadString('\n'); err == nil {
			t.Errorf("the relay is told %q", line)
		}
	})
	errs := sendSeveral(t, Config{Relay: l, TLS: None, From: "owabi@city.example.jp", Timeout: 20 * time.Second}, func() { close(begin) })
	if channels.KindOf(errs[0]) != channels.Permanent {
		t.Errorf("the first letter: %v, want it refused for good", errs[0])
	}
	if err := errors.Join(errs[1:]...); err != nil {
		t.Error(err)
	}
}

// await returns when the pool stands as is says.
func (p *pool) await(is func() bool) {
	for done := false; !done; runtime.Gosched() {
		p.mu.Lock()
		done = is()
		p.mu.Unlock()
	}
}

// talk is the relay's side of a connection.
type talk struct {
	conn net.Conn
	in   *bufio.Reader
}

// listen takes connections one after the other, and closes each when f is done.
func listen(t *testing.T, f func(*talk)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f(&talk{c, bufio.NewReader(c)})
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-over })
	return l.Addr().String()
}

func (c *talk) say(lines string) { fmt.Fprintf(c.conn, "%s\r\n", lines) }

func (c *talk) greet() {
	c.say("220 relay.invalid")
	c.in.ReadString('\n')
	c.say("250-relay.invalid\r\n250 PIPELINING")
}

// envelope reads as far as DATA.
func (c *talk) envelope() {
	for line := ""; line != "DATA\r\n"; {
		var err error
		if line, err = c.in.ReadString('\n'); err != nil {
			return
		}
	}
}

// letter reads as far as the final dot.
func (c *talk) letter() string {
	var b strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

// TestCalledOffBehindAnother: called off while the letter before it waits for
// its answer, a letter is not written; the one before is heard to its end.
func TestCalledOffBehindAnother(t *testing.T) {
	t.Parallel()
	begin := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l := listen(t, func(c *talk) {
		<-begin
		c.greet()
		c.envelope()
		c.say("250 ok\r\n250 ok\r\n354 go on")
		c.letter()
		c.envelope()
		cancel()
		c.say("250 queued as A1\r\n250 ok\r\n250 ok\r\n354 go on")
		if text := c.letter(); text != "" {
			t.Errorf("the relay is told %q", text)
		}
	})
	r := &relay{addr: l, host: "127.0.0.1", mode: None, hello: "client.invalid", timeout: 20 * time.Second, submission: 20 * time.Second}
	p := newPool(1, r.connect, slog.New(slog.DiscardHandler))
	t.Cleanup(p.close)
	first, second := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := p.deliver(context.WithoutCancel(ctx), envelope{from: "a@city.example.jp", to: recipient(0), data: []byte("Subject: 0\r\n\r\n\r\n")})
		first <- err
	}()
	p.await(func() bool { return p.open == 1 })
	go func() {
		_, err := p.deliver(ctx, envelope{from: "a@city.example.jp", to: recipient(1), data: []byte("Subject: 1\r\n\r\n\r\n")})
		second <- err
	}()
	p.await(func() bool { return len(p.waiting) == 1 })
	close(begin)
	if err := <-first; err != nil {
		t.Errorf("the first letter: %v, want the relay's acceptance", err)
	}
	if err := <-second; channels.KindOf(err) != channels.NotSent {
		t.Errorf("the second letter: %v, want it not sent", err)
	}
}
