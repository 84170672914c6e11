package roster

import "math/bits"

// Bits of a slot of marks: the index of a person, from 1, and what is kept of
// the hash. With the bits that choose the part, two marks out of ten million
// are taken for one by chance once in some hundred lists.
const (
	partBits   = 12
	personBits = 24
	tagBits    = 64 - personBits
	maxPeople  = 1<<personBits - 1
)

// marks is a map from 64-bit hashes to indexes of people, in some eleven bytes
// an entry: a Go map takes twice as much, and all its memory again while it
// grows. Its parts grow one by one. The zero value is empty.
type marks struct {
	parts [1 << partBits]struct {
		slots []uint64 // tag and index; 0 when it is free
		used  int
	}
}

// find returns the person who has a mark.
func (m *marks) find(hash uint64) (person int, found bool) {
	slots := m.parts[hash>>(64-partBits)].slots
	if len(slots) == 0 {
		return 0, false
	}
	tag := tagOf(hash)
	for i := home(tag, len(slots)); slots[i] != 0; i = next(i, len(slots)) {
		if slots[i]>>personBits == tag {
			return int(slots[i]&maxPeople) - 1, true
		}
	}
	return 0, false
}

// add gives a person a mark that nobody has.
func (m *marks) add(hash uint64, person int) {
	p := &m.parts[hash>>(64-partBits)]
	if (p.used+1)*5 > len(p.slots)*4 {
		old := p.slots
		p.slots = make([]uint64, max(8, len(old)+len(old)/4))
		for _, s := range old {
			if s != 0 {
				put(p.slots, s)
			}
		}
	}
	put(p.slots, tagOf(hash)<<personBits|uint64(person+1))
	p.used++
}

// put sets an entry into the first free slot from its home on.
func put(slots []uint64, entry uint64) {
	i := home(entry>>personBits, len(slots))
	for slots[i] != 0 {
		i = next(i, len(slots))
	}
	slots[i] = entry
}

// tagOf takes the bits behind those that choose the part.
func tagOf(hash uint64) uint64 { return hash << partBits >> (64 - tagBits) }

// home spreads tags over n slots.
func home(tag uint64, n int) int {
	at, _ := bits.Mul64(tag<<(64-tagBits), uint64(n))
	return int(at)
}

func next(i, n int) int {
	if i+1 == n {
		return 0
	}
	return i + 1
}
