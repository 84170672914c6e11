package sandbox

import "time"

// TwilioStep is a point of the making of a message at which a TwilioScript may
// step in.
type TwilioStep string

// The steps, in their order.
const (
	AtPost     TwilioStep = "POST" // the request has been read, nothing is kept
	AtKeptText TwilioStep = "kept" // the message is in the log, and has not been answered
)

// TwilioMoment is where the making of a message stands.
type TwilioMoment struct {
	Step TwilioStep
	From string // number, sender or messaging service
	To   string
	Text string
}

// TwilioAction is what a TwilioScript wants done. The zero TwilioAction lets
// things take their course.
type TwilioAction struct {
	Wait  <-chan struct{} // first wait until it is closed, or the Twilio is
	Reply *TwilioReply    // answer this, and do not do what was asked
	Cut   Cut             // then

	Events []TwilioEvent // at AtKeptText: what becomes of the message; nil: sent, then delivered; empty: nobody hears of it again
}

// TwilioReply is an answer in place of the usual one.
type TwilioReply struct {
	Status     int           // of HTTP
	Code       int           // Twilio's error; 0: the page of a gateway, not JSON
	RetryAfter time.Duration // whole seconds; no such header when 0
	Raw        string        // these bytes instead of all that, and then the connection is closed
}

// TwilioEvent is a change of a message's status, and its callback. A script may
// list them in any order, and one several times.
type TwilioEvent struct {
	Wait   <-chan struct{} // first wait until it is closed
	Status string          // "sent", "delivered", "undelivered" …
	Code   int             // Twilio's error; 0: none
}

// delivery is what becomes of a message when no script says otherwise.
var delivery = [...]TwilioEvent{{Status: "sent"}, {Status: "delivered"}}

// TwilioScript decides, for tests and the demo, what becomes of messages, by
// number for example. It is called by many requests at once.
type TwilioScript func(TwilioMoment) TwilioAction

// ask asks the script what to do, and waits where it says so.
func (t *Twilio) ask(step TwilioStep, m *message) TwilioAction {
	if t.config.Script == nil {
		return TwilioAction{}
	}
	a := t.config.Script(TwilioMoment{Step: step, From: m.sender(), To: m.to, Text: m.body})
	if a.Wait != nil {
		select {
		case <-a.Wait:
		case <-t.ctx.Done():
			a.Cut = Before
		}
	}
	return a
}
