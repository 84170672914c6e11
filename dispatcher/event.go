package dispatcher

import "time"

// Event is one entry of the journal: what happened to one case, or to the
// campaign, who did it and when. It holds ids, enums, times and sealed bytes,
// never personal data. docs/journal.md has the schema of version 1.
type Event struct {
	Campaign string    // Campaign.Key
	Shard    int       //
	Inc      int       // the store's incarnation
	Seq      int64     // within shard and incarnation, from 1, no gaps
	Type     EventType //
	Recorded time.Time // plan time at which the store learnt it
	At       time.Time // when it happened
	Actor    string    //

	Case        string // empty for events of the campaign
	Attempt     int    // 0 when it is about no attempt
	Channel     string
	Result      Result
	Facts       Facts
	Disposition Disposition
	Detail      string   // what a control event changed, the flags of a call, and the like, as JSON; ids and enums only
	Image       []byte   // the case after it, in the store's packing: a replay does not run the policy
	Sealed      [][]byte // the members' records (opened, changed), or a note
}

// EventType names what happened.
type EventType string

// The types of events of schema version 1.
const (
	EventCreated   EventType = "created"   // the campaign
	EventControl   EventType = "control"   // launch, pause, resume, stop, a channel's breaker
	EventImported  EventType = "imported"  // a list: the balance of its rows
	EventOpened    EventType = "opened"    // a case joined
	EventOffered   EventType = "offered"   // to an operator
	EventBound     EventType = "bound"     // claimed for a batch of letters
	EventBatch     EventType = "batch"     // what became of a batch
	EventDialled   EventType = "dialled"   // the number was shown
	EventHanded    EventType = "handed"    // a call changed hands, or went back to the list
	EventOrdered   EventType = "ordered"   // a supervisor has a person called again
	EventRecorded  EventType = "recorded"  // an outcome or evidence
	EventExpired   EventType = "expired"   // a claim that nobody closed: now in review
	EventResolved  EventType = "resolved"  // a human decided a review
	EventWithdrawn EventType = "withdrawn" // a member
	EventChanged   EventType = "changed"   // contacts: the new record, and why, sealed
	EventOver      EventType = "over"      // the plan came to its end: unreachable
	EventLooked    EventType = "looked_up" // somebody looked for a person: whom they were shown, and why
	EventAccess    EventType = "access"    // of no campaign: who let whom in or out
	EventSnapshot  EventType = "snapshot"  // a new stream begins: chained to the last hash of the one before
)
