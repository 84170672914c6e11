package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// Config says where the state lies. Its place in the settings file is "redis".
// Without a URL, serve starts a private server in its data directory.
type Config struct {
	URL          string `yaml:"url"`           // redis://host:port/0, rediss:// with TLS, unix:///path
	PasswordFile string `yaml:"password_file"` // file that holds the password, and nothing else
	CAFile       string `yaml:"ca_file"`       // PEM file of the authorities to trust instead of the system's
}

// options reads the configuration. Anything but this machine needs TLS: the
// records are sealed, but states, counts and the password are not.
func (c Config) options() (*redis.Options, error) {
	wrong := func(what, cure string) error {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis.url", What: what, Cure: cure}
	}
	o, err := redis.ParseURL(c.URL)
	if err != nil {
		return nil, wrong("this is no address of a Redis server", "write redis://host:port, rediss://host:port or unix:///path")
	}
	if u, err := url.Parse(c.URL); err == nil && u.User != nil {
		if _, has := u.User.Password(); has {
			return nil, wrong("the password stands in the settings", "put it into a file of its own and name that as redis.password_file")
		}
	}
	if o.Network == "tcp" && o.TLSConfig == nil && !local(o.Addr) {
		return nil, wrong("a server on another machine needs TLS", "write rediss://")
	}
	if c.PasswordFile != "" {
		b, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis.password_file", What: "the file cannot be read", Cure: "correct its path, or its owner"}
		}
		o.Password = strings.TrimSpace(string(b))
	}
	if c.CAFile != "" {
		return o, trust(o, c.CAFile)
	}
	return o, nil
}

func trust(o *redis.Options, file string) error {
	b, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(b) {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis.ca_file", What: "no certificate can be read from this file", Cure: "name a PEM file"}
	}
	if o.TLSConfig == nil {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.TLSConfig.RootCAs = pool
	return nil
}

// local reports whether host:port is on this machine.
func local(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Connect opens the store that the configuration names.
func Connect(ctx context.Context, c Config) (*Store, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	if err := reach(ctx, o); err != nil {
		return nil, err
	}
	return open(ctx, o)
}

// CheckKey compares the fingerprint of the master key with the one that the
// store was first used with, and leaves it there when the store is new.
func (s *Store) CheckKey(ctx context.Context, check string) error {
	const key = "owabi:key"
	if _, err := s.rdb.SetNX(ctx, key, check, 0).Result(); err != nil {
		return fmt.Errorf("store: check the key: %w", err)
	}
	kept, err := s.rdb.Get(ctx, key).Result()
	if err != nil {
		return fmt.Errorf("store: check the key: %w", err)
	}
	if kept != check {
		return &dispatcher.Error{Code: dispatcher.Forbidden, Where: "redis", What: "the data in this store was written under another master key",
			Cure: "start with that key; nothing has been changed"}
	}
	return nil
}
