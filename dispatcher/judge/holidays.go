package judge

import "time"

// firstHolidayYear and lastHolidayYear bound the table below.
const firstHolidayYear, lastHolidayYear = 2023, 2027

// holidays lists Japan's public holidays as the Cabinet Office publishes them
// (国民の祝日について), substitute holidays and citizens' holidays included: MMDD by
// year. The judge has a table where the product has rules.
var holidays = [...][]int{
	{101, 102, 109, 211, 223, 321, 429, 503, 504, 505, 717, 811, 918, 923, 1009, 1103, 1123},
	{101, 108, 211, 212, 223, 320, 429, 503, 504, 505, 506, 715, 811, 812, 916, 922, 923, 1014, 1103, 1104, 1123},
	{101, 113, 211, 223, 224, 320, 429, 503, 504, 505, 506, 721, 811, 915, 923, 1013, 1103, 1123, 1124},
	{101, 112, 211, 223, 320, 429, 503, 504, 505, 506, 720, 811, 921, 922, 923, 1012, 1103, 1123},
	{101, 111, 211, 223, 321, 322, 429, 503, 504, 505, 719, 811, 920, 923, 1011, 1103, 1123},
}

// holiday reports whether the day of t, in t's own zone, is a public holiday or
// lies in the days around New Year (29 December to 3 January), and whether the
// table knows its year.
func holiday(t time.Time) (yes, known bool) {
	day := int(t.Month())*100 + t.Day()
	if day >= 1229 || day <= 103 {
		return true, true
	}
	if t.Year() < firstHolidayYear || t.Year() > lastHolidayYear {
		return false, false
	}
	for _, h := range holidays[t.Year()-firstHolidayYear] {
		if h == day {
			return true, true
		}
	}
	return false, true
}
