// Package channelstest is what every channel must pass. A channel's own test
// hands Run a Harness: how to start a sender, and a server for it that does as
// it is told. The suite knows no protocol, and holds what the dispatcher leans
// on: an outcome is true, a letter is taken once or not at all, and nobody gets
// another's.
package channelstest

import (
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
)

// Harness makes what Run needs of one channel.
type Harness struct {
	// Start starts a sender, which waits for the answer to a message as long as
	// it is told, and its server. It has t clean them up.
	Start func(t *testing.T, patience time.Duration) Rig
	// Message makes the i-th message; any two differ in everything. See Letter.
	Message func(i int) channels.Message
	// Invalid are recipients that are refused for good without asking anyone.
	Invalid []string
}

// Rig is a sender under test.
type Rig struct {
	Sender channels.Sender
	Server Server // nil when the sender is channels.ByHand
}

// Server is the other side. It is safe for concurrent use. Its refusals repeat
// the recipient in their text.
type Server interface {
	Behave(Behaviour)     // from the next message on; Accept at the start
	Received() []Received // everything taken, in order
	Close()               // no connection is served any more, and what is under way is ended when it returns; may be called twice
}

// Received is a message as the other side has it. What a channel does not carry
// is empty, here as in the messages of its Harness.
type Received struct{ To, Subject, Text, HTML string }

// Behaviour is what a Server does with a message.
type Behaviour string

// The behaviours.
const (
	Accept        Behaviour = "accept"
	RefuseForNow  Behaviour = "refuse for now"
	RefuseForGood Behaviour = "refuse for good"
	Throttle      Behaviour = "throttle"
	Blame         Behaviour = "blame" // refuse, and say that it is the sender's fault
	HangUp        Behaviour = "hang up"
	LoseReply     Behaviour = "lose the reply" // take the message, and cut the connection off without an answer
	Silence       Behaviour = "silence"        // take the message, and never answer
)

// Run runs the suite.
func Run(t *testing.T, h Harness) {
	t.Helper()
	suite := wire
	if _, ok := h.Start(t, patient).Sender.(channels.ByHand); ok {
		suite = byHand
	}
	for _, c := range suite {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, h)
		})
	}
}

// How long senders wait for an answer: longer than any machine needs, and for
// the check on an answer that never comes.
const (
	patient   = time.Minute
	impatient = 300 * time.Millisecond
)

// check is one part of a suite.
type check struct {
	name string
	run  func(*testing.T, Harness)
}

// wire is the suite of senders that hand messages to a server.
var wire = []check{
	{"each behaviour has its kind", behaviours},
	{"a bad recipient is refused for good", invalid},
	{"called off before it begins", calledOff},
	{"called off at any moment", calledOffAnyMoment},
	{"nobody there", nobodyThere},
	{"two hundred at once", atOnce},
	{"a storm", storm},
}

// byHand is the suite of senders whose work people do.
var byHand = []check{
	{"listed", listed},
	{"a bad recipient is refused for good", invalid},
	{"called off before it begins", calledOff},
}
