package sms_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
)

// TestFaults breaks off at each point of a POST. However it ends, no second
// request may be seen, and nothing that the other side says may show.
func TestFaults(t *testing.T) {
	t.Parallel()
	const uncertain, technical = channels.Uncertain, channels.Technical
	rest := func(p *peer, c net.Conn) { p.read(bufio.NewReader(c)) }
	after := func(bytes string) func(*peer, net.Conn) {
		return func(p *peer, c net.Conn) {
			p.read(bufio.NewReader(c))
			io.WriteString(c, bytes)
		}
	}
	const secret = "+819000000001"
	for _, f := range []struct {
		name     string
		serve    func(*peer, net.Conn)
		want     channels.Kind
		requests int
	}{
		{"the first line read", func(_ *peer, c net.Conn) { bufio.NewReaderSize(c, 16).ReadByte() }, uncertain, 0},
		{"the headers read", func(_ *peer, c net.Conn) { readHeaders(c) }, uncertain, 0},
		{"the request read", rest, uncertain, 1},
		{"in the middle of the status", after("HTTP/1.1 20"), uncertain, 1},
		{"after the status", after("HTTP/1.1 201 Created\r\n"), uncertain, 1},
		{"in the middle of the headers", after("HTTP/1.1 201 Created\r\nContent-Le"), uncertain, 1},
		{"before the body", after("HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n"), uncertain, 1},
		{"in the middle of the body", after("HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"sid\":\"SM0000"), uncertain, 1},
		{"in the middle of a chunk", after("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"), uncertain, 1},
		{"in the middle of a refusal", after("HTTP/1.1 400 Bad Request\r\nContent-Length: 500\r\n\r\n{\"code\":21211"), technical, 1},
		{"nonsense", after("<html>" + secret + "</html>\r\n\r\n"), uncertain, 1},
		{"a status that is none", after("HTTP/1.1 abc " + secret + "\r\n\r\n"), uncertain, 1},
		{"headers without end", after("HTTP/1.1 201 Created\r\nX: " + strings.Repeat("x", 2<<20)), uncertain, 1},
		{"201 without JSON", after(httpReply("201 Created", "", "<html>"+secret)), uncertain, 1},
		{"201 without a body", after(httpReply("201 Created", "", "")), uncertain, 1},
		{"201 with other JSON", after(httpReply("201 Created", "", `{"to":"`+secret+`"}`)), uncertain, 1},
		{"201 with a number as id", after(httpReply("201 Created", "", `{"sid":"`+secret+`"}`)), uncertain, 1},
		{"201 with JSON of other types", after(httpReply("201 Created", "", `{"sid":1,"to":"`+secret+`"}`)), uncertain, 1},
		{"201 with a body without end", after("HTTP/1.1 201 Created\r\n\r\n{\"sid\":\"SM00000000000000000000000000000001\",\"body\":\"" + strings.Repeat("x", 2<<20)), uncertain, 1},
		{"204", after("HTTP/1.1 204 No Content\r\n\r\n"), uncertain, 1},
		{"a redirect", after(httpReply("302 Found", "Location: /elsewhere\r\n", "")), technical, 1},
		{"a redirect that repeats", after(httpReply("307 Temporary Redirect", "Location: /elsewhere\r\n", "")), technical, 1},
		{"a redirect after the fact", after(httpReply("303 See Other", "Location: /elsewhere\r\n", `{"sid":"SM00000000000000000000000000000001"}`)), uncertain, 1},
		{"500 in HTML", after(httpReply("500 Internal Server Error", "", "<html>"+secret)), uncertain, 1},
		{"502", after(httpReply("502 Bad Gateway", "", "")), uncertain, 1},
		{"a number for a code", after(httpReply("400 Bad Request", "", `{"code":819000000001}`)), technical, 1},
		{"400 in HTML", after(httpReply("400 Bad Request", "", "<html>"+secret)), technical, 1},
		{"429 in HTML", after(httpReply("429 Too Many Requests", "", "<html>"+secret)), channels.Throttled, 1},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			p := startPeer(t, f.serve)
			err := send(newSender(t, settings(p.url()), nil), 1)
			if kindOf(err) != f.want {
				t.Errorf("%v, want kind %q", err, f.want)
			}
			if err != nil && (strings.Contains(err.Error(), "90000") || strings.Contains(err.Error(), "html")) {
				t.Errorf("the error quotes the other side: %q", err)
			}
			if conns, n := p.count(); n != f.requests || conns != 1 {
				t.Errorf("%d requests by %d connections, want %d by 1", n, conns, f.requests)
			}
		})
	}
}

