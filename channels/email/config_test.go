package email

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	var c Config
	if err := yaml.Unmarshal([]byte("relay: relay.example.jp:587\nfrom: 見本市 <owabi@city.example.jp>\ntimeout: 5s\n"), &c); err != nil {
		t.Fatal(err)
	}
	host, err := c.complete()
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Relay: "relay.example.jp:587", TLS: StartTLS, Hello: "city.example.jp", From: "見本市 <owabi@city.example.jp>",
		MessageIDDomain: "city.example.jp", Connections: 16, Timeout: 5 * time.Second, SubmissionTimeout: 10 * time.Minute, Pipelining: PipeliningAuto}
	if d := cmp.Diff(want, c); d != "" || host != "relay.example.jp" {
		t.Errorf("host %q, settings (-want +got):\n%s", host, d)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(t.TempDir(), "missing")
	for name, c := range map[string]struct {
		change func(*Config)
		names  string // the setting that the error names
	}{
		"no relay":                      {func(c *Config) { c.Relay = "" }, "relay"},
		"relay without a port":          {func(c *Config) { c.Relay = "relay.example.jp" }, "relay"},
		"relay without a host":          {func(c *Config) { c.Relay = ":25" }, "relay"},
		"no sender":                     {func(c *Config) { c.From = "" }, "from"},
		"sender that could inject":      {func(c *Config) { c.From = `"a> b"@example.jp` }, "from"},
		"reply address that is none":    {func(c *Config) { c.ReplyTo = "desk" }, "reply_to"},
		"unknown mode":                  {func(c *Config) { c.TLS = "maybe" }, "tls"},
		"no TLS to another machine":     {func(c *Config) { c.TLS = None }, "tls"},
		"user without a password":       {func(c *Config) { c.Username = "owabi" }, "password_file"},
		"password without a user":       {func(c *Config) { c.PasswordFile = empty }, "username"},
		"empty password":                {func(c *Config) { c.Username, c.PasswordFile = "owabi", empty }, "password_file"},
		"missing password":              {func(c *Config) { c.Username, c.PasswordFile = "owabi", missing }, "password_file"},
		"missing authorities":           {func(c *Config) { c.CAFile = missing }, "ca_file"},
		"no authority":                  {func(c *Config) { c.CAFile = empty }, "ca_file"},
		"name that is none":             {func(c *Config) { c.Hello = "a b" }, "hello"},
		"id domain that is none":        {func(c *Config) { c.MessageIDDomain = "a>b" }, "message_id_domain"},
		"return domain that is none":    {func(c *Config) { c.ReturnDomain = "a b" }, "return_domain"},
		"negative number":               {func(c *Config) { c.Connections = -1 }, "connections"},
		"another word for pipelining":   {func(c *Config) { c.Pipelining = "maybe" }, "pipelining"},
		"negative time":                 {func(c *Config) { c.Timeout = -1 }, "timeout"},
		"negative time for the letters": {func(c *Config) { c.SubmissionTimeout = -1 }, "submission_timeout"},
	} {
		conf := Config{Relay: "relay.example.jp:587", From: "owabi@city.example.jp"}
		c.change(&conf)
		_, err := New(conf, slog.New(slog.DiscardHandler))
		if err == nil || !strings.HasPrefix(err.Error(), "email: ") || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s: %v, want an error that names %s", name, err, c.names)
		}
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{"127.0.0.1": true, "127.9.9.9": true, "::1": true, "localhost": true, "192.0.2.1": false, "relay.example.jp": false, "0.0.0.0": false} {
		if got := Loopback(host); got != want {
			t.Errorf("%s: %t, want %t", host, got, want)
		}
	}
	if err := loopbackOnly("tcp", "192.0.2.1:25", nil); err == nil {
		t.Error("leaves the machine without TLS")
	}
	if err := loopbackOnly("tcp", "127.0.0.1:25", nil); err != nil {
		t.Error(err)
	}
}
