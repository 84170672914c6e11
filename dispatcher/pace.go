package dispatcher

import (
	"context"
	"strconv"
	"time"

	"github.com/owabi/owabi/channels"
)

// Pace is how fast the calls of a campaign go.
type Pace struct {
	AsOf     time.Time   `json:"as_of"`
	Hours    []HourCalls `json:"by_hour"`              // hours of the day in which there were calls, in the campaign's zone
	LastHour int         `json:"last_hour"`            // calls in the last sixty minutes
	Waiting  int         `json:"waiting"`              // calls on the list
	Promised int         `json:"due_promises"`         // of them, promised for now or before
	Untried  int         `json:"untried"`              // people whom nobody has tried to call or reach yet
	Left     float64     `json:"hours_left,omitempty"` // until all have been tried, at the pace of the last sixty minutes; 0: nobody can tell, or all have
	Deadline time.Time   `json:"deadline,omitzero"`    // of the final report to the authority
}

// HourCalls is one hour of the day, over all days.
type HourCalls struct {
	Hour    int `json:"hour"` // 0 to 23
	Calls   int `json:"calls"`
	Reached int `json:"reached"` // people, by these calls
}

// reportDays is how many days after a leak was discovered the final report is
// due: Japan's Enforcement Rules for the Act on the Protection of Personal
// Information, article 8 (2); sixty where somebody may have acted with ill intent.
const reportDays = 30

// pace is what has been read of a campaign's minutes.
type pace struct {
	upTo  int64         // minute since 1970 up to which everything is counted
	hours [24]HourCalls //
	last  []int         // calls of the last sixty of those minutes, the latest last
}

// Pace tells how fast the calls of a campaign go.
func (f *Floor) Pace(ctx context.Context, id string) (Pace, error) {
	l, err := f.Book.byID(id)
	if err != nil {
		return Pace{}, err
	}
	now := f.Clock.Now()
	counted, err := f.counted(ctx, l, now)
	if err != nil {
		return Pace{}, err
	}
	p := counted.told()
	p.AsOf, p.Hours = l.here(now), append([]HourCalls{}, p.Hours...)
	if !l.Campaign.Incident.Discovered.IsZero() {
		p.Deadline = l.here(l.Campaign.Incident.Discovered.AddDate(0, 0, reportDays))
	}
	if p.Waiting, p.Promised, err = f.Work.Lists(ctx, now, l.Registered, len(l.Campaign.Audiences)); err != nil {
		return Pace{}, err
	}
	counts, err := f.Tally.Counts(ctx, l.Registered, zeroTime)
	if err != nil {
		return Pace{}, err
	}
	for i := range l.Campaign.Audiences {
		p.Untried += counts[counter(i, "s0")]
	}
	if p.LastHour > 0 {
		p.Left = float64(p.Untried) / float64(p.LastHour)
	}
	return p, nil
}

// counted brings what is known of a campaign's minutes up to now. A minute that
// is over never changes again, so it is read once; the one that is not over yet
// is read anew each time.
func (f *Floor) counted(ctx context.Context, l *Live, now time.Time) (*pace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.paces == nil {
		f.paces = map[string]*pace{}
	}
	kept := f.paces[l.Key]
	if kept == nil {
		kept = &pace{upTo: l.Created.Unix()/60 - 1}
		f.paces[l.Key] = kept
	}
	over := now.Unix() / 60 // a change at the very end of a minute belongs to it: it is over when the next one has begun
	names := callCounters(len(l.Campaign.Audiences))
	rows, err := f.Work.Minutes(ctx, l.Registered, kept.upTo, over+1, names)
	if err != nil {
		return nil, err
	}
	for len(rows) > 2 {
		kept.add(rows[0], l.Campaign.Location)
		rows = rows[1:]
	}
	sum := kept.copy()
	for _, row := range rows {
		sum.add(row, l.Campaign.Location)
	}
	return sum, nil
}

// callCounters are the counters of calls, and of those reached by them, of each
// audience in turn.
func callCounters(audiences int) []string {
	var names []string
	for i := range audiences {
		names = append(names, strconv.Itoa(i)+"|c"+string(channels.Call)+"|n", strconv.Itoa(i)+"|c"+string(channels.Call)+"|r")
	}
	return names
}

func (p *pace) copy() *pace {
	c := *p
	c.last = append([]int(nil), p.last...)
	return &c
}

// add counts the minute after the last.
func (p *pace) add(row []int, loc *time.Location) {
	p.upTo++
	calls := 0
	h := &p.hours[time.Unix(p.upTo*60-1, 0).In(loc).Hour()] // a minute holds what came up to its end
	for i := 0; i+1 < len(row); i += 2 {
		calls += row[i]
		h.Reached += row[i+1]
	}
	h.Calls += calls
	if p.last = append(p.last, calls); len(p.last) > 60 {
		p.last = p.last[1:]
	}
}

// told is what the minutes tell.
func (p *pace) told() Pace {
	t := Pace{}
	for hour, h := range p.hours {
		if h.Hour = hour; h.Calls != 0 || h.Reached != 0 {
			t.Hours = append(t.Hours, h)
		}
	}
	for _, n := range p.last {
		t.LastHour += n
	}
	return t
}
