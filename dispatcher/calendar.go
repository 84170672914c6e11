package dispatcher

import "time"

// day is a date of the calendar, kept as its midnight in UTC: arithmetic on it
// knows no time zone and no daylight saving.
type day struct{ utc time.Time }

// dayOf returns the date of t by the clocks of loc, and the time of day that
// they show.
func dayOf(t time.Time, loc *time.Location) (day, time.Duration) {
	_, offset := t.In(loc).Zone()
	shown := t.UTC().Add(time.Duration(offset) * time.Second)
	d := dateOf(shown)
	return d, shown.Sub(d.utc)
}

func (d day) add(n int) day         { return day{d.utc.AddDate(0, 0, n)} }
func (d day) weekday() time.Weekday { return d.utc.Weekday() }

// interval is the time from start (inclusive) to end (exclusive).
type interval struct{ start, end time.Time }

// between returns when the clocks of loc show this date and a time of day from
// one (inclusive) to the other (exclusive). That is one interval on nearly all
// days, none where the clocks jump over it, and two where they go back into it.
func (d day) between(from, to time.Duration, loc *time.Location) []interval {
	var shown []interval
	for _, p := range d.periods(loc) {
		v := interval{later(p.start, p.wall(from)), earlier(p.end, p.wall(to))}
		if !v.start.Before(v.end) {
			continue
		}
		if n := len(shown); n > 0 && shown[n-1].end.Equal(v.start) {
			shown[n-1].end = v.end
			continue
		}
		shown = append(shown, v)
	}
	return shown
}

// at returns the first moment of which the clocks of loc show this date and
// this time of day, or a later one where they never show that.
func (d day) at(clock time.Duration, loc *time.Location) time.Time {
	periods := d.periods(loc)
	for _, p := range periods {
		if t := later(p.start, p.wall(clock)); t.Before(p.end) {
			return t
		}
	}
	return periods[len(periods)-1].end
}

// period is a stretch of time, around one date, in which the zone's distance
// from UTC does not change.
type period struct {
	interval
	date   day
	offset time.Duration
}

// wall returns the moment at which a clock with the period's distance from UTC
// shows the time of day.
func (p period) wall(clock time.Duration) time.Time { return p.date.utc.Add(clock - p.offset) }

// around is how far a date may lie from the same date in UTC, and more.
const around = 36 * time.Hour

// periods returns the stretches that make up the date d in loc, in order.
func (d day) periods(loc *time.Location) []period {
	var all []period
	last := d.utc.Add(24*time.Hour + around)
	for t := d.utc.Add(-around); t.Before(last); {
		local := t.In(loc)
		_, seconds := local.Zone()
		_, end := local.ZoneBounds()
		if end.IsZero() || end.After(last) {
			end = last
		}
		all = append(all, period{interval{t.In(loc), end.In(loc)}, d, time.Duration(seconds) * time.Second})
		t = end
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
