package templates

import "github.com/owabi/owabi/dispatcher/personal"

// known is a set of things that Guard looks for, as sums.
type known map[uint64]struct{}

func (k known) add(h uint64) { k[h] = struct{}{} }

// collector adds everything that Guard would look for.
type collector struct {
	group group
	add   func(uint64)
}

func (c *collector) collect(s string) {
	if s == "" {
		return
	}
	add := func(h uint64) bool { c.add(h); return false }
	addresses(s, add)
	numbers(&c.group, s, nil, add)
	links(s, func(_ string, h uint64) bool { return add(h) })
	words(s, func(w string) bool { return add(sum(wordKind, w)) })
}

// person collects what is a person's own, with those columns only that the
// letter names.
func (c *collector) person(l *Letter, p *Person) {
	for _, t := range [...]personal.Text{p.Name, p.Reading, p.PostalCode, p.Address} {
		c.collect(t.Reveal())
	}
	for _, t := range p.Contacts {
		c.collect(t.Reveal())
	}
	for column := range l.fields {
		c.collect(p.Fields[column].Reveal())
	}
}
