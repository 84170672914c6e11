package roster

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/owabi/owabi/dispatcher"
)

// keyed and marked separate these uses of SHA-256 from every other, and one
// way of making keys from the next.
const (
	keyed  = "owabi/roster/key/2"
	marked = "owabi/roster/mark/1"
)

// contact is one contact of a person, in the form in which it is compared.
type contact struct {
	kind   contactKind
	value  string
	header string // of its column
}

type contactKind string

const (
	byEmail   contactKind = "e"
	byPhone   contactKind = "p"
	byAddress contactKind = "a"
	byID      contactKind = "i" // the office's own number
)

// key says who a person is, in every list of the audience. It is the office's
// own number with the name, where the list has a number; else the name with
// the first e-mail address, the first telephone number or the postal address,
// whichever the list gives first of these. So a person keeps the key when
// another contact is corrected or added, and two people never share one: two
// rows with the same name and a contact in common are one person, or rejected.
//
// id and name are normalised. It is nil when the list tells nobody apart: without number and contact, and
// without number where the name has lost a character.
func key(p *dispatcher.Person, id, name string) []byte {
	switch {
	case id != "":
		return digest(keyed, string(byID), id, name)
	case p.Unreadable:
		return nil
	case len(p.Emails) > 0:
		return digest(keyed, string(byEmail), comparedEmail(p.Emails[0].Reveal()), name)
	case len(p.Phones) > 0:
		return digest(keyed, string(byPhone), p.Phones[0].Number.Reveal(), name)
	case !p.Address.Empty():
		return digest(keyed, string(byAddress), normal(p.Address.Reveal()), name)
	}
	return nil
}

// Marks are by what else the person of the row can be known in another list:
// the name with each contact, and the office's own number. Two rows that share
// one are the same person by the rules of docs/lists.md, or have to be looked
// at. Like Key they are digests, to be turned into a blind index by a MAC.
func (r *Row) Marks() [][]byte {
	name := normal(r.Person.Name.Reveal())
	var all [][]byte
	for _, e := range r.Person.Emails {
		all = append(all, digest(marked, string(byEmail), comparedEmail(e.Reveal()), name))
	}
	for _, t := range r.Person.Phones {
		all = append(all, digest(marked, string(byPhone), t.Number.Reveal(), name))
	}
	if !r.Person.Address.Empty() {
		all = append(all, digest(marked, string(byAddress), normal(r.Person.Address.Reveal()), name))
	}
	if r.id != "" {
		all = append(all, digest(marked, string(byID), r.id))
	}
	return all
}

func digest(parts ...string) []byte {
	var b [256]byte
	sum := sha256.Sum256(pack(b[:0], parts...))
	return sum[:]
}

// pack appends parts to b so that no two lists of parts give the same bytes.
func pack(b []byte, parts ...string) []byte {
	for _, s := range parts {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return b
}
