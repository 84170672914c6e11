package main

import "strings"

// say returns the words under key in the reader's language; the key itself
// where the catalogues do not have it.
func (e *env) say(key string) string {
	catalogue := english
	if e.reads() == "ja" {
		catalogue = japanese
	}
	if w, ok := catalogue[key]; ok {
		return w
	}
	return key
}

// reads is the reader's language: --lang, else the locale's, else English.
func (e *env) reads() string {
	locale := e.variable("", "LC_ALL", "LC_MESSAGES", "LANG")
	if e.lang == "ja" || e.lang == "" && strings.HasPrefix(locale, "ja") {
		return "ja"
	}
	return "en"
}