// readHeaders reads up to the blank line.
func readHeaders(c net.Conn) {
	for r := bufio.NewReaderSize(c, 16); ; {
		line, err := r.ReadSlice('\n')
		if len(line) <= 2 && err == nil || err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// TestSilence: whoever says nothing is not asked twice.
func TestSilence(t *testing.T) {
	t.Parallel()
	for name, bytes := range map[string]string{"at all": "", "after the headers": "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startPeer(t, func(p *peer, c net.Conn) {
				r := bufio.NewReader(c)
				p.read(r)
				io.WriteString(c, bytes)
				r.ReadByte() // until the other side gives up
			})
			c := settings(p.url())
			c.Timeout = 300 * time.Millisecond
			if err := send(newSender(t, c, nil), 1); kindOf(err) != channels.Uncertain {
				t.Errorf("%v, want it uncertain", err)
			}
			if _, n := p.count(); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

// TestIdleConnectionClosed: a connection that the other side has closed
// meanwhile puts nobody in doubt. Mostly the message goes out on a new one; net/http
// gives up where it learns of the end while it picks the connection.
func TestIdleConnectionClosed(t *testing.T) {
	t.Parallel()
	p := startPeer(t, answering(good))
	s := newSender(t, settings(p.url()), nil)
	taken := 0
	for i := range 50 {
		switch err := send(s, i); kindOf(err) {
		case "":
			taken++
		case channels.NotSent:
		default:
			t.Fatalf("message %d: %v", i, err)
		}
		p.cut()
	}
	if conns, n := p.count(); n != taken || conns != taken || taken < 25 {
		t.Errorf("%d requests by %d connections, want %d by as many, and most of 50", n, conns, taken)
	}
}

func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	refusal := httpReply("400 Bad Request", "", `{"code":21211}`)
	for name, bytes := range map[string]string{"after messages": good, "after refusals": refusal} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startPeer(t, answering(bytes))
			s := newSender(t, settings(p.url()), nil)
			for i := range 20 {
				send(s, i)
			}
			if conns, n := p.count(); n != 20 || conns != 1 {
				t.Errorf("%d requests by %d connections, want 20 by 1", n, conns)
			}
		})
	}
}

