package roster

import (
	"errors"
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, want string
		err            error
	}{
		{name: "plain", in: "taro@example.jp", want: "taro@example.jp"},
		{name: "domain in capitals", in: "Taro.Mihon@Example.JP", want: "Taro.Mihon@example.jp"},
		{name: "outer blanks", in: "　taro@example.jp ", want: "taro@example.jp"},
		{name: "mailto", in: "mailto:taro@example.jp", want: "taro@example.jp"},
		{name: "full width", in: "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", want: "taro@example.jp"},
		{name: "dots in a row", in: "taro..mihon@example.jp", want: "taro..mihon@example.jp"},
		{name: "dot before the at", in: "taro.@example.jp", want: "taro.@example.jp"},
		{name: "dot in front", in: ".taro@example.jp", want: ".taro@example.jp"},
		{name: "dots in quotes", in: `"taro..mihon"@example.jp`, want: "taro..mihon@example.jp"},
		{name: "signs", in: "a+b_c/d'e=f@example.jp", want: "a+b_c/d'e=f@example.jp"},
		{name: "international domain", in: "taro@見本.example", want: "taro@xn--8pvz87e.example"},
		{name: "full stop of a Japanese keyboard", in: "taro@見本。example", want: "taro@xn--8pvz87e.example"},
		{name: "64 before the at", in: strings.Repeat("a", 64) + "@example.jp", want: strings.Repeat("a", 64) + "@example.jp"},

		{name: "no at", in: "taro.example.jp", err: errNoAt},
		{name: "two addresses", in: "taro@example.jp,hanako@example.jp", err: errManyAts},
		{name: "two ats", in: "taro@@example.jp", err: errManyAts},
		{name: "parameter injection", in: "taro@example.jp> NOTIFY=NEVER", err: errDomain},
		{name: "parameter injection before the at", in: "taro> SIZE=1@example.jp", err: errCharacter},
		{name: "angle brackets", in: "Taro <taro@example.jp>", err: errCharacter},
		{name: "line break", in: "taro@example.jp\r\nRCPT", err: errDomain},
		{name: "line break before the at", in: "taro\n@example.jp", err: errCharacter},
		{name: "NUL", in: "taro\x00@example.jp", err: errCharacter},
		{name: "space", in: "ta ro@example.jp", err: errCharacter},
		{name: "a space within", in: "taro@exa mple.jp", err: errDomain},
		{name: "comma for a dot", in: "taro@example,jp", err: errDomain},
		{name: "nothing before the at", in: "@example.jp", err: errLocal},
		{name: "65 before the at", in: strings.Repeat("a", 65) + "@example.jp", err: errLocal},
		{name: "Japanese before the at", in: "太郎@example.jp", err: errCharacter},
		{name: "a quote within", in: `ta"ro@example.jp`, err: errCharacter},
		{name: "one label", in: "taro@localhost", err: errDomain},
		{name: "address literal", in: "taro@[127.0.0.1]", err: errDomain},
		{name: "numbers for a domain", in: "taro@127.0.0.1", err: errDomain},
		{name: "dots in the domain", in: "taro@example..jp", err: errDomain},
		{name: "hyphen in front of a label", in: "taro@-example.jp", err: errDomain},
		{name: "long label", in: "taro@" + strings.Repeat("a", 64) + ".jp", err: errDomain},
		{name: "long domain", in: "taro@" + strings.Repeat("a.", 127) + "jp", err: errDomain},
		{name: "no such international domain", in: "taro@見本\u200d.example", err: errIDN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := email(tt.in)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("email(%q) = %q, %v; want %q, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}

// FuzzEmail starts from testdata/fuzz/FuzzEmail.
func FuzzEmail(f *testing.F) {
	f.Fuzz(func(t *testing.T, in string) {
		got, err := email(in)
		if err != nil {
			if got != "" {
				t.Errorf("%q: refused and %q all the same", in, got)
			}
			return
		}
		if strings.Count(got, "@") != 1 || len(got) > 64+1+253 {
			t.Errorf("%q: %q is no address", in, got)
		}
		for i := range len(got) {
			if got[i] <= ' ' || got[i] >= 0x7f || strings.IndexByte(`<>()[]"\,;:`, got[i]) >= 0 {
				t.Errorf("%q: %q holds %q", in, got, got[i])
			}
		}
		if again, err := email(got); again != got || err != nil {
			t.Errorf("%q: %q is not read as itself: %q, %v", in, got, again, err)
		}
	})
}
