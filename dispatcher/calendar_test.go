package dispatcher

import (
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// moment reads "2026-11-24 09:00" in loc, or with an offset where it has one.
func moment(t testing.TB, s string, loc *time.Location) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04-07:00"} {
		if m, err := time.ParseInLocation(layout, s, loc); err == nil {
			return m
		}
	}
	t.Fatalf("%q is no moment", s)
	return time.Time{}
}

func TestSpanAdd(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, zone, from, span, want string }{
		{"hours", "Asia/Tokyo", "2026-11-24 22:00", "3h", "2026-11-25 01:00"},
		{"days and hours", "Asia/Tokyo", "2026-12-30 22:00", "1d12h", "2027-01-01 10:00"},
		{"none", "Asia/Tokyo", "2026-12-30 22:00", "0h", "2026-12-30 22:00"},
		{"a day of 23 hours", "America/New_York", "2026-03-07 12:00", "1d", "2026-03-08 12:00-04:00"},
		{"24 hours are no day", "America/New_York", "2026-03-07 12:00", "24h", "2026-03-08 13:00-04:00"},
		{"a day of 25 hours", "America/New_York", "2026-10-31 12:00", "1d", "2026-11-01 12:00-05:00"},
		{"into the gap", "America/New_York", "2026-03-07 02:30", "1d", "2026-03-08 03:00-04:00"},
		{"into the double hour", "America/New_York", "2026-10-31 01:30", "1d", "2026-11-01 01:30-04:00"},
		{"from the second of the double hour", "America/New_York", "2026-11-01 01:30-05:00", "1h", "2026-11-01 02:30-05:00"},
		{"onto a date that was left out", "Pacific/Apia", "2011-12-29 10:00", "1d", "2011-12-31 00:00"},
		{"no midnight", "Africa/Cairo", "2026-04-23 00:00", "1d", "2026-04-24 01:00"},
		{"half an hour of daylight saving", "Australia/Lord_Howe", "2026-10-03 02:15", "1d", "2026-10-04 02:30"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, tc.zone)
			span, err := ParseSpan(tc.span)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := span.Add(moment(t, tc.from, loc), loc), moment(t, tc.want, loc); !got.Equal(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, zone      string
		hours, weekdays string
		holidays        bool
		at, start, end  string
	}{
		{"any time", "Asia/Tokyo", "00:00-24:00", "mon-sun", true, "2026-11-24 03:33", "2026-11-24 03:33", ""},
		{"before the hours", "Asia/Tokyo", "09:00-20:00", "mon-sun", true, "2026-11-24 03:33", "2026-11-24 09:00", "2026-11-24 20:00"},
		{"within the hours", "Asia/Tokyo", "09:00-20:00", "mon-sun", true, "2026-11-24 19:59", "2026-11-24 19:59", "2026-11-24 20:00"},
		{"at the end of the hours", "Asia/Tokyo", "09:00-20:00", "mon-sun", true, "2026-11-24 20:00", "2026-11-25 09:00", "2026-11-25 20:00"},
		{"Friday evening", "Asia/Tokyo", "09:30-17:00", "mon-fri", true, "2026-11-27 17:00", "2026-11-30 09:30", "2026-11-30 17:00"},
		{"a holiday that counts", "Asia/Tokyo", "09:00-17:00", "mon-sun", true, "2026-11-23 08:00", "2026-11-23 09:00", "2026-11-23 17:00"},
		{"a holiday", "Asia/Tokyo", "09:00-17:00", "mon-sun", false, "2026-11-23 10:00", "2026-11-24 09:00", "2026-11-24 17:00"},
		{"five days in September", "Asia/Tokyo", "09:00-17:00", "mon-fri", false, "2026-09-18 17:00", "2026-09-24 09:00", "2026-09-24 17:00"},
		{"Golden Week with its substitute", "Asia/Tokyo", "09:00-17:00", "mon-sun", false, "2026-05-02 18:00", "2026-05-07 09:00", "2026-05-07 17:00"},
		{"a substitute Monday", "Asia/Tokyo", "09:00-17:00", "mon-fri", false, "2027-03-22 09:00", "2027-03-23 09:00", "2027-03-23 17:00"},
		{"the turn of the year", "Asia/Tokyo", "09:00-17:00", "mon-sun", false, "2026-12-28 17:00", "2027-01-04 09:00", "2027-01-04 17:00"},
		{"any hour of a working day", "Asia/Tokyo", "00:00-24:00", "mon-fri", true, "2026-11-28 12:00", "2026-11-30 00:00", "2026-12-01 00:00"},
		{"until midnight", "Asia/Tokyo", "18:00-24:00", "mon-sun", true, "2026-11-24 23:59", "2026-11-24 23:59", "2026-11-25 00:00"},
		{"asked in another zone", "America/New_York", "09:00-17:00", "mon-sun", true, "2026-07-01 22:00-09:00", "2026-07-02 09:00-04:00", "2026-07-02 17:00-04:00"},

		{"spring: the day is shorter", "America/New_York", "00:00-24:00", "sun", true, "2026-03-07 12:00", "2026-03-08 00:00-05:00", "2026-03-09 00:00-04:00"},
		{"spring: hours that the clocks jump over", "America/New_York", "02:00-03:00", "mon-sun", true, "2026-03-07 03:00", "2026-03-09 02:00", "2026-03-09 03:00"},
		{"spring: hours that begin in the gap", "America/New_York", "02:30-04:00", "mon-sun", true, "2026-03-08 00:00", "2026-03-08 03:00-04:00", "2026-03-08 04:00-04:00"},
		{"spring: hours that end in the gap", "America/New_York", "01:00-02:30", "mon-sun", true, "2026-03-08 00:00", "2026-03-08 01:00-05:00", "2026-03-08 03:00-04:00"},
		{"autumn: hours over the double hour", "America/New_York", "00:00-09:00", "mon-sun", true, "2026-11-01 00:00", "2026-11-01 00:00-04:00", "2026-11-01 09:00-05:00"},
		{"autumn: hours that begin in the double hour, first", "America/New_York", "01:30-05:00", "mon-sun", true, "2026-11-01 00:00", "2026-11-01 01:30-04:00", "2026-11-01 02:00-04:00"},
		{"autumn: hours that begin in the double hour, second", "America/New_York", "01:30-05:00", "mon-sun", true, "2026-11-01 01:00-05:00", "2026-11-01 01:30-05:00", "2026-11-01 05:00-05:00"},
		{"no midnight", "Africa/Cairo", "00:00-08:00", "mon-sun", true, "2026-04-23 09:00", "2026-04-24 01:00", "2026-04-24 08:00"},
		{"a date that was left out", "Pacific/Apia", "09:00-17:00", "mon-sun", true, "2011-12-29 17:00", "2011-12-31 09:00", "2011-12-31 17:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, tc.zone)
			w := parseWay(t, tc.hours, tc.weekdays, tc.holidays)
			start, end := w.window(moment(t, tc.at, loc), loc)
			var want time.Time
			if tc.end != "" {
				want = moment(t, tc.end, loc)
			}
			if !start.Equal(moment(t, tc.start, loc)) || !end.Equal(want) {
				t.Errorf("got %v to %v, want %v to %v", start, end, moment(t, tc.start, loc), want)
			}
		})
	}
}

