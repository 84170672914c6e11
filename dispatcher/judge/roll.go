package judge

// roll says which rows of a list are people, and returns how many. What the
// import said of its rows is believed as far as it can be checked: a row that
// was merged must be the same person as another one.
func (t *trial) roll(list int16) int {
	l := t.m.lists[list]
	b, told := t.in.Balances[l.audience]
	if !told {
		return t.rollAlone(l)
	}
	people := 0
	kinds := t.notes(l, b)
	for who := l.first; who < l.end; who++ {
		p := t.m.people[who]
		switch kinds[int(p.row)] {
		case "":
			people++
			continue
		case "merged":
			if p.self == who && !t.m.twin(who) {
				t.find(Lost, who, "the import merged the row, but no other row has its name and its contacts")
			}
		}
		t.gone[who] = true
	}
	if told := b.Merged + b.Rejected + b.Excluded; b.Rows != b.People+told {
		t.findMany(Lost, l.audience, max(1, abs(b.Rows-b.People-told)), "the import counts %d rows, but %d people and %d others", b.Rows, b.People, told)
	}
	if people != b.People {
		t.findMany(Lost, l.audience, abs(people-b.People), "the import counts %d people, the list holds %d", b.People, people)
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
