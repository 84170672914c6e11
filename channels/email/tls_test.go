package email_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// certificate makes a certificate that is its own authority, for a host name
// or an address, and the file that holds it.
func certificate(t *testing.T, host string) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay.invalid"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	if ip := net.ParseIP(host); ip != nil {
		c.IPAddresses = []net.IP{ip}
	} else {
		c.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, file
}

func passwordFile(t *testing.T, password string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTLSAndSignIn(t *testing.T) {
	t.Parallel()
	const user, password = "owabi", "correct horse"
	for name, c := range map[string]struct {
		mode     email.Mode
		host     string // of the certificate
		trusted  bool
		offered  email.Mode // what the relay speaks
		signIn   bool       // the relay asks for it
		password string     // ours; empty: we do not sign in
		want     channels.Kind
		op       string
	}{
		"STARTTLS":                         {email.StartTLS, "127.0.0.1", true, email.StartTLS, true, password, "", ""},
		"implicit":                         {email.Implicit, "127.0.0.1", true, email.Implicit, true, password, "", ""},
		"plain, on this machine":           {email.None, "127.0.0.1", true, email.None, true, password, "", ""},
		"without signing in":               {email.StartTLS, "127.0.0.1", true, email.StartTLS, false, "", "", ""},
		"STARTTLS, unknown authority":      {email.StartTLS, "127.0.0.1", false, email.StartTLS, true, password, channels.Technical, "EHLO"},
		"STARTTLS, another's certificate":  {email.StartTLS, "relay.invalid", true, email.StartTLS, true, password, channels.Technical, "EHLO"},
		"implicit, unknown authority":      {email.Implicit, "127.0.0.1", false, email.Implicit, true, password, channels.Technical, "TLS"},
		"implicit, another's certificate":  {email.Implicit, "relay.invalid", true, email.Implicit, true, password, channels.Technical, "TLS"},
		"STARTTLS is not offered":          {email.StartTLS, "127.0.0.1", true, email.None, false, "", channels.Technical, "STARTTLS"},
		"implicit, and the relay is plain": {email.Implicit, "127.0.0.1", true, email.None, false, "", channels.Technical, "TLS"},
		"wrong password":                   {email.StartTLS, "127.0.0.1", true, email.StartTLS, true, "wrong", channels.Technical, "AUTH"},
		"AUTH is not offered":              {email.StartTLS, "127.0.0.1", true, email.StartTLS, false, password, channels.Technical, "AUTH"},
		"not signed in":                    {email.StartTLS, "127.0.0.1", true, email.StartTLS, true, "", channels.Technical, "MAIL"},
	} {
		bothWays(t, name, func(t *testing.T, way email.Pipelining) {
			config, ca := certificate(t, c.host)
			if !c.trusted {
				_, ca = certificate(t, c.host)
			}
			sc := sandbox.Config{}
			if c.offered != email.None {
				sc.TLS, sc.Implicit = config, c.offered == email.Implicit
			}
			if c.signIn {
				sc.Username, sc.Password = user, password
			}
			r := startRelay(t, sc)
			ec := r.settings()
			ec.TLS, ec.CAFile, ec.Pipelining = c.mode, ca, way
			if c.password != "" {
				ec.Username, ec.PasswordFile = user, passwordFile(t, c.password)
			}
			s := newSender(t, ec)
			checkKind(t, "send", send(t, s, 1), c.want, c.op)
			if want := c.want == ""; (r.Mails() == 1) != want {
				t.Errorf("the relay has %d letters", r.Mails())
			}
			if err := s.Check(context.Background()); c.op != "MAIL" { // which Check does not say
				checkKind(t, "check", err, c.want, c.op)
			}
		})
	}
}

func checkKind(t *testing.T, what string, err error, want channels.Kind, op string) {
	t.Helper()
	var e *channels.Error
	if got := kindOf(err); got != want || errors.As(err, &e) && e.Op != op {
		t.Errorf("%s: %v, want kind %q at %q", what, err, want, op)
	}
	if err != nil && strings.Contains(err.Error(), "correct horse") {
		t.Errorf("%s: the error holds the password", what)
	}
}

// TestSilentRelayUnderTLS: a relay that never answers before the handshake does
// not keep a letter for the library's five minutes.
func TestSilentRelayUnderTLS(t *testing.T) {
	t.Parallel()
	for _, mode := range []email.Mode{email.StartTLS, email.Implicit} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and says nothing
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			s := newSender(t, email.Config{Relay: l.Addr().String(), TLS: mode, From: "owabi@city.example.jp", Timeout: 50 * time.Millisecond})
			if err := send(t, s, 1); kindOf(err) != channels.NotSent {
				t.Errorf("%v, want kind %s", err, channels.NotSent)
			}
		})
	}
}

// TestLogin signs in to a relay that knows LOGIN only.
func TestLogin(t *testing.T) {
	t.Parallel()
	const password = "Y29ycmVjdCBob3JzZQ==" // "correct horse"
	r := startRelay(t, sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
		switch m.Step {
		case sandbox.AtHello:
			return sandbox.Action{Reply: "250-relay.invalid\r\n250 AUTH LOGIN"}
		case sandbox.AtAuth:
			return sandbox.Action{Reply: "334 UGFzc3dvcmQ6"}
		case sandbox.Step(strings.ToUpper(password)):
			return sandbox.Action{Reply: "235 2.7.0 welcome"}
		case sandbox.AtMail:
			return sandbox.Action{Reply: "250 2.1.0 ok"}
		}
		return sandbox.Action{}
	}})
	c := r.settings()
	c.Username, c.PasswordFile = "owabi", passwordFile(t, "correct horse")
	if err := newSender(t, c).Check(context.Background()); err != nil {
		t.Error(err)
	}
	c.PasswordFile = passwordFile(t, "wrong")
	if err := newSender(t, c).Check(context.Background()); kindOf(err) != channels.Technical {
		t.Errorf("a wrong password: %v, want kind %s", err, channels.Technical)
	}
}
