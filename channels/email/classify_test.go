package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels"
)

// said makes the error of a reply, "550 5.1.1", with an address in its text.
func said(reply string) error {
	var r smtp.SMTPError
	if n, err := fmt.Sscanf(reply, "%d %d.%d.%d", &r.Code, &r.EnhancedCode[0], &r.EnhancedCode[1], &r.EnhancedCode[2]); n != 1 && n != 4 {
		panic(err)
	}
	r.Message = "<kakuu@person.example.jp>: no"
	return &r
}

func TestKindOfReply(t *testing.T) {
	t.Parallel()
	const (
		temporary = channels.Temporary
		permanent = channels.Permanent
		throttled = channels.Throttled
		technical = channels.Technical
		uncertain = channels.Uncertain
	)
	connect := []step{atHello, atStartTLS, atAuth, atReset}
	recipient := []step{atRcpt, atData, atDot}
	every := []step{atHello, atStartTLS, atAuth, atReset, atMail, atRcpt, atData, atDot}
	for _, c := range []struct {
		name  string
		at    []step
		reply string
		want  channels.Kind
	}{
		{"too busy", every, "421", throttled},
		{"too many connections", every, "421 4.7.0", throttled},
		{"421 with another class", every, "421 5.7.1", throttled},
		{"try again", every, "450", temporary},
		{"greylisted", recipient, "451 4.7.1", temporary},
		{"greylisted with another code", recipient, "450 4.2.0", temporary},
		{"mailbox full, for now", recipient, "452 4.2.2", temporary},
		{"relay's disk full", every, "452 4.3.1", temporary},
		{"mailbox full", recipient, "552 5.2.2", temporary},
		{"mailbox full, by the enhanced code only", recipient, "550 4.2.2", temporary},
		{"expired", recipient, "550 4.4.7", temporary},
		{"unknown, but try again", recipient, "450 5.1.1", temporary},
		{"mailbox full, without an enhanced code", recipient, "552", temporary},

		{"bad address", recipient, "550 5.1.0", permanent},
		{"no such mailbox", recipient, "550 5.1.1", permanent},
		{"no such domain", recipient, "550 5.1.2", permanent},
		{"bad syntax of the address", recipient, "501 5.1.3", permanent},
		{"moved", recipient, "551 5.1.6", permanent},
		{"the domain takes no mail", recipient, "556 5.1.10", permanent},
		{"mailbox disabled", recipient, "550 5.2.1", permanent},
		{"longer than the mailbox takes", recipient, "552 5.2.3", permanent},
		{"no route to the domain", recipient, "550 5.4.4", permanent},
		{"no such mailbox, in vague words", recipient, "550 5.5.0", permanent},
		{"no such mailbox, without detail", recipient, "550 5.0.0", permanent},
		{"no such mailbox, without an enhanced code", recipient, "550", permanent},
		{"not local", recipient, "551", permanent},
		{"mailbox name not allowed", recipient, "553", permanent},
		{"bad argument of RCPT", []step{atRcpt}, "501", permanent},
		{"bad argument of RCPT, enhanced", []step{atRcpt}, "501 5.5.4", permanent},
		{"RCPT failed", []step{atRcpt}, "554", permanent},
		{"mailbox wants SMTPUTF8", []step{atRcpt}, "553 5.6.7", permanent},

		{"bad sender address", recipient, "553 5.1.7", technical},
		{"bad sender domain", recipient, "550 5.1.8", technical},
		{"not allowed", every, "550 5.7.1", technical},
		{"on a blocklist", every, "554 5.7.1", technical},
		{"letter too big for the relay", every, "552 5.3.4", technical},
		{"relay does not take mail", every, "550 5.3.2", technical},
		{"sign in first", every, "530", technical},
		{"sign in first, enhanced", every, "530 5.7.0", technical},
		{"signing in failed", every, "535 5.7.8", technical},
		{"signing in failed, without an enhanced code", every, "535", technical},
		{"no service", connect, "554", technical},
		{"no transaction", []step{atMail}, "554", technical},
		{"transaction failed", []step{atDot}, "554", technical},
		{"DATA failed", []step{atData}, "554 5.5.1", technical},
		{"sender refused as unknown", []step{atMail}, "550 5.1.1", technical},
		{"sender refused", []step{atMail}, "550", technical},
		{"content not supported", []step{atDot}, "554 5.6.1", technical},
		{"bad sequence", every, "503 5.5.1", technical},
		{"unknown command", every, "500", technical},
		{"bad argument elsewhere", []step{atMail, atData, atDot}, "501", technical},
		{"nonsense before the letter", []step{atHello, atMail, atRcpt, atData}, "354", technical},
		{"nonsense after the letter", []step{atDot}, "354", uncertain},
	} {
		for _, at := range c.at {
			if got := kindOf(at, said(c.reply)); got != c.want {
				t.Errorf("%s: %s at %s: %s, want %s", c.name, c.reply, at, got, c.want)
			}
		}
	}
}

