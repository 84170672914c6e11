package judge

import (
	"cmp"
	"slices"
	"strings"
)

// entry says that a person's row holds a value, which is known by its hash
// alone: 16 bytes a value, however long it is.
type entry struct {
	hash   uint64
	who    int32 // index into Mandate.people
	header int32 // index into Mandate.headers: in which column
}

// entries are sorted by hash and person.
type entries []entry

func (e entries) sorted() entries {
	slices.SortFunc(e, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.who, b.who), cmp.Compare(a.header, b.header))
	})
	return slices.CompactFunc(e, func(a, b entry) bool { return a.hash == b.hash && a.who == b.who })
}

// of returns the entries of one hash.
func (e entries) of(hash uint64) entries {
	from, found := slices.BinarySearchFunc(e, hash, func(e entry, h uint64) int { return cmp.Compare(e.hash, h) })
	if !found {
		return nil
	}
	to := from
	for to < len(e) && e[to].hash == hash {
		to++
	}
	return e[from:to]
}

// without returns the entries whose hash is not in public.
func (e entries) without(public map[uint64]bool) entries {
	return slices.DeleteFunc(e, func(e entry) bool { return public[e.hash] })
}

const (
	base       = 0x9e3779b97f4a7c15 // odd, so that no power of it is lost
	longest    = 64                 // characters by which a value is known
	anchorSize = 3                  // characters at which a longer comparison starts
)

// hash is the polynomial hash of a folded value, of its first characters when
// it is longer than that.
func hash(value []rune) uint64 {
	var h uint64
	for _, r := range value[:min(len(value), longest)] {
		h = h*base + uint64(r) + 1
	}
	return h
}

// hashOf is the hash of a key that is compared whole and never searched for.
func hashOf(key string) uint64 {
	h := uint64(len(key))
	for _, r := range key {
		h = h*base + uint64(r) + 1
	}
	return h ^ h>>29
}

// index finds values of the lists in a text, in time linear in the text: at
// each place it looks whether any value begins with the characters that stand
// there, and only then compares by the rolling hash.
type index struct {
	values  entries
	lengths map[uint64]uint64 // hash of the first characters -> bit n-1: a value of n characters begins so
	sieve   []uint64          // bit set over the same hashes, asked first
	shift   uint
	short   [anchorSize]bool // [n]: there are values of n characters
}

func newIndex() *index { return &index{lengths: map[uint64]uint64{}} }

// add puts a folded value of a person into the index.
func (x *index) add(value []rune, who, header int32) {
	n := min(len(value), longest)
	if n == 0 {
		return
	}
	x.values = append(x.values, entry{hash(value), who, header})
	x.lengths[hash(value[:min(n, anchorSize)])] |= 1 << (n - 1)
	if n < anchorSize {
		x.short[n] = true
	}
}

// seal sorts what was added; from then on the index is read only.
func (x *index) seal() {
	x.values = x.values.sorted()
	bits := uint(16)
	for 1<<bits < 16*len(x.lengths) {
		bits++
	}
	x.shift = 64 - bits
	x.sieve = make([]uint64, 1<<bits/64)
	for h := range x.lengths {
		at := h * base >> x.shift
		x.sieve[at/64] |= 1 << (at % 64)
	}
}

// match is a place of a text where a value of the lists stands.
type match struct {
	start, end int
	of         entries
}

// scan returns every place of text where a value stands, delimited as words
// are: "10:00" does not stand in "110:00".
func (x *index) scan(text []rune) []match {
	sums := prefixSums(text)
	var found []match
	for i := range text {
		for n := anchorSize; n > 0; n-- {
			if n < anchorSize && !x.short[n] || i+n > len(text) {
				continue
			}
			for mask := x.begin(sums.span(i, n)); mask != 0; mask &= mask - 1 {
				found = x.compare(found, text, sums, i, trailing(mask)+1, n)
			}
		}
	}
	return found
}

// begin returns the lengths of the values that begin with the anchor.
func (x *index) begin(anchor uint64) uint64 {
	at := anchor * base >> x.shift
	if x.sieve[at/64]&(1<<(at%64)) == 0 {
		return 0
	}
	return x.lengths[anchor]
}

// compare appends the value of n characters at text[i], when there is one. An
// anchor shorter than usual speaks for values of its own length only.
func (x *index) compare(found []match, text []rune, sums sums, i, n, anchor int) []match {
	if i+n > len(text) || anchor < anchorSize && n != anchor || !delimited(text, i, i+n) {
		return found
	}
	of := x.values.of(sums.span(i, n))
	if len(of) == 0 || n < anchorSize && !addressed(text, i, i+n) {
		return found
	}
	return append(found, match{i, i + n, of})
}

// delimited reports whether text[start:end] is not a piece of a longer word or
// number.
func delimited(text []rune, start, end int) bool {
	return !(start > 0 && word(text[start]) && word(text[start-1])) &&
		!(end < len(text) && word(text[end-1]) && word(text[end]) && end-start < longest)
}

var honorifics = []string{"様", "さま", "さん", "殿", "氏", "御中"}

// addressed reports whether a name too short to stand for itself is used as
// one: an honorific follows, or it is no Japanese text.
func addressed(text []rune, start, end int) bool {
	if !japanese(text[start]) {
		return true
	}
	after := string(text[end:min(end+2, len(text))])
	return slices.ContainsFunc(honorifics, func(h string) bool { return strings.HasPrefix(after, h) })
}
