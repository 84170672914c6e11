package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Codes by time (TOTP, RFC 6238) with what every authenticator takes: SHA-1,
// six digits, half a minute. A code of the step before or after is taken too,
// for clocks differ (RFC 6238, 5.2).
const (
	codeDigits = 6
	codeEvery  = 30 * time.Second
	codeDrift  = 1
	keySize    = 20 // bytes: RFC 4226, 4, R6
)

func newKey() []byte {
	key := make([]byte, keySize)
	rand.Read(key) // never fails
	return key
}

func step(now time.Time) int64 { return now.Unix() / int64(codeEvery/time.Second) }

// code is that of a step (RFC 4226, 5.3).
func code(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// codeStep is the step whose code was typed; false when it is none near now, or
// not later than the last that was taken.
func codeStep(key []byte, typed string, now time.Time, last int64) (int64, bool) {
	typed = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, norm.NFKC.String(typed))
	found, ok := int64(0), false
	for s := step(now) - codeDrift; s <= step(now)+codeDrift; s++ {
		if hmac.Equal([]byte(code(key, s)), []byte(typed)) && s > last && !ok {
			found, ok = s, true
		}
	}
	return found, ok
}

// Code is the code of a key, as a page showed it, at a moment: what an
// authenticator does.
func Code(shown string, now time.Time) (string, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.ReplaceAll(shown, " ", "")))
	if err != nil {
		return "", invalid("key", "is no key of an authenticator", "copy it again")
	}
	return code(key, step(now)), nil
}

// Trial is a second factor that is being set up.
type Trial struct {
	Key string // to type in, in groups of four
	URI string // for authenticators on the same device
}

func trialOf(key []byte, id, host string) Trial {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
	groups := []string{}
	for at := 0; at < len(text); at += 4 {
		groups = append(groups, text[at:at+4])
	}
	label := url.PathEscape("owabi " + host + ":" + id)
	return Trial{strings.Join(groups, " "), "otpauth://totp/" + label + "?" + url.Values{"secret": {text}, "issuer": {"owabi " + host}}.Encode()}
}
