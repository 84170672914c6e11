package templates

import (
	"time"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Data is what differs between one person's letter and the next one's.
type Data struct {
	Person    Person
	Members   []Person      // everybody whom the letter tells, Person included; empty when that is Person alone
	Link      personal.Text // the person's own page, http or https; may be empty
	Reference string        // the person's reference number; may be empty
	Date      time.Time     // day of sending, in the campaign's zone
}

// Person is one addressee, as the list has them.
type Person struct {
	Name         personal.Text
	Reading      personal.Text
	Organisation bool // 御中 rather than 様
	PostalCode   personal.Text
	Address      personal.Text
	Contacts     []personal.Text // e-mail addresses and telephone numbers: no letter can name them, but they may stand in it
	Fields       map[string]personal.Text
}

// Organisation is who writes the letter. It has the fields of the dispatcher's
// type, in the same order: one converts to the other.
type Organisation struct {
	Name           string
	Desk           string
	Phone          string
	Fax            string
	Email          string
	Address        string
	Hours          string
	Sender         string
	DocumentNumber string
	URL            string
}

// Incident is what happened. It has the fields of the dispatcher's type, in
// the same order: one converts to the other.
type Incident struct {
	Discovered time.Time
	Outline    string
	Items      []string
	Cause      string
	Secondary  string
	Measures   string
}

// Rendered is a letter that is ready for a channel. HTML says exactly what
// Text says; Subject and HTML are empty where the channel has none.
type Rendered struct{ Subject, Text, HTML personal.Text }