func TestKindWithoutReply(t *testing.T) {
	t.Parallel()
	alert := &net.OpError{Op: "remote error", Err: errors.New("tls: unknown certificate authority")}
	before := []step{atWait, atDial, atTLS, atStartTLS, atHello, atAuth, atReset, atMail, atRcpt, atData, atBody}
	for name, c := range map[string]struct {
		err  error
		want channels.Kind // before the final dot
	}{
		"refused":               {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, channels.NotSent},
		"no such host":          {&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, channels.NotSent},
		"timeout":               {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, channels.NotSent},
		"reset":                 {&net.OpError{Op: "write", Err: syscall.ECONNRESET}, channels.NotSent},
		"end of file":           {io.EOF, channels.NotSent},
		"end of file in a line": {io.ErrUnexpectedEOF, channels.NotSent},
		"closed by us":          {net.ErrClosed, channels.NotSent},
		"called off":            {context.Canceled, channels.NotSent},
		"out of time":           {context.DeadlineExceeded, channels.NotSent},
		"sender closed":         {errClosed, channels.NotSent},
		"unknown authority":     {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, channels.Technical},
		"no TLS at all":         {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, channels.Technical},
		"alert of the relay":    {alert, channels.Technical},
		"no STARTTLS":           {errors.New("smtp: server doesn't support STARTTLS"), channels.Technical},
		"no SMTP":               {textproto.ProtocolError("short response: hm"), channels.Technical},
		"leaves the machine":    {&net.OpError{Op: "dial", Err: errNotLoopback}, channels.Technical},
	} {
		for _, at := range before {
			if got := kindOf(at, c.err); got != c.want {
				t.Errorf("%s at %s: %s, want %s", name, at, got, c.want)
			}
		}
		if got := kindOf(atDot, c.err); got != channels.Uncertain {
			t.Errorf("%s at the final dot: %s, want %s", name, got, channels.Uncertain)
		}
	}
}

func TestFailureHidesTheRelaysWords(t *testing.T) {
	t.Parallel()
	const address = "kakuu@person.example.jp"
	for name, err := range map[string]error{
		"a reply":          said("550 5.1.1"),
		"a broken reply":   textproto.ProtocolError("invalid response code: <" + address + ">"),
		"an unknown error": errors.New("no route to " + address),
	} {
		for _, at := range []step{atRcpt, atData, atDot} {
			e := failure(at, err)
			if text := fmt.Sprintf("%v %#v %v", e, e, errors.Unwrap(e)); strings.Contains(text, "kakuu") {
				t.Errorf("%s at %s: the error holds the address", name, at)
			}
		}
	}
	var e *channels.Error
	if !errors.As(failure(atRcpt, said("550 5.1.1")), &e) || e.Op != "RCPT" || e.Code != "550 5.1.1" || e.Err != nil {
		t.Errorf("got %+v, want Op RCPT, Code 550 5.1.1 and no cause", e)
	}
	if !errors.As(failure(atMail, said("550")), &e) || e.Code != "550" {
		t.Errorf("got code %q, want 550", e.Code)
	}
}
