// Package pages holds the pages that an affected person sees in a browser:
// their own page, on which they confirm, and the page of a wrong address. They
// are plain HTML with one small style sheet, work without JavaScript, and
// carry no personal data, so that a link which goes astray gives nothing away.
package pages

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"
)

//go:embed person.html
var personHTML string

//go:embed absent.html
var absentHTML []byte

//go:embed failed.html
var failedHTML []byte

//go:embed page.css
var style []byte

var person = template.Must(template.New("person").Funcs(template.FuncMap{"langOf": langOf, "tel": tel, "moment": wording.date, "stamp": stamp}).Parse(personHTML))

// Person is what one person's page shows.
type Person struct {
	Goal         string // "apology", "deletion" or "notice"
	Organisation Organisation
	Incident     Incident
	Reference    string      // for the desk to find the matter by; may be empty
	Confirmed    bool        // already
	Wrong        bool        // it was said that this is not theirs
	Calls        []time.Time // when they may ask to be called; none: they cannot
	Asked        time.Time   // for when they have asked; zero: they have not
}

// What the other buttons of a page send under the name "confirm".
const (
	WrongPerson = "wrong"
	AskCall     = "call"
)

// Organisation is who apologises, field for field dispatcher.Organisation.
type Organisation struct {
	Name, Desk, Phone, Fax, Email, Address, Hours, Sender, DocumentNumber, URL string
}

// Incident is what happened, field for field dispatcher.Incident.
type Incident struct {
	Discovered                 time.Time // shown in its own zone
	Outline                    string
	Items                      []string
	Cause, Secondary, Measures string
}

// Confirms is the value that the button of a page for goal sends under the
// name "confirm".
func Confirms(goal string) string {
	if goal == "deletion" {
		return "deleted"
	}
	return "read"
}

// Write renders p in lang, "ja" or "en".
func (p Person) Write(w io.Writer, lang string) error {
	words := english
	if lang == "ja" {
		words = japanese
	}
	goal, ok := words.Goals[p.Goal]
	if !ok {
		goal = words.Goals["notice"]
	}
	var b bytes.Buffer
	err := person.Execute(&b, struct {
		Person
		W       wording
		G       goalWords
		Confirm string
		When    string
		AskedAt string
	}{p, words, goal, Confirms(p.Goal), words.date(p.Incident.Discovered), words.date(p.Asked)})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Absent is the page of an address that leads nowhere. It says no more than
// that.
func Absent() []byte { return absentHTML }

// Failed is the page of a failure of ours.
func Failed() []byte { return failedHTML }

// Style is the style sheet of all pages.
func Style() []byte { return style }

// stamp is a time as a form sends it.
func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// langOf tells a screen reader how to read a text of the office, which stays in
// the office's language when the reader switches the page's: "ja" where it
// holds kana or Chinese characters, else "en".
func langOf(text string) string {
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return "ja"
		}
	}
	return "en"
}

// tel keeps what a telephone link may hold (RFC 3966): digits and a leading +.
func tel(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}
