package queue

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/owabi/owabi/dispatcher"
)

// Remote says which NATS carries the jobs and keeps the journal. Its place in
// the settings file is "nats". Without a URL, serve runs a server of its own.
type Remote struct {
	URL       string `yaml:"url"`        // nats://host:port or tls://host:port, several with commas between
	TokenFile string `yaml:"token_file"` // file that holds the token, and nothing else
	CredsFile string `yaml:"creds_file"` // credentials file of a NATS user
	CAFile    string `yaml:"ca_file"`    // PEM file of the authorities to trust instead of the system's
	Replicas  int    `yaml:"replicas"`   // of the streams: 1, or 3 in a cluster
}

// Conn is a connection to a NATS server.
type Conn = nats.Conn

// Connect connects to the servers. They must answer now; later the connection
// mends itself.
func Connect(c Remote, log *slog.Logger) (*Conn, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	opts := []nats.Option{nats.Name("owabi"), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("nats: the connection is lost", "err", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("nats: connected again") })}
	if c.TokenFile != "" {
		b, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: "nats.token_file", What: "the file cannot be read", Cure: "correct its path, or its owner"}
		}
		opts = append(opts, nats.Token(strings.TrimSpace(string(b))))
	}
	if c.CredsFile != "" {
		opts = append(opts, nats.UserCredentials(c.CredsFile))
	}
	if c.CAFile != "" {
		opts = append(opts, nats.RootCAs(c.CAFile))
	}
	nc, err := nats.Connect(c.URL, opts...)
	if err != nil {
		return nil, c.refused(err)
	}
	return nc, nil
}

// refused says what a failed connection is about.
func (c Remote) refused(err error) error {
	wrong := func(where, what, cure string) error {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
	}
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired):
		where, cure := "nats.token_file", "correct the token in the file"
		if c.CredsFile != "" {
			where, cure = "nats.creds_file", "take the credentials anew from who runs NATS"
		} else if c.TokenFile == "" {
			cure = "name the file that holds the token"
		}
		return wrong(where, "NATS refuses our credentials", cure)
	case errors.As(err, &certificate):
		return wrong("nats.ca_file", "the certificate of NATS is not trusted: "+certificate.Err.Error(), "name the authority of its certificate, or correct the address")
	case errors.Is(err, nats.ErrNoServers):
		return wrong("nats.url", "no NATS answers there", "start it, or correct the address")
	}
	return wrong("nats.url", "no connection to NATS: "+err.Error(), "correct the address, or start it")
}

// check refuses what can never work, and a way to another machine that is not
// protected.
func (c Remote) check() error {
	for _, s := range strings.Split(c.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || u.Host == "" {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: "nats.url", What: "this is no address of a NATS server", Cure: "write nats://host:port or tls://host:port"}
		}
		if u.User != nil {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: "nats.url", What: "credentials stand in the settings", Cure: "put the token into a file and name that as nats.token_file"}
		}
		ip := net.ParseIP(u.Hostname())
		if u.Scheme != "tls" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: "nats.url", What: "a server on another machine needs TLS", Cure: "write tls://"}
		}
	}
	return nil
}
