package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/owabi/owabi/dispatcher"
)

// An envelope is what somebody without any of our keys has sealed for a
// campaign: an age file (https://age-encryption.org/v1) to the campaign's X25519
// key, which is derived from its data key and goes with it.

// MaxEnvelope is how many bytes an envelope may hold in the clear.
const MaxEnvelope = 64 << 10

// ErrEnvelope is an envelope that was sealed to another key, is damaged, or is
// none at all.
var ErrEnvelope = errors.New("vault: the envelope does not open with the campaign's key")

// identityOf makes the key pair from the campaign's data key.
func identityOf(key []byte) *age.X25519Identity {
	secret := derive(key, labelEnvelope)
	defer clear(secret)
	return must(age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", secret))))
}

// PublicKey is the key to which envelopes are sealed: "age1…", no secret.
// Empty after Destroy.
func (c *Campaign) PublicKey() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.identity == nil {
		return ""
	}
	return c.identity.Recipient().String()
}

// OpenEnvelope opens an envelope, binary or in age's text form. Anything that
// does not open gives ErrEnvelope.
func (c *Campaign) OpenEnvelope(sealed []byte) ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.identity == nil {
		return nil, ErrDestroyed
	}
	in := io.Reader(bytes.NewReader(sealed))
	if bytes.HasPrefix(bytes.TrimSpace(sealed), []byte(armor.Header)) {
		in = armor.NewReader(in)
	}
	r, err := age.Decrypt(in, c.identity)
	if err != nil {
		return nil, ErrEnvelope
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxEnvelope+1))
	if err != nil || len(plain) > MaxEnvelope {
		clear(plain)
		return nil, ErrEnvelope
	}
	return plain, nil
}

// SealEnvelope seals plain to a campaign's public key.
func SealEnvelope(publicKey string, plain []byte) ([]byte, error) {
	to, err := age.ParseX25519Recipient(strings.TrimSpace(publicKey))
	if err != nil {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: "public key", What: "this is no public key of a campaign",
			Cure: "give what `owabi campaign key CAMPAIGN` prints: age1…"}
	}
	if len(plain) > MaxEnvelope {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: "envelope", What: fmt.Sprintf("it would hold more than %d bytes", MaxEnvelope),
			Cure: "put one person into each envelope"}
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		return nil, fmt.Errorf("vault: seal an envelope: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("vault: seal an envelope: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("vault: seal an envelope: %w", err)
	}
	return sealed.Bytes(), nil
}
