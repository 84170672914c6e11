package queue

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/dispatcher"
)

func publishTo(t *testing.T, q *Queue, subject, id string, data []byte) error {
	t.Helper()
	_, err := q.js.Publish(t.Context(), intakeSubject+subject, data, jetstream.WithMsgID(id))
	return err
}

// receive runs Receive and hands its batches to the test.
func receive(t *testing.T, q *Queue, campaign string) chan []dispatcher.Published {
	t.Helper()
	ctx, cancel := context.WithCancel(within(t))
	batches, done := make(chan []dispatcher.Published), make(chan error, 1)
	go func() {
		done <- q.Receive(ctx, campaign, func(ctx context.Context, batch []dispatcher.Published) {
			select {
			case batches <- batch:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Receive ended with %v", err)
		}
	})
	return batches
}

// A flood comes in batches, each campaign's to its own, and what is not
// acknowledged comes again.
func TestReceive(t *testing.T) {
	t.Parallel()
	const n = 3*batchSize + 7
	q := newQueue(t, Options{AckWait: 500 * time.Millisecond})
	for i := range n {
		if err := publishTo(t, q, "c1.a", fmt.Sprint("K", i), fmt.Append(nil, "card ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := publishTo(t, q, "c2.a", "K0", []byte("another campaign's")); err != nil {
		t.Fatal(err)
	}
	seen, times := map[string]bool{}, 0
	for batches := receive(t, q, "c1"); len(seen) < n; {
		batch := <-batches
		if len(batch) > batchSize {
			t.Fatalf("a batch of %d", len(batch))
		}
		for _, p := range batch {
			times++
			if p.Audience != "a" || p.Number == 0 || string(p.Sealed) != "card "+p.ID[1:] {
				t.Fatalf("%+v", p)
			}
			if times <= 5 {
				continue // comes again
			}
			if seen[p.ID] {
				t.Errorf("%s was acknowledged and came again", p.ID)
			}
			seen[p.ID] = true
			if err := p.Ack(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if times != n+5 {
		t.Errorf("%d deliveries, want %d", times, n+5)
	}
}

// NATS refuses what is larger than an envelope can be, and the publisher knows.
func TestIntakeIsBounded(t *testing.T) {
	t.Parallel()
	q := newQueue(t, Options{})
	if err := publishTo(t, q, "c1.a", "K1", make([]byte, intakeSize+1)); err == nil {
		t.Error("a message beyond the bound was taken")
	}
	if err := publishTo(t, q, "c1.a.b", "K1", nil); !errors.Is(err, jetstream.ErrNoStreamResponse) {
		t.Errorf("a subject of ours with a further token: %v", err)
	}
}

// pair writes a certificate for 127.0.0.1 and its key.
func pair(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true}
	cert, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: packed}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// Publishers come in by TLS, and only with the password.
func TestPublishersByTLS(t *testing.T) {
	t.Parallel()
	cert, key := pair(t)
	s, err := Embedded(Config{Dir: t.TempDir(), Key: testKey, Publishers: Publishers{Listen: "127.0.0.1:0", CertFile: cert, KeyFile: key, Password: "right"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	open(t, s, Options{})
	url := "nats://" + s.Addr().String()
	nc, err := nats.Connect(url, nats.RootCAs(cert), nats.UserInfo(PublisherUser, "right"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	if state, err := nc.TLSConnectionState(); err != nil || state.Version < tls.VersionTLS12 {
		t.Errorf("TLS %x, %v", state.Version, err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), "owabi.intake.c1.a", []byte("x")); err != nil {
		t.Error(err)
	}
	for name, user := range map[string][2]string{"a wrong password": {PublisherUser, "wrong"}, "our own user": {ownUser, "right"}, "nobody": {"", ""}} {
		if _, err := nats.Connect(url, nats.RootCAs(cert), nats.UserInfo(user[0], user[1])); !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPublishersAreRefused(t *testing.T) {
	t.Parallel()
	cert, _ := pair(t)
	for name, tt := range map[string]struct {
		p     Publishers
		where string
	}{
		"no address":                  {Publishers{Listen: "4222", Password: "p"}, "intake.listen"},
		"no password":                 {Publishers{Listen: "127.0.0.1:0"}, "intake.listen"},
		"other machines, without TLS": {Publishers{Listen: "0.0.0.0:0", Password: "p"}, "intake.listen"},
		"a certificate without a key": {Publishers{Listen: "127.0.0.1:0", CertFile: cert, Password: "p"}, "intake.cert_file"},
	} {
		_, err := Embedded(Config{Dir: t.TempDir(), Key: testKey, Publishers: tt.p})
		var e *dispatcher.Error
		if !errors.As(err, &e) || e.Where != tt.where || e.Cure == "" {
			t.Errorf("%s: %v, want an error about %s", name, err, tt.where)
		}
	}
}
