package vault

import (
	"crypto/subtle"
	"encoding/base32"
	"strings"
)

// The kinds of tokens. A token of one kind is worth nothing as another.
const (
	Page     = "page"     // the person's page
	Bounce   = "bounce"   // the return path of an e-mail
	Callback = "callback" // a provider's status call
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Sign makes a token of an id: the id, a full stop, and 16 characters, 80 bits
// of an HMAC-SHA256 over kind and id under a key of the vault. It needs no
// index to be found again, and it is fit for a URL and for the local part of
// an address as far as the id is.
func (v *Vault) Sign(kind, id string) string {
	msg := appendPart(make([]byte, 0, 96), kind)
	return id + "." + mac80(v.token, appendPart(msg, id))
}

// CheckToken returns the id of a token that Sign made for the same kind. It
// takes the same time whatever is wrong with the MAC.
func (v *Vault) CheckToken(kind, token string) (id string, ok bool) {
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return "", false
	}
	if subtle.ConstantTimeCompare([]byte(v.Sign(kind, token[:at])), []byte(token)) != 1 {
		return "", false
	}
	return token[:at], true
}
