package dispatcher

import (
	"testing"
	"time"
)

func TestParseSpan(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Span{
		"3h": {D: 3 * time.Hour}, "48h": {D: 48 * time.Hour}, "90m": {D: 90 * time.Minute}, "5d": {Days: 5}, "30s": {D: 30 * time.Second},
		"1d12h": {Days: 1, D: 12 * time.Hour}, "2h30m": {D: 150 * time.Minute}, "0h": {}, "3650d": {Days: 3650}, "87600h": {D: 87600 * time.Hour},
	} {
		got, err := ParseSpan(s)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v, want %+v", s, got, err, want)
		}
		if again, err := ParseSpan(got.String()); err != nil || again != got {
			t.Errorf("%q: written %q, read again %+v, %v", s, got, again, err)
		}
	}
	for _, s := range []string{"", "3", "h", "3 h", "-3h", "+3h", "3h1d", "1.5h", "3時間", "３h", "3H", "1w", "1d1d", "3651d", "87601h", "3650d1s",
		"9999999999d", "999999999h", "999999999m", "999999999999999999999s"} {
		if got, err := ParseSpan(s); err == nil {
			t.Errorf("%q: got %+v, want an error", s, got)
		}
	}
}

func TestParseHours(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Hours{
		"09:00-20:00": {540, 1200}, "9:30-17:00": {570, 1020}, "00:00-00:01": {0, 1}, "18:00-24:00": {1080, 1440}, "00:00-24:00": {},
	} {
		got, err := ParseHours(s)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v, want %+v", s, got, err, want)
		}
		if again, err := ParseHours(got.String()); err != nil || again != got {
			t.Errorf("%q: written %q, read again %+v, %v", s, got, again, err)
		}
	}
	for _, s := range []string{"", "9-17", "09:00", "09:00-", "20:00-02:00", "09:00-09:00", "09:60-10:00", "24:00-24:01", "09:00-24:01", "99:99-99:99",
		"09:00 - 20:00", "09:00〜20:00", "009:00-20:00", "-9:00-20:00"} {
		if got, err := ParseHours(s); err == nil {
			t.Errorf("%q: got %+v, want an error", s, got)
		}
	}
}

func TestParseWeekdays(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Weekdays{
		"mon-fri": 0b0111110, "mon,wed,fri": 0b0101010, "sat-sun": 0b1000001, "fri-mon": 0b1100011, "Sun": 1, "mon, tue": 0b0000110, "mon-sun": 0, "sun-sat": 0,
		"mon-wed,tue-thu": 0b0011110,
	} {
		got, err := ParseWeekdays(s)
		if err != nil || got != want {
			t.Errorf("%q: got %b, %v, want %b", s, got, err, want)
		}
		if again, err := ParseWeekdays(got.String()); err != nil || again != got {
			t.Errorf("%q: written %q, read again %b, %v", s, got, again, err)
		}
	}
	for _, s := range []string{"", "monday", "mon-", "-mon", "mon-fri-sun", "mon,,tue", "月-金", "1-5", "mon;tue"} {
		if got, err := ParseWeekdays(s); err == nil {
			t.Errorf("%q: got %b, want an error", s, got)
		}
	}
}
