package email

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strings"
)

// Mode is how the way to a mail server is protected.
type Mode string

// The modes.
const (
	None     Mode = "none"     // not at all: to loopback addresses only
	StartTLS Mode = "starttls" // RFC 3207, required: without it nothing is sent
	Implicit Mode = "implicit" // RFC 8314: TLS from the first byte
)

// Valid reports whether m is one of the modes.
func (m Mode) Valid() bool { return m == None || m == StartTLS || m == Implicit }

// ClientConfig is how a server named host is recognised: by the authorities of
// caFile, a PEM file, or by the system's. It is nil for None.
func (m Mode) ClientConfig(host, caFile string) (*tls.Config, error) {
	if m == None {
		return nil, nil
	}
	t := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return t, nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	t.RootCAs = x509.NewCertPool()
	if !t.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no PEM certificate", caFile)
	}
	return t, nil
}

// Loopback reports whether host is of this machine, as far as its name says.
func Loopback(host string) bool {
	if host == "localhost" {
		return true // what it resolves to is checked when it is dialled
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// ReadPassword reads a file that holds a password, and nothing else.
func ReadPassword(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	p := strings.TrimRight(string(b), "\r\n")
	if p == "" {
		return "", fmt.Errorf("%s is empty", file)
	}
	return p, nil
}
