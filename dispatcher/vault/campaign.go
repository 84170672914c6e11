package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"filippo.io/age"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Campaign seals and opens what is known of the people of one campaign. It is
// safe for concurrent use.
type Campaign struct {
	id    string
	mu    sync.RWMutex
	aead  tink.AEAD // nil once destroyed
	index []byte    // key of the cases' ids
	find  []byte    // key of the marks

	finding *sync.Pool // of HMACs under find, made ready: half of what one costs is its key

	identity *age.X25519Identity // opens envelopes; nil once destroyed
}

// ErrDestroyed is what a Campaign answers after Destroy.
var ErrDestroyed = errors.New("vault: the campaign's key has been destroyed")

// Seal encrypts one field of one person with AES-256-GCM. What it returns is
// 33 bytes longer than plain and opens for the same campaign, person and field
// only. A key may seal 4,000 million times (a random nonce each).
func (c *Campaign) Seal(person, field string, plain []byte) ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.aead == nil {
		return nil, ErrDestroyed
	}
	var buf [128]byte
	sealed, err := c.aead.Encrypt(plain, c.context(buf[:0], person, field))
	if err != nil {
		return nil, fmt.Errorf("vault: seal %s of %s: %w", field, person, err)
	}
	return sealed, nil
}

// Unseal opens what Seal wrote for the same person and field.
func (c *Campaign) Unseal(person, field string, sealed []byte) ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.aead == nil {
		return nil, ErrDestroyed
	}
	var buf [128]byte
	plain, err := c.aead.Decrypt(sealed, c.context(buf[:0], person, field))
	if err != nil {
		return nil, fmt.Errorf("vault: unseal %s of %s: it is damaged, or another person's or field's", field, person)
	}
	return plain, nil
}

// CaseID derives the id of a case from what makes the person who they are:
// 16 characters of lower-case base32, 80 bits of an HMAC-SHA256 that nobody
// can guess or recompute without the campaign's key. Equal parts give an equal
// id within a campaign and unrelated ids in two. Empty after Destroy.
func (c *Campaign) CaseID(parts ...[]byte) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.aead == nil {
		return ""
	}
	var msg []byte
	for _, p := range parts {
		msg = appendPart(msg, p)
	}
	return mac80(c.index, msg)
}

// Destroy zeroes the key material that the Campaign holds and lets go of the
// cipher, whose expanded key the garbage collector frees. Every later call
// fails.
func (c *Campaign) Destroy() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.aead, c.identity, c.finding = nil, nil, nil
	clear(c.index)
	clear(c.find)
}

// context is the associated data of a field.
func (c *Campaign) context(b []byte, person, field string) []byte {
	b = appendPart(b, c.id)
	b = appendPart(b, person)
	return appendPart(b, field)
}

// mac80 is the first 80 bits of an HMAC-SHA256 as 16 characters.
func mac80(key, msg []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write(msg)
	var sum [sha256.Size]byte
	return base32Lower.EncodeToString(h.Sum(sum[:0])[:10])
}
