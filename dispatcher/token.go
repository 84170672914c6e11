package dispatcher

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

var base32lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// random returns n random characters of lower-case base32.
func random(n int) string {
	b := make([]byte, (n*5+7)/8)
	rand.Read(b)
	return base32lower.EncodeToString(b)[:n]
}

// A claim's token is random, one a claim, never a worker's name. Its first
// letter only tells a worker's claim from an operator's.
func workerToken() string   { return "w" + random(12) }
func operatorToken() string { return "o" + random(12) }

// WorkerToken reports whether a claim with this token is a worker's: on the
// wire, rather than in an operator's hands.
func WorkerToken(token string) bool { return strings.HasPrefix(token, "w") }
