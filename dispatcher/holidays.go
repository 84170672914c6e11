package dispatcher

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2/jp"
)

// The years whose holidays are known: the library's formulas for the equinoxes
// hold until 2099, today's rules for substitute days since 2007.
const (
	firstYear = 2007
	lastYear  = 2099
)

// holidays are Japan's public holidays and the days that stand in for them. It
// is filled at its first use, by one goroutine: the library's rules keep
// scratch values in shared variables and must not run side by side.
var holidays = sync.OnceValue(func() map[day]bool {
	public, all := make(map[day]bool), make(map[day]bool)
	for year := firstYear; year <= lastYear; year++ {
		for _, h := range jp.Holidays {
			actual, observed := h.Calc(year)
			if actual.IsZero() {
				continue
			}
			public[dateOf(actual)] = true
			all[dateOf(actual)], all[dateOf(observed)] = true, true
		}
	}
	// The law makes a day between two public holidays one as well (Act on
	// National Holidays, article 3, paragraph 3); the library knows those until 2032.
	for d := range public {
		if public[d.add(2)] {
			all[d.add(1)] = true
		}
	}
	return all
})

// dateOf returns the date that t shows, whatever its zone.
func dateOf(t time.Time) day {
	return day{time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)}
}

// holiday reports whether d is a public holiday of Japan, a day that stands in
// for one, or a day on which its offices are closed at the turn of the year.
func (d day) holiday() bool {
	switch _, month, n := d.utc.Date(); month {
	case time.December:
		if n >= 29 {
			return true
		}
	case time.January:
		if n <= 3 {
			return true
		}
	}
	return holidays()[d]
}
