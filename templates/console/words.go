package console

import (
	"time"
	"unicode"
)

// wording is everything that the pages say in one language.
type wording struct {
	Lang, Other, OtherName string
	words                  map[string]string
	said                   map[string]string // what the domain says in English, in this language
	moment                 string            // layout
}

func wordsOf(lang string) wording {
	if lang == "en" {
		return english
	}
	return japanese
}

// of returns the words under key; the key itself where there are none.
func (w wording) of(key string) string {
	if s, ok := w.words[key]; ok {
		return s
	}
	return key
}

// named returns the words of a thing of some kind, such as a state: "state" and
// "running".
func (w wording) named(kind, name string) string {
	if kind == "came" { // of an attempt: a result, or what an operator said
		if s, ok := w.words["disposition."+name]; ok {
			return s
		}
	}
	if s, ok := w.words[kind+"."+name]; ok {
		return s
	}
	return name
}

// Told returns what the domain said, in this language where we have it.
func (w wording) Told(s string) string {
	if t, ok := w.said[s]; ok {
		return t
	}
	return s
}

// Moment writes a time as its own zone has it.
func (w wording) Moment(t time.Time) string { return t.Format(w.moment) }

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
