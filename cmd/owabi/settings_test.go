package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels/sandbox"
)

// authToken is what the newcomer's Twilio account is known by.
const authToken = "authtokenofthetests0001"

// newcomer is somebody who sets an installation up: a directory with a settings
// file, and servers that the file names.
type newcomer struct {
	*testing.T
	dir, file string
	port      string // of the public listener
}

func newNewcomer(t *testing.T) *newcomer {
	t.Helper()
	n := &newcomer{T: t, dir: shortDir(t), port: freePort(t)}
	n.file = filepath.Join(n.dir, "owabi.yaml")
	n.secret("relay.password", "correct horse")
	n.secret("twilio.token", authToken)
	n.secret("wrong", "wronghorse")
	return n
}

func (n *newcomer) secret(name, text string) {
	n.Helper()
	if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text+"\n"), 0o600); err != nil {
		n.Fatal(err)
	}
}

// settings writes the file: what every one has, and then lines.
func (n *newcomer) settings(lines string) {
	n.Helper()
	text := fmt.Sprintf("data: data\npublic: {listen: %q, url: \"http://%s\"}\noffice: {listen: \"127.0.0.1:0\"}\n%s", n.port, n.port, lines)
	if err := os.WriteFile(n.file, []byte(text), 0o600); err != nil {
		n.Fatal(err)
	}
}

// refused starts owabi, which must end at once with one error and leave nothing
// behind.
func (n *newcomer) refused(command, want string) {
	n.Helper()
	bin, err := binary()
	if err != nil {
		n.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(n.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, command, "--config", n.file)
	var said bytes.Buffer
	cmd.Stderr, cmd.Stdout = &said, &said
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitRefused || !strings.Contains(said.String(), "owabi: "+want) || strings.Count(said.String(), "\n") != 1 {
		n.Errorf("%v, said:\n%swant exit 1, and one line with: owabi: %s", err, said.String(), want)
	}
	for _, secret := range []string{"correct horse", "wronghorse", authToken} {
		if strings.Contains(said.String(), secret) {
			n.Errorf("the error holds a secret: %s", said.String())
		}
	}
	if _, err := os.Stat(filepath.Join(n.dir, "data")); !errors.Is(err, os.ErrNotExist) {
		n.Errorf("the data directory is there after a start that was refused: %v", err)
	}
}

// certificate makes one that is its own authority, for a name.
func (n *newcomer) certificate(name string) *tls.Config {
	n.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		n.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		n.Fatal(err)
	}
	n.secret("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// relay starts a mail relay, and returns its address by name.
func (n *newcomer) relay(c sandbox.Config) string {
	n.Helper()
	s, err := sandbox.New(c)
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(func() { s.Close() })
	return strings.Replace(s.Addr(), "127.0.0.1", "localhost", 1)
}

// replying is a script that answers a step.
func replying(at sandbox.Step, reply string) sandbox.Script {
	return func(m sandbox.Moment) sandbox.Action {
		if m.Step != at {
			return sandbox.Action{}
		}
		return sandbox.Action{Reply: reply}
	}
}

// emailLines are settings of a relay.
func emailLines(relay string, more ...string) string {
	return "email:\n  relay: " + relay + "\n  from: 見本市 <desk@mihon.example>\n  " + strings.Join(more, "\n  ") + "\n"
}

const signIn = "username: owabi\n  password_file: "

func TestRelayRefusesTheSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		certificate string // name of; empty: no TLS
		relay       sandbox.Config
		lines       []string
		want        string
	}{
		"wrong password": {"localhost", sandbox.Config{Username: "owabi", Password: "correct horse"}, []string{"ca_file: ca.pem", signIn + "wrong"},
			"email.password_file: the relay localhost:"},
		"nobody signs in":       {"localhost", sandbox.Config{Username: "owabi", Password: "correct horse"}, []string{"ca_file: ca.pem"}, "email.username: the relay "},
		"untrusted certificate": {"localhost", sandbox.Config{}, []string{"hello: mihon.example"}, "email.ca_file: the certificate of localhost:"},
		"another's certificate": {"relay.example", sandbox.Config{}, []string{"ca_file: ca.pem"}, "email.relay: the certificate of localhost:"},
		"no STARTTLS":           {"", sandbox.Config{}, nil, "email.tls: the relay localhost:"},
		"no TLS from the start": {"", sandbox.Config{}, []string{"tls: implicit"}, "email.tls: the relay localhost:"},
		"CRAM-MD5 only": {"", sandbox.Config{Script: replying(sandbox.AtHello, "250-relay.example\r\n250 AUTH CRAM-MD5")}, []string{"tls: none", signIn + "relay.password"},
			"email.username: the relay localhost:"},
		"sender refused": {"", sandbox.Config{Script: replying(sandbox.AtMail, "550 5.7.1 <desk@mihon.example>: not yours")}, []string{"tls: none"},
			"email.from: the relay localhost:"},
		"no such password file": {"", sandbox.Config{}, []string{"tls: none", signIn + "nowhere"}, "email.password_file: open "},
		"no such authority":     {"", sandbox.Config{}, []string{"ca_file: nowhere.pem"}, "email.ca_file: open "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewcomer(t)
			if c.certificate != "" {
				c.relay.TLS = n.certificate(c.certificate)
			}
			n.settings(emailLines(n.relay(c.relay), c.lines...))
			n.refused("serve", c.want)
		})
	}
	t.Run("in the clear elsewhere", func(t *testing.T) {
		t.Parallel()
		n := newNewcomer(t)
		n.settings(emailLines("relay.example:25", "tls: none"))
		n.refused("serve", "email.tls: none is for a relay on this machine only")
	})
}

