package roster

import (
	"math/rand/v2"
	"testing"
)

func TestMarks(t *testing.T) {
	t.Parallel()
	const n = 60_000
	rnd, want, m := rand.New(rand.NewPCG(5, 5)), map[uint64]int{}, &marks{}
	for i := range n {
		h := rnd.Uint64()
		if i%3 == 0 {
			h >>= partBits // all in one part
		}
		if _, there := want[h]; there {
			continue
		}
		if person, found := m.find(h); found {
			t.Fatalf("%x is there before it is added, as %d", h, person)
		}
		m.add(h, i)
		want[h] = i
	}
	for h, i := range want {
		if person, found := m.find(h); !found || person != i {
			t.Fatalf("%x = %d, %v; want %d", h, person, found, i)
		}
	}
}

func TestPeopleKeepTheirCells(t *testing.T) {
	t.Parallel()
	p := people{columns: 3}
	const n = 3*chunk + 7
	for i := range n {
		if at := p.add(standing{row: uint32(i), details: uint64(i)}, []byte{byte(i), byte(i >> 8), 1}); at != i {
			t.Fatalf("index %d, want %d", at, i)
		}
	}
	for i := range n {
		if s, c := p.at(i), p.cells(i); s.row != uint32(i) || len(c) != 3 || c[0] != byte(i) || c[1] != byte(i>>8) {
			t.Fatalf("%d: %+v %v", i, s, c)
		}
	}
}
