package console

import "time"

// Team is those who make the calls of a campaign, for their supervisor.
type Team struct {
	ID         string // of the campaign
	State      string // name of a dispatcher.RunState
	Operators  []Operator
	Colleagues []Colleague // to whom a call can be given
	On         []string    // channels that are not paused
	Off        []Off
	Notices    []Notice
}

// Operator is one of them.
type Operator struct {
	ID, Name string
	Phase    string // "idle", "offered", "dialled"
	Attempt  string // in hand; empty: none
	Audience string
	Since    time.Time // dialled then
	Calls    int       // reported so far
	Spoken   int       // of them, with the person
	Last     time.Time // reported last
}

// Colleague is somebody who makes calls.
type Colleague struct{ ID, Name string }

// Page renders it.
func (v Team) Page(f Frame) ([]byte, error) { return f.page(PageTeam, v) }

// Unreached is people who are still to be reached.
type Unreached struct {
	ID      string // of the campaign
	State   string // name of the state that is shown
	States  []string
	Shown   []Person
	After   string   // cursor of this page
	Next    string   // cursor of the next; empty after the last
	Days    []string // on which they may be called again
	Ordered *Ordered // just ordered; nil: nothing was
}

// Person is one of them, by id.
type Person struct {
	ID, Audience string
	Attempts     int
	Last         string // what came of the last attempt: name of a disposition or a result
	LastAt       time.Time
	Next         time.Time
	Review       bool
}

// Ordered says what became of an order to call people again.
type Ordered struct {
	At      time.Time
	Done    int
	Refused int
}

// Page renders it.
func (v Unreached) Page(f Frame) ([]byte, error) { return f.page(PageUnreached, v) }

// Bands are the parts of a day in which people are called again.
func (Unreached) Bands() []string {
	return []string{"morning", "noon", "afternoon", "evening", "night"}
}
