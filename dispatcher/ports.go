package dispatcher

import (
	"context"
	"time"

	"github.com/owabi/owabi/channels"
)

// What the domain needs of the world, as small as each user needs it. Package
// store keeps state, package queue carries jobs; neither knows the other. The
// interfaces take batches, because round trips, not the work, bound the speed.

// Queue carries jobs to workers.
type Queue interface {
	Publish(ctx context.Context, jobs []Job) error
	Consume(ctx context.Context, ch channels.Name, f func(context.Context, []Delivery)) error
}

// Agenda knows what is due. Due lends: what nobody claims comes back.
type Agenda interface {
	Due(ctx context.Context, now time.Time, r *Registered, ch channels.Name, limit int) ([]Job, error)
	Leased(ctx context.Context, r *Registered) (Leases, error)
	Release(ctx context.Context, now time.Time, r *Registered, shard int, upTo int64) (int, error)
}

// Leases is what is lent at one moment, by shard.
type Leases struct {
	Out  []int   // entries lent
	Last []int64 // number of the last lease given
}

// Planbook holds cases that wait for the policy.
type Planbook interface {
	Ripe(ctx context.Context, now time.Time, r *Registered, limit int) ([]Case, error)
	Apply(ctx context.Context, now time.Time, r *Registered, plans []Planned) error
}

// Register reads cases with their sealed records.
type Register interface {
	Load(ctx context.Context, r *Registered, ids []string) ([]Loaded, error)
}

// Loaded is a case and the sealed records of its members.
type Loaded struct {
	Case   Case // with ID only, and V 0, when there is no such case
	Sealed [][]byte
}

// Ledger claims attempts and records what became of them.
type Ledger interface {
	// Turn records what became of attempts, and then claims others, in one round
	// trip, and fills in the replies.
	Turn(ctx context.Context, now time.Time, worker string, shares []*Share) error
	List(ctx context.Context, now time.Time, r *Registered, worker string, claims []Claim) ([]ClaimStatus, error)
	Record(ctx context.Context, now time.Time, r *Registered, outcomes []Outcome) ([]Recorded, error)
}

// Share is a campaign's part of a turn.
type Share struct {
	*Registered
	Outcomes []Outcome // each of an attempt that was claimed before
	Claims   []Claim
	Recorded []Recorded   // for each outcome
	Replies  []ClaimReply // to each claim
}

// OpenClaim is a claim or an offer that an observer saw open.
type OpenClaim struct {
	Case  string
	Seq   int
	Token string
}

// Watched is what must not stay open for ever.
type Watched interface {
	Claims(ctx context.Context, r *Registered) ([]OpenClaim, error)
	Offers(ctx context.Context, r *Registered) ([]OpenClaim, error)
	Expire(ctx context.Context, now time.Time, r *Registered, claims []OpenClaim) (int, error)
	Lapse(ctx context.Context, now time.Time, r *Registered, offers []OpenClaim) (int, error)
}

// Shelf keeps the campaigns themselves.
type Shelf interface {
	Campaigns(ctx context.Context) ([]*Registered, error)
	Add(ctx context.Context, r *Registered) error // refuses an id that is taken
	Put(ctx context.Context, r *Registered) error
	Control(ctx context.Context, now time.Time, actor string, r *Registered, need [][]Grade, detail string) error
	Note(ctx context.Context, now time.Time, actor string, r *Registered, t EventType, detail string) error
	Unhold(ctx context.Context, now time.Time, actor string, r *Registered) error
}

// Membership lets people in and out.
type Membership interface {
	Open(ctx context.Context, now time.Time, actor string, r *Registered, cases []Opening) ([]Joined, error)
	Withdraw(ctx context.Context, now time.Time, actor string, r *Registered, id string, members uint32, reason []byte) error
	ChangeContacts(ctx context.Context, now time.Time, actor string, r *Registered, c ContactsChange) (bool, error)
	People(ctx context.Context, r *Registered, cursor string, limit int) (cases []Case, next string, err error)
}

// ContactsChange replaces the record of a case.
type ContactsChange struct {
	Case     string
	RV       int64  // the version that is replaced
	Sealed   []byte // the record
	Contacts Contacts
	Added    bool   // there is a contact that was not there before
	Marks    []Mark // of the new contacts
	Reason   []byte // sealed
}

// Finder finds cases by their marks, and notes who has looked for whom.
type Finder interface {
	// Find returns the ids of the cases that have any of the marks, in order.
	// more says that a mark has so many cases that not all of them are found.
	Find(ctx context.Context, r *Registered, marks []Mark) (ids []string, more bool, err error)
	FindEach(ctx context.Context, r *Registered, marks []Mark) (ids [][]string, err error) // for each mark
	Index(ctx context.Context, now time.Time, actor string, r *Registered, missing []Unmarked) error
	Looked(ctx context.Context, now time.Time, actor string, r *Registered, detail string, reason []byte) error
}

// Inbox carries people whom other systems publish.
type Inbox interface {
	Receive(ctx context.Context, campaign string, f func(context.Context, []Published)) error
	Answer(campaign, audience string, answer []byte) error
}