func parseWay(t testing.TB, hours, weekdays string, holidays bool) Way {
	t.Helper()
	h, err := ParseHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	days, err := ParseWeekdays(weekdays)
	if err != nil {
		t.Fatal(err)
	}
	return Way{Hours: h, Weekdays: days, Holidays: holidays}
}

// The window is compared, minute by minute, with what the clock on the wall
// shows: through the changes of the clocks and the turn of the year.
func TestWindowAgreesWithTheClock(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Pacific/Chatham"} {
		for _, hours := range []string{"00:00-24:00", "00:30-01:30", "01:10-02:20", "02:00-03:00", "09:00-20:00", "23:00-24:00"} {
			t.Run(name+" "+hours, func(t *testing.T) {
				t.Parallel()
				w := parseWay(t, hours, "mon-sat", false)
				for _, day := range []string{"2026-03-07", "2026-04-04", "2026-04-23", "2026-10-03", "2026-10-31", "2026-12-27"} {
					compareWithClock(t, &w, moment(t, day+" 00:00", time.UTC), zone(t, name))
				}
			})
		}
	}
}

// compareWithClock goes backwards through two days, so that what opens next
// is known at each minute without asking window.
func compareWithClock(t *testing.T, w *Way, from time.Time, loc *time.Location) {
	t.Helper()
	end := from.Add(48 * time.Hour)
	var next time.Time
	for at := end; !at.Before(from); at = at.Add(-time.Minute) {
		if onTheClock(w, at.In(loc)) {
			next = at
		}
		start, until := w.window(at, loc)
		if !next.IsZero() && !start.Equal(next) {
			t.Fatalf("at %v: opens %v, the clock says %v", at.In(loc), start, next.In(loc))
		}
		if !until.After(start) || !w.Hours.Any() && onTheClock(w, until.In(loc)) {
			t.Fatalf("at %v: open from %v to %v, which is still allowed", at.In(loc), start, until)
		}
	}
}

