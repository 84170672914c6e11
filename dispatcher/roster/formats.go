package roster

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// format is how a spreadsheet shows a number, as far as it changes what the
// number is.
type format struct {
	date, clock bool   // a day, a time of day
	span        bool   // hours that do not end at 24
	zeros       string // its digits, as "000-0000"; empty when it shows as many as there are
}

// formatOf reads a number format's code (ECMA-376 part 1, 18.8.31).
func formatOf(code string) format {
	sections := strings.Split(code, ";")
	if z := zeros(sections[len(sections)-1]); z != "" {
		return format{zeros: z}
	}
	var f format
	signs := signsOf(sections[0], &f)
	minutes := strings.Contains(signs, "m")
	f.date = strings.ContainsAny(signs, "ydgeba")
	f.clock = strings.ContainsAny(signs, "hs") || f.span
	f.date = f.date || minutes && !f.clock
	return f
}

// signsOf returns the letters of a code that stand for parts of a date or a
// time, without what it quotes, its colours and conditions, and the E of
// exponents.
func signsOf(code string, f *format) string {
	var signs strings.Builder
	s := strings.NewReplacer("am/pm", "", "a/p", "").Replace(strings.ToLower(code))
	if strings.Contains(s, "general") {
		return ""
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			i += until(s[i+1:], '"') + 1
		case '[':
			n := until(s[i+1:], ']')
			inner := s[i+1 : i+1+n]
			f.span = f.span || inner != "" && (strings.Trim(inner, "h") == "" || strings.Trim(inner, "m") == "" || strings.Trim(inner, "s") == "")
			i += n + 1
		case 'e':
			if i+1 < len(s) && (s[i+1] == '+' || s[i+1] == '-') {
				i++
				continue
			}
			signs.WriteByte(c)
		default:
			if 'a' <= c && c <= 'z' {
				signs.WriteByte(c)
			}
		}
	}
	return signs.String()
}

// until is how many bytes of s stand before c, all when it has none.
func until(s string, c byte) int {
	if i := strings.IndexByte(s, c); i >= 0 {
		return i
	}
	return len(s)
}

// zeros returns the digits of a code that shows a fixed number of them, with
// hyphens: postal codes, member numbers.
func zeros(code string) string {
	z := strings.NewReplacer(`\-`, "-", `"-"`, "-").Replace(code)
	if strings.Trim(z, "0-") != "" || strings.Count(z, "0") < 2 || strings.Count(z, "0") > 15 {
		return ""
	}
	return z
}

// builtin are the formats that have a number and no code (18.8.30), in
// Japanese.
func builtin(id int) format {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return format{date: true}
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return format{clock: true}
	case id == 22:
		return format{date: true, clock: true}
	case id == 46:
		return format{clock: true, span: true}
	}
	return format{}
}

// maxDigits is how many digits of a number a spreadsheet keeps.
const maxDigits = 15

// write writes a number as its cell shows it: dates as 2026-02-26, times as
// 18:00, whatever their form; other numbers in digits. from is the Unix time of
// day 0. It reports whether digits were lost.
func (f format) write(raw string, from int64) (text string, rounded, ok bool) {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return "", false, false
	}
	switch {
	case f.span && v >= 0 && v < 1e6:
		return span(v), false, true
	case (f.date || f.clock) && v >= 0 && v < 2958466: // the year 10000
		return f.moment(v, from), false, true
	}
	if math.Abs(v) >= 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64), v == math.Trunc(v), true
	}
	// What a program keeps of 0.1 + 0.2 is more than the sheet shows.
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', maxDigits, 64), 64)
	text = strconv.FormatFloat(v, 'f', -1, 64)
	if f.zeros != "" {
		text = fill(f.zeros, text)
	}
	return text, false, true
}

// moment writes a number of days as date and time.
func (f format) moment(v float64, from int64) string {
	days := math.Floor(v)
	seconds := math.Round((v - days) * 86400)
	if days > 0 && days < 60 && from == day0 {
		days++ // 1900 was no leap year; spreadsheets think it was
	}
	at := time.Unix(from+int64(days)*86400+int64(seconds), 0).UTC()
	layout := "15:04"
	if at.Second() != 0 {
		layout = "15:04:05"
	}
	switch {
	case f.date && (f.clock || seconds != 0):
		return at.Format("2006-01-02 " + layout)
	case f.date, v >= 1:
		return at.Format("2006-01-02")
	}
	return at.Format(layout)
}

// day0 is 1899-12-30, from which spreadsheets count days.
var day0 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()

// span writes a number of days as hours and minutes.
func span(v float64) string {
	minutes := int64(math.Round(v * 24 * 60))
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}

// fill puts the digits of a whole number into their places, from the right.
func fill(zeros, digits string) string {
	if strings.Trim(digits, "0123456789") != "" {
		return digits
	}
	out := make([]byte, 0, len(zeros)+len(digits))
	n := len(digits)
	for i := len(zeros) - 1; i >= 0; i-- {
		switch {
		case zeros[i] == '-':
			out = append(out, '-')
		case n > 0:
			n--
			out = append(out, digits[n])
		default:
			out = append(out, '0')
		}
	}
	for n > 0 {
		n--
		out = append(out, digits[n])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}
