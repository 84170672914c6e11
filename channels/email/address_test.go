package email

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
)

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64)
	for a, want := range map[string]error{
		"kakuu@example.jp":                nil,
		"kakuu.taro@mail.example.jp":      nil,
		"KAKUU+owabi@EXAMPLE.JP":          nil,
		"!#$%&'*+-/=?^_`{|}~@example.jp":  nil,
		"kakuu..taro@mobile.example.jp":   nil, // as Japanese carriers gave out
		"kakuu.@mobile.example.jp":        nil,
		".kakuu@mobile.example.jp":        nil,
		"a@1.example":                     nil,
		"kakuu@xn--fsqu00a.xn--zckzah.jp": nil,
		long + "@example.jp":              nil,

		"":                                   errNoAddress,
		"kakuu":                              errNoAddress,
		"@":                                  errLocal,
		"@example.jp":                        errLocal,
		"a" + long + "@example.jp":           errLocal,
		"kakuu@":                             errDomain,
		"kakuu@example":                      errDomain,
		"kakuu@example..jp":                  errDomain,
		"kakuu@.example.jp":                  errDomain,
		"kakuu@example.jp.":                  errDomain,
		"kakuu@example-.jp":                  errDomain,
		"kakuu@exam_ple.jp":                  errDomain,
		"kakuu@" + long + ".jp":              errDomain, // a label of 64
		"kakuu@[192.0.2.1]":                  errDomain,
		"kakuu@taro@example.jp":              errDomain,
		"a@x.example> NOTIFY=NEVER":          errDomain,
		"a@x.example>\r\nRCPT TO:<b@y.test":  errDomain,
		"a> NOTIFY=NEVER <b@x.example":       errLocal,
		"a b@example.jp":                     errLocal,
		`"a b"@example.jp`:                   errLocal,
		"a,b@example.jp":                     errLocal,
		"架空@example.jp":                      errLocal,
		"kakuu@架空.example.jp":                errDomain,
		"ｋａｋｕｕ@example.jp":                   errLocal, // full width: to be made narrow when the list is read
		"kakuu@example.jp\x00":               errDomain,
		"kakuu@" + strings.Repeat("a.", 125): errNoAddress,
	} {
		if err := checkAddress(a); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", a, err, want)
		}
	}
}

func TestCheckAddressOctets(t *testing.T) {
	t.Parallel()
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	for c := range 256 {
		s := string([]byte{byte(c)})
		if got, want := checkAddress("a"+s+"b@example.jp") == nil, strings.Contains(letters+"!#$%&'*+-/=?^_`{|}~.", s); got != want {
			t.Errorf("%q before the @: %t, want %t", s, got, want)
		}
		if got, want := checkAddress("a@b"+s+"b.example.jp") == nil, strings.Contains(letters+"-.", s); got != want {
			t.Errorf("%q behind the @: %t, want %t", s, got, want)
		}
	}
}

// FuzzCheckAddress: what is taken cannot leave the RCPT command's path, and
// stands in a header so that it is read back as it was.
func FuzzCheckAddress(f *testing.F) {
	for _, a := range []string{"kakuu@example.jp", "a@x> NOTIFY=NEVER", "kakuu..taro@mobile.example.jp", ".a.@example.jp", `"a b"@example.jp`, "a@b@c.example", "架空@example.jp", "a@x.example\r\nDATA"} {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, a string) {
		if checkAddress(a) != nil {
			return
		}
		for _, r := range a {
			if r <= ' ' || r > '~' || strings.ContainsRune(`<>()[]:;,\"`, r) {
				t.Fatalf("%q is taken with %q in it", a, r)
			}
		}
		if strings.Count(a, "@") != 1 || len(a) > maxAddress {
			t.Fatalf("%q is taken", a)
		}
		_, value, _ := strings.Cut(string(addressField("To", mail.Address{Address: a})), ":")
		got, err := mail.ParseAddress(strings.TrimSpace(value))
		if err != nil || got.Address != a {
			t.Fatalf("%q reads back from the header as %v, %v", a, got, err)
		}
	})
}
