package roster

// standing is what is kept of a person: hashes, and the row in which the person
// came first.
type standing struct {
	row     uint32
	name    uint32
	number  uint32 // of the office's own number; 0 without
	place   uint32 // of postal address and code; 0 without
	details uint64 // of all other cells that say something of the person
}

// people keeps standings by index, and a byte for each of their cells. It grows
// without moving what it has.
type people struct {
	columns   int
	count     int
	standings [][]standing
	bytes     [][]byte
}

const chunk = 4096 // people

func (p *people) add(s standing, cells []byte) int {
	i := p.count / chunk
	if i == len(p.standings) {
		p.standings, p.bytes = append(p.standings, nil), append(p.bytes, nil)
	}
	p.standings[i] = append(p.standings[i], s)
	p.bytes[i] = append(p.bytes[i], cells...)
	p.count++
	return p.count - 1
}

func (p *people) at(i int) *standing { return &p.standings[i/chunk][i%chunk] }

func (p *people) cells(i int) []byte {
	at := i % chunk * p.columns
	return p.bytes[i/chunk][at : at+p.columns]
}
