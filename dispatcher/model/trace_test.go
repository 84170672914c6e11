package model

// path lists the hashes of the states that lead to state i, the last one first
// and without the start.
func (x *exploration) path(i int32) []uint64 {
	var path []uint64
	for ; i > 0; i = x.parents[i] {
		path = append(path, x.hashes[i])
	}
	return path
}

// retrace makes the moves of a path again, and says them in words.
func (x *exploration) retrace(path []uint64) []string {
	r := retracing{exploration: x, State: x.start(), who: [3][2]int{worker: {0, 1}, operator: {0, 1}}}
	r.follow(x.canon(&r.State))
	var words []string
	for k := len(path) - 1; k >= 0; k-- {
		words = append(words, r.move(path[k]))
	}
	return words
}

// retracing remembers who is who while states are renamed.
type retracing struct {
	*exploration
	State
	who [3][2]int
}

func (r *retracing) follow(n renaming) {
	for crew, swapped := range [...]bool{worker: n.workers, operator: n.operators} {
		if w := &r.who[crew]; swapped {
			w[0], w[1] = w[1], w[0]
		}
	}
}

// move makes the move to the state with the given hash.
func (r *retracing) move(to uint64) (words string) {
	from := r.State
	t := turn{model: r.model, State: &from, redis: r.model, only: all, emit: func(v move) {
		if words != "" {
			return
		}
		n := r.canon(&v.next)
		if hash(&v.next) == to {
			words = v.words(r.who[v.crew][v.who])
			r.follow(n)
			r.State = v.next
		}
	}}
	t.moves()
	return words
}
