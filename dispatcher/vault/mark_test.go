package vault

import (
	"errors"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestMarksTellApart(t *testing.T) {
	t.Parallel()
	one, two := markCampaign(t, "one"), markCampaign(t, "two")
	seen := map[dispatcher.Mark]string{}
	for name, of := range map[string]struct {
		c           *Campaign
		kind, value string
	}{
		"a name":               {one, "name", "見本太郎"},
		"another name":         {one, "name", "見本花子"},
		"the same as number":   {one, "number", "見本太郎"},
		"another campaign":     {two, "name", "見本太郎"},
		"kind longer by a bit": {one, "name\x00", "見本太郎"},
		"parts cut elsewhere":  {one, "nam", "e見本太郎"},
	} {
		m, err := of.c.Mark(dispatcher.TermKind(of.kind), of.value)
		again, _ := of.c.Mark(dispatcher.TermKind(of.kind), of.value)
		if err != nil || m != again || m == (dispatcher.Mark{}) {
			t.Errorf("%s: %x, then %x, %v", name, m, again, err)
		}
		if other, ok := seen[m]; ok {
			t.Errorf("%s has the mark of %s", name, other)
		}
		seen[m] = name
	}
	one.Destroy()
	if m, err := one.Mark("name", "見本太郎"); !errors.Is(err, ErrDestroyed) || m != (dispatcher.Mark{}) {
		t.Errorf("after the key is destroyed: %x, %v", m, err)
	}
}

func markCampaign(t *testing.T, id string) *Campaign {
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
