package access

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestHashes(t *testing.T) {
	t.Parallel()
	h := newHasher(2)
	hash, err := h.hash(t.Context(), "正しい 馬 電池 ホチキス")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(hash) {
		t.Errorf("the hash is %s", hash)
	}
	again, _ := h.hash(t.Context(), "正しい 馬 電池 ホチキス")
	if hash == again {
		t.Error("two hashes of one password are equal")
	}
	tests := []struct {
		name, password, hash string
		right                bool
	}{
		{"right", "正しい 馬 電池 ホチキス", hash, true},
		{"in half width", "正しい 馬 電池 ホチキス", hash, true},
		{"wrong", "正しい 馬 電池 ホッチキス", hash, false},
		{"empty", "", hash, false},
		{"nobody's", "正しい 馬 電池 ホチキス", "", false},
		{"nobody's, empty", "", "", false},
		{"too long", strings.Repeat("x", 1<<20), hash, false},
		{"of other parameters", "正しい 馬 電池 ホチキス", strings.Replace(hash, "t=2", "t=1", 1), false},
		{"cut off", "正しい 馬 電池 ホチキス", hash[:len(hash)-1], false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, err := h.right(t.Context(), tt.password, tt.hash); got != tt.right || err != nil {
				t.Errorf("%t, %v", got, err)
			}
		})
	}
}

// The parameters are those of the function, so that a hash can be made again
// elsewhere.
func TestHashIsArgon2id(t *testing.T) {
	t.Parallel()
	h := newHasher(1)
	hash, err := h.hash(t.Context(), "password")
	if err != nil {
		t.Fatal(err)
	}
	salt, sum, ok := parted(hash)
	if want := argon2.IDKey([]byte("password"), salt, 2, 19*1024, 1, 32); !ok || string(want) != string(sum) {
		t.Errorf("%x, want %x", sum, want)
	}
}

func TestHashingWaitsForASeat(t *testing.T) {
	t.Parallel()
	h := newHasher(1)
	h.seats <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "password"); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

func TestNewPasswords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	letter := map[rune]int{}
	for range 1000 {
		p := newPassword()
		if !regexp.MustCompile(`^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$`).MatchString(p) || seen[p] {
			t.Fatalf("the password %s", p)
		}
		seen[p] = true
		for _, r := range p {
			letter[r]++
		}
	}
	for _, r := range letters {
		if n := letter[r]; n < 300 || n > 800 { // 516 on average, 22 standard deviation
			t.Errorf("%c comes %d times in 16,000", r, n)
		}
	}
	if err := choosable(newPassword()); err != nil {
		t.Error(err)
	}
}

func TestChosenPasswords(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{"": false, "fourteen chars": false, "fifteen chars !": true, strings.Repeat("字", 15): true,
		strings.Repeat("字", 128): true, strings.Repeat("x", 129): false, "broken \xff broken": false} {
		if err := choosable(password); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}
