package templates

import (
	"testing"
	"time"
)

func TestEra(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2026-11-22T09:30": "令和8年11月22日午前9時30分",
		"2020-01-01T00:00": "令和2年1月1日午前0時",
		"2019-12-31T12:00": "令和元年12月31日午後0時",
		"2019-05-01T23:59": "令和元年5月1日午後11時59分",
		"2019-04-30T20:00": "平成31年4月30日午後8時",
		"1989-01-08T00:01": "平成元年1月8日午前0時1分",
		"1989-01-07T11:00": "昭和64年1月7日午前11時",
		"1926-12-25T13:05": "昭和元年12月25日午後1時5分",
		"1926-12-24T00:00": "大正15年12月24日午前0時",
		"1912-07-30T00:00": "大正元年7月30日午前0時",
		"1912-07-29T00:00": "1912年7月29日午前0時",
	} {
		at, err := time.Parse("2006-01-02T15:04", day)
		if err != nil {
			t.Fatal(err)
		}
		if got := eraTime(at); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// A day is the day of the time's own zone.
func TestEraZone(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 4, 30, 16, 0, 0, 0, time.UTC)
	if got := era(at.In(time.FixedZone("JST", 9*60*60))); got != "令和元年5月1日" {
		t.Error(got)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		items  []string
		ja, en string
	}{
		{nil, "", ""}, {[]string{"a"}, "a", "a"}, {[]string{"a", "b"}, "a、b", "a and b"}, {[]string{"a", "b", "c"}, "a、b、c", "a, b and c"},
	} {
		if joinJapanese(c.items) != c.ja || joinEnglish(c.items) != c.en {
			t.Errorf("%v: %s, %s", c.items, joinJapanese(c.items), joinEnglish(c.items))
		}
	}
}
