package roster

import (
	"hash/crc32"
	"hash/maphash"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// candidate is a row that gives a person, as doubles looks at it.
type candidate struct {
	standing
	who        string // normalised name
	id         string // normalised office number
	contacts   []contact
	cells      []byte // a small hash of each cell that counts as a detail, 0 for a blank one
	protected  bool
	unreadable bool
}

// weigh makes a candidate of a row. It is good until the next row.
func (d *doubles) weigh(row *draft, rec record) *candidate {
	p, c := &row.person, &d.at
	*c = candidate{who: normal(p.Name.Reveal()), id: row.id, contacts: row.contacts, cells: c.cells, protected: p.Protected, unreadable: p.Unreadable}
	c.row = uint32(rec.number)
	c.name = uint32(maphash.String(d.seed, c.who))
	if c.id != "" {
		c.number = uint32(maphash.String(d.seed, c.id)) | 1
	}
	if !p.Address.Empty() {
		c.place = uint32(d.hash(normal(p.Address.Reveal()), p.PostalCode.Reveal())) | 1
	}
	d.details(c, row, rec)
	return c
}

// details hashes the cells that count, in the order of the columns.
func (d *doubles) details(c *candidate, row *draft, rec record) {
	if c.cells == nil {
		c.cells = make([]byte, len(d.layout))
	}
	const odd = 0x9e3779b97f4a7c15
	for i := range d.layout {
		h, small := uint64(0), byte(0)
		if i < len(rec.cells) && rec.cells[i] != "" && (d.layout[i].as.detail() || row.kept[i]) {
			h = d.text(d.layout[i].as, rec.cells[i])
			small = byte(1 + crc32.ChecksumIEEE(d.buf)%255) // the same in every run, for the office reads what it finds
		}
		c.cells[i] = small
		c.details = bits.RotateLeft64(c.details, 5) ^ h
		c.details *= odd
	}
}

// text hashes a cell; the result is not 0. The spacing does not count, nor does
// the width of a reading. What counts is left in d.buf.
func (d *doubles) text(as known, text string) uint64 {
	switch as {
	case colReading, colFamilyReading, colGivenReading, colAgentReading:
		if !inert(text) {
			text = normal(text)
		}
	}
	d.buf = d.buf[:0]
	for _, r := range text {
		if !unicode.IsSpace(r) {
			d.buf = utf8.AppendRune(d.buf, r)
		}
	}
	return maphash.Bytes(d.seed, d.buf) | 1
}
