package sms_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher/personal"
)

func TestRequest(t *testing.T) {
	t.Parallel()
	callback := func(attempt string) string { return "https://owabi.city.example.jp/callbacks/sms/" + attempt + "?v=1" }
	usual := url.Values{"To": {"+819000000001"}, "From": {"+815000000000"}, "Body": {"お詫び\n"}, "ValidityPeriod": {"14400"},
		"StatusCallback": {"https://owabi.city.example.jp/callbacks/sms/campaign.case0001.1.1?v=1#rc=5&rp=all"}}
	with := func(change func(url.Values)) url.Values {
		v := url.Values{}
		for k := range usual {
			v[k] = usual[k]
		}
		change(v)
		return v
	}
	for _, c := range []struct {
		name     string
		change   func(*sms.Config)
		callback func(string) string
		want     url.Values
	}{
		{"usual", func(*sms.Config) {}, callback, usual},
		{"no callback", func(*sms.Config) {}, nil, with(func(v url.Values) { v.Del("StatusCallback") })},
		{"no callback for this attempt", func(*sms.Config) {}, func(string) string { return "" }, with(func(v url.Values) { v.Del("StatusCallback") })},
		{"a service", func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG00000000000000000000000000000000" }, callback,
			with(func(v url.Values) {
				v.Del("From")
				v.Set("MessagingServiceSid", "MG00000000000000000000000000000000")
			})},
		{"privacy", func(c *sms.Config) { c.ContentRetention, c.AddressRetention = "discard", "obfuscate" }, callback, with(func(v url.Values) {
			v.Set("ContentRetention", "discard")
			v.Set("AddressRetention", "obfuscate")
		})},
		{"validity", func(c *sms.Config) { c.Validity = 90 * time.Second }, callback, with(func(v url.Values) { v.Set("ValidityPeriod", "90") })},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := startPeer(t, answering(good))
			conf := settings(p.url())
			c.change(&conf)
			m := message(1)
			m.Text = personal.New("お詫び\n")
			r, err := newSender(t, conf, c.callback).Send(context.Background(), m)
			if want := (channels.Receipt{Provider: "twilio", Reference: "SM00000000000000000000000000000001"}); err != nil || r != want {
				t.Fatalf("%+v, %v; want %+v", r, err, want)
			}
			q := p.requests[0]
			if d := cmp.Diff(c.want, q.PostForm); d != "" {
				t.Errorf("parameters (-want +got):\n%s", d)
			}
			username, password, _ := q.BasicAuth()
			if q.URL.String() != "/2010-04-01/Accounts/"+sandbox.TwilioAccountSID+"/Messages.json" || "http://"+q.Host != p.url() ||
				username != sandbox.TwilioAccountSID || password != sandbox.TwilioAuthToken {
				t.Errorf("POST %s to %s by %s", q.URL, q.Host, username)
			}
		})
	}
}

// TestSecretsByFile sends with an API key, and checks with the token.
func TestSecretsByFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	const key, keySecret = "SK00000000000000000000000000000001", "keysecret0001"
	w := startTwilio(t, sandbox.TwilioConfig{APIKeySID: key, APIKeySecret: keySecret, AuthToken: "token0001"})
	c := settings(w.BaseURL())
	c.AuthToken, c.AuthTokenFile, c.APIKeySID, c.APIKeySecretFile = "", file("token", "token0001\n"), key, file("key", keySecret+"\r\n")
	s := newSender(t, c, nil)
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
	if err := send(s, 1); err != nil {
		t.Error(err)
	}
	if token, err := c.Token(); err != nil || token != "token0001" {
		t.Errorf("token %q, %v", token, err)
	}
}

// TestRegionOfTheEnvironment: where messages go is for the settings alone.
func TestRegionOfTheEnvironment(t *testing.T) {
	t.Setenv("TWILIO_REGION", "ie1")
	t.Setenv("TWILIO_EDGE", "dublin")
	w := startTwilio(t, sandbox.TwilioConfig{})
	if err := send(newSender(t, settings(w.BaseURL()), nil), 1); err != nil {
		t.Error(err)
	}
}

