package vault_test

import (
	"bytes"
	"testing"

	"github.com/owabi/owabi/dispatcher/vault"
)

func TestLock(t *testing.T) {
	t.Parallel()
	plain := bytes.Repeat([]byte("見本　花子様 "), 10000)
	locked, passphrase, err := vault.Lock(plain)
	if err != nil {
		t.Fatal(err)
	}
	again, other, err := vault.Lock(plain)
	if err != nil || passphrase == other || bytes.Equal(locked, again) {
		t.Errorf("two locks are alike: %v", err)
	}
	if bytes.Contains(locked, []byte("花子")) {
		t.Error("the locked file can be read")
	}
	if got, err := vault.Unlock(locked, passphrase+"\n"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("it does not open: %v", err)
	}
	if _, err := vault.Unlock(locked, other); err == nil {
		t.Error("another passphrase opens it")
	}
	locked[len(locked)-1] ^= 1
	if _, err := vault.Unlock(locked, passphrase); err == nil {
		t.Error("it opens though it was changed")
	}
}
