package roster

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slowNormal is normal without its short cuts.
func slowNormal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case hyphen(r) && r != 'ー':
			return '-'
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

func TestNormalOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		switch {
		case r >= 0x32000 && r < 0xE0000, r >= 0xE0200: // not assigned, or private
			r += 0xfff
		case r >= 0x20000 && r < 0x32000: // Han
			r += 0x1f
		}
		for _, s := range []string{string(r), "見" + string(r) + "\u3099", "か" + string(r), "A" + string(r) + "1"} {
			if got, want := normal(s), slowNormal(s); got != want {
				t.Fatalf("%U: normal(%q) = %q, want %q", r, s, got, want)
			}
		}
	}
}

// FuzzNormal starts from testdata/fuzz/FuzzNormal.
func FuzzNormal(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := normal(s), slowNormal(s); got != want {
			t.Errorf("normal(%q) = %q, want %q", s, got, want)
		}
	})
}
