package judge

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// way is one channel of one step of a plan, as far as it can be judged.
type way struct {
	channel  string
	tries    int
	wait     span
	from, to int // minutes after midnight; both 0: the whole day
	weekdays [7]bool
	holidays bool  // allowed on holidays
	need     grade // what counts as reached by this way
}

// allows reports whether the plan allows a contact at t, given in the
// campaign's zone, and whether that could be judged: the table of holidays ends
// somewhere.
func (w *way) allows(t time.Time) (ok, known bool) {
	if minute := t.Hour()*60 + t.Minute(); w.to != 0 && (minute < w.from || minute >= w.to) {
		return false, true
	}
	if !w.weekdays[t.Weekday()] {
		return false, true
	}
	if w.holidays {
		return true, true
	}
	free, known := holiday(t)
	return !free, known
}

// span is a length of time in calendar days and a duration.
type span struct {
	days int
	d    time.Duration
}

// after returns t plus the span, a day being a calendar day of t's zone.
func (s span) after(t time.Time) time.Time { return t.AddDate(0, 0, s.days).Add(s.d) }

var daysFirst = regexp.MustCompile(`^([0-9]+)d(.*)$`)

// parseSpan reads "3h", "5d", "1d12h".
func parseSpan(text string) (span, error) {
	var s span
	if m := daysFirst.FindStringSubmatch(text); m != nil {
		s.days, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	if text == "" {
		return s, nil
	}
	d, err := time.ParseDuration(text)
	s.d = d
	return s, err
}

var clockRange = regexp.MustCompile(`^\s*([0-9]{1,2}):([0-9]{2})\s*[-–~〜]\s*([0-9]{1,2}):([0-9]{2})\s*$`)

// parseHours reads "09:00-20:00" as minutes after midnight.
func parseHours(text string) (from, to int, err error) {
	m := clockRange.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, fmt.Errorf("hours %q: want HH:MM-HH:MM", text)
	}
	at := func(h, min string) int {
		hours, _ := strconv.Atoi(h)
		minutes, _ := strconv.Atoi(min)
		return hours*60 + minutes
	}
	return at(m[1], m[2]), at(m[3], m[4]), nil
}

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseWeekdays reads days and ranges of days, as one text ("mon-fri, sun") or
// several; none stands for all.
func parseWeekdays(texts []string) (days [7]bool, err error) {
	for _, part := range strings.FieldsFunc(strings.ToLower(strings.Join(texts, ",")), func(r rune) bool { return r == ',' || r == ' ' }) {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		from, to := dayOf(first), dayOf(last)
		if from < 0 || to < 0 {
			return days, fmt.Errorf("weekdays %q: want names such as mon, or mon-fri", part)
		}
		for d := from; ; d = (d + 1) % 7 {
			days[d] = true
			if d == to {
				break
			}
		}
	}
	if days == [7]bool{} {
		days = [7]bool{true, true, true, true, true, true, true}
	}
	return days, nil
}

func dayOf(name string) int {
	return slices.IndexFunc(dayNames, func(d string) bool { return len(name) >= 3 && strings.HasPrefix(name, d) })
}
