package dispatcher

import (
	"context"
	"slices"
	"strings"
	"time"
)

// arrivals are when people joined and were withdrawn, as they were read when the
// counters stood so. They are read anew only when those have moved: figures are
// asked for all the time, and people join and leave on a few days.
type arrivals struct {
	total, withdrawn []int // by audience
	all              []Arrival
}

// extent says how many people of an audience are concerned, at first and as of
// the moment of p.
func (f *Figures) extent(ctx context.Context, l *Live, audience int, p *Progress) (Extent, error) {
	x := Extent{First: p.Total - p.Withdrawn, Now: p.Total - p.Withdrawn}
	if l.Launched.IsZero() || p.AsOf.Before(l.Launched) || p.Total == 0 {
		return x, nil
	}
	all, err := f.arrivals(ctx, l, audience, p)
	if err != nil {
		return x, err
	}
	x.First = 0
	for _, a := range all {
		began := a.Minute.Add(-time.Minute)
		switch {
		case a.Audience != audience || !began.Before(p.AsOf):
		case a.Minute.Before(l.Launched):
			x.First += a.Joined - a.Withdrawn
		case began.Before(l.Launched): // the minute of the launch: people join before it, and leave after it
			x.First += a.Joined
			a.Joined = 0
			fallthrough
		default:
			x.add(began.In(l.Campaign.Location).Format(time.DateOnly), a)
		}
	}
	return x, nil
}

func (x *Extent) add(day string, a Arrival) {
	if a.Joined == 0 && a.Withdrawn == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(x.Changes, day, func(c ExtentChange, day string) int { return strings.Compare(c.Day, day) })
	if !found {
		x.Changes = slices.Insert(x.Changes, i, ExtentChange{Day: day})
	}
	x.Changes[i].Joined += a.Joined
	x.Changes[i].Withdrawn += a.Withdrawn
}

// arrivals reads them, unless nothing has changed since.
func (f *Figures) arrivals(ctx context.Context, l *Live, audience int, p *Progress) ([]Arrival, error) {
	f.mu.Lock()
	known, ok := f.arrived[l.Key]
	f.mu.Unlock()
	if ok && known.total[audience] >= p.Total && known.withdrawn[audience] >= p.Withdrawn {
		return known.all, nil
	}
	all, err := f.Tally.Arrivals(ctx, l.Registered)
	if err != nil {
		return nil, err
	}
	known = arrivals{total: make([]int, len(l.Campaign.Audiences)), withdrawn: make([]int, len(l.Campaign.Audiences)), all: all}
	for _, a := range all {
		if a.Audience < len(known.total) {
			known.total[a.Audience] += a.Joined
			known.withdrawn[a.Audience] += a.Withdrawn
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.arrived == nil {
		f.arrived = map[string]arrivals{}
	}
	f.arrived[l.Key] = known
	return all, nil
}
