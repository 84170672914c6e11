package vault

import (
	"bytes"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestDerivedKeysDiffer(t *testing.T) {
	t.Parallel()
	a, b := New(testKey(1)), New(testKey(2))
	seen := map[string]string{}
	for name, k := range map[string][]byte{
		"queue 1": a.QueueKey(), "queue 2": b.QueueKey(), "token 1": a.token, "token 2": b.token,
		"check 1": []byte(a.CheckValue()), "check 2": []byte(b.CheckValue()),
		"master 1": bytes.Repeat([]byte{1}, 32), "master 2": bytes.Repeat([]byte{2}, 32),
	} {
		if other, ok := seen[string(k)]; ok {
			t.Errorf("%s equals %s", name, other)
		}
		seen[string(k)] = name
	}
	if len(a.QueueKey()) != 32 {
		t.Errorf("the queue's key has %d bytes", len(a.QueueKey()))
	}
	if again := New(testKey(1)); !bytes.Equal(again.QueueKey(), a.QueueKey()) || again.CheckValue() != a.CheckValue() {
		t.Error("the same master key gives other keys")
	}
	a.QueueKey()[0] ^= 1
	if !bytes.Equal(New(testKey(1)).QueueKey(), a.QueueKey()) {
		t.Error("a caller can change the vault's key")
	}
}

// The formats are for ever: what was written by one version opens in the next.
func TestFormatsAreFixed(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	wrapped, _ := base64.StdEncoding.DecodeString(fixedWrapped)
	sealed, _ := base64.StdEncoding.DecodeString(fixedSealed)
	c, err := v.Open("c1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := c.Unseal("p1", "record", sealed)
	if err != nil || string(plain) != "見本 花子" {
		t.Errorf("the record of the first version opens as %q, %v", plain, err)
	}
	for what, pair := range map[string][2]string{
		"check value": {v.CheckValue(), fixedCheck},
		"token":       {v.Sign(Page, "c1.case"), fixedToken},
		"case id":     {c.CaseID([]byte("a"), []byte("b")), fixedCase},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, was %s in the first version", what, pair[0], pair[1])
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	wrapped, err := v.NewCampaign("c1")
	if err != nil {
		t.Fatal(err)
	}
	short := wrapped[:len(wrapped)-1]
	for name, tt := range map[string]struct {
		vault   *Vault
		id      string
		wrapped []byte
	}{
		"wrong master key":    {New(testKey(2)), "c1", wrapped},
		"another campaign":    {v, "c2", wrapped},
		"cut":                 {v, "c1", short},
		"empty":               {v, "c1", nil},
		"prefix alone":        {v, "c1", wrapped[:5]},
		"another format":      {v, "c1", flip(wrapped, 0)},
		"a bit of the key":    {v, "c1", flip(wrapped, 20)},
		"another generation":  {v, "c1", flip(wrapped, 4)},
		"a bit of the nonce":  {v, "c1", flip(wrapped, 6)},
		"a sealed short text": {v, "c1", sealShort(t, v)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.vault.Open(tt.id, tt.wrapped)
			wantError(t, err, dispatcher.Internal, "campaign "+tt.id)
		})
	}
}

// sealShort wraps something that is no key of 32 bytes.
func sealShort(t *testing.T, v *Vault) []byte {
	t.Helper()
	b, err := v.wrap.Encrypt([]byte("short"), wrapContext("c1"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSeal(t *testing.T) {
	t.Parallel()
	c, other := newCampaign(t, "c1"), newCampaign(t, "c2")
	plain := []byte("見本 花子 hanako@example.jp")
	sealed := seal(t, c, "p1", "record", plain)
	if got, err := c.Unseal("p1", "record", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("Unseal gave %q, %v", got, err)
	}
	if len(sealed) != len(plain)+33 {
		t.Errorf("sealed adds %d bytes, want 33", len(sealed)-len(plain))
	}
	if bytes.Equal(sealed, seal(t, c, "p1", "record", plain)) {
		t.Error("the same text is sealed to the same bytes twice")
	}
	for name, tt := range map[string]struct {
		campaign      *Campaign
		person, field string
		sealed        []byte
	}{
		"another person":       {c, "p2", "record", sealed},
		"another field":        {c, "p1", "note", sealed},
		"another campaign":     {other, "p1", "record", sealed},
		"person and field run": {c, "p1r", "ecord", sealed},
		"person with both":     {c, "p1record", "", sealed},
		"a bit of the text":    {c, "p1", "record", flip(sealed, 20)},
		"a bit of the nonce":   {c, "p1", "record", flip(sealed, 7)},
		"a bit of the tag":     {c, "p1", "record", flip(sealed, len(sealed)-1)},
		"another format":       {c, "p1", "record", flip(sealed, 0)},
		"cut":                  {c, "p1", "record", sealed[:len(sealed)-1]},
		"longer":               {c, "p1", "record", append(bytes.Clone(sealed), 0)},
		"empty":                {c, "p1", "record", nil},
		"prefix alone":         {c, "p1", "record", sealed[:5]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.campaign.Unseal(tt.person, tt.field, tt.sealed)
			if err == nil {
				t.Errorf("it opened as %q", got)
			}
		})
	}
}

// Two campaigns of one name (the first erased) have nothing in common.
func TestSameNameAnotherKey(t *testing.T) {
	t.Parallel()
	a, b := newCampaign(t, "c1"), newCampaign(t, "c1")
	if _, err := b.Unseal("p1", "record", seal(t, a, "p1", "record", []byte("x"))); err == nil {
		t.Error("a record of the first opens with the key of the second")
	}
	if a.CaseID([]byte("x")) == b.CaseID([]byte("x")) {
		t.Error("both derive the same id of a case")
	}
}

func TestSealedShowsNothing(t *testing.T) {
	t.Parallel()
	c := newCampaign(t, "c1")
	plain := bytes.Repeat([]byte("090-0000-0000 見本市"), 20)
	sealed := seal(t, c, "p1", "record", plain)
	for at := 0; at+4 <= len(plain); at++ {
		if bytes.Contains(sealed, plain[at:at+4]) {
			t.Fatalf("the sealed bytes hold %q", plain[at:at+4])
		}
	}
	for _, id := range []string{"c1", "p1", "record"} {
		if bytes.Contains(sealed, []byte(id)) && len(id) > 2 {
			t.Errorf("the sealed bytes hold %q", id)
		}
	}
}

func TestUnsealErrorTellsNothing(t *testing.T) {
	t.Parallel()
	c := newCampaign(t, "c1")
	_, err := c.Unseal("p1", "record", []byte("\x01\x00\x00\x00\x01hanako@example.jp, far longer than a nonce and a tag"))
	if err == nil || strings.Contains(err.Error(), "hanako") {
		t.Errorf("the error is %v", err)
	}
}

func TestEmptyIsSealedToo(t *testing.T) {
	t.Parallel()
	c := newCampaign(t, "c1")
	got, err := c.Unseal("", "", seal(t, c, "", "", nil))
	if err != nil || len(got) != 0 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCaseID(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	wrapped, err := v.NewCampaign("c1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Open("c1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	again, err := v.Open("c1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	id := c.CaseID([]byte("ab"), []byte("c"))
	if !regexp.MustCompile(`^[a-z2-7]{16}$`).MatchString(id) {
		t.Errorf("the id is %q", id)
	}
	if again.CaseID([]byte("ab"), []byte("c")) != id {
		t.Error("the same person gets another id after the campaign was opened again")
	}
	for name, other := range map[string]string{
		"parts cut elsewhere": c.CaseID([]byte("a"), []byte("bc")),
		"one part":            c.CaseID([]byte("abc")),
		"an empty part more":  c.CaseID([]byte("ab"), []byte("c"), nil),
		"another campaign":    newCampaign(t, "c1").CaseID([]byte("ab"), []byte("c")),
	} {
		if other == id {
			t.Errorf("%s: the same id", name)
		}
	}
}

func TestDestroy(t *testing.T) {
	t.Parallel()
	c := newCampaign(t, "c1")
	sealed := seal(t, c, "p1", "record", []byte("x"))
	index := c.index
	c.Destroy()
	c.Destroy()
	if _, err := c.Seal("p1", "record", nil); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Seal: %v", err)
	}
	if _, err := c.Unseal("p1", "record", sealed); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Unseal: %v", err)
	}
	if id := c.CaseID([]byte("x")); id != "" {
		t.Errorf("CaseID: %q", id)
	}
	if !bytes.Equal(index, make([]byte, keySize)) {
		t.Error("the index key is still in memory")
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	v := New(testKey(1))
	c := newCampaign(t, "c1")
	doomed := newCampaign(t, "c2")
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			person := string(rune('a' + g))
			for range 200 {
				sealed, err := c.Seal(person, "record", []byte(person))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := c.Unseal(person, "record", sealed); err != nil || string(got) != person {
					t.Errorf("person %s: got %q, %v", person, got, err)
				}
				if _, ok := v.CheckToken(Page, v.Sign(Page, person)); !ok {
					t.Error("a token is refused")
				}
				if _, err := doomed.Seal(person, "record", nil); err != nil && !errors.Is(err, ErrDestroyed) {
					t.Error(err)
				}
			}
			doomed.Destroy()
		})
	}
	wg.Wait()
}

func newCampaign(t testing.TB, id string) *Campaign {
	t.Helper()
	v := New(testKey(1))
	wrapped, err := v.NewCampaign(id)
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Open(id, wrapped)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func seal(t testing.TB, c *Campaign, person, field string, plain []byte) []byte {
	t.Helper()
	b, err := c.Seal(person, field, plain)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// flip returns b with one bit changed.
func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func BenchmarkSeal(b *testing.B) {
	c := newCampaign(b, "reservations-2023-02")
	plain := make([]byte, 300)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Seal("abcdefghijklmnop", "record", plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnseal(b *testing.B) {
	c := newCampaign(b, "reservations-2023-02")
	sealed := seal(b, c, "abcdefghijklmnop", "record", make([]byte, 300))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Unseal("abcdefghijklmnop", "record", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	v := New(testKey(1))
	for b.Loop() {
		v.Sign(Callback, "k3jx7q2m5a.abcdefghijklmnop.1.3")
	}
}