func TestRefusedWithoutAsking(t *testing.T) {
	t.Parallel()
	w := startTwilio(t, sandbox.TwilioConfig{})
	s := newSender(t, settings(w.BaseURL()), nil)
	for name, text := range map[string]string{"no text": "", "too long": strings.Repeat("謝", 1601)} {
		m := message(1)
		m.Text = personal.New(text)
		if _, err := s.Send(context.Background(), m); kindOf(err) != channels.Technical {
			t.Errorf("%s: %v, want kind %s", name, err, channels.Technical)
		}
	}
	m := message(1)
	m.Text = personal.New(strings.Repeat("謝", 1600))
	if _, err := s.Send(context.Background(), m); err != nil || w.Texts() != 1 {
		t.Errorf("the longest text: %v, %d messages", err, w.Texts())
	}
}

// TestWidth: while as many are in flight as there are connections, another one
// waits, and can be called off.
func TestWidth(t *testing.T) {
	t.Parallel()
	wait, reached := make(chan struct{}), make(chan struct{})
	w := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
		if m.Step != sandbox.AtPost {
			return sandbox.TwilioAction{}
		}
		reached <- struct{}{}
		return sandbox.TwilioAction{Wait: wait}
	}})
	c := settings(w.BaseURL())
	c.Connections, c.Timeout = 3, 10*time.Second
	s := newSender(t, c, nil)
	done := make(chan error)
	for i := range s.Width() {
		go func() { done <- send(s, i) }()
		<-reached
	}
	calledOffWaiting(t, s)
	close(wait)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if w.Texts() != 3 || s.Width() != 3 {
		t.Errorf("%d messages, width %d; want 3", w.Texts(), s.Width())
	}
}

// TestRate: the second message of a thousand seconds has to wait, and nothing
// of it has left when it is called off.
func TestRate(t *testing.T) {
	t.Parallel()
	w := startTwilio(t, sandbox.TwilioConfig{})
	c := settings(w.BaseURL())
	c.Rate = 0.001
	s := newSender(t, c, nil)
	if err := send(s, 1); err != nil {
		t.Fatal(err)
	}
	calledOffWaiting(t, s)
	if w.Texts() != 1 {
		t.Errorf("%d messages, want 1", w.Texts())
	}
}

// TestRetryAfterHoldsAll: who is asked to wait keeps everybody waiting.
func TestRetryAfterHoldsAll(t *testing.T) {
	t.Parallel()
	var posts atomic.Int32
	w := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
		if m.Step == sandbox.AtPost && posts.Add(1) == 1 {
			return sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: 429, Code: 20429, RetryAfter: time.Hour}}
		}
		return sandbox.TwilioAction{}
	}})
	s := newSender(t, settings(w.BaseURL()), nil)
	if err := send(s, 1); kindOf(err) != channels.Throttled {
		t.Fatalf("%v, want kind %s", err, channels.Throttled)
	}
	calledOffWaiting(t, s)
	if posts.Load() != 1 {
		t.Errorf("%d requests, want 1", posts.Load())
	}
}

// calledOffWaiting sends a message that has to wait, and calls it off.
func calledOffWaiting(t *testing.T, s *sms.Sender) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := s.Send(ctx, message(2))
	var e *channels.Error
	if !errors.As(err, &e) || e.Kind != channels.NotSent || e.Op != "wait" {
		t.Errorf("%v, want it not sent at wait", err)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	w := startTwilio(t, sandbox.TwilioConfig{})
	c := settings(w.BaseURL())
	c.Rate = 0.001
	s := newSender(t, c, nil)
	if err := send(s, 1); err != nil {
		t.Fatal(err)
	}
	result := make(chan error)
	go func() { result <- send(s, 2) }()
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-result; kindOf(err) != channels.NotSent {
		t.Errorf("a message that waited: %v, want kind %s", err, channels.NotSent)
	}
	if err := send(s, 3); kindOf(err) != channels.NotSent || w.Texts() != 1 {
		t.Errorf("after closing: %v, %d messages; want kind %s and 1", err, w.Texts(), channels.NotSent)
	}
}

// TestLogsAreClean sends with a log at its most talkative.
func TestLogsAreClean(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := startTwilio(t, sandbox.TwilioConfig{Script: reply(sandbox.AtPost,
		sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: 429, Code: 20429, RetryAfter: time.Second}})})
	s, err := sms.New(settings(w.BaseURL()), nil, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := send(s, 1); kindOf(err) != channels.Throttled {
		t.Errorf("%v, want kind %s", err, channels.Throttled)
	}
	if log.Len() == 0 || strings.Contains(log.String(), "8190") || strings.Contains(log.String(), "架空") {
		t.Errorf("log %q: want a line without number and text", &log)
	}
}
