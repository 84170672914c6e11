package vault

import "fmt"

// SealFactor encrypts the key of somebody's second factor. It opens for the same
// account only.
func (v *Vault) SealFactor(account string, key []byte) ([]byte, error) {
	sealed, err := v.factor.Encrypt(key, []byte(account))
	if err != nil {
		return nil, fmt.Errorf("vault: seal the second factor of %s: %w", account, err)
	}
	return sealed, nil
}

// UnsealFactor opens what SealFactor wrote for the same account.
func (v *Vault) UnsealFactor(account string, sealed []byte) ([]byte, error) {
	key, err := v.factor.Decrypt(sealed, []byte(account))
	if err != nil {
		return nil, fmt.Errorf("vault: the second factor of %s does not open: it is damaged, or another account's", account)
	}
	return key, nil
}
