package judge

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2/jp"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"山田　太郎":              "山田太郎",
		" John  SMITH ":      "john smith",
		"０３‐１２３４":            "03-1234",
		"ﾔﾏﾀﾞ ﾀﾛｳ":           "ヤマダタロウ",
		"山\u200b田\n太郎\ufeff": "山田太郎",
		"3月 5名 at 10:00":     "3月5名at 10:00",
	} {
		if got := string(fold(in)); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNumberKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"０３－００００－１００１":                 "300001001",
		"+81-3-0000-1001":              "300001001",
		"+81 (0)3-0000-1001":           "300001001",
		"0081300001001":                "300001001",
		"010-81-3-0000-1001":           "300001001",
		"300001001":                    "300001001", // a spreadsheet ate the zero
		"080-0000-1001":                "8000001001",
		"+1 212 555 0100":              "12125550100",
		"1234":                         "",
		"不明":                           "",
		"03-0000-1001 / 090-0000-1002": "300001001 9000001002",
		"03-0000-1001(内線 12345)、0900001002": "300001001 900001002",
	} {
		if got := strings.Join(numbersOf(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNumbersIn(t *testing.T) {
	t.Parallel()
	var got []string
	numbersIn(fold("2023-02-24: TEL（03）0000-1001、+81 3 0000 1002 or 090-0000-10039."), func(key string, _, _ int) { got = append(got, key) })
	all := " " + strings.Join(got, " ") + " "
	for _, want := range []string{"300001001", "300001002"} {
		if !strings.Contains(all, " "+want+" ") {
			t.Errorf("%s is not among %v", want, got)
		}
	}
	if strings.Contains(all, " 9000001003 ") {
		t.Errorf("a number was found in a longer one: %v", got)
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]columnKind{
		"氏名": nameColumn, "お名前（必須）": nameColumn, "Name": nameColumn, "予約者名": nameColumn, "氏名カナ": readingColumn, "フリガナ": readingColumn,
		"姓": familyColumn, "名": givenColumn, "会社名": companyColumn, "事業者名": companyColumn, "Organisation": companyColumn,
		"メールアドレス": mailColumn, "E-mail address": mailColumn, "携帯メール": mailColumn, "ﾒｰﾙ": mailColumn,
		"電話番号": phoneColumn, "携帯電話2": phoneColumn, "TEL": phoneColumn, "Hotel": fieldColumn, "Mobile": phoneColumn,
		"住所": addressColumn, "郵便番号": addressColumn, "Postal code": addressColumn,
		"予約日時": fieldColumn, "予約番号": fieldColumn, "番号": idleColumn, "No.": idleColumn, "言語": idleColumn, "mapped": phoneColumn, "宛": fieldColumn,
	} {
		if got := kindOf(header, map[string]string{"mapped": "phone", "宛": "field"}); got != want {
			t.Errorf("%s: %d, want %d", header, got, want)
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	campaign := "timezone: Asia/Tokyo\naudiences:\n  a: {reached_when: spoken}\n"
	read := func(list string) (*Mandate, error) {
		return New([]byte(campaign), map[string]io.Reader{"a": strings.NewReader(list)})
	}
	m, err := read("\ufeff\n氏名\t備考\tTEL\tメール\r\n" +
		"見本 花子\t\"二行\nの備考\"\t03-0000-1001\thanako@example.jp; 花子@例.example.jp、office@example.jp\r\n" +
		"\t\t\t\r\n\r\n見本 太郎\t\t03(0000)1001\t=\"taro@example.jp office@example.jp\"\n")
	if err != nil {
		t.Fatal(err)
	}
	at := func(rows ...int) (places []Place) {
		for _, r := range rows {
			places = append(places, Place{"a", r})
		}
		return places
	}
	both, all := m.Callees("a", "+81300001001", "見本花子")
	for name, diff := range map[string]string{
		"rows":          cmp.Diff([]int{3, 6}, m.Lists()[0].Rows()),
		"by number":     cmp.Diff(at(3, 6), all),
		"and name":      cmp.Diff(at(3), both),
		"by address":    cmp.Diff(at(6), m.Addressees("<TARO@example.jp>", "")),
		"by another":    cmp.Diff(at(3), m.Addressees("花子@例.example.jp", "")),
		"nobody":        cmp.Diff(at(), m.Addressees("x@example.jp", "")),
		"shared":        cmp.Diff(at(3, 6), m.Addressees("office@example.jp", "ご担当者様")),
		"shared, named": cmp.Diff(at(6), m.Addressees("office@example.jp", "拝啓　見本　太郎 様")),
		"holds":         cmp.Diff([]bool{true, false, false}, []bool{m.Holds(Place{"a", 6}), m.Holds(Place{"a", 4}), m.Holds(Place{"b", 6})}),
	} {
		if diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	m, err = read("姓,名,会社,TEL\n見本,花子,例示商店,0300001001\n,,例示商店,0300001002\n")
	if err != nil {
		t.Fatal(err)
	}
	person, _ := m.Callees("", "03-0000-1001", "見本 花子")
	company, _ := m.Callees("", "03-0000-1002", "例示商店")
	if diff := cmp.Diff(at(2, 3), append(person, company...)); diff != "" {
		t.Errorf("names in parts (-want +got):\n%s", diff)
	}
	for name, list := range map[string]string{"empty": "", "no names": "電話番号\n03-0000-1001\n"} {
		if _, err := read(list); err == nil || !strings.HasPrefix(err.Error(), "judge: list of a: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestCampaigns(t *testing.T) {
	t.Parallel()
	c, err := parseCampaign([]byte(`
timezone: Europe/Berlin
audiences:
  z:
    goal: deletion
    start: 2023-02-26T09:00
    plan:
      - together: [call, {email: {tries: 3, wait: 1d12h, holidays: false}}, sms]
        call: {tries: 2}
        reached_when: spoken
      - letter: {after: 5d, reached_when: delivered, weekdays: [sat, sun]}
      - hand
  n:
    goal: notice
  a:
    goal: apology
    start: 2023-02-27T09:00+01:00
    plan:
      - call: {hours: "9:00-17:30", weekdays: "fri-mon, wed", holidays: true}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range c.audiences {
		got = append(got, fmt.Sprint(a.name, " ", a.need, " ", a.start.Format(time.RFC3339)))
		for _, w := range a.ways {
			got = append(got, fmt.Sprintf("%s %d {%d %s} %d-%d %v %v %s", w.channel, w.tries, w.wait.days, w.wait.d, w.from, w.to, w.weekdays, w.holidays, w.need))
		}
	}
	all := "[true true true true true true true]"
	want := []string{
		"z acknowledged 2023-02-26T09:00:00+01:00",
		"call 2 {0 3h0m0s} 0-0 " + all + " false spoken", "email 3 {1 12h0m0s} 0-0 " + all + " false spoken",
		"sms 1 {0 24h0m0s} 0-0 " + all + " true spoken",
		"letter 1 {0 24h0m0s} 0-0 [true false false false false false true] true delivered",
		"hand 1 {0 24h0m0s} 0-0 " + all + " true acknowledged",
		"n handed_over 0001-01-01T00:00:00Z",
		"a spoken 2023-02-27T09:00:00+01:00",
		"call 1 {0 3h0m0s} 540-1050 [true true false true false true true] true spoken",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCampaignsThatDoNotRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, says string }{
		{"no YAML", "a: [", "yaml"},
		{"no zone", "timezone: Mars\naudiences: {}", "timezone"},
		{"no audience", "timezone: Asia/Tokyo", "audiences: none"},
		{"no time", "timezone: Asia/Tokyo\nincident: {discovered: yesterday}\naudiences: {a: {reached_when: spoken}}", "incident: discovered"},
		{"no grade", "timezone: Asia/Tokyo\naudiences: {a: {reached_when: told}}", `audience a: reached_when: "told"`},
		{"no hours", "timezone: Asia/Tokyo\naudiences: {a: {reached_when: spoken, plan: [call: {hours: day}]}}", `step 1: call: hours "day"`},
		{"no span", "timezone: Asia/Tokyo\naudiences: {a: {reached_when: spoken, plan: [call: {wait: soon}]}}", "step 1: call: wait"},
		{"no day", "timezone: Asia/Tokyo\naudiences: {a: {reached_when: spoken, plan: [call: {weekdays: someday}]}}", "weekdays"},
		{"no channel", "timezone: Asia/Tokyo\naudiences: {a: {reached_when: spoken, plan: [together: [pigeon]]}}", `"pigeon" is no channel`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := parseCampaign([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
		})
	}
}

// The table was written by hand; the library computes. The days on which they
// agree are right.
func TestHolidaysAgreeWithTheLaw(t *testing.T) {
	public := map[string]bool{}
	for year := firstHolidayYear; year <= lastHolidayYear; year++ {
		for _, h := range jp.Holidays {
			actual, observed := h.Calc(year)
			public[actual.Format(time.DateOnly)], public[observed.Format(time.DateOnly)] = true, true
		}
	}
	end := time.Date(lastHolidayYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := time.Date(firstHolidayYear, 1, 1, 0, 0, 0, 0, time.UTC); d.Before(end); d = d.AddDate(0, 0, 1) {
		day := int(d.Month())*100 + d.Day()
		want := public[d.Format(time.DateOnly)] || day <= 103 || day >= 1229
		if got, known := holiday(d); got != want || !known {
			t.Errorf("%s: holiday %v (known %v), want %v", d.Format(time.DateOnly), got, known, want)
		}
	}
	if _, known := holiday(end.AddDate(0, 1, 0)); known {
		t.Error("the table claims to know a year that it does not have")
	}
}

func TestHoursOfAWay(t *testing.T) {
	t.Parallel()
	w := way{from: 540, to: 1200, weekdays: [7]bool{false, true, true, true, true, true, false}}
	zone := time.FixedZone("", 9*3600)
	for moment, want := range map[string]bool{
		"2023-02-24T09:00": true, "2023-02-24T08:59": false, "2023-02-24T19:59": true, "2023-02-24T20:00": false,
		"2023-02-25T12:00": false, "2023-02-23T12:00": false, "2023-12-29T12:00": false, "2023-12-28T12:00": true,
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", moment, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := w.allows(at); got != want {
			t.Errorf("%s: %v, want %v", moment, got, want)
		}
	}
}