// Refusing keeps the published people who could not be let in, each under the
// name that the caller gives it, sealed.
type Refusing interface {
	Refuse(ctx context.Context, r *Registered, sealed map[string][]byte) error // what is there already is left as it is
	Forget(ctx context.Context, r *Registered, names []string) error
	RefusedPage(ctx context.Context, r *Registered, cursor string, limit int) (sealed map[string][]byte, next string, err error)
	RefusedCount(ctx context.Context, r *Registered) (int, error)
}

// Joined says how a case stands after it was opened. The numbers are the
// store's.
type Joined int

// The answers to an Opening.
const (
	JoinedKnown Joined = iota // it was here already, by an earlier wave
	JoinedNew                 //
	JoinedAgain               // by this very wave: the import was interrupted and is run again
)

// Opening is a case that joins.
type Opening struct {
	Case   Case
	Sealed [][]byte // a record a member
	Marks  []Mark   // by which the case is found
}

// Callroom is the lists that operators work through.
type Callroom interface {
	Next(ctx context.Context, now time.Time, operator string, r *Registered, ch channels.Name, w Wish, token string) (*Called, error)
	Dial(ctx context.Context, now time.Time, operator string, r *Registered, id string, seq int) (ClaimReply, error)
	Listed(ctx context.Context, r *Registered, ch channels.Name) ([]Case, error)
}

// Wish says whom an operator may be given.
type Wish struct {
	Audience  int      // index; -1 for any
	Languages []string // that the operator speaks; none for any
	Own       []string // the language of each audience
}

// Called is a case offered to an operator, and the attempt number.
type Called struct {
	Case Case
	Seq  int
	Lang string // that the person needs, where it is not the audience's
}

// Hands lets calls change hands.
type Hands interface {
	// InHand reads the cases that are offered to whoever the tokens with this
	// beginning belong to, or are being called by them.
	InHand(ctx context.Context, r *Registered, beginning string) ([]Case, error)
	HandOver(ctx context.Context, now time.Time, actor string, r *Registered, h Handover) (ClaimStatus, error)
	// Order has a person called again at a time.
	Order(ctx context.Context, now time.Time, actor string, r *Registered, id string, at time.Time) (ClaimStatus, error)
}

// Handover is a call that changes hands: from an operator to another one, or
// back to the list when To is empty.
type Handover struct {
	Case      string
	Seq       int
	Whose, To string
	Token     string // random, one a handover
	Detail    string // for the journal
}

// Memory is what earlier calls have left.
type Memory interface {
	Language(ctx context.Context, r *Registered, id string) (string, error) // in which to call, where it is not the audience's
	Notes(ctx context.Context, r *Registered, id string, seqs []int) ([][]byte, error)
}

// Batches keeps batches of letters, and claims letters for one.
type Batches interface {
	NewBatch(ctx context.Context, r *Registered) (number int, err error)
	PutBatch(ctx context.Context, r *Registered, b Batch, letters []BatchLetter) error // nil letters: as they are
	Batches(ctx context.Context, r *Registered) ([]Batch, error)
	BatchOf(ctx context.Context, number int) (campaign string, err error)
	BatchLetters(ctx context.Context, r *Registered, number int) ([]BatchLetter, error)
	Bind(ctx context.Context, now time.Time, actor string, r *Registered, token string, letters []BatchLetter) ([]ClaimStatus, error)
}

// Undecided is the attempts that wait for a human.
type Undecided interface {
	Reviews(ctx context.Context, r *Registered) ([]Case, error)
	Resolve(ctx context.Context, now time.Time, actor string, r *Registered, attempts []OpenClaim, v Verdict) (int, error)
}

// Tally reads figures and recounts them.
type Tally interface {
	Counts(ctx context.Context, r *Registered, asOf time.Time) (map[string]int, error) // zero asOf: now
	Arrivals(ctx context.Context, r *Registered) ([]Arrival, error)
	Recount(ctx context.Context, r *Registered) (Verification, error)
}

// Unmarked is a case that the index lacks marks of.
type Unmarked struct {
	Case  string
	Marks []Mark
}

// Arrival is how many people joined an audience in a minute, and how many were
// withdrawn.
type Arrival struct {
	Audience          int
	Minute            time.Time // the end of it
	Joined, Withdrawn int
}

// Pulse is what a campaign has to do, at one moment.
type Pulse struct {
	Next   time.Time // the earliest thing planned; zero when there is none
	Leased int       // lent to the relay
	Wire   int       // claimed by workers
	Listed int       // on lists that people work through, or offered, or being dialled
}

// Monitor feels the pulse.
type Monitor interface {
	Pulse(ctx context.Context, r *Registered) (Pulse, error)
}

// Vault seals what is personal.
type Vault interface {
	NewCampaign(id string) (wrapped []byte, err error)
	Open(id string, wrapped []byte) (Sealer, error)
	Sign(kind, id string) string
	CheckToken(kind, token string) (id string, ok bool)
}

// Sealer seals the records of one campaign, each bound to its person and field.
type Sealer interface {
	Seal(person, field string, plain []byte) ([]byte, error)
	Unseal(person, field string, sealed []byte) ([]byte, error)
	CaseID(parts ...[]byte) string
	Mark(kind TermKind, value string) (Mark, error)
	PublicKey() string                          // to which others seal; no secret
	OpenEnvelope(sealed []byte) ([]byte, error) // what they have sealed to it
}

// Clock is plan time: what due, until, recorded and as-of mean. Leases and
// timeouts use the wall clock.
type Clock interface{ Now() time.Time }
