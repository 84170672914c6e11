package judge

import "slices"

// Place is where a person stands: the row of an audience's list, the header
// being row 1.
type Place struct {
	Audience string
	Row      int
}

// Holds reports whether a person stands at a place.
func (m *Mandate) Holds(p Place) bool {
	i := m.list(p.Audience)
	return i >= 0 && m.find(m.lists[i], p.Row) >= 0
}

// Addressees returns who a letter to an e-mail address can be for. Where
// people share the address, the name in the letter decides; more than one is
// left where that does not.
func (m *Mandate) Addressees(address, letter string) []Place {
	some := m.withAddress(address)
	if named := m.called(some, letter); len(some) > 1 && len(named) > 0 {
		some = named
	}
	return m.places(some)
}

// Callees returns who of an audience has both a telephone number and a name,
// however they are written, and who has the number whatever the name.
func (m *Mandate) Callees(audience, number, name string) (both, all []Place) {
	some := m.withNumber(number, audience)
	return m.places(m.so(some, name)), m.places(some)
}

// withAddress returns who has an e-mail address, in the order of the lists.
func (m *Mandate) withAddress(address string) (some []int32) {
	for _, e := range m.addresses.of(hashOf(addressKey(address))) {
		some = append(some, e.who)
	}
	return some
}

// withNumber returns who of an audience has a number; an empty audience stands
// for all.
func (m *Mandate) withNumber(number, audience string) (some []int32) {
	for _, e := range m.numbers.of(hashOf(numberKey(number))) {
		if audience == "" || m.audienceOf(e.who).name == audience {
			some = append(some, e.who)
		}
	}
	return some
}

// so returns those of the people who have a name.
func (m *Mandate) so(some []int32, name string) []int32 {
	name = foldName(name)
	return slices.DeleteFunc(slices.Clone(some), func(p int32) bool { return m.people[p].name != name })
}

func (m *Mandate) places(some []int32) (places []Place) {
	for _, who := range some {
		places = append(places, m.place(who))
	}
	return places
}

func (m *Mandate) place(who int32) Place {
	p := m.people[who]
	return Place{m.lists[p.list].audience, int(p.row)}
}
