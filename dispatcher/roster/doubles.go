package roster

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
)

// digest is 96 bits of a keyed hash: among ten million, two are equal by
// chance once in 10^15.
type digest [12]byte

// doubles finds people who are listed twice: the same name and a contact in
// common. It holds some eighty bytes a person, and no personal data.
type doubles struct {
	key  [32]byte          // random: digests mean nothing outside this run
	seen map[digest]uint32 // name and one contact -> index into first
	rows []firstRow
	buf  []byte
}

// firstRow is the row in which a person came first.
type firstRow struct {
	row    uint32
	detail digest
}

func newDoubles() *doubles {
	d := &doubles{seen: map[digest]uint32{}}
	rand.Read(d.key[:])
	return d
}

// meet says whether a person is new. Two people with different names are never
// one, whatever they share. Somebody who was there before is merged only when
// the row says nothing new: what differs cannot be added to a person who has
// been handed on, and must not be lost.
func (d *doubles) meet(row int, who identity, says []string) (Verdict, dispatcher.RowError) {
	marks, detail := d.marks(who), d.digest(says...)
	i, known := d.find(marks)
	if !known {
		i = uint32(len(d.rows))
		if len(marks) > 0 {
			d.rows = append(d.rows, firstRow{uint32(row), detail})
		}
	}
	for _, m := range marks {
		if _, taken := d.seen[m]; !taken {
			d.seen[m] = i
		}
	}
	switch {
	case !known:
		return People, dispatcher.RowError{}
	case d.rows[i].detail == detail:
		return Merged, dispatcher.RowError{Reason: fmt.Sprintf("the same as row %d", d.rows[i].row)}
	}
	return Rejected, dispatcher.RowError{Reason: fmt.Sprintf("the same person as row %d with other details: put both into one row", d.rows[i].row)}
}

// find returns the earliest person who has one of the marks.
func (d *doubles) find(marks []digest) (first uint32, found bool) {
	for _, m := range marks {
		if i, ok := d.seen[m]; ok && (!found || i < first) {
			first, found = i, true
		}
	}
	return first, found
}

// marks are what a person is known again by: the name with each contact.
func (d *doubles) marks(who identity) []digest {
	marks := make([]digest, len(who.contacts))
	for i, c := range who.contacts {
		marks[i] = d.digest(who.name, c)
	}
	return marks
}

func (d *doubles) digest(parts ...string) digest {
	d.buf = pack(append(d.buf[:0], d.key[:]...), parts...)
	sum := sha256.Sum256(d.buf)
	return digest(sum[:len(digest{})])
}

// says lists all that a row says of a person, but for its own serial number
// and the spacing of names.
func says(p *dispatcher.Person, who identity, l layout) []string {
	s := []string{strconv.FormatBool(p.Organisation), unspaced(p.Name.Reveal()), unspaced(p.Reading.Reveal()), p.PostalCode.Reveal(),
		unspaced(p.Address.Reveal()), p.Lang}
	s = append(s, who.contacts...)
	for _, e := range p.Emails {
		s = append(s, e.Reveal())
	}
	slices.Sort(s[len(s)-len(p.Emails):])
	for _, c := range l {
		if f, ok := p.Fields[c.header]; ok && c.as != colNumber {
			s = append(s, c.header, f.Reveal())
		}
	}
	return s
}
