package pages

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

var sample = Person{
	Goal: "apology",
	Organisation: Organisation{Name: "見本市", Desk: "予約担当課", Phone: "+81 (3) 0000-0000", Email: "desk@city.example.jp",
		Hours: "9時から17時30分まで", URL: "https://www.city.example.jp/"},
	Incident: Incident{Discovered: time.Date(2023, 2, 24, 20, 0, 0, 0, time.FixedZone("", 9*3600)),
		Outline: "予約者の情報を誤って送信しました。", Items: []string{"氏名", "予約日時"}, Cause: "<b>宛先</b>の確認漏れ", Measures: "回収しました。"},
	Reference: "R-2023-0001",
}

func render(t *testing.T, p Person, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPersonShowsWhatHappened(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, lang, goal string
		confirmed        bool
		want, without    []string
	}{
		{"apology in Japanese", "ja", "apology", false,
			[]string{`<html lang="ja">`, "お詫び", "見本市", "予約担当課", "2023年2月24日 20時00分", "氏名", "予約日時", "回収しました。",
				"この内容を読みました", `value="read"`, `href="?lang=en"`, `href="tel:&#43;81300000000"`, "R-2023-0001"}, []string{"<b>宛先", "<input"}},
		{"apology in English", "en", "apology", false,
			[]string{`<html lang="en">`, "deeply sorry", "24 February 2023, 20:00 (UTC&#43;09:00)", "I have read this", `href="?lang=ja"`,
				`lang="ja">予約者の情報を誤って送信しました。`}, nil},
		{"deletion", "ja", "deletion", false, []string{"すべて削除しました", `value="deleted"`, `<label for="how">削除の方法`}, []string{"この内容を読みました"}},
		{"deletion in English", "en", "deletion", false, []string{"I have deleted all of it", `value="deleted"`}, nil},
		{"notice", "en", "notice", false, []string{"I have read this"}, []string{"sorry"}},
		{"confirmed", "en", "apology", true, []string{`role="status"`, "We have noted"}, []string{"<form", "<button"}},
		{"an unknown language is English", "fr", "apology", false, []string{`<html lang="en">`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := sample
			p.Goal, p.Confirmed = tt.goal, tt.confirmed
			got := render(t, p, tt.lang)
			for _, s := range tt.want {
				if !strings.Contains(got, s) {
					t.Errorf("the page lacks %q", s)
				}
			}
			for _, s := range tt.without {
				if strings.Contains(got, s) {
					t.Errorf("the page holds %q", s)
				}
			}
		})
	}
}

// The policy under which pages are served refuses scripts and inline styles.
func TestPagesNeedNeitherScriptNorInlineStyle(t *testing.T) {
	t.Parallel()
	for goal := range english.Goals {
		p := sample
		p.Goal = goal
		for _, html := range []string{render(t, p, "ja"), render(t, p, "en"), string(Absent()), string(Failed())} {
			for _, s := range []string{"<script", "style=", "<style", "onclick", "<img", "ZgotmplZ"} {
				if strings.Contains(html, s) {
					t.Errorf("%s: the page holds %q", goal, s)
				}
			}
		}
	}
}

func TestEmptyPartsAreLeftOut(t *testing.T) {
	t.Parallel()
	got := render(t, Person{Goal: "notice", Organisation: Organisation{Name: "見本市"}}, "en")
	for _, s := range []string{english.Fax, english.Reference, english.Cause, english.Discovered} {
		if strings.Contains(got, "<dt>"+s) {
			t.Errorf("the page has a heading %q with nothing below it", s)
		}
	}
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	for _, w := range []wording{english, japanese} {
		full(t, w.Lang, reflect.ValueOf(w))
		if len(w.Goals) != len(english.Goals) {
			t.Errorf("%s has words for %d goals, English for %d", w.Lang, len(w.Goals), len(english.Goals))
		}
		for goal, g := range w.Goals {
			full(t, w.Lang+" "+goal, reflect.ValueOf(g))
		}
	}
}

func full(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		if field := v.Type().Field(i).Name; v.Field(i).IsZero() != (field == "How" && !strings.HasSuffix(name, "deletion")) {
			t.Errorf("%s: wrong to have %q for %s", name, v.Field(i), field)
		}
	}
}

func TestAbsentSaysNothing(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"form", "token", "owabi", "お詫び"} {
		if strings.Contains(strings.ToLower(string(Absent())), s) {
			t.Errorf("the page of a wrong address holds %q", s)
		}
	}
}

func TestWriteReportsItsWriter(t *testing.T) {
	t.Parallel()
	if err := sample.Write(closed{}, "ja"); err == nil {
		t.Error("a writer that fails is no success")
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
