package email

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"time"
)

// Config says which relay takes the letters, and whose name they bear. Its
// place in the settings file is "email".
type Config struct {
	Relay        string `yaml:"relay"`         // host:port
	TLS          Mode   `yaml:"tls"`           // starttls when empty
	CAFile       string `yaml:"ca_file"`       // PEM file of the authorities to trust instead of the system's
	Username     string `yaml:"username"`      // signs in when it is set
	PasswordFile string `yaml:"password_file"` // file that holds the password, and nothing else
	Hello        string `yaml:"hello"`         // our name in EHLO; MessageIDDomain when empty

	From            string `yaml:"from"`              // "Name <address>" or an address
	ReplyTo         string `yaml:"reply_to"`          // the same; may be empty
	ReturnDomain    string `yaml:"return_domain"`     // bounces go to r+TOKEN@ this; to From when empty
	MessageIDDomain string `yaml:"message_id_domain"` // From's when empty
	DeliveryReports bool   `yaml:"delivery_reports"`  // asks a relay that offers DSN to report deliveries too, not only failures

	Connections       int           `yaml:"connections"`        // at most, at once; 16 when 0
	Timeout           time.Duration `yaml:"timeout"`            // of the connection and of each command; 30 s when 0
	SubmissionTimeout time.Duration `yaml:"submission_timeout"` // for the reply to a letter; 10 min when 0: RFC 5321, 4.5.3.2.6
	Pipelining        Pipelining    `yaml:"pipelining"`         // auto when empty
	Rate              float64       `yaml:"rate"`               // letters a second; any number when 0

	Relays []RelayConfig `yaml:"relays"` // instead of relay: several, the first first
}

// RelayConfig is one of several relays. What is left out is as in Config.
type RelayConfig struct {
	Relay             string        `yaml:"relay"`
	TLS               Mode          `yaml:"tls"`
	CAFile            string        `yaml:"ca_file"`
	Username          string        `yaml:"username"`
	PasswordFile      string        `yaml:"password_file"`
	Hello             string        `yaml:"hello"`
	Connections       int           `yaml:"connections"`
	Timeout           time.Duration `yaml:"timeout"`
	SubmissionTimeout time.Duration `yaml:"submission_timeout"`
	Pipelining        Pipelining    `yaml:"pipelining"`
	Rate              float64       `yaml:"rate"`
}

// each lists the settings of every relay, each as if it were the only one. place
// is where they stand, with a full stop behind it; empty for the only one.
func (c *Config) each() (all []Config, places []string, err error) {
	if len(c.Relays) == 0 {
		return []Config{*c}, []string{""}, nil
	}
	if c.Relay != "" {
		return nil, nil, errors.New("email: relay: goes not with relays; name each relay once, under relays")
	}
	for i := range c.Relays {
		all = append(all, c.with(&c.Relays[i]))
		places = append(places, fmt.Sprintf("relays[%d].", i+1))
	}
	return all, places, nil
}

// with is c for one of its relays.
func (c *Config) with(r *RelayConfig) Config {
	one := *c
	one.Relays, one.Relay = nil, r.Relay
	one.TLS, one.CAFile = cmp.Or(r.TLS, c.TLS), cmp.Or(r.CAFile, c.CAFile)
	one.Username, one.PasswordFile = cmp.Or(r.Username, c.Username), cmp.Or(r.PasswordFile, c.PasswordFile)
	one.Hello, one.Connections = cmp.Or(r.Hello, c.Hello), cmp.Or(r.Connections, c.Connections)
	one.Timeout, one.SubmissionTimeout = cmp.Or(r.Timeout, c.Timeout), cmp.Or(r.SubmissionTimeout, c.SubmissionTimeout)
	one.Pipelining, one.Rate = cmp.Or(r.Pipelining, c.Pipelining), cmp.Or(r.Rate, c.Rate)
	return one
}

// Pipelining says whether several commands are written at once (RFC 2920).
type Pipelining string

// The ways to use it.
const (
	PipeliningAuto Pipelining = "auto" // where the relay offers it
	PipeliningOff  Pipelining = "off"  // never: for a relay that offers it and cannot do it
)

// complete fills in what was left empty, refuses what can never work, and
// returns the relay's host. It touches neither files nor the network.
func (c *Config) complete() (host string, err error) {
	from, err := parseSender("from", c.From)
	if err != nil {
		return "", err
	}
	c.fill(from)
	host, port, err := net.SplitHostPort(c.Relay)
	if err != nil || host == "" || port == "" {
		return "", fmt.Errorf("email: relay: %q is no host:port", c.Relay)
	}
	return host, c.check(host)
}

// fill sets the defaults.
func (c *Config) fill(from *mail.Address) {
	_, domain, _ := strings.Cut(from.Address, "@")
	c.TLS = cmp.Or(c.TLS, StartTLS)
	c.MessageIDDomain = cmp.Or(c.MessageIDDomain, domain)
	c.Hello = cmp.Or(c.Hello, c.MessageIDDomain)
	c.Connections = cmp.Or(c.Connections, 16)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	c.SubmissionTimeout = cmp.Or(c.SubmissionTimeout, 10*time.Minute)
	c.Pipelining = cmp.Or(c.Pipelining, PipeliningAuto)
}

func (c *Config) check(host string) error {
	switch {
	case !c.TLS.Valid():
		return fmt.Errorf("email: tls: %q is no mode; use none, starttls or implicit", c.TLS)
	case c.TLS == None && !Loopback(host):
		return errors.New("email: tls: none is for a relay on this machine only (127.0.0.1, ::1, localhost); use starttls or implicit")
	case c.Pipelining != PipeliningAuto && c.Pipelining != PipeliningOff:
		return fmt.Errorf("email: pipelining: %q is neither auto nor off", c.Pipelining)
	case (c.Username == "") != (c.PasswordFile == ""):
		return errors.New("email: username and password_file go together; set both or neither")
	case !isDomain(c.MessageIDDomain):
		return fmt.Errorf("email: message_id_domain: %q is no domain", c.MessageIDDomain)
	case !isDomain(c.Hello):
		return fmt.Errorf("email: hello: %q is no host name", c.Hello)
	case c.ReturnDomain != "" && !isDomain(c.ReturnDomain):
		return fmt.Errorf("email: return_domain: %q is no domain", c.ReturnDomain)
	case c.Connections < 0 || c.Timeout < 0 || c.SubmissionTimeout < 0 || c.Rate < 0:
		return errors.New("email: connections, timeout, submission_timeout and rate cannot be negative")
	}
	return nil
}

// parseSender reads an address of the office from the settings.
func parseSender(key, s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return nil, fmt.Errorf("email: %s: %q does not read as \"Name <address>\": %w", key, s, err)
	}
	if err := checkAddress(a.Address); err != nil {
		return nil, fmt.Errorf("email: %s: %q: %w", key, s, err)
	}
	return a, nil
}

// tlsConfig is nil for None.
func (c *Config) tlsConfig(host string) (*tls.Config, error) {
	t, err := c.TLS.ClientConfig(host, c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("email: ca_file: %w", err)
	}
	return t, nil
}

func (c *Config) password() (string, error) {
	if c.PasswordFile == "" {
		return "", nil
	}
	p, err := ReadPassword(c.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("email: password_file: %w", err)
	}
	return p, nil
}
