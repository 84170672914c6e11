package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/width"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, want string
		wrong          code
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

		{name: "no at", in: "taro.example.jp", wrong: codeEmailNoAt},
		{name: "two addresses", in: "taro@example.jp,hanako@example.jp", wrong: codeEmailDomain},
		{name: "two ats", in: "taro@@example.jp", wrong: codeEmailDomain},
		{name: "parameter injection", in: "taro@example.jp> NOTIFY=NEVER", wrong: codeEmailDomain},
		{name: "parameter injection before the at", in: "taro> SIZE=1@example.jp", wrong: codeEmailSign},
		{name: "angle brackets", in: "Taro <taro@example.jp>", wrong: codeEmailSign},
		{name: "line break", in: "taro@example.jp\r\nRCPT", wrong: codeEmailDomain},
		{name: "line break before the at", in: "taro\n@example.jp", wrong: codeEmailSign},
		{name: "NUL", in: "taro\x00@example.jp", wrong: codeEmailSign},
		{name: "space", in: "ta ro@example.jp", wrong: codeEmailSign},
		{name: "a space within", in: "taro@exa mple.jp", wrong: codeEmailDomain},
		{name: "comma for a dot", in: "taro@example,jp", wrong: codeEmailDomain},
		{name: "nothing before the at", in: "@example.jp", wrong: codeEmailLocal},
		{name: "65 before the at", in: strings.Repeat("a", 65) + "@example.jp", wrong: codeEmailLocal},
		{name: "Japanese before the at", in: "太郎@example.jp", wrong: codeEmailSign},
		{name: "a quote within", in: `ta"ro@example.jp`, wrong: codeEmailSign},
		{name: "one label", in: "taro@localhost", wrong: codeEmailDomain},
		{name: "address literal", in: "taro@[127.0.0.1]", wrong: codeEmailDomain},
		{name: "numbers for a domain", in: "taro@127.0.0.1", wrong: codeEmailDomain},
		{name: "dots in the domain", in: "taro@example..jp", wrong: codeEmailDomain},
		{name: "hyphen in front of a label", in: "taro@-example.jp", wrong: codeEmailDomain},
		{name: "long label", in: "taro@" + strings.Repeat("a", 64) + ".jp", wrong: codeEmailDomain},
		{name: "long domain", in: "taro@" + strings.Repeat("a.", 127) + "jp", wrong: codeEmailDomain},
		{name: "an A-label that is none", in: "taro@xn--99999999.example", wrong: codeEmailIDN},
		{name: "an A-label", in: "taro@XN--8pvz87e.example", want: "taro@xn--8pvz87e.example"},
		{name: "254 in all", in: strings.Repeat("a", 64) + "@" + strings.Repeat("a.", 93) + "jp1", want: strings.Repeat("a", 64) + "@" + strings.Repeat("a.", 93) + "jp1"},
		{name: "255 in all", in: strings.Repeat("a", 64) + "@" + strings.Repeat("a.", 93) + "jp12", wrong: codeEmailLocal},
		{name: "quotes around a space", in: `"ta ro"@example.jp`, wrong: codeEmailSign},
		{name: "quotes around an escape", in: `"ta\"ro"@example.jp`, wrong: codeEmailSign},
		{name: "empty quotes", in: `""@example.jp`, wrong: codeEmailSign},
		{name: "no such international domain", in: "taro@見本\u200d.example", wrong: codeEmailIDN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, wrong := email(tt.in)
			if got != tt.want || wrong != tt.wrong {
				t.Errorf("email(%q) = %q, %q; want %q, %q", tt.in, got, wrong, tt.want, tt.wrong)
			}
		})
	}
}

// FuzzEmail starts from testdata/fuzz/FuzzEmail.
func FuzzEmail(f *testing.F) {
	f.Fuzz(func(t *testing.T, in string) {
		got, wrong := email(in)
		if wrong != "" {
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
		if again, wrong := email(got); again != got || wrong != "" {
			t.Errorf("%q: %q is not read as itself: %q, %q", in, got, again, wrong)
		}
	})
}

func TestSeveralAddressesInACell(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, cell string
		want       []string
		odd        code
	}{
		{name: "comma", cell: "a@example.jp,b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "ideographic comma", cell: "a@example.jp、b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "semicolon", cell: "a@example.jp; b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "middle dot", cell: "a@example.jp・b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "slash", cell: "a@example.jp/b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "space", cell: "a@example.jp　b@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "line break", cell: "a@example.jp\nb@example.jp", want: []string{"a@example.jp", "b@example.jp"}},
		{name: "twice the same", cell: "a@example.jp,A@example.jp,a@EXAMPLE.jp", want: []string{"a@example.jp", "A@example.jp"}},
		{name: "a slash may stand in an address", cell: "a/b@example.jp", want: []string{"a/b@example.jp"}},
		{name: "behind a name", cell: "見本太郎 <taro@example.jp>", want: []string{"taro@example.jp"}, odd: codeEmailWords},
		{name: "behind a Latin name", cell: "Taro Mihon <taro@example.jp>", want: []string{"taro@example.jp"}, odd: codeEmailWords},
		{name: "with a remark", cell: "taro@example.jp（携帯）", want: []string{"taro@example.jp"}, odd: codeEmailWords},
		{name: "with a label", cell: "携帯：taro@example.jp", want: []string{"taro@example.jp"}, odd: codeEmailWords},
		{name: "one of two broken", cell: "a@example.jp,b@", want: []string{"a@example.jp"}, odd: codeEmailPart},

		{name: "a space in an address is no separator", cell: "ta ro@example.jp", odd: codeEmailSign},
		{name: "a comma for a dot is no separator", cell: "taro,mihon@example.jp", odd: codeEmailSign},
		{name: "a comma for a dot in the domain", cell: "taro@example,jp", odd: codeEmailDomain},
		{name: "SMTP parameter", cell: "taro@example.jp> NOTIFY=NEVER", odd: codeEmailDomain},
		{name: "SMTP parameter behind brackets", cell: "<taro@example.jp> SIZE=1", odd: codeEmailSign},
		{name: "SMTP command", cell: "taro@example.jp\r\nRCPT TO:<b@example.jp>", odd: codeEmailDomain},
		{name: "a word", cell: "要確認", odd: codeEmailNoAt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := readEmails(tt.cell)
			if diff := cmp.Diff(tt.want, got.addresses); diff != "" || got.odd != tt.odd {
				t.Errorf("%q: said %q, want %q (-want +got):\n%s", tt.cell, got.odd, tt.odd, diff)
			}
		})
	}
}

// FuzzEmails starts from testdata/fuzz/FuzzEmails. Whatever a cell holds, what
// is taken from it is an address by itself, stands in it, and nothing in it is
// lost without a word.
func FuzzEmails(f *testing.F) {
	f.Fuzz(func(t *testing.T, cell string) {
		e := readEmails(cell)
		if len(e.addresses) == 0 && e.odd == "" {
			t.Errorf("%q: no address and no word", cell)
		}
		for _, a := range e.addresses {
			if again, wrong := email(a); again != a || wrong != "" {
				t.Errorf("%q: %q is no address", cell, a)
			}
			if local, _, _ := strings.Cut(a, "@"); !strings.Contains(width.Fold.String(cell), local) {
				t.Errorf("%q: %q does not stand there", cell, a)
			}
		}
	})
}
