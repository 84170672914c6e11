package model

import (
	"hash/maphash"
	"strings"
)

// model is one configuration with the rules that hold in it.
type model struct {
	plan    plan
	calls   bool
	budget  Budget
	off     []rule
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

func (m *model) anyOff() bool { return len(m.off) > 0 }

// start is a case just opened: store/lua/open.lua.
func (m *model) start() State {
	s := State{left: m.budget}
	s.c.active, s.c.rv, s.c.replan, s.c.planned = 1<<m.plan.members-1, 1, true, true
	return s
}

// result of an exploration.
type explored struct {
	states int
	bad    violation
	trace  []string
}

// explore visits every state, breadth first, until something is wrong: a move
// or a state that must not be, or a state from which no settled one can be
// reached by fair moves.
func (m *model) explore() explored {
	m.decided = map[Case]decision{}
	x := exploration{model: m, id: map[uint64]int32{}}
	return x.run()
}

type exploration struct {
	*model
	id      map[uint64]int32 // by hash
	hashes  []uint64
	parents []int32
	good    []bool // at rest, or fair moves lead there
	fair    []edge
}

type edge struct{ from, to int32 }

var seed = maphash.MakeSeed()

func (x *exploration) add(s *State, parent int32) (int32, bool) {
	h := maphash.Comparable(seed, *s)
	if i, ok := x.id[h]; ok {
		return i, false
	}
	i := int32(len(x.hashes))
	x.id[h] = i
	x.hashes, x.parents, x.good = append(x.hashes, h), append(x.parents, parent), append(x.good, x.rests(s))
	return i, true
}

type found struct {
	id int32
	State
}

func (x *exploration) run() explored {
	first := x.start()
	x.canon(&first)
	x.add(&first, -1)
	for level := []found{{0, first}}; len(level) > 0; {
		var next []found
		for i := range level {
			bad, at := x.visit(&level[i], &next)
			if bad != fine {
				return explored{len(x.hashes), bad, x.trace(level[i].id, at)}
			}
		}
		level = next
	}
	if i := x.stuck(); i >= 0 {
		return explored{len(x.hashes), stuck, x.trace(i, 0)}
	}
	return explored{states: len(x.hashes)}
}

// visit makes every move of a state. It stops at one that must not be, and
// says where it leads.
func (x *exploration) visit(f *found, next *[]found) (violation, uint64) {
	bad, at := fine, uint64(0)
	t := turn{model: x.model, State: &f.State, emit: func(v move) {
		if bad != fine {
			return
		}
		x.canon(&v.next)
		if v.bad == fine {
			v.bad = v.next.c.sound()
		}
		if bad = v.bad; bad != fine {
			at = maphash.Comparable(seed, v.next)
			return
		}
		i, fresh := x.add(&v.next, f.id)
		if fresh {
			*next = append(*next, found{i, v.next})
		}
		if v.fair {
			x.fair = append(x.fair, edge{f.id, i})
		}
	}}
	t.moves()
	return bad, at
}

// stuck walks backwards from the states at rest and returns the first state
// that it does not meet, or -1.
func (x *exploration) stuck() int32 {
	first := make([]int32, len(x.good)+1)
	for _, e := range x.fair {
		first[e.to+1]++
	}
	for i := 1; i < len(first); i++ {
		first[i] += first[i-1]
	}
	from, fill := make([]int32, len(x.fair)), append([]int32(nil), first...)
	for _, e := range x.fair {
		from[fill[e.to]] = e.from
		fill[e.to]++
	}
	var todo []int32
	for i, g := range x.good {
		if g {
			todo = append(todo, int32(i))
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range from[first[i]:first[i+1]] {
			if !x.good[p] {
				x.good[p] = true
				todo = append(todo, p)
			}
		}
	}
	for i, g := range x.good {
		if !g {
			return int32(i)
		}
	}
	return -1
}

// trace makes the moves to state i again, and one more to the state with hash
// at if there is one, and says them in words.
func (x *exploration) trace(i int32, at uint64) []string {
	var path []uint64
	if at != 0 {
		path = append(path, at)
	}
	for ; i > 0; i = x.parents[i] {
		path = append(path, x.hashes[i])
	}
	s := x.start()
	who := names2{{0, 1}, {0, 1}}
	who.follow(x.canon(&s))
	var words []string
	for k := len(path) - 1; k >= 0; k-- {
		words = append(words, x.again(&s, path[k], &who))
	}
	return words
}

// again makes the move to the state with the given hash.
func (x *exploration) again(s *State, hash uint64, who *names2) string {
	from, words := *s, ""
	t := turn{model: x.model, State: &from, emit: func(v move) {
		r := x.canon(&v.next)
		if words != "" || maphash.Comparable(seed, v.next) != hash {
			return
		}
		words = v.words(func(k int) string {
			if strings.Contains(v.text, "dial") || v.ch == call && !strings.HasPrefix(v.text, "list") && !strings.Contains(v.text, "fetches") {
				return "operator " + string(rune('A'+who[1][k]))
			}
			return "worker " + string(rune('1'+who[0][k]))
		})
		who.follow(r)
		*s = v.next
	}}
	t.moves()
	return words
}

// names2 keeps who is who while states are renamed.
type names2 [2][2]int

func (n *names2) follow(r renaming) {
	if r.workers {
		n[0][0], n[0][1] = n[0][1], n[0][0]
	}
	if r.operators {
		n[1][0], n[1][1] = n[1][1], n[1][0]
	}
}
