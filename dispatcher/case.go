package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// Case is the unit that is contacted: one person, or one declared household.
// It holds ids, enums and times, never personal data; its sealed records lie
// beside it. Redis holds the truth of it, and only the scripts of package
// store change that.
type Case struct {
	ID       string    // 16 characters, unguessable, fixed by who the person is
	V        int64     // state version: grows with every write, for compare-and-set
	RV       int64     // version of what is rendered: the sealed record and the members
	PV       int64     // version of the plan that the slots were planned by
	Audience int       // index into Campaign.Audiences
	Wave     int       // which import brought it, from 1
	Reach    Reach     //
	Step     int       // index of the current step of the plan; len(Steps) when the plan is at its end
	Since    time.Time // when that step began
	Members  int       // people in the case, at least 1
	Active   uint32    // mask of the members who are not withdrawn
	Seq      int       // highest attempt number given out
	Soft     int       // failures in a row that burnt no try
	SoftAt   time.Time // when the last of them was
	Replan   bool      // the slots no longer follow from the history: ask the policy again
	Contacts Contacts  // how many contacts of each kind the record holds
	Slots    []Slot    // what is open: planned, under way or waited for
	Attempts []Attempt // the history, oldest first
	Best     int       // the attempt whose evidence made the case reached; 0 when not reached
}

// Contacts counts the contacts of a case by kind. One that was retired keeps its
// place, so that the places that attempts name stay those of their contacts.
type Contacts struct {
	Emails, Phones, Mobiles, Postal int
	Gone                            Gone
}

// Gone says which contacts were retired, a bit each, by their place; the first
// 32 can be.
type Gone struct{ Emails, Phones, Mobiles uint32 }

// Retired reports whether a channel's contact is never to be used again.
func (c Contacts) Retired(ch channels.Name, contact int) bool {
	of := map[channels.Name]uint32{channels.Email: c.Gone.Emails, channels.SMS: c.Gone.Mobiles, channels.Call: c.Gone.Phones}[ch]
	return contact < 32 && of&(1<<contact) != 0
}

// left reports whether a channel has a contact that was not retired.
func (c Contacts) left(ch channels.Name) bool {
	for i := range c.For(ch) {
		if !c.Retired(ch, i) {
			return true
		}
	}
	return false
}

// For returns how many contacts a channel has, retired ones included.
func (c Contacts) For(ch channels.Name) int {
	switch ch {
	case channels.Email:
		return c.Emails
	case channels.SMS:
		return c.Mobiles
	case channels.Call:
		return c.Phones
	case channels.Letter:
		return c.Postal
	}
	return 1 // by hand: whoever is known by name can be visited
}

// Reach is a case's state. The numbers are part of the store's format.
type Reach uint8

// The states of a case; doc.go draws them.
const (
	Pending     Reach = iota // nothing has been attempted yet
	InProgress               // attempted, not reached, the plan goes on or an outcome is in review
	Reached                  // evidence of the grade that the audience asks for
	Unreachable              // the plan is at its end without it
	Withdrawn                // no longer to be told
)

var reachNames = [...]string{"pending", "in_progress", "reached", "unreachable", "withdrawn"}

func (r Reach) String() string { return reachNames[r] }

// MarshalText writes the name.
func (r Reach) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Phase is the state of a slot. The letters are part of the store's format.
// A slot that is finished or cancelled is gone from the case; its attempt, if
// it had one, stays.
type Phase string

// The phases of a slot.
const (
	Due     Phase = "d" // to be tried at Due (leased to NATS while it stands in the shard's leased set)
	Listed  Phase = "l" // on a list that people work through
	Offered Phase = "o" // offered to one operator, number masked
	Claimed Phase = "c" // an attempt is open: on the wire, or an operator is dialling
	Waiting Phase = "w" // done, evidence may still come; looked at again at Due
	Held    Phase = "h" // failed too often for reasons of ours: a human looks
)

