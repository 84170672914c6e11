package dispatcher

import (
	"crypto/rand"
	"crypto/sha256"
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
func workerToken() string { return "w" + random(12) }

// operatorToken begins with what all tokens of an operator begin with, so that
// what is in their hands can be found.
func operatorToken(operator string) string { return tokensOf(operator) + random(12) }

func tokensOf(operator string) string {
	sum := sha256.Sum256([]byte(operator))
	return "o" + base32lower.EncodeToString(sum[:5])
}

// printToken is one a batch: it answers for its claims until it is posted or
// void.
func printToken() string { return "p" + random(12) }

// errandToken is one an errand: who has taken it is on foot, for days.
func errandToken() string { return "h" + random(12) }

// ErrandToken reports whether a claim with this token is an errand's.
func ErrandToken(token string) bool { return strings.HasPrefix(token, "h") }

// PrintToken reports whether a claim with this token is a batch's, which no
// lease ends.
func PrintToken(token string) bool { return strings.HasPrefix(token, "p") }

// WorkerToken reports whether a claim with this token is a worker's: on the
// wire, rather than in an operator's hands.
func WorkerToken(token string) bool { return strings.HasPrefix(token, "w") }
