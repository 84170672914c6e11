package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// What follows are the words in which the doors (CLI, API, pages) and the
// services speak with each other.

// Files is a campaign as an office hands it in: its YAML file the office's own
// letters by file name, and its questions.
type Files struct {
	Campaign []byte            `json:"campaign"`
	Letters  map[string]string `json:"letters,omitempty"`

	Questions string `json:"questions,omitempty"` // text of the file that the campaign names
}

// Summary is a campaign as the doors show it.
type Summary struct {
	ID        string            `json:"id"`
	State     RunState          `json:"state"`
	Created   time.Time         `json:"created"`
	Launched  time.Time         `json:"launched,omitzero"`
	Timezone  string            `json:"timezone"`
	Waves     int               `json:"waves"`              // imports so far
	Waiting   int               `json:"waiting"`            // people imported and not launched yet
	Off       map[string]string `json:"off,omitempty"`      // channels that are paused for our own fault, and why
	Audiences []AudienceSummary `json:"audiences"`          //
	Warnings  []string          `json:"warnings,omitempty"` // what a check found that does not forbid
}

// AudienceSummary is one audience of a Summary.
type AudienceSummary struct {
	Name        string `json:"name"`
	Goal        Goal   `json:"goal"`
	ReachedWhen Grade  `json:"reached_when"`
	Letter      string `json:"letter"`
	People      int    `json:"people"`
}

// Action is what control does to a campaign.
type Action string

// The actions. Launch also lets a wave that was imported later go.
const (
	Launch Action = "launch"
	Pause  Action = "pause"
	Resume Action = "resume"
	Stop   Action = "stop"
)

// Balance is what became of every row of a list: rows = people + merged +
// rejected + excluded. Rows are counted below the header.
type Balance struct {
	Rows     int        `json:"rows"`
	People   int        `json:"people"`
	Merged   int        `json:"merged"`
	Rejected int        `json:"rejected"`
	Excluded int        `json:"excluded"`
	Errors   []RowError `json:"errors"` // why a row was merged, rejected or excluded, or what was repaired in it
	Columns  []Column   `json:"columns,omitempty"`
	Wave     int        `json:"wave,omitempty"` // the import's number, when it was one
	ListSource
}

// RowError names one row of a list and what happened to it.
type RowError struct {
	Row    int    `json:"row"`              // as the office counts: the header is 1
	Column string `json:"column,omitempty"` // header of the column
	Kind   string `json:"kind"`             // "rejected", "merged", "excluded", "warning"
	Code   string `json:"code"`             // what it is, for programs; docs/lists.md lists the codes
	Reason string `json:"reason"`           // the same in words, without personal data
}

// Column says how a column of the list was understood.
type Column struct {
	Header string `json:"header"`
	As     string `json:"as"` // name of a known column, or "field" with the header as its name
}

// PersonStatus is a person in a list: state, no personal data.
type PersonStatus struct {
	ID       string    `json:"id"`
	Audience string    `json:"audience"`
	State    Reach     `json:"state"`
	Evidence Grade     `json:"evidence"`
	Attempts int       `json:"attempts"`
	Step     int       `json:"step"` // from 1
	Next     time.Time `json:"next,omitzero"`
	Last     string    `json:"last,omitempty"`   // what came of the last attempt: a disposition, else a result
	LastAt   time.Time `json:"last_at,omitzero"` // when it was made
	Review   bool      `json:"review,omitempty"`
	Flags    Flags     `json:"flags,omitempty"` // of all calls: a letter wanted, another language, a complaint
	People   int       `json:"people"`          // in the case
}

// Found is a person who was looked for, as the office sees them: so much that
// one can be chosen.
type Found struct {
	PersonStatus
	Name      string `json:"name,omitempty"`
	Reading   string `json:"reading,omitempty"`
	Protected bool   `json:"protected,omitempty"` // name and reading stay closed
}

// Findings is the answer to a look-up.
type Findings struct {
	People []Found `json:"people"` // at most 50
	More   bool    `json:"more"`   // there are more than these: ask by something that fewer have
}

// PeopleQuery selects people. The zero value selects the first hundred.
type PeopleQuery struct {
	Audience string
	State    string // name of a Reach; empty for all
	After    string // cursor: the last id of the page before
	Limit    int    // 100 when it is 0; at most 1000
}

