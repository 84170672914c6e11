package sms

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

// Config says which Twilio account sends the messages, and how. Its place in
// the settings file is "sms".
type Config struct {
	AccountSID       string `yaml:"account_sid"`         // AC and 32 hexadecimal digits
	AuthTokenFile    string `yaml:"auth_token_file"`     // file that holds the auth token, and nothing else: callbacks are signed with it
	APIKeySID        string `yaml:"api_key_sid"`         // SK and 32 hexadecimal digits; sends with the auth token when empty
	APIKeySecretFile string `yaml:"api_key_secret_file"` // file that holds the key's secret, and nothing else

	From                string `yaml:"from"`                  // number in E.164, short code or alphanumeric sender
	MessagingServiceSID string `yaml:"messaging_service_sid"` // MG and 32 hexadecimal digits: instead of from

	BaseURL     string        `yaml:"base_url"`    // https://api.twilio.com when empty; plain http to loopback addresses only
	Rate        float64       `yaml:"rate"`        // messages a second; 1 when 0
	Connections int           `yaml:"connections"` // at most, at once; 4 when 0
	Timeout     time.Duration `yaml:"timeout"`     // of one request and its answer; 10 s when 0
	Validity    time.Duration `yaml:"validity"`    // how long Twilio may keep a message queued: 1 s to 10 h; 4 h when 0

	ContentRetention string `yaml:"content_retention"` // retain or discard; the account's own setting when empty
	AddressRetention string `yaml:"address_retention"` // retain or obfuscate; the account's own setting when empty

	AuthToken string `yaml:"-"` // instead of AuthTokenFile: for the sandbox
}

// production is Twilio's own address.
const production = "https://api.twilio.com"

// maxValidity is how long Twilio keeps a message queued at most.
const maxValidity = 10 * time.Hour

// What Twilio's names look like, by its OpenAPI description. The library takes
// credentials of these characters alone.
var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	keySID     = regexp.MustCompile(`^SK[0-9a-fA-F]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
	secret     = regexp.MustCompile(`^[0-9a-zA-Z]+$`)
)

// senderName is a short code, or an alphanumeric sender: at most 11 letters,
// digits and spaces.
var senderName = regexp.MustCompile(`^(?:[0-9]{3,8}|[0-9a-zA-Z &+_-]{1,11})$`)

// complete fills in what was left empty and refuses what can never work. It
// touches neither files nor the network.
func (c *Config) complete() (*url.URL, error) {
	c.BaseURL = cmp.Or(c.BaseURL, production)
	c.Rate = cmp.Or(c.Rate, 1)
	c.Connections = cmp.Or(c.Connections, 4)
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	c.Validity = cmp.Or(c.Validity, 4*time.Hour)
	if err := c.check(); err != nil {
		return nil, err
	}
	return parseBase(c.BaseURL)
}

func (c *Config) check() error {
	switch {
	case !accountSID.MatchString(c.AccountSID):
		return fmt.Errorf("sms: account_sid: %q is no account; copy the 34 characters that begin with AC from the Twilio console", c.AccountSID)
	case c.AuthTokenFile == "" && c.AuthToken == "":
		return errors.New("sms: auth_token_file is missing: without the auth token nobody can tell Twilio's callbacks from forged ones")
	case (c.APIKeySID == "") != (c.APIKeySecretFile == ""):
		return errors.New("sms: api_key_sid and api_key_secret_file go together; set both or neither")
	case c.APIKeySID != "" && !keySID.MatchString(c.APIKeySID):
		return fmt.Errorf("sms: api_key_sid: %q is no API key; copy the 34 characters that begin with SK", c.APIKeySID)
	case (c.From == "") == (c.MessagingServiceSID == ""):
		return errors.New("sms: set either from or messaging_service_sid")
	case c.From != "" && !plausible(c.From) && !senderName.MatchString(c.From):
		return fmt.Errorf("sms: from: %q is no sender; use a number such as +815012345678, a short code, or at most 11 letters and digits", c.From)
	case c.MessagingServiceSID != "" && !serviceSID.MatchString(c.MessagingServiceSID):
		return fmt.Errorf("sms: messaging_service_sid: %q is no messaging service; copy the 34 characters that begin with MG", c.MessagingServiceSID)
	}
	return c.checkLimits()
}

func (c *Config) checkLimits() error {
	switch {
	case c.Rate < 0 || c.Connections < 0 || c.Timeout < 0:
		return errors.New("sms: rate, connections and timeout cannot be negative")
	case c.Validity < time.Second || c.Validity > maxValidity || c.Validity%time.Second != 0:
		return fmt.Errorf("sms: validity: %s is not allowed; use whole seconds from 1s to 10h", c.Validity)
	case c.ContentRetention != "" && c.ContentRetention != "retain" && c.ContentRetention != "discard":
		return fmt.Errorf("sms: content_retention: %q is unknown; use retain or discard", c.ContentRetention)
	case c.AddressRetention != "" && c.AddressRetention != "retain" && c.AddressRetention != "obfuscate":
		return fmt.Errorf("sms: address_retention: %q is unknown; use retain or obfuscate", c.AddressRetention)
	}
	return nil
}

// parseBase reads the address of the API: a scheme and a host.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("sms: base_url: %q is no address such as %s: a scheme and a host, nothing else", s, production)
	}
	switch {
	case u.Scheme == "https":
		return u, nil
	case u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("sms: base_url: %q would send numbers and texts in the clear; use https (http is for this machine only: 127.0.0.1, ::1, localhost)", s)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true // what it resolves to is checked when it is dialled
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Token returns the auth token, which callbacks are signed with. It reads the
// file.
func (c *Config) Token() (string, error) {
	if c.AuthToken != "" {
		return checkSecret("auth token", c.AuthToken)
	}
	return readSecret("auth_token_file", c.AuthTokenFile)
}

// credentials returns what requests are signed with.
func (c *Config) credentials() (username, password string, err error) {
	if c.APIKeySID == "" {
		password, err = c.Token()
		return c.AccountSID, password, err
	}
	password, err = readSecret("api_key_secret_file", c.APIKeySecretFile)
	return c.APIKeySID, password, err
}

// readSecret reads a file that holds a secret, and nothing else.
func readSecret(key, file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("sms: %s: %w", key, err)
	}
	return checkSecret(key+": "+file, strings.TrimRight(string(b), "\r\n"))
}

// checkSecret refuses what the library would refuse at every request. Its
// error never quotes the secret.
func checkSecret(where, s string) (string, error) {
	if !secret.MatchString(s) {
		return "", fmt.Errorf("sms: %s does not hold a secret of Twilio's: letters and digits alone", where)
	}
	return s, nil
}
