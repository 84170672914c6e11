package dispatcher

import (
	"time"

	"github.com/owabi/owabi/channels"
)

// Decision is what Policy.Next wants of a case: the slots that shall be open,
// complete. It is applied only to the state version that it was made from.
type Decision struct {
	Step  int       // current step from now on; len(Steps) at the plan's end
	Since time.Time // when that step began
	Slots []Wanted  // everything that shall be open
	Over  bool      // the plan is at its end and nothing is open: unreachable, unless a review is
}

// Wanted is a slot of a Decision: one that stays as it is, or a new one.
type Wanted struct {
	Keep    int // attempt number of an open slot to keep untouched; the rest is then ignored
	Channel channels.Name
	Step    int
	Try     int
	Contact int
	Phase   Phase     // Due, Waiting or Held
	Seq     int       // for Waiting: the attempt it waits on; for Due the store gives the next number
	Due     time.Time //
	Until   time.Time // zero when there is no end
}

// Planned is a Decision on its way to the store.
type Planned struct {
	Case string
	V    int64
	Decision
}

// Claim is one case that a worker is about to send to.
type Claim struct {
	Job   Job
	RV    int64  // version that was rendered
	Token string // random, one a claim
	Lang  string // of a call that is listed: the language that it needs, where that is not its audience's
}

// ClaimReply is the store's answer to a Claim.
type ClaimReply struct {
	Status ClaimStatus
	Case   Case // the state after the claim, when Status is ClaimGranted
}

// ClaimStatus says whether a claim was granted, and if not, what to do with
// the job: in every case but ClaimReload it is void and is acked.
type ClaimStatus string

// The answers to a claim.
const (
	ClaimGranted ClaimStatus = "granted" // also when the same token asks again
	ClaimGone    ClaimStatus = "gone"    // reached, withdrawn, another attempt, someone else's
	ClaimLater   ClaimStatus = "later"   // paused, another epoch, too early: back to its timer
	ClaimReplan  ClaimStatus = "replan"  // the window has passed or the plan has changed
	ClaimReload  ClaimStatus = "reload"  // the record has changed since it was rendered: render again
)

// Outcome is something that became known about an attempt, whoever brings it:
// worker, callback, bounce, recipient, operator, supervisor.
type Outcome struct {
	Campaign    string // Campaign.Key
	Case        string
	Seq         int           // 0: a contact that no job led to (an inbound call): opens its own attempt
	Channel     channels.Name // needed when the attempt may be unknown to the store
	Token       string        // of the claim; empty for evidence from outside
	At          time.Time     // when it happened; the store adds when it was recorded
	Facts       Facts
	Result      Result      // empty when only facts are added
	Disposition Disposition // calls only
	Again       time.Time   // promised call-back
	Flags       Flags       // calls only
	Language    string      // in which to call from now on; "-" for that of the audience; empty leaves it as it is
	Actor       string      // "worker", "recipient", "operator:NAME" …
	Reference   string      // the provider's id, if any
	Sealed      []byte      // a note, sealed; may be empty

	V    int64     // state version that Next was made from; 0 when there is none
	Next *Decision // what follows by the policy; nil: plan it later
}

// Recorded is the store's answer to an Outcome.
type Recorded struct {
	Status RecordStatus
	Reach  Reach // after it
	Seq    int   // the attempt that it was recorded on
}

// RecordStatus says what became of an Outcome. Its facts are durable in every
// case but RecordErased and RecordUnknown.
type RecordStatus string

// The answers to an outcome.
const (
	Applied         RecordStatus = "recorded"  // and the next step with it
	RecordDuplicate RecordStatus = "duplicate" // nothing in it was new
	RecordLate      RecordStatus = "late"      // the claim had expired: it settled the review
	RecordStale     RecordStatus = "stale"     // recorded; the case had moved on, and will be planned again
	RecordUnknown   RecordStatus = "unknown"   // no such case
)