// smsLines are settings of a Twilio.
func smsLines(base string) string {
	return "sms:\n  account_sid: " + sandbox.TwilioAccountSID + "\n  auth_token_file: twilio.token\n  from: \"+815000000000\"\n  base_url: " + base + "\n"
}

func TestTwilioRefusesTheSettings(t *testing.T) {
	t.Parallel()
	twilio, err := sandbox.NewTwilio(sandbox.TwilioConfig{AuthToken: authToken})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { twilio.Close() })
	good := smsLines(twilio.BaseURL())
	for name, c := range map[string]struct{ lines, want string }{
		"wrong token":            {strings.Replace(good, "twilio.token", "wrong", 1), "sms.auth_token_file: Twilio refuses account_sid or the token of auth_token_file (401 20003); copy both again"},
		"wrong account":          {strings.Replace(good, "00000\n", "00001\n", 1), "sms.auth_token_file: Twilio refuses "},
		"no account":             {strings.Replace(good, "AC", "XX", 1), "sms.account_sid: "},
		"in the clear elsewhere": {smsLines("http://twilio.example"), "sms.base_url: "},
		"no sender":              {strings.Replace(good, "  from: \"+815000000000\"\n", "", 1), "sms: set either from or messaging_service_sid; "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewcomer(t)
			n.settings(c.lines)
			n.refused("serve", c.want)
		})
	}
	t.Run("a mail relay", func(t *testing.T) {
		t.Parallel()
		n := newNewcomer(t)
		n.settings(smsLines("http://" + n.relay(sandbox.Config{})))
		n.refused("serve", "sms.base_url: what answers there is no Twilio; correct the address")
	})
}

