package main

import (
	"flag"
	"time"
)

// moment reads a time as people write it: RFC 3339, or in the zone of loc
// 2006-01-02 15:04, or 15:04 of the day that it is there now.
func moment(s string, loc *time.Location, now time.Time) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, true
		}
	}
	if t, err := time.ParseInLocation("15:04", s, loc); err == nil {
		y, m, d := now.In(loc).Date()
		return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, loc), true
	}
	return time.Time{}, false
}

// momentOf reads the time that a flag of the command gives; zero when the flag
// is not given.
func momentOf(fs *flag.FlagSet, name string, loc *time.Location) (time.Time, error) {
	s := fs.Lookup(name).Value.String()
	if s == "" {
		return time.Time{}, nil
	}
	t, ok := moment(s, loc, time.Now())
	if !ok {
		return t, misuse(fs, "--"+name+" is no time: write it as 2023-02-26T18:00:00+09:00, \"2023-02-26 18:00\" or 18:00")
	}
	return t, nil
}

// clock writes a time for people, in the zone that it comes with; empty for
// none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 -07:00")
}
