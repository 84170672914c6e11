package sms_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wrong := filepath.Join(dir, "wrong")
	if err := os.WriteFile(wrong, []byte("wrongsecret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*sms.Config)
		kind   channels.Kind
		want   []string // parts of the error; none: no error
	}{
		{"right", func(*sms.Config) {}, "", nil},
		{"wrong token", func(c *sms.Config) { c.AuthToken = "wrong" }, channels.Technical, []string{"account_sid", "auth_token_file", "401 20003"}},
		{"wrong account", func(c *sms.Config) { c.AccountSID = "AC00000000000000000000000000000001" }, channels.Technical, []string{"account_sid", "401 20003"}},
		{"wrong key", func(c *sms.Config) {
			c.APIKeySID, c.APIKeySecretFile = "SK00000000000000000000000000000001", wrong
		}, channels.Technical, []string{"api_key_sid", "api_key_secret_file", "401 20003"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startTwilio(t, sandbox.TwilioConfig{})
			conf := settings(w.BaseURL())
			c.change(&conf)
			checked(t, newSender(t, conf, nil), c.kind, c.want)
			if w.Texts() != 0 {
				t.Error("a check has sent a message")
			}
		})
	}
}

// checked checks, and compares the error.
func checked(t *testing.T, s *sms.Sender, kind channels.Kind, parts []string) {
	t.Helper()
	err := s.Check(context.Background())
	if kindOf(err) != kind {
		t.Fatalf("%v, want kind %q", err, kind)
	}
	if err == nil {
		return
	}
	for _, p := range append(parts, "sms: check http://127.0.0.1:") {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%q, want %q in it", err, p)
		}
	}
	if strings.Contains(err.Error(), "wrongsecret") {
		t.Error("the error holds a secret")
	}
}

func TestCheckOddAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, bytes string
		kind        channels.Kind
		want        string
	}{
		{"suspended", httpReply("200 OK", "", `{"status":"suspended"}`), channels.Technical, "suspended"},
		{"another state", httpReply("200 OK", "", `{"status":"+819000000001"}`), channels.Technical, "not active"},
		{"forbidden", httpReply("403 Forbidden", "", `{"code":20003}`), channels.Technical, "403 20003"},
		{"no JSON", httpReply("200 OK", "", "<html>"), channels.Technical, "base_url"},
		{"no such account", httpReply("404 Not Found", "", `{"code":20404}`), channels.Technical, "404 20404"},
		{"a stand-in without accounts", httpReply("404 Not Found", "", "404 page not found"), "", ""},
		{"busy", httpReply("429 Too Many Requests", "", `{"code":20429}`), channels.Throttled, "429 20429"},
		{"out of order", httpReply("503 Service Unavailable", "", ""), channels.Uncertain, "503"},
		{"elsewhere", httpReply("302 Found", "Location: /\r\n", ""), channels.Technical, "302"},
		{"nonsense", "hm\r\n\r\n", channels.Technical, "no HTTP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := startPeer(t, answering(c.bytes))
			checked(t, newSender(t, settings(p.url()), nil), c.kind, []string{c.want})
		})
	}
}

func TestCheckNobodyListens(t *testing.T) {
	t.Parallel()
	w := startTwilio(t, sandbox.TwilioConfig{})
	s := newSender(t, settings(w.BaseURL()), nil)
	w.Close()
	checked(t, s, channels.NotSent, []string{"connect"})
}
