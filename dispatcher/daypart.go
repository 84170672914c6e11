package dispatcher

import "time"

// The parts of a day, by when each begins: who does not answer in the morning
// may in the evening.
const parts = 3

var partBegins = [parts]time.Duration{0, 12 * time.Hour, 17 * time.Hour}

// partOf returns the part of the day that the clocks of loc show at t.
func partOf(t time.Time, loc *time.Location) int {
	_, clock := dayOf(t, loc)
	part := 0
	for i, begins := range partBegins {
		if clock >= begins {
			part = i
		}
	}
	return part
}

// otherTime returns the first moment from the given one on, in the way's hours,
// in the part of the day that was used least; never more than a day after the
// first moment of all.
func (w *Way) otherTime(from time.Time, used [parts]int, loc *time.Location) time.Time {
	plain, _ := w.window(from, loc)
	limit := Span{Days: 1}.Add(plain, loc)
	today, _ := dayOf(plain, loc)
	best := plain
	for n := range 2 {
		for _, begins := range partBegins {
			t, _ := w.window(later(plain, today.add(n).at(begins, loc)), loc)
			if !t.After(limit) && used[partOf(t, loc)] < used[partOf(best, loc)] {
				best = t
			}
		}
	}
	return best
}
