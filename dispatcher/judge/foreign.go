package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// foreign says which values of other people's rows stand in a text that was
// meant for one person: names, numbers, addresses, fields. A value that several
// people share is nobody's own, and so is what stands in public texts, inside a
// value of the person's own, or as the date of the day.
func (t *trial) foreign(who int32, text string, m mailSeen) (wrong []string) {
	folded := fold(text)
	found := t.m.index.scan(folded)
	numbersIn(folded, func(key string, start, end int) {
		if of := t.m.private.of(hashOf(key)); len(of) > 0 {
			found = append(found, match{start, end, of})
		}
	})
	var others []match
	for _, f := range found {
		if t.stranger(who, f.of) && !t.covered(who, f, found) {
			others = append(others, f)
		}
	}
	if len(others) == 0 {
		return nil
	}
	days := t.m.days(m.Plan, m.At)
	for _, f := range others {
		what := fmt.Sprintf("it holds the column %q of %s", t.m.headers[f.of[0].header], t.place(f.of[0].who))
		if !dated(folded, f, days) && !slices.Contains(wrong, what) {
			wrong = append(wrong, what)
		}
	}
	return wrong
}

// stranger reports whether a value belongs to one other person alone.
func (t *trial) stranger(who int32, of entries) bool {
	self := t.m.people[who].self
	owner := t.m.people[of[0].who].self
	if owner == self {
		return false
	}
	return !slices.ContainsFunc(of, func(e entry) bool { return t.m.people[e.who].self != owner })
}

// covered reports whether a place lies inside a longer one that holds a value
// of the person's own.
func (t *trial) covered(who int32, f match, found []match) bool {
	self := t.m.people[who].self
	return slices.ContainsFunc(found, func(g match) bool {
		return g.start <= f.start && f.end <= g.end && g.end-g.start > f.end-f.start &&
			slices.ContainsFunc(g.of, func(e entry) bool { return t.m.people[e.who].self == self })
	})
}

// days are the moments that any letter may name: of the letter, of the
// incident, of the audiences' start.
func (m *Mandate) days(more ...time.Time) (days []time.Time) {
	more = append(more, m.campaign.discovered)
	for _, a := range m.campaign.audiences {
		more = append(more, a.start)
	}
	for _, d := range more {
		if !d.IsZero() {
			days = append(days, d.In(m.campaign.zone))
		}
	}
	return days
}

// dateForms are the ways in which a letter writes a day, or a moment of it.
var dateForms = []string{"2006年1月2日15時4分", "2006年1月2日15時04分", "2006年1月2日15:04", "2006年1月2日", "2006年01月02日", "1月2日", "2006-01-02 15:04",
	"2006-01-02t15:04", "2006-01-02", "2006/1/2", "2006/01/02", "2006.1.2", "2 january 2006", "january 2, 2006", "2 jan 2006", "jan 2, 2006", "15:04", "15時4分", "15時04分", "3:04 pm"}

// dated reports whether a place lies inside one of the days as written.
func dated(text []rune, f match, days []time.Time) bool {
	around := string(text[max(0, f.start-longest):min(len(text), f.end+longest)])
	value := string(text[f.start:f.end])
	for _, d := range days {
		for _, form := range slices.Concat(dateForms, japaneseForms(d)) {
			written := strings.ToLower(d.Format(form))
			if strings.Contains(written, value) && strings.Contains(around, written) {
				return true
			}
		}
	}
	return false
}

// japaneseForms are forms that time.Format does not know: the year of the era
// that began on 1 May 2019, and the clock of twelve hours.
func japaneseForms(d time.Time) []string {
	half := "午前"
	if d.Hour() >= 12 {
		half = "午後"
	}
	hour := fmt.Sprintf("%s%d時", half, d.Hour()%12)
	day := fmt.Sprintf("令和%d年1月2日", d.Year()-2018)
	return []string{day, day + hour, hour, hour + "4分", hour + "04分"}
}
