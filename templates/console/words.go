package console

import (
	"time"
	"unicode"
)

// wording is everything that the pages say in one language.
type wording struct {
	Lang, Other, OtherName string
	SkipTo                 string // link over the header
	Words                  map[string]string
	Said                   map[string]string // what the domain says in English, in this language
	day, moment, clock     string            // layouts
}

func wordsOf(lang string) wording {
	if lang == "en" {
		return english
	}
	return japanese
}

// Of returns the words under key; the key itself where there are none.
func (w wording) Of(key string) string {
	if s, ok := w.Words[key]; ok {
		return s
	}
	return key
}

// Named returns the words of a thing of some kind, such as a state: "state" and
// "running".
func (w wording) Named(kind, name string) string {
	if s, ok := w.Words[kind+"."+name]; ok {
		return s
	}
	return name
}

// Told returns what the domain said, in this language where we have it.
func (w wording) Told(s string) string {
	if t, ok := w.Said[s]; ok {
		return t
	}
	return s
}

// Day, Moment and Clock write a time as its own zone has it.
func (w wording) Day(t time.Time) string    { return t.Format(w.day) }
func (w wording) Moment(t time.Time) string { return t.Format(w.moment) }
func (w wording) Clock(t time.Time) string  { return t.Format(w.clock) }

// langOf tells a screen reader how to read a text that is not ours: "ja" where
// it holds kana or Chinese characters, else "en".
func langOf(text string) string {
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return "ja"
		}
	}
	return "en"
}
