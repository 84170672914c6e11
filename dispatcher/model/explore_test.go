package model

import (
	"hash/maphash"
	"strings"
)

// model is one configuration, and the rules that do not hold in it.
type model struct {
	plan    plan
	budget  Budget
	off     []rule
	bears   violation // is not looked for: it would hide a worse one
	decided map[Case]decision
}

func (m *model) holds(r rule) bool {
	for _, x := range m.off {
		if x == r {
			return false
		}
	}
	return true
}

// finding is how an exploration ended.
type finding struct {
	states int
	bad    violation
	moves  []string
}

func (f finding) trace() string { return strings.Join(append(f.moves, "=> "+string(f.bad)), "\n") }

// exploration visits every state, breadth first, until something is wrong: a
// move or a state that must not be, or a state from which fair moves lead to
// none in which the case may rest.
type exploration struct {
	*model
	id      map[uint64]int32 // by hash
	hashes  []uint64
	parents []int32
	good    []bool // the case may rest, or fair moves lead there
	fair    []edge
}

type edge struct{ from, to int32 }

// seen is a state of the level that is being explored.
type seen struct {
	id int32
	State
}

var seed = maphash.MakeSeed()

func hash(s *State) uint64 { return maphash.Comparable(seed, *s) }

func (m *model) explore() finding {
	m.decided = map[Case]decision{}
	x := &exploration{model: m, id: map[uint64]int32{}}
	first := m.start()
	m.canon(&first)
	x.add(&first, -1)
	for level := []seen{{0, first}}; len(level) > 0; {
		var next []seen
		for i := range level {
			bad, at := x.visit(&level[i], &next)
			if bad != fine {
				return finding{len(x.hashes), bad, x.retrace(append([]uint64{at}, x.path(level[i].id)...))}
			}
		}
		level = next
	}
	if i := x.stuck(); i >= 0 {
		return finding{len(x.hashes), stuck, x.retrace(x.path(i))}
	}
	return finding{states: len(x.hashes)}
}

// add gives a state its number, and reports whether it is new.
func (x *exploration) add(s *State, parent int32) (int32, bool) {
	h := hash(s)
	if i, ok := x.id[h]; ok {
		return i, false
	}
	i := int32(len(x.hashes))
	x.id[h] = i
	x.hashes, x.parents, x.good = append(x.hashes, h), append(x.parents, parent), append(x.good, x.rests(s))
	return i, true
}

// visit makes every move of a state, and says which was wrong, if any, and
// where it leads.
func (x *exploration) visit(f *seen, next *[]seen) (bad violation, at uint64) {
	t := turn{model: x.model, State: &f.State, redis: x.model, only: all, emit: func(v move) {
		if bad != fine {
			return
		}
		x.canon(&v.next)
		if bad = v.bad; bad == fine {
			bad = x.sound(&v.next.c)
		}
		if bad == x.bears {
			bad = fine
		}
		if bad != fine {
			at = hash(&v.next)
			return
		}
		i, fresh := x.add(&v.next, f.id)
		if fresh {
			*next = append(*next, seen{i, v.next})
		}
		if v.fair {
			x.fair = append(x.fair, edge{f.id, i})
		}
	}}
	t.moves()
	return bad, at
}

// stuck walks backwards from where a case may rest, and returns a state that it
// does not come to, or -1: one in which nothing goes on at all if there is one.
func (x *exploration) stuck() int32 {
	back, first := x.backwards()
	var todo []int32
	for i, g := range x.good {
		if g {
			todo = append(todo, int32(i))
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range back[first[i]:first[i+1]] {
			if !x.good[p] {
				x.good[p] = true
				todo = append(todo, p)
			}
		}
	}
	return x.deadEnd()
}

func (x *exploration) deadEnd() int32 {
	goesOn := make([]bool, len(x.good))
	for _, e := range x.fair {
		goesOn[e.from] = goesOn[e.from] || e.from != e.to
	}
	first := int32(-1)
	for i := len(x.good) - 1; i >= 0; i-- {
		switch {
		case x.good[i]:
		case !goesOn[i]:
			return int32(i)
		default:
			first = int32(i)
		}
	}
	return first
}

// backwards sorts the fair moves by where they lead: those to state i come from
// back[first[i]:first[i+1]].
func (x *exploration) backwards() (back, first []int32) {
	first = make([]int32, len(x.good)+1)
	for _, e := range x.fair {
		first[e.to+1]++
	}
	for i := 1; i < len(first); i++ {
		first[i] += first[i-1]
	}
	back, at := make([]int32, len(x.fair)), append([]int32(nil), first...)
	for _, e := range x.fair {
		back[at[e.to]] = e.from
		at[e.to]++
	}
	return back, first
}
