package judge

import (
	"encoding/json"
	"fmt"
	"time"
)

// Case is one entry of the people that the product's API lists.
type Case struct {
	ID       string `json:"id"`
	Audience string `json:"audience"`
	State    string `json:"state"`
	Evidence string `json:"evidence"`
	Attempts int    `json:"attempts"`
	Review   bool   `json:"review"`
	People   int    `json:"people"` // in the case; 0 counts as 1
}

func (c *Case) people() int { return max(1, c.People) }

// grade is the evidence that the state claims.
func (c *Case) grade() grade {
	g, err := gradeOf(c.Evidence)
	if err != nil {
		return nothing
	}
	return g
}

// over reports whether nothing more will happen with the case by itself.
func (c *Case) over() bool {
	return c.State == "reached" || c.State == "unreachable" || c.State == "withdrawn"
}

// Figures is one of the product's status objects.
type Figures struct {
	Audience    string `json:"audience"`
	Total       int    `json:"total"`
	Attempted   int    `json:"attempted"`
	Reached     int    `json:"reached"`
	Unreached   int    `json:"unreached"`
	Pending     int    `json:"pending"`
	InProgress  int    `json:"in_progress"`
	Unreachable int    `json:"unreachable"`
	Withdrawn   int    `json:"withdrawn"`
	Review      int    `json:"review"`
}

// Balance is what the product said of a list when it was imported.
type Balance struct {
	Rows     int       `json:"rows"`
	People   int       `json:"people"`
	Merged   int       `json:"merged"`
	Rejected int       `json:"rejected"`
	Excluded int       `json:"excluded"`
	Errors   []RowNote `json:"errors"`
}

// RowNote says what became of one row.
type RowNote struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Kind   string `json:"kind"` // "rejected", "merged", "excluded", "warning"
}

// Withdrawal is a person who was not to be contacted any more.
type Withdrawal struct {
	Case string    `json:"case"`
	Plan time.Time `json:"plan,omitzero"` // plan time
	At   time.Time `json:"at,omitzero"`   // wall clock
}

// Restate reads what the API shows, in the API's own types, as the judge's: by
// its JSON form, so that the judge needs none of the product's types.
func Restate[T Case | Figures | Balance](shown any) (T, error) {
	var said T
	b, err := json.Marshal(shown)
	if err == nil {
		err = json.Unmarshal(b, &said)
	}
	if err != nil {
		return said, fmt.Errorf("judge: read state: %w", err)
	}
	return said, nil
}