func TestServersRefuseTheSettings(t *testing.T) {
	t.Parallel()
	_, nats, _ := startServers(t, shortDir(t))
	redis := startRedis(t, "correct horse")
	nobody := freePort(t)
	for name, c := range map[string]struct{ command, lines, want string }{
		"wrong NATS token":     {"serve", fmt.Sprintf("nats: {url: %q, token_file: wrong}", nats), "nats.token_file: NATS refuses our credentials; correct the token"},
		"no NATS token":        {"serve", fmt.Sprintf("nats: {url: %q}", nats), "nats.token_file: NATS refuses our credentials; name the file"},
		"NATS is down":         {"serve", "nats: {url: \"nats://" + nobody + "\"}", "nats.url: no NATS answers there; start it"},
		"Redis is down":        {"serve", "redis: {url: \"redis://" + nobody + "/0\"}", "redis.url: no Redis answers at " + nobody + ": connection refused; start it"},
		"wrong Redis password": {"serve", fmt.Sprintf("redis: {url: %q, password_file: wrong}", redis), "redis.password_file: Redis refuses the user or the password; correct the password"},
		"no Redis password":    {"serve", fmt.Sprintf("redis: {url: %q}", redis), "redis.password_file: "},
		"Redis in the clear":   {"serve", "redis: {url: \"redis://redis.example:6379/0\"}", "redis.url: a server on another machine needs TLS; write rediss://"},
		"a worker without":     {"work", "", "redis.url: is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewcomer(t)
			n.settings(c.lines + "\n")
			n.refused(c.command, c.want)
		})
	}
}

// startRedis starts a server that asks for a password, and returns its address
// once it answers.
func startRedis(t *testing.T, password string) string {
	t.Helper()
	addr := freePort(t)
	host, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command("redis-server", "--bind", host, "--port", port, "--requirepass", password, "--save", "", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for end := time.Now().Add(patience); ; {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
			return "redis://" + addr + "/0"
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
		<-time.After(10 * time.Millisecond)
	}
}

func TestFileIsRefused(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	taken := l.Addr().String()
	for name, c := range map[string]struct {
		lines  string
		change func(*newcomer)
		want   string
	}{
		"others can read it":       {"", func(n *newcomer) { n.mode(n.file, 0o644) }, "owabi.yaml: others may read or change the settings (mode 0644); chmod 600 it"},
		"others can read a secret": {smsLines("https://twilio.example"), func(n *newcomer) { n.mode(filepath.Join(n.dir, "twilio.token"), 0o644) }, "sms.auth_token_file: others may read or change "},
		"an unknown key":           {"email:\n  relai: x:25\n", nil, `owabi.yaml:5: there is no setting relai here; did you mean "relay"?`},
		"an unknown section":       {"twilio:\n  x: y\n", nil, "owabi.yaml:4: there is no setting twilio here; use one of data, "},
		"a wrong type":             {"email:\n  connections: many\n", nil, "owabi.yaml:5: this setting does not take `many`; give a whole number"},
		"public is not https":      {"", func(n *newcomer) { n.replace("http://"+n.port, "http://owabi.mihon.example") }, "public.url: is no https address; "},
		"the public port is taken": {"", func(n *newcomer) { n.replace(`"`+n.port+`"`, `"`+taken+`"`) }, "public.listen: cannot listen on " + taken + ": address already in use; stop what uses this port"},
		"the office port is taken": {"", func(n *newcomer) { n.replace("127.0.0.1:0", taken) }, "office.listen: cannot listen on " + taken + ": address already in use; stop what uses this port"},
		"no port":                  {"", func(n *newcomer) { n.replace("127.0.0.1:0", "office.invalid:x") }, "office.listen: cannot listen on office.invalid:x: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewcomer(t)
			n.settings(c.lines)
			if c.change != nil {
				c.change(n)
			}
			n.refused("serve", strings.Replace(c.want, "owabi.yaml", n.file, 1))
		})
	}
}

func (n *newcomer) mode(file string, m os.FileMode) {
	n.Helper()
	if err := os.Chmod(file, m); err != nil {
		n.Fatal(err)
	}
}

func (n *newcomer) replace(old, with string) {
	n.Helper()
	b, err := os.ReadFile(n.file)
	if err != nil || !bytes.Contains(b, []byte(old)) {
		n.Fatalf("%v, want %q in:\n%s", err, old, b)
	}
	if err := os.WriteFile(n.file, bytes.Replace(b, []byte(old), []byte(with), 1), 0o600); err != nil {
		n.Fatal(err)
	}
}
