package model

import "fmt"

// turn makes the moves that are possible in a state. A move is fair when it
// comes about by itself sooner or later: a relay relays, an observer observes,
// the hours begin, whoever paused a campaign resumes it.
type turn struct {
	*model
	*State
	redis scripts
	emit  func(move)
	only  int // the number of the one move to make; -1: all of them
	n     int
}

type move struct {
	label
	fair bool
	next State
	bad  violation
}

const all = -1

func (t *turn) moves() {
	t.n = 0
	t.relays()
	t.observes()
	t.plans()
	t.passes()
	t.steers()
	t.decides()
	t.reports()
	for k := range t.workers {
		t.works(k)
	}
	for k := range t.operators {
		t.operates(k)
	}
}

// do lets f happen to a copy of the state.
func (t *turn) do(l label, fair bool, f func(*State) violation) {
	t.n++
	if t.only != all && t.n-1 != t.only {
		return
	}
	v := move{label: l, fair: fair, next: *t.State}
	v.bad = f(&v.next)
	t.emit(v)
}

// must is a fair move, may one that a budget allows: a fault, or something that
// nobody has to do.
func (t *turn) must(l label, f func(*State)) { t.do(l, true, quiet(f)) }

func (t *turn) may(l label, budget func(*Budget) *uint8, f func(*State)) {
	t.might(l, budget, quiet(f))
}

func (t *turn) might(l label, budget func(*Budget) *uint8, f func(*State) violation) {
	if *budget(&t.left) == 0 {
		return
	}
	t.do(l, false, func(n *State) violation {
		*budget(&n.left)--
		return f(n)
	})
}

func quiet(f func(*State)) func(*State) violation {
	return func(n *State) violation {
		f(n)
		return fine
	}
}

// The budgets, for may and might.
func crash(b *Budget) *uint8    { return &b.crash }
func slow(b *Budget) *uint8     { return &b.slow }
func lost(b *Budget) *uint8     { return &b.lost }
func stop(b *Budget) *uint8     { return &b.stop }
func throttle(b *Budget) *uint8 { return &b.soft }
func dup(b *Budget) *uint8      { return &b.dup }
func wipe(b *Budget) *uint8     { return &b.wipe }
func shut(b *Budget) *uint8     { return &b.shut }
func pause(b *Budget) *uint8    { return &b.pause }
func broken(b *Budget) *uint8   { return &b.broken }
func trip(b *Budget) *uint8     { return &b.trip }
func leave(b *Budget) *uint8    { return &b.withdraw }
func order(b *Budget) *uint8    { return &b.again }
func take(b *Budget) *uint8     { return &b.taken }
func callback(b *Budget) *uint8 { return &b.callback }
func doubtful(b *Budget) *uint8 { return &b.unclear }

// label names a move. Its words are put together only for a trace.
type label struct {
	text string
	crew crew
	who  int
	ch   channel
	try  uint8
}

// crew is whose number who is.
type crew uint8

const (
	nobody crew = iota
	worker
	operator
)

func say(text string) label                       { return label{text: text} }
func by(crew crew, who int, text string) label    { return label{text: text, crew: crew, who: who} }
func (l label) and(text string) label             { l.text += text; return l }
func (l label) about(ch channel, try uint8) label { l.ch, l.try = ch, try; return l }

func (l label) slot(x *Slot) label {
	if x == nil {
		return l
	}
	return l.about(x.ch, x.try)
}

func (l label) attempt(x *Attempt) label {
	if x == nil {
		return l
	}
	return l.about(x.ch, x.try)
}

func (l label) words(who int) string {
	text := l.text
	switch l.crew {
	case worker:
		text = fmt.Sprintf("worker %d: %s", who+1, text)
	case operator:
		text = fmt.Sprintf("operator %c: %s", 'A'+who, text)
	}
	if l.ch != none {
		text += fmt.Sprintf(" (%s, try %d)", names[l.ch], l.try)
	}
	return text
}
