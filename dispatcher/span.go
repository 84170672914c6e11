package dispatcher

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longest is the longest span that a plan may name, in days.
const longest = 3650

var spanForm = regexp.MustCompile(`^(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?$`)

// ParseSpan reads a span as a plan writes it: whole days, hours, minutes and
// seconds in that order, such as "5d", "48h", "90m" or "1d12h". "24h" is a
// duration and "1d" a calendar day: they differ when the clocks change.
func ParseSpan(s string) (Span, error) {
	m := spanForm.FindStringSubmatch(s)
	if m == nil || s == "" {
		return Span{}, fmt.Errorf("%.40q is no span of time", s)
	}
	var parts [4]int
	for i, digits := range m[1:] {
		if len(digits) > 9 {
			return Span{}, fmt.Errorf("%.40q is longer than %d days", s, longest)
		}
		parts[i], _ = strconv.Atoi(digits) // empty where the unit is not named: 0
	}
	span := Span{Days: parts[0], D: time.Duration(parts[1])*time.Hour + time.Duration(parts[2])*time.Minute + time.Duration(parts[3])*time.Second}
	if parts[1] > 24*longest || time.Duration(span.Days)*24*time.Hour+span.D > longest*24*time.Hour {
		return Span{}, fmt.Errorf("%.40q is longer than %d days", s, longest)
	}
	return span, nil
}

// String writes what ParseSpan reads.
func (s Span) String() string {
	var b strings.Builder
	part := func(n int, unit string) {
		if n != 0 {
			b.WriteString(strconv.Itoa(n) + unit)
		}
	}
	part(s.Days, "d")
	part(int(s.D/time.Hour), "h")
	part(int(s.D%time.Hour/time.Minute), "m")
	part(int(s.D%time.Minute/time.Second), "s")
	if b.Len() == 0 {
		return "0h"
	}
	return b.String()
}

// Zero reports whether the span has no length.
func (s Span) Zero() bool { return s == Span{} }

// Add returns the moment a span after t: its days by the calendar of loc, at
// the same time of day, then its duration. A time of day that the date lacks
// (the clocks went forward) becomes the first moment after the gap; of one that
// it has twice, the first.
func (s Span) Add(t time.Time, loc *time.Location) time.Time {
	if s.Days != 0 {
		d, clock := dayOf(t, loc)
		t = d.add(s.Days).at(clock, loc)
	}
	return t.Add(s.D)
}
