package dispatcher

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// horizon is how many days ahead window looks. Every way that ParseCampaign
// lets through is open at least once in it.
const horizon = 400

// window returns the first time at or after t in which the way may be used, as
// its start and its end by the clocks of loc. The end is zero when there is
// none: every hour of every day is allowed. A way that never opens gets an
// empty window at the horizon, in which nothing can be claimed.
func (w *Way) window(t time.Time, loc *time.Location) (start, end time.Time) {
	t = t.In(loc)
	if w.Hours.Any() && w.everyDay() {
		return t, time.Time{}
	}
	from, to := w.Hours.span()
	today, _ := dayOf(t, loc)
	for n := range horizon {
		d := today.add(n)
		if !w.Weekdays.Has(d.weekday()) || !w.Holidays && d.holiday() {
			continue
		}
		for _, v := range d.between(from, to, loc) {
			if t.Before(v.end) {
				return later(t, v.start.In(loc)), v.end.In(loc)
			}
		}
	}
	never := today.add(horizon).at(0, loc).In(loc)
	return never, never
}

func (w *Way) everyDay() bool { return w.Weekdays == 0 && w.Holidays }

// span returns the hours as times of day.
func (h Hours) span() (from, to time.Duration) {
	if h.Any() {
		return 0, 24 * time.Hour
	}
	return time.Duration(h.From) * time.Minute, time.Duration(h.To) * time.Minute
}

var hoursForm = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})$`)

// ParseHours reads hours as a plan writes them: "09:00-20:00". "00:00-24:00" is
// the zero value. Hours that run over midnight are refused.
func ParseHours(s string) (Hours, error) {
	m := hoursForm.FindStringSubmatch(s)
	if m == nil {
		return Hours{}, fmt.Errorf("%.40q are no hours", s)
	}
	from, ok1 := minutes(m[1], m[2])
	to, ok2 := minutes(m[3], m[4])
	switch {
	case !ok1 || !ok2:
		return Hours{}, fmt.Errorf("%.40q has a time that no clock shows", s)
	case from >= to:
		return Hours{}, fmt.Errorf("%.40q ends before it begins: hours cannot run over midnight", s)
	case from == 0 && to == 24*60:
		return Hours{}, nil
	}
	return Hours{from, to}, nil
}

// minutes returns a time of day, 24:00 included, in minutes after midnight.
func minutes(hour, minute string) (int, bool) {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return h*60 + m, m < 60 && h*60+m <= 24*60
}

// String writes what ParseHours reads.
func (h Hours) String() string {
	from, to := h.span()
	return fmt.Sprintf("%02d:%02d-%02d:%02d", int(from.Hours()), int(from.Minutes())%60, int(to.Hours()), int(to.Minutes())%60)
}
