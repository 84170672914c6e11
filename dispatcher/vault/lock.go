package vault

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// lockWork is the cost of a guess, a power of two. The passphrase has 125
// random bits: it is not guessed at any cost.
const lockWork = 12

// Lock encrypts a file that leaves the installation, with age, by a passphrase
// that it makes and nobody keeps.
func Lock(plain []byte) (locked []byte, passphrase string, err error) {
	passphrase = newPassphrase()
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, "", fmt.Errorf("vault: lock: %w", err)
	}
	r.SetWorkFactor(lockWork)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, "", fmt.Errorf("vault: lock: %w", err)
	}
	return b.Bytes(), passphrase, nil
}

// Unlock opens what Lock made.
func Unlock(locked []byte, passphrase string) ([]byte, error) {
	id, err := age.NewScryptIdentity(strings.TrimSpace(passphrase))
	if err != nil {
		return nil, fmt.Errorf("vault: unlock: %w", err)
	}
	r, err := age.Decrypt(bytes.NewReader(locked), id)
	if err != nil {
		return nil, fmt.Errorf("vault: unlock: %w", err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("vault: unlock: %w", err)
	}
	return plain, nil
}

// newPassphrase makes one of 125 random bits, in groups that can be read out.
func newPassphrase() string {
	text, groups := strings.ToLower(rand.Text()), []string{}
	for i := 0; i < 25; i += 5 {
		groups = append(groups, text[i:i+5])
	}
	return strings.Join(groups, "-")
}
