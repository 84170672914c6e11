package judge

import (
	"fmt"
	"strings"
)

// Kind is what is wrong.
type Kind string

// The kinds of findings.
const (
	Lost         Kind = "lost"          // a person, a contact or evidence without an account
	Doubled      Kind = "doubled"       // contacted more often than ordered
	Mixed        Kind = "mixed"         // something of one person before another
	OutsideHours Kind = "outside hours" // contacted when the plan forbids it
	AfterReached Kind = "after reached" // contacted after having been reached or withdrawn
)

// Finding is one thing that is wrong. It names a person by audience and row.
type Finding struct {
	Kind     Kind   `json:"kind"`
	Audience string `json:"audience,omitempty"`
	Row      int    `json:"row,omitempty"`   // of the list, the header being 1; 0 when it is not known whose it is
	Count    int    `json:"count,omitempty"` // how many, where there is no row
	Seen     string `json:"seen"`            // what was seen, without personal data
}

func (f Finding) String() string {
	where := f.Audience
	switch {
	case f.Row > 0:
		where += fmt.Sprintf(" row %d", f.Row)
	case f.Count > 1:
		where += fmt.Sprintf(" (%d)", f.Count)
	}
	return fmt.Sprintf("%s: %s: %s", f.Kind, strings.TrimSpace(where), f.Seen)
}

// kept is how many findings of one kind a verdict lists. The counts are exact
// whatever it lists.
const kept = 1000

// Verdict is what the judge says.
type Verdict struct {
	Audiences    []Count   `json:"audiences"`
	People       int       `json:"people"`   // on the lists
	Contacts     int       `json:"contacts"` // seen outside: mails and texts accepted, calls dialled
	Lost         int       `json:"lost"`
	Doubled      int       `json:"doubled"`
	Mixed        int       `json:"mixed"`
	OutsideHours int       `json:"outside_hours"`
	AfterReached int       `json:"after_reached"` // and after withdrawal
	Review       int       `json:"review"`        // people whose outcome a human has to settle, as the state says
	Findings     []Finding `json:"findings"`      // in the order in which they were found, at most 1000 of a kind
	NotJudged    []string  `json:"not_judged"`    // rules that could not be applied, and why
}

// Count is how many people an audience's list holds.
type Count struct {
	Audience string `json:"audience"`
	People   int    `json:"people"`
}

// Clean reports whether nothing was found.
func (v Verdict) Clean() bool {
	return v.Lost+v.Doubled+v.Mixed+v.OutsideHours+v.AfterReached == 0
}

// String is the verdict in one line.
func (v Verdict) String() string {
	var people []string
	for _, a := range v.Audiences {
		people = append(people, fmt.Sprint(a.People))
	}
	return fmt.Sprintf("%s people, %d contacts seen outside: lost %d, doubled %d, mixed %d, outside hours %d, after reached %d, %d in review",
		strings.Join(people, " + "), v.Contacts, v.Lost, v.Doubled, v.Mixed, v.OutsideHours, v.AfterReached, v.Review)
}

// add counts a finding and lists it.
func (v *Verdict) add(f Finding) {
	total := map[Kind]*int{Lost: &v.Lost, Doubled: &v.Doubled, Mixed: &v.Mixed, OutsideHours: &v.OutsideHours, AfterReached: &v.AfterReached}[f.Kind]
	if *total < kept {
		v.Findings = append(v.Findings, f)
	}
	*total += max(1, f.Count)
}
