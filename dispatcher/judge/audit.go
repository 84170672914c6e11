package judge

import (
	"fmt"
	"strings"
)

// audit compares the sums of one audience. Cases that could not be tied to a
// person and people who could not be tied to a case have to agree in number.
func (t *trial) audit(l *List, b *books) {
	if d := b.people - b.told.Total; d != 0 {
		t.findMany(Lost, l.audience, abs(d), "the list holds %d people, the state accounts for %d", b.people, b.told.Total)
	}
	t.claimed(l, b)
	t.traced(l, b, max(0, b.people-b.told.Total))
	if over := b.never - t.unreachable(l); over > 0 {
		t.findMany(Lost, l.audience, over, "%d people are given up without an attempt, though %d of them had a way to be reached", b.never, over)
	}
}

// claimed finds what the state claims and nobody saw: grade by grade, more
// cases with at least that evidence than people seen with it.
func (t *trial) claimed(l *List, b *books) {
	worst, at, claims, traces := 0, nothing, 0, 0
	for g := spoken; g > nothing; g-- {
		claims, traces = claims+b.claims[g], traces+b.traces[g]
		if claims-traces > worst {
			worst, at = claims-traces, g
		}
	}
	if worst > 0 {
		t.findMany(Lost, l.audience, worst, "the state claims %s or better of %d people with whom nothing of it was seen", at, worst)
	}
	if rest := b.tried - max(0, b.traces[nothing]+traces-claims); rest > 0 {
		t.findMany(Lost, l.audience, rest, "the state says that %d people were contacted of whom nothing was seen", rest)
	}
}

// traced finds what was seen and the state does not know, beyond the people
// who are missing from it altogether.
func (t *trial) traced(l *List, b *books, missing int) {
	claims, traces := 0, -missing
	for g := spoken; g >= acknowledged; g-- {
		claims, traces = claims+b.claims[g], traces+b.traces[g]
	}
	answers := max(0, traces-claims)
	if b.audience.unseen() {
		answers = 0
	}
	t.findMany(Lost, l.audience, answers, "%d people answered, and no case knows of it", answers)
	traces += b.traces[nothing] + b.traces[handedOver] + b.traces[delivered]
	contacts := max(0, traces-b.open-answers)
	t.findMany(Lost, l.audience, contacts, "%d people were contacted, and no case knows of an attempt", contacts)
}

// unreachable is how many people of a list the plan has no way to, or only by
// a contact that the import warned of.
func (t *trial) unreachable(l *List) (n int) {
	for who := l.first; who < l.end; who++ {
		if !t.gone[who] && (!t.reachable(who) || t.doubtful[who]) {
			n++
		}
	}
	return n
}

// figures holds the status objects against the people that the state lists.
func (t *trial) figures(by map[string]*books) {
	if t.in.Figures == nil {
		t.skip("figures: the state shows none")
		return
	}
	shown := map[string]bool{}
	for _, f := range t.in.Figures {
		b := by[f.Audience]
		if b == nil || shown[f.Audience] {
			t.findMany(Lost, f.Audience, 1, "figures of an audience that the campaign does not have, or has shown already")
			continue
		}
		shown[f.Audience] = true
		t.figuresOf(f, b.told)
	}
	for _, l := range t.m.lists {
		if !shown[l.audience] {
			t.findMany(Lost, l.audience, 1, "the audience has no figures")
		}
	}
}

// figuresOf finds the largest difference between figures and people.
func (t *trial) figuresOf(f, people Figures) {
	worst := 0
	var wrong []string
	compare := func(what string, shown, counted int) {
		if shown != counted {
			wrong = append(wrong, fmt.Sprintf("%s %d, counted %d", what, shown, counted))
			worst = max(worst, abs(shown-counted))
		}
	}
	compare("total", f.Total, people.Total)
	compare("attempted", f.Attempted, people.Attempted)
	compare("reached", f.Reached, people.Reached)
	compare("unreached", f.Unreached, people.Unreached)
	compare("pending", f.Pending, people.Pending)
	compare("in progress", f.InProgress, people.InProgress)
	compare("unreachable", f.Unreachable, people.Unreachable)
	compare("withdrawn", f.Withdrawn, people.Withdrawn)
	compare("review", f.Review, people.Review)
	compare("sum of states", f.Pending+f.InProgress+f.Reached+f.Unreachable+f.Withdrawn, f.Total)
	t.findMany(Lost, f.Audience, worst, "the figures differ from the people: %s", strings.Join(wrong, "; "))
}
