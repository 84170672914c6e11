package roster

import (
	"strings"
	"testing"
	"time"
)

func TestFormats(t *testing.T) {
	t.Parallel()
	const (
		date = iota + 1
		clock
		both
		hours
		number
	)
	tests := map[string]int{
		"General": number, "General;[Red]-General": number, "0": number, "0.00E+00": number, "#,##0": number, `"日"0`: number, `0"月"`: number, "@": number,
		`\d0`: number, "[>=100]0;0.0": number, `_ * #,##0_ `: number,
		"yyyy/m/d": date, "m/d": date, "mmm-yy": date, `[$-411]ggge"年"m"月"d"日";@`: date, "[$-ja-JP-x-gannen]ge.m.d": date, "aaaa": date, "mm": date,
		"h:mm": clock, "mm:ss": clock, "h:mm AM/PM": clock, `h"時"mm"分"`: clock,
		"yyyy/m/d h:mm": both, "m/d/yy h:mm": both,
		"[h]:mm": hours, "[mm]:ss": hours, "[s]": hours,
	}
	for code, want := range tests {
		f, got := formatOf(code), number
		switch {
		case f.span:
			got = hours
		case f.date && f.clock:
			got = both
		case f.date:
			got = date
		case f.clock:
			got = clock
		}
		if got != want {
			t.Errorf("%q is taken for %d, want %d", code, got, want)
		}
	}
}

// Some programs count days from 1904.
func TestDaysFrom1904(t *testing.T) {
	t.Parallel()
	got, _, ok := builtin(14).write("44617", time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	if got != "2026-02-26" || !ok {
		t.Errorf("date = %q, %v", got, ok)
	}
}

// FuzzFormats starts from the codes of TestFormats.
func FuzzFormats(f *testing.F) {
	for _, code := range []string{"General", `[$-411]ggge"年"m"月"d"日";@`, `000\-0000`, "[h]:mm", `"`, "[", `\`} {
		f.Add(code, "46079.75")
	}
	f.Fuzz(func(t *testing.T, code, raw string) {
		text, _, ok := formatOf(code).write(raw, day0)
		if ok && (text == "" || strings.ContainsAny(text, "\x00\n")) {
			t.Errorf("%q as %q gives %q", raw, code, text)
		}
	})
}
