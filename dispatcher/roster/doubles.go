package roster

import "hash/maphash"

// doubles finds people who are listed twice. It holds no personal data, but
// hashes with a random seed: some fifty bytes a person, see BenchmarkDoubles.
//
// The rules, as docs/lists.md tells them:
//
//   - The same office number and the same name, or the same name and a contact
//     in common: the same person. When nothing but the contacts differs, the
//     row is merged and its contacts are added to the earlier row's; else the
//     office has to decide, and the row is rejected.
//   - The same number and another name, or another number and the same name and
//     contact: the office has to decide.
//   - Another name: another person, whatever they share.
//   - Somebody protected is never merged, and nobody whose name has lost a
//     character.
type doubles struct {
	layout layout
	seed   maphash.Seed
	marks  marks    // contact, or contact with name, or number -> person
	people people   //
	fresh  []uint64 // marks of the row at hand that nobody has yet
	buf    []byte   // of hash
	at     candidate
}

// meeting is what came of a candidate.
type meeting struct {
	verdict Verdict
	said    said // why, or a warning with People; perhaps no code
	into    int  // with Merged: the row of the person
	more    bool // with Merged: the row has contacts that the person had not
}

// met is who has been there with something that the candidate has.
type met struct {
	same    int  // the same person; nobody when there is none
	another int  // likewise, and not the same row
	clash   int  // whose office number it is, under another name
	shared  said // a contact that somebody of another name has
	more    bool // a contact that the person has not
}

const nobody = -1

func newDoubles(l layout) *doubles {
	return &doubles{layout: l, seed: maphash.MakeSeed(), people: people{columns: len(l)}}
}

// meet says whether a person is new.
func (d *doubles) meet(c *candidate) meeting {
	m := d.look(c)
	switch {
	case m.clash != nobody:
		return d.unclear(m.clash, d.layout.nameHeader())
	case m.same == nobody:
		if len(d.fresh) > 0 && d.people.count < maxPeople { // more refuse the list
			d.tie(d.people.add(c.standing, c.cells))
		}
		return meeting{verdict: People, said: m.shared}
	case m.another != nobody:
		return meeting{verdict: Rejected, said: said{code: codeTwoRows, row: d.row(m.same), n: d.row(m.another)}}
	}
	d.tie(m.same)
	return d.merge(c, m)
}

// look finds who has been there, and gathers the marks that are new.
func (d *doubles) look(c *candidate) met {
	m := met{same: nobody, another: nobody, clash: nobody}
	d.fresh = d.fresh[:0]
	for _, k := range c.contacts {
		h := d.hash(string(k.kind), k.value)
		i, known := d.marks.find(h)
		if known && d.people.at(i).name != c.name {
			if k.kind != byAddress && m.shared.code == "" {
				m.shared = said{code: codeShared, column: k.header, row: d.row(i)}
			}
			h = d.hash(string(k.kind), k.value, c.who)
			i, known = d.marks.find(h)
		}
		if known {
			m.is(i)
			continue
		}
		d.fresh, m.more = append(d.fresh, h), true
	}
	if c.id != "" {
		d.lookNumber(c, &m)
	}
	return m
}

func (d *doubles) lookNumber(c *candidate, m *met) {
	h := d.hash(string(byID), c.id)
	switch i, known := d.marks.find(h); {
	case !known:
		d.fresh = append(d.fresh, h)
	case d.people.at(i).name == c.name:
		m.is(i)
	default:
		m.clash = i
	}
}

func (m *met) is(i int) {
	switch {
	case m.same == nobody, m.same == i:
		m.same = i
	default:
		m.another = i
	}
}

// tie gives the marks that are new to a person: also those of a row that the
// office has to decide on, for the next row may share them.
func (d *doubles) tie(i int) {
	for _, h := range d.fresh {
		d.marks.add(h, i)
	}
}

// merge merges a row into an earlier one where nothing can be lost by it.
func (d *doubles) merge(c *candidate, m met) meeting {
	first := d.people.at(m.same)
	switch {
	case first.number != 0 && c.number != 0 && first.number != c.number:
		return d.unclear(m.same, d.layout.header(colID))
	case c.unreadable:
		return meeting{verdict: Rejected, said: said{code: codeSameUnreadable, row: d.row(m.same)}}
	case first.details != c.details:
		return d.unclear(m.same, d.differing(m.same, c.cells))
	case c.protected:
		return meeting{verdict: Rejected, said: said{code: codeSameProtected, row: d.row(m.same)}}
	case first.place != 0 && c.place != 0 && first.place != c.place:
		return d.unclear(m.same, d.layout.addressHeader())
	}
	if first.place == 0 {
		first.place = c.place
	}
	if first.number == 0 {
		first.number = c.number
	}
	why := codeSame
	if m.more {
		why = codeSameMore
	}
	return meeting{verdict: Merged, said: said{code: why, row: d.row(m.same)}, into: d.row(m.same), more: m.more}
}

func (d *doubles) unclear(i int, column string) meeting {
	return meeting{verdict: Rejected, said: said{code: codeUnclear, column: column, row: d.row(i)}}
}

// differing is the header of the first column in which a row is not like an
// earlier one; empty when the small hashes do not tell.
func (d *doubles) differing(i int, cells []byte) string {
	for column, h := range d.people.cells(i) {
		if h != cells[column] {
			return d.layout[column].header
		}
	}
	return ""
}

func (d *doubles) row(i int) int { return int(d.people.at(i).row) }

func (d *doubles) hash(parts ...string) uint64 {
	d.buf = pack(d.buf[:0], parts...)
	return maphash.Bytes(d.seed, d.buf)
}