// TestScriptedFaults are Twilio's own, by the sandbox.
func TestScriptedFaults(t *testing.T) {
	t.Parallel()
	refuse := func(status, code int) sandbox.TwilioAction {
		return sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: status, Code: code}}
	}
	for _, f := range []struct {
		name   string
		script sandbox.TwilioScript
		want   channels.Kind
		code   string
		kept   int
	}{
		{"landline", reply(sandbox.AtPost, refuse(400, 21614)), channels.Permanent, "400 21614", 0},
		{"opted out", reply(sandbox.AtPost, refuse(400, 21610)), channels.Permanent, "400 21610", 0},
		{"too many requests", reply(sandbox.AtPost, refuse(429, 20429)), channels.Throttled, "429 20429", 0},
		{"queue full", reply(sandbox.AtPost, refuse(400, 21611)), channels.Throttled, "400 21611", 0},
		{"country not enabled", reply(sandbox.AtPost, refuse(403, 21408)), channels.Technical, "403 21408", 0},
		{"500, not taken", reply(sandbox.AtPost, refuse(500, 20500)), channels.Uncertain, "500 20500", 0},
		{"500, taken", reply(sandbox.AtKeptText, refuse(500, 20500)), channels.Uncertain, "500 20500", 1},
		{"503 by a gateway, taken", reply(sandbox.AtKeptText, refuse(503, 0)), channels.Uncertain, "503", 1},
		{"cut off, taken", reply(sandbox.AtKeptText, sandbox.TwilioAction{Cut: sandbox.Before}), channels.Uncertain, "", 1},
		{"cut off, not taken", reply(sandbox.AtPost, sandbox.TwilioAction{Cut: sandbox.Before}), channels.Uncertain, "", 0},
		{"cut off after the answer", reply(sandbox.AtKeptText, sandbox.TwilioAction{Cut: sandbox.After}), "", "", 1},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			w := startTwilio(t, sandbox.TwilioConfig{Script: f.script})
			err := send(newSender(t, settings(w.BaseURL()), nil), 1)
			var e *channels.Error
			if errors.As(err, &e); kindOf(err) != f.want || e != nil && (e.Code != f.code || e.Op != "POST") {
				t.Errorf("%v, want kind %q, code %q", err, f.want, f.code)
			}
			if w.Close(); w.Texts() != f.kept {
				t.Errorf("%d messages kept, want %d", w.Texts(), f.kept)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	w := startTwilio(t, sandbox.TwilioConfig{})
	s := newSender(t, settings(w.BaseURL()), nil)
	w.Close()
	var e *channels.Error
	if err := send(s, 1); !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "connect" {
		t.Errorf("%v, want it not sent at connect", err)
	}
}

// TestCalledOffAfterTheRequest: what has left is waited for.
func TestCalledOffAfterTheRequest(t *testing.T) {
	t.Parallel()
	for _, at := range []sandbox.TwilioStep{sandbox.AtPost, sandbox.AtKeptText} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			wait, reached := make(chan struct{}), make(chan struct{})
			w := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
				if m.Step != at {
					return sandbox.TwilioAction{}
				}
				close(reached)
				return sandbox.TwilioAction{Wait: wait}
			}})
			s := newSender(t, settings(w.BaseURL()), nil)
			ctx, cancel := context.WithCancel(context.Background())
			result := make(chan error, 1)
			go func() {
				_, err := s.Send(ctx, message(1))
				result <- err
			}()
			<-reached
			cancel()
			close(wait)
			if err := <-result; err != nil || w.Texts() != 1 {
				t.Errorf("%v, %d messages; want it taken", err, w.Texts())
			}
		})
	}
}

// TestCalledOffBeforeTheRequest: at a connection that is not there yet.
func TestCalledOffBeforeTheRequest(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{})
	p := startPeer(t, func(_ *peer, c net.Conn) {
		close(reached)
		io.Copy(io.Discard, c) // no handshake
	})
	conf := settings("https://" + p.Addr().String())
	conf.Timeout = time.Hour
	s := newSender(t, conf, nil)
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() {
		_, err := s.Send(ctx, message(1))
		result <- err
	}()
	<-reached
	cancel()
	var e *channels.Error
	if err := <-result; !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "connect" || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want it called off at connect", err)
	}
}

// TestNoAnswerToTheHandshake: nothing has left.
func TestNoAnswerToTheHandshake(t *testing.T) {
	t.Parallel()
	p := startPeer(t, func(_ *peer, c net.Conn) { io.Copy(io.Discard, c) })
	c := settings("https://" + p.Addr().String())
	c.Timeout = 300 * time.Millisecond
	if err := send(newSender(t, c, nil), 1); kindOf(err) != channels.NotSent {
		t.Errorf("%v, want it not sent", err)
	}
}

// TestNoSecondSend: net/http repeats by itself what it takes for idempotent.
func TestNoSecondSend(t *testing.T) {
	t.Parallel()
	p := startPeer(t, answering(good))
	s := newSender(t, settings(p.url()), nil)
	if err := send(s, 1); err != nil {
		t.Fatal(err)
	}
	h := p.requests[0].Header
	for name := range h {
		if strings.Contains(strings.ToLower(name), "idempotency") {
			t.Errorf("the request carries %s: a lost answer would make net/http send it again", name)
		}
	}
	if want := []string{"application/x-www-form-urlencoded"}; !slices.Equal(h["Content-Type"], want) {
		t.Errorf("Content-Type %q, want %q", h["Content-Type"], want)
	}
}
