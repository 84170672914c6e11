// Package channels holds what every way of reaching a person shares: the
// Message a channel is given, the Receipt it returns, the closed set of error
// kinds, and the Sender interface. Each way is a folder of its own beside this
// file; none of them knows another, or the dispatcher.
package channels

import (
	"context"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Name names a channel, as in a campaign's plan and in NATS subjects.
type Name string

// The channels that plans may name.
const (
	Email  Name = "email"
	SMS    Name = "sms"
	Call   Name = "call"
	Letter Name = "letter"
	Hand   Name = "hand" // visit, counter, fax: carried out and recorded by people
)

// All lists the channels in the order in which stores lay out their keys. Only
// append.
var All = [...]Name{Email, SMS, Call, Letter, Hand}

// Sender sends one message to one person.
//
// It returns a Receipt once the other side has taken the message, and
// otherwise an *Error of a Kind (see KindOf). It is safe for concurrent use.
// It must never repeat a message that may have been taken.
type Sender interface {
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Wide is an optional power of a Sender: how many sends are worth having in
// flight at once (connections times depth). Without it, one.
type Wide interface{ Width() int }

// ByHand is an optional power of a Sender whose work people do: Send only
// checks that the person can be contacted, nothing touches a wire, the receipt
// says Listed, and the dispatcher puts the case on a list instead of claiming
// an attempt.
type ByHand interface{ ByHand() }

// Message is one letter to one person, rendered and ready.
type Message struct {
	Attempt string        // attempt id, opaque: for the return path and receipts
	ID      string        // stable id of (case, round, step, try): equal on a deliberate resend
	Return  string        // token that proves a bounce or callback of this attempt
	To      personal.Text // e-mail address or E.164 number, one only
	Name    personal.Text // the addressee as written on the list; may be empty
	Lang    string        // "ja" or "en"
	Subject personal.Text // empty where a channel has none
	Text    personal.Text // the letter as plain text
	HTML    personal.Text // the same letter as HTML; empty where a channel has none
}

// Receipt is what the other side said when it took a message.
type Receipt struct {
	Listed    bool   // a person will do it: nothing has been sent
	Provider  string // who took it: a relay's host name, "twilio"
	Reference string // the provider's id of the message, if it gave one
}
