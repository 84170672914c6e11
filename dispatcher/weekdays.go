package dispatcher

import (
	"fmt"
	"slices"
	"strings"
)

// dayNames are the names in a campaign file, in the order of time.Weekday.
var dayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseWeekdays reads days of the week as a plan writes them: names and ranges
// with commas between, such as "mon-fri" or "mon,wed,sat-sun". All seven are the
// zero value.
func ParseWeekdays(s string) (Weekdays, error) {
	var w Weekdays
	for part := range strings.SplitSeq(s, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from := slices.Index(dayNames[:], strings.ToLower(first))
		to := from
		if ranged {
			to = slices.Index(dayNames[:], strings.ToLower(last))
		}
		if from < 0 || to < 0 {
			return 0, fmt.Errorf("%.40q are no days of the week", s)
		}
		for d := from; ; d = (d + 1) % 7 {
			w |= 1 << d
			if d == to {
				break
			}
		}
	}
	if w == 1<<7-1 {
		return 0, nil
	}
	return w, nil
}

// String writes what ParseWeekdays reads, Monday first.
func (w Weekdays) String() string {
	if w == 0 {
		return "mon-sun"
	}
	var names []string
	for i := range dayNames {
		if d := (i + 1) % 7; w&(1<<d) != 0 {
			names = append(names, dayNames[d])
		}
	}
	return strings.Join(names, ",")
}
