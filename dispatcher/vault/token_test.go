package vault

import (
	"regexp"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

func TestToken(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	aid := dispatcher.AttemptID{Campaign: "k3jx7q2m5a", Case: "abcdefghijklmnop", Inc: 1, Seq: 3}.String()
	token := v.Sign(Bounce, aid)
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(aid) + `\.[a-z2-7]{16}$`).MatchString(token) {
		t.Errorf("the token is %q", token)
	}
	if len("owabi+"+token) > 64 {
		t.Errorf("%d octets: too long for the local part of a return path (RFC 5321, 4.5.3.1.1)", len("owabi+"+token))
	}
	if id, ok := v.CheckToken(Bounce, token); !ok || id != aid {
		t.Errorf("CheckToken gave %q, %v", id, ok)
	}
	for name, tt := range map[string]struct{ kind, token string }{
		"another kind":       {Page, token},
		"no kind":            {"", token},
		"another attempt":    {Bounce, strings.Replace(token, ".1.3.", ".1.4.", 1)},
		"capital letters":    {Bounce, strings.ToUpper(token)},
		"cut":                {Bounce, token[:len(token)-1]},
		"longer":             {Bounce, token + "a"},
		"MAC alone":          {Bounce, token[len(token)-16:]},
		"without MAC":        {Bounce, aid},
		"empty MAC":          {Bounce, aid + "."},
		"empty":              {Bounce, ""},
		"a full stop":        {Bounce, "."},
		"of another key":     {Bounce, New(testKey(2)).Sign(Bounce, aid)},
		"kind and id run":    {Bounce + "k", v.Sign(Bounce, "k3jx7q2m5a")[1:]},
		"last letter others": {Bounce, token[:len(token)-1] + other(token[len(token)-1])},
	} {
		if id, ok := v.CheckToken(tt.kind, tt.token); ok || id != "" {
			t.Errorf("%s: %q is accepted as %q", name, tt.token, id)
		}
	}
}

// other is another letter of the alphabet.
func other(c byte) string {
	if c == 'a' {
		return "b"
	}
	return "a"
}

func FuzzCheckToken(f *testing.F) {
	v := New(testKey(1))
	f.Add(Page, v.Sign(Page, "k.case"))
	f.Add(Callback, "k.case."+strings.Repeat("a", 16))
	f.Add(string(channels.Email), ".")
	f.Fuzz(func(t *testing.T, kind, token string) {
		id, ok := v.CheckToken(kind, token)
		if ok && v.Sign(kind, id) != token {
			t.Errorf("%q is accepted and was never signed", token)
		}
		if got, ok := v.CheckToken(kind, v.Sign(kind, token)); !ok || got != token {
			t.Errorf("the token of %q is not accepted", token)
		}
	})
}
