package templates

import (
	"strconv"
	"time"
)

// eras are Japan's, newest first, each from its first day.
var eras = [...]struct {
	name             string
	year, month, day int
}{
	{"令和", 2019, 5, 1},
	{"平成", 1989, 1, 8},
	{"昭和", 1926, 12, 25},
	{"大正", 1912, 7, 30},
}

// era writes a day as Japanese offices do: 令和8年11月22日, 令和元年5月1日. A
// day before the eras above has the western year.
func era(t time.Time) string {
	y, m, d := t.Date()
	return year(y, int(m), d) + "年" + strconv.Itoa(int(m)) + "月" + strconv.Itoa(d) + "日"
}

func year(y, m, d int) string {
	for _, e := range eras {
		if y < e.year || y == e.year && (m < e.month || m == e.month && d < e.day) {
			continue
		}
		if y == e.year {
			return e.name + "元"
		}
		return e.name + strconv.Itoa(y-e.year+1)
	}
	return strconv.Itoa(y)
}

// eraTime adds the time of day on the twelve-hour clock: 午後8時, 午前9時30分.
func eraTime(t time.Time) string {
	half := "午前"
	if t.Hour() >= 12 {
		half = "午後"
	}
	s := era(t) + half + strconv.Itoa(t.Hour()%12) + "時"
	if t.Minute() > 0 {
		s += strconv.Itoa(t.Minute()) + "分"
	}
	return s
}
