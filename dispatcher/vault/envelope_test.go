package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/owabi/owabi/dispatcher"
)

// What bech32 writes is what age writes: the checksums of BIP 173 and a key
// pair that age itself reads.
func TestBech32(t *testing.T) {
	t.Parallel()
	for hrp, want := range map[string]string{"a": "a12uel5l", "?": "?1ezyfcl"} { // BIP 173
		if got := bech32(hrp, nil); got != want {
			t.Errorf("%q: got %s, want %s", hrp, got, want)
		}
	}
	for range 50 {
		secret := make([]byte, keySize)
		if _, err := rand.Read(secret); err != nil {
			t.Fatal(err)
		}
		text := strings.ToUpper(bech32("age-secret-key-", secret))
		id, err := age.ParseX25519Identity(text)
		if err != nil || id.String() != text {
			t.Fatalf("age reads %v, %v", id, err)
		}
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	c, other := newCampaign(t, "c1"), newCampaign(t, "c1")
	plain := []byte(`{"氏名":"見本 花子"}`)
	sealed, err := SealEnvelope(c.PublicKey()+"\n", plain)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("見本")) {
		t.Error("the envelope shows what is in it")
	}
	if got, err := c.OpenEnvelope(sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := c.OpenEnvelope(armoured(t, sealed)); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("in text form: got %q, %v", got, err)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "no envelope": plain, "damaged": flip(sealed, len(sealed)-1),
		"cut off": sealed[:len(sealed)-4], "too large": tooLarge(t, c.PublicKey())} {
		if got, err := c.OpenEnvelope(bad); !errors.Is(err, ErrEnvelope) || got != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if _, err := other.OpenEnvelope(sealed); !errors.Is(err, ErrEnvelope) {
		t.Errorf("another campaign's key: %v", err)
	}
	c.Destroy()
	if _, err := c.OpenEnvelope(sealed); !errors.Is(err, ErrDestroyed) || c.PublicKey() != "" {
		t.Errorf("destroyed: %v, key %q", err, c.PublicKey())
	}
}

// The key pair goes with the campaign, however often it is opened.
func TestPublicKeyStays(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	wrapped, err := v.NewCampaign("c1")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for range 2 {
		c, err := v.Open("c1", wrapped)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, c.PublicKey())
	}
	if keys[0] != keys[1] || !strings.HasPrefix(keys[0], "age1") {
		t.Errorf("keys = %v", keys)
	}
}

func TestSealEnvelopeRefuses(t *testing.T) {
	t.Parallel()
	_, err := SealEnvelope("age1canary", nil)
	wantError(t, err, dispatcher.Invalid, "public key")
	_, err = SealEnvelope(newCampaign(t, "c1").PublicKey(), make([]byte, MaxEnvelope+1))
	wantError(t, err, dispatcher.Invalid, "envelope")
}

func armoured(t *testing.T, sealed []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	if _, err := w.Write(sealed); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tooLarge is an envelope that holds more than ours may.
func tooLarge(t *testing.T, key string) []byte {
	t.Helper()
	to, err := age.ParseX25519Recipient(key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, io.LimitReader(zeros{}, MaxEnvelope+1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzOpenEnvelope(f *testing.F) {
	c := newCampaign(f, "c1")
	sealed, err := SealEnvelope(c.PublicKey(), []byte("{}"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte(armor.Header + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := c.OpenEnvelope(b); err == nil && len(plain) > MaxEnvelope || err != nil && !errors.Is(err, ErrEnvelope) {
			t.Errorf("%d bytes, %v", len(plain), err)
		}
	})
}
