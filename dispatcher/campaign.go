package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// Campaign is everything that one incident asks for, as its file says it.
type Campaign struct {
	ID           string // as in the file: lower-case letters, digits, hyphens
	Key          string // random, names the campaign in every store; empty until it is created
	Organisation Organisation
	Incident     Incident
	Location     *time.Location // from timezone
	Timezone     string         // IANA name
	Lang         string         // "ja" or "en": for people whose record names none
	Letters      string         // directory of the office's own letters, relative to the file; may be empty
	Questions    string         // file of what people may ask, and the answers, relative to the file; may be empty
	SandboxOnly  bool           // refused by real transports
	Audiences    []Audience     // in the order of the file
}

// Audience returns the index of the audience called name, or -1.
func (c *Campaign) Audience(name string) int {
	for i := range c.Audiences {
		if c.Audiences[i].Name == name {
			return i
		}
	}
	return -1
}

// Organisation is who apologises. It is published with every letter, so it is
// no personal data.
type Organisation struct {
	Name           string `yaml:"name" json:"name"`
	Desk           string `yaml:"desk" json:"desk,omitempty"`
	Phone          string `yaml:"phone" json:"phone,omitempty"`
	Fax            string `yaml:"fax" json:"fax,omitempty"`
	Email          string `yaml:"email" json:"email,omitempty"`
	Address        string `yaml:"address" json:"address,omitempty"`
	Hours          string `yaml:"hours" json:"hours,omitempty"`
	Sender         string `yaml:"sender" json:"sender,omitempty"` // title under which letters go out: 市長名
	DocumentNumber string `yaml:"document_number" json:"document_number,omitempty"`
	URL            string `yaml:"url" json:"url,omitempty"`
}

// Incident is what happened, in the office's words.
type Incident struct {
	Discovered time.Time // with its zone
	Outline    string
	Items      []string // kinds of data affected
	Cause      string
	Secondary  string // secondary damage or its risk
	Measures   string
}

// Goal is what an audience's letter asks for.
type Goal string

// The goals.
const (
	Apology  Goal = "apology"
	Deletion Goal = "deletion" // delete the data, and confirm it
	Notice   Goal = "notice"
)

// Audience is people of a campaign who get the same letter for the same goal.
type Audience struct {
	Name        string
	Goal        Goal
	ReachedWhen Grade
	Letter      string    // base name of its letters in templates
	Lang        string    // overrides the campaign's; may be empty
	Start       time.Time // nobody is contacted before it; zero for as soon as the campaign is launched
	Plan        Plan
	List        string            // file of its people beside the campaign file, for check and demo; may be empty
	Identity    []string          // columns of the list that a person is asked for, to be sure that it is they
	Columns     map[string]string // header of the list -> known column (see roster), where the header alone does not tell
}

// Need is the grade that counts as reached for an attempt of the given step.
func (a *Audience) Need(step int) Grade {
	if step >= 0 && step < len(a.Plan.Steps) && a.Plan.Steps[step].ReachedWhen != NoEvidence {
		return a.Plan.Steps[step].ReachedWhen
	}
	return a.ReachedWhen
}

// Plan is what to try, in which order or side by side, when, how often.
type Plan struct{ Steps []Step }

// Step is one stage of a plan: one way, or several side by side.
type Step struct {
	After       Span  // earliest start after the step before it ended (after the launch, for the first)
	ReachedWhen Grade // overrides the audience's; NoEvidence when it does not
	Ways        []Way // one a channel
}

// Way is one channel of a step.
type Way struct {
	Channel      channels.Name
	Tries        int      // at least 1
	Wait         Span     // between tries; after the last one, before the next step when evidence may still come
	Hours        Hours    // of the campaign's zone
	Weekdays     Weekdays //
	NoForwarding bool     // letters only: 転送不要
	Holidays     bool     // also on public holidays and from 29 December to 3 January
}

// Span is a length of time in calendar days plus a duration. A day is a
// calendar day of the campaign's zone, whatever its length.
type Span struct {
	Days int
	D    time.Duration
}

// Hours are the times of day in which people may be contacted: from
// (inclusive) to (exclusive), minutes after midnight by the wall clock. The
// zero value allows the whole day.
type Hours struct{ From, To int }

// Any reports whether the whole day is allowed.
func (h Hours) Any() bool { return h == Hours{} }

// Weekdays is a set of days of the week; bit 0 is Sunday, as in time.Weekday.
// The zero value allows them all.
type Weekdays uint8

// Has reports whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w == 0 || w&(1<<d) != 0 }
