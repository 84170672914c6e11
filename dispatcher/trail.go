package dispatcher

import (
	"slices"
	"time"

	"github.com/owabi/owabi/channels"
)

// standing is how an attempt stands for the plan.
type standing uint8

const (
	nothing   standing = iota // nothing left us: no try is burnt
	repeated                  // a human ordered the same try once more
	underway                  // claimed; what came of it is not known yet
	undecided                 // what came of it is not known, and may never be
	sent                      // the other side took it
	failed                    // not this time
	deadEnd                   // never by this contact
)

// standing reads an attempt. Facts go before what the sender said, because a
// provider may know better, and before an order to send again, because what
// arrived after all need not be repeated.
func (x *Attempt) standing() standing {
	switch grade := x.Facts.Grade(); {
	case x.Review:
		return undecided
	case grade != NoEvidence:
		return sent
	case x.Facts&FactBounced != 0:
		if x.Facts&FactNotAccepted != 0 { // it came back, and the contact is not to blame
			return failed
		}
		return deadEnd
	}
	switch x.Result {
	case ResultOpen:
		return underway
	case ResultOK:
		if x.Facts&FactNotAccepted != 0 { // the provider took it, and could not pass it on
			return failed
		}
		return sent
	case ResultAgain:
		return repeated
	case Result(channels.Permanent):
		return deadEnd
	case Result(channels.Uncertain):
		if x.Facts&FactNotAccepted == 0 {
			return undecided
		}
		return failed
	}
	if x.Result.Burns() {
		return failed
	}
	return nothing
}

// trail is what has been tried by one channel of one step.
type trail struct {
	last   *Attempt // the newest try; nil when there is none
	again  *Attempt // ordered once more, not repeated yet, and its contact not found wrong since; nil when there is none
	review bool     // an attempt waits for a human
	used   int      // tries used: they are numbered without gaps
}

// trail reads the history of a channel of a step. An attempt without a try
// number was not the plan's (an inbound call): it burns nothing.
func (c *Case) trail(step int, ch channels.Name) trail {
	var t trail
	for i := range c.Attempts {
		x := &c.Attempts[i]
		if x.Step != step || x.Channel != ch {
			continue
		}
		st := x.standing()
		t.review = t.review || x.Review
		switch {
		case x.Try < 1 || st == nothing:
		case st == repeated:
			if t.again == nil && !c.repeats(i) && !c.dead(ch, x.Contact) {
				t.again = x
			}
		default:
			t.last = x
			t.used = max(t.used, x.Try)
		}
	}
	return t
}

// repeats reports whether the try of the i-th attempt needs no repeating: a
// later attempt was made for it, or an earlier one has arrived after all.
func (c *Case) repeats(i int) bool {
	x := &c.Attempts[i]
	for j := range c.Attempts {
		y := &c.Attempts[j]
		if j == i || y.Step != x.Step || y.Channel != x.Channel || y.Try != x.Try {
			continue
		}
		if j > i && y.standing() != nothing || y.standing() == sent {
			return true
		}
	}
	return false
}

// dead reports whether a channel's contact was retired, or is known to be wrong:
// the newest attempt by it that says anything, in whichever step, came to a dead
// end.
func (c *Case) dead(ch channels.Name, contact int) bool {
	if c.Contacts.Gone != (Gone{}) && c.Contacts.Retired(ch, contact) {
		return true
	}
	dead := false
	for i := range c.Attempts {
		x := &c.Attempts[i]
		if x.Channel != ch || x.Contact != contact || x.Try < 1 {
			continue
		}
		switch x.standing() {
		case deadEnd:
			dead = x.Disposition != Refused && x.Disposition != Deceased // they close the channel; the contact is right
		case sent, failed:
			dead = false
		}
	}
	return dead
}

// contact returns the first of a channel's contacts, from the given one on,
// that is not known to be wrong.
func (c *Case) contact(ch channels.Name, from int) (int, bool) {
	for n := c.Contacts.For(ch); from < n; from++ {
		if !c.dead(ch, from) {
			return from, true
		}
	}
	return 0, false
}

// reachable reports whether a channel is open at all: there is a contact for
// it, and the person has not refused it, does not want a letter instead, and is
// not dead. After that no other number is tried either.
func (c *Case) reachable(ch channels.Name) bool {
	for i := range c.Attempts {
		x := &c.Attempts[i]
		if x.Channel == ch && (x.standing() == deadEnd && (x.Disposition == Refused || x.Disposition == Deceased) || x.wantsLetter()) {
			return false
		}
	}
	return c.Contacts.left(ch)
}

func (x *Attempt) wantsLetter() bool { return x.Flags&FlagLetter != 0 && x.Result != ResultAgain }

// untried returns a number that nobody has called yet, in whichever step.
func (c *Case) untried() (contact int, ok bool) {
	for contact = range c.Contacts.For(channels.Call) {
		if !c.Contacts.Retired(channels.Call, contact) && !slices.ContainsFunc(c.Attempts, func(x Attempt) bool {
			return x.Channel == channels.Call && x.Contact == contact && x.Try > 0 && x.standing() != nothing
		}) {
			return contact, true
		}
	}
	return 0, false
}

// soft returns how long to wait after so many failures in a row that burnt no
// try, and whether there were so many that a human has to look.
func (c *Case) soft() (wait time.Duration, held bool) {
	const first, most, limit = 30 * time.Second, time.Hour, 8
	switch {
	case c.Soft <= 0:
		return 0, false
	case c.Soft >= limit:
		return most, true
	}
	return min(first<<(c.Soft-1), most), false
}