// Slot is what is open on one channel of a step.
type Slot struct {
	Seq     int           // the attempt that this slot is for, or waits on
	Channel channels.Name //
	Step    int           // index of the step
	Try     int           // which try of that step and channel, from 1
	Phase   Phase         //
	Due     time.Time     // not before
	Until   time.Time     // not after (end of the hours allowed); zero when there is no end
	Contact int           // which contact of its kind, from 0
	Token   string        // of the claim or the offer
	Who     string        // operator to whom it is offered or who dials
}

// Attempt is one try and what came of it.
type Attempt struct {
	Seq         int           // within the case; never used again
	Channel     channels.Name //
	Step        int           //
	Try         int           //
	Contact     int           //
	At          time.Time     // when it was claimed or dialled
	Facts       Facts         //
	Result      Result        // what the sender said; empty while it is open
	Review      bool          // nobody knows the outcome: a human decides (要確認)
	Disposition Disposition   // calls only
	Flags       Flags         // calls only
	Last        time.Time     // when anything was last recorded about it
	Again       time.Time     // when the person was promised another call, or a supervisor ordered one; zero otherwise
}

// Result is how a send ended, in the store's words: "ok" or a channels.Kind,
// or "again" where a human ordered the same try once more.
type Result string

// The results that are no error kinds.
const (
	ResultOpen  Result = ""      // claimed, and no outcome recorded
	ResultOK    Result = "ok"    // taken by the other side, or talked about by an operator
	ResultAgain Result = "again" // a human ordered the same try again
)

// Burns reports whether an attempt with this result uses up a try of the plan.
func (r Result) Burns() bool {
	switch r {
	case ResultAgain, Result(channels.NotSent), Result(channels.Throttled), Result(channels.Technical):
		return false
	}
	return true
}

// Disposition is what an operator says of a call.
type Disposition string

// The dispositions.
const (
	SpokenTo      Disposition = "spoken"
	NoAnswer      Disposition = "no_answer"
	Busy          Disposition = "busy"
	Voicemail     Disposition = "voicemail"
	WrongNumber   Disposition = "wrong_number"
	NotInService  Disposition = "not_in_service"
	ThirdParty    Disposition = "third_party"
	NotIdentified Disposition = "not_identified"
	Refused       Disposition = "refused"
	CallBack      Disposition = "call_back"
	Deceased      Disposition = "deceased"
	Abroad        Disposition = "abroad"
)

// Dispositions lists them in the order in which the console shows them.
var Dispositions = [...]Disposition{SpokenTo, NoAnswer, Busy, Voicemail, WrongNumber, NotInService,
	ThirdParty, NotIdentified, Refused, CallBack, Deceased, Abroad}

// Outcome says what a disposition means for the plan: its facts, and the
// result that the policy reads. Only spoken is evidence. A wrong or dead
// number, a death and a refusal are permanent for the number or the channel;
// the rest is tried again.
func (d Disposition) Outcome() (Facts, Result, bool) {
	switch d {
	case SpokenTo:
		return FactSpoken, ResultOK, true
	case NoAnswer, Busy, Voicemail, ThirdParty, NotIdentified, CallBack:
		return 0, Result(channels.Temporary), true
	case WrongNumber, NotInService, Refused, Deceased, Abroad:
		return 0, Result(channels.Permanent), true
	}
	return 0, "", false
}

// Open returns the slot for attempt seq, or nil.
func (c *Case) Open(seq int) *Slot {
	for i := range c.Slots {
		if c.Slots[i].Seq == seq {
			return &c.Slots[i]
		}
	}
	return nil
}

// Attempt returns the attempt seq, or nil.
func (c *Case) Attempt(seq int) *Attempt {
	for i := range c.Attempts {
		if c.Attempts[i].Seq == seq {
			return &c.Attempts[i]
		}
	}
	return nil
}

// InReview reports whether an attempt of the case waits for a human.
func (c *Case) InReview() bool {
	for i := range c.Attempts {
		if c.Attempts[i].Review {
			return true
		}
	}
	return false
}
