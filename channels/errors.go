package channels

import (
	"errors"
	"fmt"
)

// Kind is what a failed send means for the plan. The set is closed.
type Kind string

const (
	Temporary Kind = "temporary" // same contact later, by the plan: SMTP 4xx before the data, greylisting, mailbox full
	Permanent Kind = "permanent" // next contact or channel: no such mailbox, invalid number, landline, opted out
	Throttled Kind = "throttled" // later, burns no try: HTTP 429, SMTP 421
	Technical Kind = "technical" // our fault: credentials, sender not registered, 5.7.x; pauses the channel, burns no try
	Uncertain Kind = "uncertain" // may have been taken: a reply lost after the final dot, a POST that timed out
	NotSent   Kind = "not_sent"  // surely never left us: the connection was not there, the work was called off; burns no try
)

// Error is a classified failure of a send. It never carries the text of a
// provider's reply, which may repeat the address.
type Error struct {
	Kind Kind
	Op   string // what was attempted: "dial", "MAIL", "RCPT", "DATA", "POST"
	Code string // the reply code and enhanced code, e.g. "550 5.1.1"; empty when there was no reply
	Err  error  // the cause, without personal data; may be nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %s", e.Op, e.Kind)
	if e.Code != "" {
		s += " (" + e.Code + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf classifies err. An error that is no *Error counts as Uncertain: who
// does not know whether a message left must not guess.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Uncertain
}
