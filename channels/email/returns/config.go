package returns

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/owabi/owabi/channels/email"
)

// Config says where bounces come in. Its place in the settings file is
// "bounces".
type Config struct {
	Listen   string `yaml:"listen"`   // host:port at which the office's mail server delivers them; none when empty
	Protocol string `yaml:"protocol"` // lmtp or smtp; lmtp when empty
	IMAP     *IMAP  `yaml:"imap"`     // no mailbox is read without it
}

// IMAP is the mailbox that bounces are delivered to.
type IMAP struct {
	Server       string        `yaml:"server"`        // host:port
	TLS          email.Mode    `yaml:"tls"`           // implicit when empty; none: on this machine only
	CAFile       string        `yaml:"ca_file"`       // PEM file of the authorities to trust instead of the system's
	Username     string        `yaml:"username"`      //
	PasswordFile string        `yaml:"password_file"` // file that holds the password, and nothing else
	Mailbox      string        `yaml:"mailbox"`       // INBOX when empty
	Done         string        `yaml:"done"`          // where messages are moved once what they say is recorded; Owabi when empty
	Every        time.Duration `yaml:"every"`         // how often it is looked at; 1 min when 0
}

// The protocols of the Listener.
const (
	LMTP = "lmtp" // RFC 2033: an answer a recipient
	SMTP = "smtp"
)

// complete fills in what was left empty, and refuses what can never work.
func (c *Config) complete() error {
	c.Protocol = cmp.Or(c.Protocol, LMTP)
	if c.Protocol != LMTP && c.Protocol != SMTP {
		return fmt.Errorf("bounces: protocol: %q is unknown; use lmtp or smtp", c.Protocol)
	}
	if c.Listen != "" {
		if _, port, err := net.SplitHostPort(c.Listen); err != nil || port == "" {
			return fmt.Errorf("bounces: listen: %q is no host:port; use for example 127.0.0.1:8026", c.Listen)
		}
	}
	return nil
}

func (c *IMAP) complete() (host string, err error) {
	c.TLS = cmp.Or(c.TLS, email.Implicit)
	c.Mailbox = cmp.Or(c.Mailbox, "INBOX")
	c.Done = cmp.Or(c.Done, "Owabi")
	c.Every = cmp.Or(c.Every, time.Minute)
	host, port, err := net.SplitHostPort(c.Server)
	switch {
	case err != nil || host == "" || port == "":
		return "", fmt.Errorf("bounces: imap.server: %q is no host:port; use for example imap.mihon-city.example.jp:993", c.Server)
	case !c.TLS.Valid():
		return "", fmt.Errorf("bounces: imap.tls: %q is no mode; use implicit, starttls or none", c.TLS)
	case c.TLS == email.None && !email.Loopback(host):
		return "", errors.New("bounces: imap.tls: none is for a server on this machine only; use implicit or starttls")
	case c.Username == "" || c.PasswordFile == "":
		return "", errors.New("bounces: imap.username: a mailbox needs a user name and a password; set username and password_file")
	case c.Mailbox == c.Done:
		return "", errors.New("bounces: imap.done: is the mailbox itself; name another folder")
	case c.Every < time.Second:
		return "", fmt.Errorf("bounces: imap.every: %s is too short; use 1s or more", c.Every)
	}
	return host, nil
}
