package console

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Campaign is the dashboard of one campaign.
type Campaign struct {
	ID        string
	State     string // name of a dispatcher.RunState
	AsOf      time.Time
	Waiting   int // people who were imported and not launched yet
	Reviews   int // people with an attempt that waits for a human
	Off       []Off
	Audiences []Audience
	Pace      *Pace // nil before the launch
}

// Pace is how fast the calls go.
type Pace struct {
	Hours    []Hour
	LastHour int    // calls in the last sixty minutes
	Waiting  int    // calls on the list
	Promised int    // of them, promised for now or before
	Untried  int    // people whom nobody has tried
	Left     string // hours until all have been tried, at this pace; empty when nobody can tell
	Deadline time.Time
	DaysLeft int // until then
	Past     bool
}

// Hour is one hour of the day, over all days.
type Hour struct{ Hour, Calls, Reached int }

// Long is how long n is drawn in the table of hours.
func (p *Pace) Long(n int) string {
	most := 0
	for _, h := range p.Hours {
		most = max(most, h.Calls)
	}
	return percent(max(0, n), most)
}

// Off is a channel that is paused for a fault of the office's own.
type Off struct {
	Channel string
	Why     string // name of a dispatcher.Stoppage; empty when there is only a detail
	Detail  string // what it was exactly, such as a reply code; may be empty
}

// Audience is the figures of one audience, in people. Total = Reached +
// InProgress + Pending + Unreachable + Withdrawn.
type Audience struct {
	Campaign    string // id
	Name        string
	Goal        string // name of a dispatcher.Goal
	ReachedWhen string // name of a dispatcher.Grade
	Total       int
	Attempted   int
	Reached     int
	InProgress  int
	Pending     int
	Unreachable int
	Withdrawn   int
	Review      int
	Cases       int // a household is one
	CasesDone   int // of them, reached
	Channels    []Channel
	Tries       []Try
}

// Channel is what one channel did.
type Channel struct {
	Name      string
	Off       bool
	Attempts  int // attempts made
	Attempted int // people tried at least once
	Reached   int // people
	Review    int // attempts
}

// Try says where people stand by the number of tries made.
type Try struct {
	Number  int // of the next try for those who wait, of the last one for those reached
	Waiting int // people
	Reached int // people
}

// Page renders it.
func (v Campaign) Page(f Frame) ([]byte, error) { return f.page(PageCampaign, v) }

// Live renders the part that changes.
func (v Campaign) Live(f Frame) ([]byte, error) { return f.live(PageCampaign, v) }

// CanPause and CanResume say which button there is. Resuming also opens
// channels that are off.
func (v Campaign) CanPause() bool { return v.State == "running" }
func (v Campaign) CanResume() bool {
	return v.State == "paused" || v.State == "running" && len(v.Off) > 0
}

// Overview is the dashboard of all campaigns.
type Overview struct{ Campaigns []Campaign }

// Page renders it.
func (v Overview) Page(f Frame) ([]byte, error) { return f.page(PageOverview, v) }

// Live renders the part that changes.
func (v Overview) Live(f Frame) ([]byte, error) { return f.live(PageOverview, v) }

// Unreached is who is still to be reached.
func (a Audience) Unreached() int { return a.Pending + a.InProgress + a.Unreachable }

// Percent of the people who are to be reached; 100 only when all are.
func (a Audience) Percent() int {
	of := a.Total - a.Withdrawn
	if of <= 0 {
		return 0
	}
	return a.Reached * 100 / of
}

// Size says how much room the longest figure takes: "s", "m" or "l".
func (a Audience) Size() string {
	switch n := len(number(a.Total)); {
	case n <= 3:
		return "s"
	case n <= 5:
		return "m"
	}
	return "l"
}

// Segment is a part of a bar, in percent of its length.
type Segment struct {
	Kind       string // a state's name: "reached", "in_progress", "pending", "unreachable"
	People     int
	From, Long string // as SVG takes them
}

// Bar is the people who are to be reached, by state.
func (a Audience) Bar() []Segment {
	bar := []Segment{{Kind: "reached", People: a.Reached}, {Kind: "in_progress", People: a.InProgress},
		{Kind: "pending", People: a.Pending}, {Kind: "unreachable", People: a.Unreachable}}
	of, from := a.Total-a.Withdrawn, 0
	for i := range bar {
		bar[i].From, bar[i].Long = percent(from, of), percent(bar[i].People, of)
		from += bar[i].People
	}
	return bar
}

// most is the greatest number in the table of tries, by which its bars are
// drawn.
func (a Audience) most() int {
	n := 0
	for _, t := range a.Tries {
		n = max(n, t.Waiting, t.Reached)
	}
	return n
}

// Long is how long n is drawn in the table of tries.
func (a Audience) Long(n int) string { return percent(n, a.most()) }

func percent(n, of int) string {
	if of <= 0 {
		return "0%"
	}
	return fmt.Sprintf("%.3f%%", 100*float64(n)/float64(of))
}

// number writes n with a comma every three digits.
func number(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
