package journal

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The chain is for ever, too. Anybody can recompute it:
//
//	(head -c32 /dev/zero; printf %s "$event") | sha256sum
func TestLink(t *testing.T) {
	t.Parallel()
	msg, hash := Link(Hash{}, full())
	const want = "acce7331954ef49f6352d363206a3eef2af61aa1cf6b8f44abee2ee0f775f6da"
	if hash.String() != want {
		t.Errorf("hash %s, want %s", hash, want)
	}
	zero := Hash{}.String()
	if diff := cmp.Diff(`{"event":`+fullJSON+`,"prev":"`+zero+`","hash":"`+want+`"}`, string(msg)); diff != "" {
		t.Error(diff)
	}
	second, other := Link(hash, full())
	if other == hash {
		t.Error("the same event has the same hash elsewhere in the chain")
	}
	e, err := Parse(second)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Entry{Event: full(), Prev: hash, Hash: other, Raw: []byte(fullJSON)}, e); diff != "" {
		t.Error(diff)
	}
}

// No single byte of a message can be changed, left out or doubled.
func TestParseFindsEveryChange(t *testing.T) {
	t.Parallel()
	msg, _ := Link(Hash{1}, full())
	for i := range msg {
		for _, bad := range [][]byte{
			append(append(bytes.Clone(msg[:i]), msg[i]^1), msg[i+1:]...),
			append(append(bytes.Clone(msg[:i]), msg[i]^0x20), msg[i+1:]...),
			append(bytes.Clone(msg[:i]), msg[i+1:]...),
			append(append(bytes.Clone(msg[:i]), ' '), msg[i:]...),
			append(append(bytes.Clone(msg[:i+1]), msg[i]), msg[i+1:]...),
		} {
			if bytes.Equal(bad, msg) {
				continue
			}
			e, err := Parse(bad)
			if err == nil && e.Prev == (Hash{1}) {
				t.Fatalf("byte %d: %s is taken for an entry", i, bad)
			}
		}
	}
	for _, short := range []string{"", "{}", head, string(msg[:len(msg)-1]), string(msg) + " "} {
		if _, err := Parse([]byte(short)); err == nil {
			t.Errorf("%q is taken for an entry", short)
		}
	}
}

func FuzzParse(f *testing.F) {
	msg, _ := Link(Hash{1}, full())
	f.Add(msg)
	f.Add([]byte(head + `{}` + middle))
	f.Fuzz(func(t *testing.T, msg []byte) {
		e, err := Parse(msg)
		if err == nil && hashOf(e.Prev, e.Raw) != e.Hash {
			t.Errorf("%q is taken for an entry", msg)
		}
	})
}
