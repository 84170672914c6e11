package judge

// named is how many rows that were left out an import names at least before it
// only counts them.
const named = 10_000

// roll says which rows of a list are people, and returns how many. What the
// import said of its rows is believed as far as it can be checked: a row that
// was merged must be the same person as another one.
func (t *trial) roll(list int16) int {
	l := t.m.lists[list]
	b, ok := t.in.Balances[l.audience]
	if !ok {
		return t.rollAlone(l)
	}
	kinds := t.notes(l, b)
	people := t.leaveOut(l, kinds)
	left := b.Merged + b.Rejected + b.Excluded
	if unnamed := left - len(kinds); len(kinds) >= named && people-unnamed <= b.People && b.People <= people {
		t.skip("%s: the import names only some of the rows that it left out; %d more are believed", l.audience, unnamed)
		people = b.People
	}
	if b.Rows != b.People+left {
		t.findMany(Lost, l.audience, abs(b.Rows-b.People-left), "the import counts %d rows, but %d people and %d others", b.Rows, b.People, left)
	}
	if people != b.People {
		t.findMany(Lost, l.audience, abs(people-b.People), "the import counts %d people, the list holds %d", b.People, people)
	}
	return people
}

// leaveOut marks the rows that the import took nobody of, and counts the others.
func (t *trial) leaveOut(l *List, kinds map[int]string) (people int) {
	for who := l.first; who < l.end; who++ {
		p := t.m.people[who]
		kind, out := kinds[int(p.row)]
		if !out {
			people++
			continue
		}
		if kind == "merged" && p.self == who && !t.m.twin(who) {
			t.find(Lost, who, "the import merged the row, but no other row has its name and its contacts")
		}
		t.gone[who] = true
	}
	return people
}

// notes returns what the import said of the rows that it did not take as
// people, and marks those whose contacts it warned of.
func (t *trial) notes(l *List, b Balance) map[int]string {
	kinds := map[int]string{}
	for _, n := range b.Errors {
		if n.Kind != "warning" {
			kinds[n.Row] = n.Kind
		} else if who := t.m.find(l, n.Row); who >= 0 && kindOf(n.Column, t.m.audienceOf(who).columns).contact() {
			t.doubtful[who] = true
		}
	}
	return kinds
}

// rollAlone counts the rows of a list without anything said about it: whoever
// stands on it twice is one person.
func (t *trial) rollAlone(l *List) (people int) {
	for who := l.first; who < l.end; who++ {
		if t.m.people[who].self == who {
			people++
		} else {
			t.gone[who] = true
		}
	}
	return people
}

// twin reports whether another row of the list is the same person.
func (m *Mandate) twin(who int32) bool {
	l := m.lists[m.people[who].list]
	for other := who + 1; other < l.end; other++ {
		if m.people[other].self == m.people[who].self {
			return true
		}
	}
	return false
}

func abs(n int) int { return max(n, -n) }
