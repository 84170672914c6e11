package sms_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
)

func TestConfigRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	good := file("good", sandbox.TwilioAuthToken+"\n")
	for _, c := range []struct {
		name   string
		change func(*sms.Config)
		want   string // part of the error
	}{
		{"no account", func(c *sms.Config) { c.AccountSID = "" }, "account_sid"},
		{"a key for an account", func(c *sms.Config) { c.AccountSID = "SK00000000000000000000000000000000" }, "account_sid"},
		{"no token", func(c *sms.Config) { c.AuthToken = "" }, "auth_token_file"},
		{"token file missing", func(c *sms.Config) { c.AuthToken, c.AuthTokenFile = "", filepath.Join(dir, "none") }, "auth_token_file"},
		{"token file empty", func(c *sms.Config) { c.AuthToken, c.AuthTokenFile = "", file("empty", "\n") }, "auth_token_file"},
		{"token of two lines", func(c *sms.Config) { c.AuthToken, c.AuthTokenFile = "", file("two", "geheim\nzwei\n") }, "auth_token_file"},
		{"key without secret", func(c *sms.Config) { c.APIKeySID = "SK00000000000000000000000000000000" }, "api_key_secret_file"},
		{"secret without key", func(c *sms.Config) { c.APIKeySecretFile = good }, "api_key_sid"},
		{"no key", func(c *sms.Config) { c.APIKeySID, c.APIKeySecretFile = "key", good }, "api_key_sid"},
		{"secret missing", func(c *sms.Config) {
			c.APIKeySID, c.APIKeySecretFile = "SK00000000000000000000000000000000", filepath.Join(dir, "none")
		}, "api_key_secret_file"},
		{"no sender", func(c *sms.Config) { c.From = "" }, "from"},
		{"two senders", func(c *sms.Config) { c.MessagingServiceSID = "MG00000000000000000000000000000000" }, "messaging_service_sid"},
		{"national number", func(c *sms.Config) { c.From = "050-0000-0000" }, "from"},
		{"long sender", func(c *sms.Config) { c.From = "AozoraCityOffice" }, "from"},
		{"no service", func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG1" }, "messaging_service_sid"},
		{"http elsewhere", func(c *sms.Config) { c.BaseURL = "http://api.twilio.example" }, "base_url"},
		{"http to a private address", func(c *sms.Config) { c.BaseURL = "http://192.0.2.1:8080" }, "base_url"},
		{"no scheme", func(c *sms.Config) { c.BaseURL = "api.twilio.com" }, "base_url"},
		{"another scheme", func(c *sms.Config) { c.BaseURL = "ftp://127.0.0.1" }, "base_url"},
		{"a path", func(c *sms.Config) { c.BaseURL = "https://api.twilio.com/2010-04-01" }, "base_url"},
		{"a user", func(c *sms.Config) { c.BaseURL = "https://a:b@api.twilio.com" }, "base_url"},
		{"negative rate", func(c *sms.Config) { c.Rate = -1 }, "rate"},
		{"negative connections", func(c *sms.Config) { c.Connections = -1 }, "connections"},
		{"negative timeout", func(c *sms.Config) { c.Timeout = -1 }, "timeout"},
		{"validity of an instant", func(c *sms.Config) { c.Validity = time.Millisecond }, "validity"},
		{"validity too long", func(c *sms.Config) { c.Validity = 10*time.Hour + time.Second }, "validity"},
		{"validity with a fraction", func(c *sms.Config) { c.Validity = 1500 * time.Millisecond }, "validity"},
		{"content", func(c *sms.Config) { c.ContentRetention = "delete" }, "content_retention"},
		{"address", func(c *sms.Config) { c.AddressRetention = "discard" }, "address_retention"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conf := settings("http://127.0.0.1:1")
			c.change(&conf)
			s, err := sms.New(conf, nil, nil)
			if err == nil || !strings.HasPrefix(err.Error(), "sms: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, %v; want an error that names %s", s, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "geheim") {
				t.Error("the error holds a secret")
			}
		})
	}
}

func TestConfigAccepts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*sms.Config){
		"Twilio itself":    func(c *sms.Config) { c.BaseURL = "" },
		"another region":   func(c *sms.Config) { c.BaseURL = "https://api.dublin.ie1.twilio.com/" },
		"IPv6":             func(c *sms.Config) { c.BaseURL = "http://[::1]:1" },
		"localhost":        func(c *sms.Config) { c.BaseURL = "http://localhost:1" },
		"short code":       func(c *sms.Config) { c.From = "00000" },
		"a name":           func(c *sms.Config) { c.From = "AOZORA CITY" },
		"a service":        func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MGabcdef00000000000000000000000000" },
		"longest validity": func(c *sms.Config) { c.Validity = 10 * time.Hour },
		"privacy":          func(c *sms.Config) { c.ContentRetention, c.AddressRetention = "discard", "obfuscate" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := settings("http://127.0.0.1:1")
			change(&c)
			s := newSender(t, c, nil)
			if s.Width() != 4 {
				t.Errorf("width %d, want the standard of 4", s.Width())
			}
		})
	}
}

// TestConfigFile reads the settings as the settings file writes them.
func TestConfigFile(t *testing.T) {
	t.Parallel()
	const text = `
account_sid: AC00000000000000000000000000000000
auth_token_file: /etc/owabi/twilio-token
api_key_sid: SK00000000000000000000000000000000
api_key_secret_file: /etc/owabi/twilio-key
messaging_service_sid: MG00000000000000000000000000000000
base_url: https://api.twilio.com
rate: 0.5
connections: 2
timeout: 20s
validity: 1h
content_retention: discard
address_retention: obfuscate
`
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	var c sms.Config
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	want := sms.Config{AccountSID: sandbox.TwilioAccountSID, AuthTokenFile: "/etc/owabi/twilio-token", APIKeySID: "SK00000000000000000000000000000000",
		APIKeySecretFile: "/etc/owabi/twilio-key", MessagingServiceSID: "MG00000000000000000000000000000000", BaseURL: "https://api.twilio.com",
		Rate: 0.5, Connections: 2, Timeout: 20 * time.Second, Validity: time.Hour, ContentRetention: "discard", AddressRetention: "obfuscate"}
	if c != want {
		t.Errorf("%+v\nwant %+v", c, want)
	}
	if err := yaml.Unmarshal([]byte("auth_token: x"), &c); err != nil || c.AuthToken != "" {
		t.Errorf("a token can stand in the settings file: %v", err)
	}
}
