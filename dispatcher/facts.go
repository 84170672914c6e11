package dispatcher

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Facts is the set of things known about one attempt. It only grows, and the
// order in which facts arrive never matters: an attempt's grade is a function
// of the set.
type Facts uint16

// The facts. Their bits are part of the store's format.
const (
	FactHandedOver   Facts = 1 << iota // relay, provider or post office took it
	FactDelivered                      // delivery receipt
	FactBounced                        // it came back: takes handed_over and delivered away. Alone: the contact is wrong
	FactAcknowledged                   // the person pressed the button on their page
	FactSpoken                         // talked with the right person
	FactNotAccepted                    // surely not taken by the other side
	FactVoid                           // a supervisor declared the attempt's evidence wrong
	FactUnclear                        // who took it does not know whether it arrived, and says so
	FactTaken                          // a human takes it as handed over
)

var factNames = [...]string{"handed_over", "delivered", "bounced", "acknowledged", "spoken", "not_accepted", "void", "unclear", "taken"}

// outspoken are the facts beside which it does not matter that somebody does
// not know.
const outspoken = FactDelivered | FactBounced | FactAcknowledged | FactSpoken | FactNotAccepted | FactVoid | FactTaken

// Names lists the facts in the order of their bits.
func (f Facts) Names() []string {
	names := []string{}
	for i, n := range factNames {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

func (f Facts) String() string { return strings.Join(f.Names(), "+") }

// MarshalJSON writes the names.
func (f Facts) MarshalJSON() ([]byte, error) { return json.Marshal(f.Names()) }

// Grade is the evidence that an attempt, or a case, has.
type Grade uint8

// The grades of evidence, weakest first. Their numbers are part of the store's
// format.
const (
	NoEvidence Grade = iota
	HandedOver
	Delivered
	Acknowledged
	Spoken
)

var gradeNames = [...]string{"none", "handed_over", "delivered", "acknowledged", "spoken"}

func (g Grade) String() string { return gradeNames[g] }

// MarshalText writes the name.
func (g Grade) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// ParseGrade reads the name of a grade that a campaign may ask for.
func ParseGrade(s string) (Grade, error) {
	for i, n := range gradeNames {
		if i > 0 && n == s {
			return Grade(i), nil
		}
	}
	return 0, fmt.Errorf("%q is no grade of evidence: use handed_over, delivered, acknowledged or spoken", s)
}

// Grade is the evidence in f. A bounce takes back that the letter arrived, not
// that the person answered it.
func (f Facts) Grade() Grade {
	switch {
	case f&FactVoid != 0:
		return NoEvidence
	case f&FactSpoken != 0:
		return Spoken
	case f&FactAcknowledged != 0:
		return Acknowledged
	case f&FactBounced != 0:
		return NoEvidence
	case f&FactDelivered != 0:
		return Delivered
	case f.Unclear():
		return NoEvidence
	case f&FactHandedOver != 0 && f&FactNotAccepted == 0: // a provider may take it and fail to pass it on
		return HandedOver
	}
	return NoEvidence
}

// Unclear reports whether nobody knows what became of the attempt, though
// somebody took it: it waits for a human, unless one has decided.
func (f Facts) Unclear() bool { return f&FactUnclear != 0 && f&outspoken == 0 }
