package dispatcher

// additions are contacts that later rows of a list add to the person of an
// earlier one, by the number of that row. The list is read twice: check finds
// them, and they are there when the earlier row comes again.
type additions map[int]*Person

func (a additions) note(r ListRow) {
	if r.Verdict != "merged" || r.Person.Contacts() == (Contacts{}) {
		return
	}
	if p, ok := a[r.Into]; ok {
		p.Add(&r.Person)
		return
	}
	p := r.Person
	a[r.Into] = &p
}

// to adds to the person of a row what later rows say, and reports whether they
// say anything.
func (a additions) to(r *ListRow) bool {
	p, ok := a[r.Number]
	if ok {
		r.Person.Add(p)
	}
	return ok
}