// onTheClock reports whether the clock's own reading is allowed, for days that
// are no holidays but those at the turn of the year.
func onTheClock(w *Way, at time.Time) bool {
	minute := at.Hour()*60 + at.Minute()
	if !w.Hours.Any() && (minute < w.Hours.From || minute >= w.Hours.To) {
		return false
	}
	turn := at.Month() == time.December && at.Day() >= 29 || at.Month() == time.January && at.Day() <= 3
	return w.Weekdays.Has(at.Weekday()) && (w.Holidays || !turn)
}

// Whatever days a campaign file may name, one of them comes within the horizon.
func TestWindowAlwaysComes(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	from := moment(t, "2026-01-01 00:00", tokyo)
	for days := range Weekdays(128) {
		w := Way{Weekdays: days, Hours: Hours{0, 1}}
		for n := range 366 {
			if start, end := w.window(from.AddDate(0, 0, n), tokyo); !end.After(start) {
				t.Fatalf("weekdays %v from day %d: never", days, n)
			}
		}
	}
}

// A way that cannot come from a campaign file must not run for ever, nor open.
func TestWindowNeverComes(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	w := Way{Hours: Hours{600, 600}}
	if start, end := w.window(moment(t, "2026-11-24 09:00", tokyo), tokyo); end.After(start) || end.IsZero() {
		t.Errorf("got %v to %v, want an empty window", start, end)
	}
}

func TestHoliday(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		date string
		want bool
	}{
		{"2023-02-23", true}, {"2023-02-24", false},
		{"2026-09-20", false}, {"2026-09-21", true}, {"2026-09-22", true}, {"2026-09-23", true}, {"2026-09-24", false},
		{"2026-05-06", true}, {"2026-05-07", false}, {"2027-03-21", true}, {"2027-03-22", true}, {"2027-03-23", false},
		{"2026-12-28", false}, {"2026-12-29", true}, {"2026-12-31", true}, {"2027-01-01", true}, {"2027-01-03", true}, {"2027-01-04", false},
		{"2032-09-21", true}, {"2049-09-21", true}, {"2049-09-23", false},
	} {
		d, err := time.Parse(time.DateOnly, tc.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := dateOf(d).holiday(); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.date, got, tc.want)
		}
	}
}

// The days in lieu and the sandwiched days of 2026 and 2027, whole.
func TestHolidaysOfTwoYears(t *testing.T) {
	t.Parallel()
	want := map[int][]string{
		2026: {"01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20", "08-11",
			"09-21", "09-22", "09-23", "10-12", "11-03", "11-23"},
		2027: {"01-01", "01-11", "02-11", "02-23", "03-21", "03-22", "04-29", "05-03", "05-04", "05-05", "07-19", "08-11",
			"09-20", "09-23", "10-11", "11-03", "11-23"},
	}
	for year, days := range want {
		var got []string
		for d := (day{time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}); d.utc.Year() == year; d = d.add(1) {
			if holidays()[d] {
				got = append(got, d.utc.Format("01-02"))
			}
		}
		if len(got) != len(days) {
			t.Errorf("%d: got %v, want %v", year, got, days)
			continue
		}
		for i := range days {
			if got[i] != days[i] {
				t.Errorf("%d: got %s, want %s", year, got[i], days[i])
			}
		}
	}
}

func BenchmarkWindow(b *testing.B) {
	tokyo := zone(b, "Asia/Tokyo")
	w := parseWay(b, "09:00-20:00", "mon-fri", false)
	at := moment(b, "2026-11-24 21:00", tokyo)
	for b.Loop() {
		w.window(at, tokyo)
	}
}
