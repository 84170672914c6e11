package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The parameters of argon2id: the least that OWASP's Password Storage Cheat
// Sheet asks for (19 MiB, two passes, one lane).
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSize   = 32 // bytes
	saltSize   = 16 // bytes
)

// Bounds of a password that somebody chooses: NIST SP 800-63B-4, 3.1.1.2, asks
// for 15 characters where there is nothing beside it.
const (
	passwordLeast = 15
	passwordMost  = 128
)

// hasher hashes no more than a few passwords at once, for each takes memory.
type hasher struct{ seats chan struct{} }

func newHasher(atOnce int) *hasher { return &hasher{make(chan struct{}, atOnce)} }

// hash makes the hash of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails
	sum, err := h.sum(ctx, password, salt)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("%s$%s$%s", hashHead, enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// hashHead is what a hash of these parameters begins with, as PHC writes it.
var hashHead = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d", argon2.Version, hashMemory, hashPasses, hashLanes)

func (h *hasher) sum(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.seats <- struct{}{}:
		defer func() { <-h.seats }()
		return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, hashPasses, hashMemory, hashLanes, hashSize), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// right reports whether a password has a hash. An empty hash, of nobody, takes
// the time that another takes.
func (h *hasher) right(ctx context.Context, password, hash string) (bool, error) {
	salt, want, ok := parted(hash)
	if len(password) > 4*passwordMost {
		password, ok = "", false
	}
	got, err := h.sum(ctx, password, salt)
	return err == nil && ok && subtle.ConstantTimeCompare(got, want) == 1, err
}

func parted(hash string) (salt, sum []byte, ok bool) {
	rest, ours := strings.CutPrefix(hash, hashHead+"$")
	first, second, two := strings.Cut(rest, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(first)
	sum, err2 := base64.RawStdEncoding.DecodeString(second)
	if !ours || !two || err1 != nil || err2 != nil || len(salt) != saltSize || len(sum) != hashSize {
		return make([]byte, saltSize), make([]byte, hashSize), false
	}
	return salt, sum, true
}

// letters of passwords that we make: none that is taken for another, printed.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

// newPassword makes one: 16 letters, 79 bits, in groups that one can copy.
func newPassword() string {
	b := make([]byte, 0, 19)
	for i, r := range pick(16) {
		if i > 0 && i%4 == 0 {
			b = append(b, '-')
		}
		b = append(b, letters[r])
	}
	return string(b)
}

// pick draws n numbers below the count of letters, each as likely as another.
func pick(n int) []byte {
	drawn := make([]byte, 0, n)
	for one := make([]byte, 1); len(drawn) < n; {
		rand.Read(one)
		if int(one[0]) < 256/len(letters)*len(letters) {
			drawn = append(drawn, one[0]%byte(len(letters)))
		}
	}
	return drawn
}

// choosable says what is wrong with a password that somebody chose.
func choosable(password string) error {
	if n := utf8.RuneCountInString(password); n < passwordLeast || n > passwordMost || !utf8.ValidString(password) {
		return invalid("password", "is too short or too long", fmt.Sprintf("use %d to %d characters: a few words", passwordLeast, passwordMost))
	}
	return nil
}
