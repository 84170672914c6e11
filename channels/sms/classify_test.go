package sms

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	const (
		taken     = channels.Kind("")
		temporary = channels.Temporary
		permanent = channels.Permanent
		throttled = channels.Throttled
		technical = channels.Technical
		uncertain = channels.Uncertain
		notSent   = channels.NotSent
		sid       = "SM00000000000000000000000000000001"
	)
	refused := &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for _, c := range []struct {
		name string
		a    answer
		want channels.Kind
	}{
		{"queued", answer{status: 201, sid: sid, state: "queued"}, taken},
		{"accepted by a service", answer{status: 201, sid: sid, state: "accepted"}, taken},
		{"without a status", answer{status: 201, sid: sid}, taken},
		{"200", answer{status: 200, sid: sid, state: "queued"}, taken},
		{"without an id", answer{status: 201}, uncertain},
		{"204", answer{status: 204}, uncertain},
		{"failed at once, and the number is wrong", answer{status: 201, sid: sid, state: "failed", code: 30006}, permanent},
		{"failed at once, and the account is suspended", answer{status: 201, sid: sid, state: "failed", code: 30002}, technical},
		{"failed at once for an unknown reason", answer{status: 201, sid: sid, state: "failed", code: 39999}, temporary},
		{"failed at once, and nobody knows", answer{status: 201, sid: sid, state: "failed", code: 30410}, uncertain},

		{"no valid number", answer{status: 400, code: 21211}, permanent},
		{"no number", answer{status: 400, code: 21217}, permanent},
		{"landline", answer{status: 400, code: 21614}, permanent},
		{"opted out", answer{status: 400, code: 21610}, permanent},
		{"too many requests", answer{status: 429, code: 20429}, throttled},
		{"too many requests, of another kind", answer{status: 429, code: 63038}, throttled},
		{"too many requests, by a gateway", answer{status: 429}, throttled},
		{"queue full", answer{status: 400, code: 21611}, throttled},
		{"wrong token", answer{status: 401, code: 20003}, technical},
		{"forbidden", answer{status: 403}, technical},
		{"forbidden, whatever the code says", answer{status: 403, code: 21211}, technical},
		{"proxy wants a password", answer{status: 407}, technical},
		{"country not enabled", answer{status: 400, code: 21408}, technical},
		{"sender", answer{status: 400, code: 21606}, technical},
		{"destination", answer{status: 400, code: 21612}, technical},
		{"sender of nobody", answer{status: 400, code: 21659}, technical},
		{"blocked", answer{status: 400, code: 30450}, technical},
		{"no such account", answer{status: 404, code: 20404}, technical},
		{"an unknown refusal", answer{status: 400, code: 29999}, technical},
		{"a refusal without a code", answer{status: 400}, technical},
		{"a gateway timed out", answer{status: 408}, uncertain},

		{"moved", answer{status: 301}, technical},
		{"moved, keep the method", answer{status: 307}, technical},
		{"see other", answer{status: 303}, uncertain},
		{"not modified", answer{status: 304}, uncertain},
		{"internal error", answer{status: 500, code: 20500}, uncertain},
		{"internal error that blames the number", answer{status: 500, code: 21211}, uncertain},
		{"bad gateway", answer{status: 502}, uncertain},
		{"unavailable", answer{status: 503, code: 20503}, uncertain},
		{"gateway timeout", answer{status: 504}, uncertain},
		{"a status that is none", answer{status: 999}, uncertain},

		{"nobody listens", answer{err: refused}, notSent},
		{"no such host", answer{err: &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}}, notSent},
		{"no way there in time", answer{err: context.DeadlineExceeded}, notSent},
		{"called off", answer{err: context.Canceled}, notSent},
		{"called off in the last moment", answer{err: errCalledOff}, notSent},
		{"closed while idle", answer{err: errGone}, notSent},
		{"another machine", answer{err: fmt.Errorf("dial: %w", errNotLoopback)}, technical},
		{"not prepared", answer{err: errPrepare}, technical},
		{"unknown authority", answer{err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, technical},
		{"another name", answer{err: x509.HostnameError{}}, technical},
		{"no TLS there", answer{err: tls.RecordHeaderError{}}, technical},
		{"no answer in time", answer{begun: true, err: context.DeadlineExceeded}, uncertain},
		{"connection lost", answer{begun: true, err: io.EOF}, uncertain},
		{"connection reset", answer{begun: true, err: syscall.ECONNRESET}, uncertain},
		{"no HTTP", answer{begun: true, err: errors.New("malformed HTTP response")}, uncertain},
		{"a certificate after the beginning", answer{begun: true, err: x509.HostnameError{}}, uncertain},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := kindOf(&c.a); got != c.want {
				t.Errorf("kind %q, want %q", got, c.want)
			}
			if err := failure(&c.a); (err == nil) != (c.want == taken) || err != nil && channels.KindOf(err) != c.want {
				t.Errorf("failure: %v, want kind %q", err, c.want)
			}
		})
	}
}

func TestFailureTellsCodesOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a    answer
		want string
	}{
		{answer{status: 400, code: 21614}, "POST: permanent (400 21614)"},
		{answer{status: 502}, "POST: uncertain (502)"},
		{answer{status: 201}, "POST: uncertain (201): the answer does not say which message was made"},
		{answer{begun: true, err: errors.New(`malformed HTTP response "+819000000001"`)}, "POST: uncertain: the answer is no HTTP"},
		{answer{begun: true, err: io.ErrUnexpectedEOF}, "POST: uncertain: the connection was lost"},
		{answer{begun: true, err: os.ErrDeadlineExceeded}, "POST: uncertain: no answer in time"},
		{answer{err: errGone}, "connect: not_sent: the connection was closed by the other side"},
	} {
		if got := failure(&c.a).Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestCodesInDocs holds the table of docs/channels.md to the code.
func TestCodesInDocs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/channels.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[int]channels.Kind{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		var code int
		if _, err := fmt.Sscanf(strings.TrimSpace(cells[1]), "%d", &code); err != nil || code < 10000 {
			continue
		}
		if _, twice := documented[code]; twice {
			t.Errorf("%d stands there twice", code)
		}
		documented[code] = channels.Kind(strings.TrimSpace(cells[2]))
	}
	for code, kind := range kinds {
		if documented[code] != kind {
			t.Errorf("%d is %s; docs/channels.md says %q", code, kind, documented[code])
		}
	}
	for code := range documented {
		if _, ok := kinds[code]; !ok {
			t.Errorf("docs/channels.md has %d, and the code has not", code)
		}
	}
}

func TestKindsAreKinds(t *testing.T) {
	t.Parallel()
	all := []channels.Kind{channels.Temporary, channels.Permanent, channels.Throttled, channels.Technical, channels.Uncertain}
	for code, kind := range kinds {
		if !slices.Contains(all, kind) {
			t.Errorf("%d is %q", code, kind)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 2, 26, 9, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-3": 0, "soon": 0, "1.5": 0, "99999999999999999999": 0, "999999": 24 * time.Hour,
		"Sun, 26 Feb 2023 09:00:30 GMT": 30 * time.Second, "Sun, 26 Feb 2023 08:00:00 GMT": 0, "Sun, 26 Feb 2033 09:00:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}