// Offer is a call offered to one operator, number masked.
type Offer struct {
	Attempt  string    `json:"attempt"` // id to dial and to record with
	Campaign string    `json:"campaign"`
	Audience string    `json:"audience"`
	Case     string    `json:"case"`
	Try      int       `json:"try"`
	Name     string    `json:"name"`
	Reading  string    `json:"reading,omitempty"`
	Number   string    `json:"number"`             // masked: the last two digits only
	Language string    `json:"language,omitempty"` // in which to call, where it is not the audience's
	Promised time.Time `json:"promised,omitzero"`  // when we said that we would call
	Until    time.Time `json:"until,omitzero"`
}

// Hand is a call in an operator's hands.
type Hand struct {
	Offer
	Dialled bool `json:"dialled"`
}

// Sheet is what the operator sees once the call is dialled.
type Sheet struct {
	Offer
	Number    string `json:"number"`              // in full, E.164
	Extension string `json:"extension,omitempty"` // what the switchboard is to be asked for
	Script    string `json:"script"`              // filled for this person

	Identity []Datum `json:"identity"`           // what to ask before anything is told, and the answers
	Affected []Datum `json:"affected,omitempty"` // the data affected; values where the record has them
	History  []Past  `json:"history"`            // earlier attempts, oldest first
	State    Reach   `json:"state"`              // of a person who calls us
}

// Datum is something that the record holds, by its name: "name", "address", or
// the header of a column.
type Datum struct {
	Item  string `json:"item"`
	Value string `json:"value,omitempty"`
}

// Past is an attempt that was made.
type Past struct {
	At          time.Time     `json:"at"`
	Channel     channels.Name `json:"channel"`
	Inbound     bool          `json:"inbound,omitempty"` // the person called us
	Disposition Disposition   `json:"disposition,omitempty"`
	Result      Result        `json:"result,omitempty"`
	Evidence    Grade         `json:"evidence"`
	Review      bool          `json:"review,omitempty"`
	Flags       Flags         `json:"flags,omitempty"`
	Again       time.Time     `json:"call_back,omitzero"`
	Note        string        `json:"note,omitempty"`
}

// Standing is how a call stands that an operator has on the screen.
type Standing struct {
	Phase    string `json:"phase"`              // "offered", "dialled", "review", "recorded", "gone"
	Operator string `json:"operator,omitempty"` // who has it in hand
	State    Reach  `json:"state"`              // of the person
}

// Report is what an operator says of a call.
type Report struct {
	Disposition Disposition `json:"disposition"`
	Note        string      `json:"note,omitempty"`
	Flags       Flags       `json:"flags,omitempty"`
	Language    string      `json:"language,omitempty"` // with the flag: its code, in which to call from now on
	Again       time.Time   `json:"call_back,omitzero"` // with call_back: when
	At          time.Time   `json:"at,omitzero"`        // when the call was; now when zero
}

// CallStatus is an entry of the call list: no personal data.
type CallStatus struct {
	Attempt  string    `json:"attempt"`
	Audience string    `json:"audience"`
	Case     string    `json:"case"`
	Try      int       `json:"try"`
	Phase    string    `json:"phase"` // "listed", "offered", "dialled"
	Operator string    `json:"operator,omitempty"`
	Due      time.Time `json:"due"`
	Until    time.Time `json:"until,omitzero"`
}

// Review is an attempt whose outcome nobody knows.
type Review struct {
	Attempt  string        `json:"attempt"`
	Campaign string        `json:"campaign"`
	Audience string        `json:"audience"`
	Case     string        `json:"case"`
	Channel  channels.Name `json:"channel"`
	Try      int           `json:"try"`
	At       time.Time     `json:"at"` // when it was claimed
}

// Verdict is how a human settles a review.
type Verdict string

// The verdicts.
const (
	TakeAsHandedOver Verdict = "handed_over"
	SendAgain        Verdict = "send_again"
)

// Page is what a person's page shows: no personal data.
type Page struct {
	Campaign     string
	Organisation Organisation
	Incident     Incident
	Goal         Goal
	Lang         string
	Reference    string
	Confirmed    bool        // already
	Wrong        bool        // it was said that this reached the wrong person
	Calls        []time.Time // when the person may ask to be called; none where nobody can call, or need not any more
	Asked        time.Time   // for when they have asked; zero otherwise
}

// Issuer is who issued a reference number: nothing of the person.
type Issuer struct {
	Organisation Organisation
	Lang         string
}

// Verification is a recount of a campaign from its records.
type Verification struct {
	Cases       int      `json:"cases"`
	People      int      `json:"people"`
	Differences []string `json:"differences"` // counters, handles or balances that do not agree; ids only
}
