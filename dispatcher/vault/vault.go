// Package vault holds the master key and everything that is sealed with it.
// It is the only importer of tink and of age.
//
// From the master key it derives, by HKDF-SHA256 (RFC 5869) with a label for
// each use: the key that wraps the campaigns' data keys, the key under which
// the queue encrypts its files, the key of the tokens in links and return
// paths, the key that seals the second factors of accounts, and a check value that tells a wrong key before anything is opened.
// A campaign's data key seals what is known of its people, each record bound
// to campaign, person and field, makes the marks by which people are found, and
// opens what others have sealed to the campaign's public key;
// whoever erases the wrapped data key erases the campaign.
package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/secretdata"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/owabi/owabi/dispatcher"
)

// The labels of the derived keys. A label is never used for anything else.
const (
	labelWrap  = "owabi wrap v1"
	labelQueue = "owabi queue v1"
	labelToken = "owabi token v1"
	labelCheck = "owabi check v1"
	labelEnter = "owabi enter v1" // second factors
	labelSeal  = "owabi seal v1"  // from a campaign's data key
	labelIndex = "owabi index v1" // from a campaign's data key
	labelFind  = "owabi find v1"  // from a campaign's data key

	labelEnvelope = "owabi envelope v1" // from a campaign's data key
)

// keySize is the length of every key, in bytes.
const keySize = 32

// Vault derives and wraps keys under one master key. It is safe for
// concurrent use.
type Vault struct {
	wrap   tink.AEAD
	factor tink.AEAD
	queue  []byte
	token  []byte
	check  string
}

// New makes a vault under a master key.
func New(master Key) *Vault {
	wrap := derive(master.b[:], labelWrap)
	defer clear(wrap)
	factor := derive(master.b[:], labelEnter)
	defer clear(factor)
	return &Vault{
		wrap:   newAEAD(wrap),
		factor: newAEAD(factor),
		queue:  derive(master.b[:], labelQueue),
		token:  derive(master.b[:], labelToken),
		check:  base64.RawURLEncoding.EncodeToString(derive(master.b[:], labelCheck)[:16]),
	}
}

// QueueKey is the key, 32 bytes, under which the queue encrypts what it keeps
// on disk.
func (v *Vault) QueueKey() []byte { return append([]byte(nil), v.queue...) }

// CheckValue is a fingerprint of the master key, 22 characters. It is no
// secret: it tells nothing of the key but whether another one is the same.
func (v *Vault) CheckValue() string { return v.check }

// NewCampaign makes a data key for the campaign and returns it wrapped. The
// wrapped key is bound to the id: it does not open under another one.
func (v *Vault) NewCampaign(id string) ([]byte, error) {
	key := make([]byte, keySize)
	defer clear(key)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("vault: make the key of campaign %s: %w", id, err)
	}
	wrapped, err := v.wrap.Encrypt(key, wrapContext(id))
	if err != nil {
		return nil, fmt.Errorf("vault: wrap the key of campaign %s: %w", id, err)
	}
	return wrapped, nil
}

// Open unwraps the data key of a campaign. It fails with a *dispatcher.Error
// when the key was wrapped under another master key or for another campaign,
// or is damaged.
func (v *Vault) Open(id string, wrapped []byte) (*Campaign, error) {
	key, err := v.wrap.Decrypt(wrapped, wrapContext(id))
	if err != nil || len(key) != keySize {
		return nil, &dispatcher.Error{Code: dispatcher.Internal, Where: "campaign " + id,
			What: "its key does not open: it was made under another master key or for another campaign, or is damaged",
			Cure: "start with the master key under which the campaign was created"}
	}
	defer clear(key)
	seal := derive(key, labelSeal)
	defer clear(seal)
	c := &Campaign{id: id, aead: newAEAD(seal), index: derive(key, labelIndex), find: derive(key, labelFind), identity: identityOf(key)}
	find := c.find
	c.finding = &sync.Pool{New: func() any { return hmac.New(sha256.New, find) }}
	return c, nil
}

func wrapContext(id string) []byte { return []byte("campaign:" + id) }

// appendPart adds a part to associated data so that no two lists of parts give
// the same bytes: its length, then itself.
func appendPart[T string | []byte](b []byte, part T) []byte {
	b = binary.AppendUvarint(b, uint64(len(part)))
	return append(b, part...)
}

func derive(key []byte, label string) []byte {
	return must(hkdf.Key(sha256.New, key, nil, label, keySize))
}

// generation is tink's id of our keys, part of the five bytes before every
// ciphertext: a later cipher or key gets another one.
const generation = 1

// newAEAD makes AES-256-GCM with a random nonce of 12 bytes and a tag of 16.
func newAEAD(key []byte) tink.AEAD {
	params := must(aesgcm.NewParameters(aesgcm.ParametersOpts{KeySizeInBytes: keySize, IVSizeInBytes: 12,
		TagSizeInBytes: 16, Variant: aesgcm.VariantTink}))
	secret := secretdata.NewBytesFromData(key, insecuresecretdataaccess.Token{})
	return must(aesgcm.NewAEAD(must(aesgcm.NewKey(secret, generation, params))))
}

// must is for what cannot fail, all keys being of keySize bytes.
func must[T any](v T, err error) T {
	if err != nil {
		panic("vault: " + err.Error())
	}
	return v
}
