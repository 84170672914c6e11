package api

import (
	"context"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/personal"
)

// Services is what the doors need of the domain. Every method is safe for
// concurrent use; an error that the caller can mend is a *dispatcher.Error.
type Services struct {
	Campaigns Campaigns
	People    People
	Intake    Intake
	Figures   Figures
	Desk      Desk
	Hands     Hands
	Inbound   Inbound
	Rounds    Rounds
	Letters   Letters
	Reviews   Reviews
	Pages     Pages
	Floor     Floor
	Accounts  Accounts
	Returns   Returns // nil where no bounces are taken in
	Links     Links   // nil where the office has no listener on TCP
}

// Campaigns keeps the campaigns and what they do.
type Campaigns interface {
	Create(ctx context.Context, actor string, f dispatcher.Files) (dispatcher.Summary, error)
	List(ctx context.Context) ([]dispatcher.Summary, error)
	Show(ctx context.Context, id string) (dispatcher.Summary, error)
	Control(ctx context.Context, actor, id string, a dispatcher.Action) (dispatcher.Summary, error)
}

// People lets people into a campaign and out of it.
type People interface {
	// Import reads the list to its end where it is not refused before. A
	// refused list is an error beside its balance. A dry run changes nothing.
	Import(ctx context.Context, actor, id, audience string, u dispatcher.Upload) (dispatcher.Balance, error)
	// List returns a page of people and the cursor of the next page, empty
	// after the last one.
	List(ctx context.Context, id string, q dispatcher.PeopleQuery) (people []dispatcher.PersonStatus, next string, err error)
	// Find returns the people who have what the query says. The journal notes
	// who looked for whom, and why.
	Find(ctx context.Context, actor, id string, query personal.Text, reason string) (dispatcher.Findings, error)
	Withdraw(ctx context.Context, actor, id, person, reason string) error
	// Contact adds and retires contacts of a person.
	Contact(ctx context.Context, actor, id, person string, c dispatcher.ContactChange) (dispatcher.Changed, error)
}

// Intake lets in the people whom other systems publish.
type Intake interface {
	// PublicKey is what publishers seal people to.
	PublicKey(id string) (string, error)
	// Correct lets into an audience whoever was withdrawn from another one after
	// having been told. The names are campaigns and audiences.
	Correct(ctx context.Context, id, audience, from, fromAudience string) (dispatcher.Correction, error)
	// Refusals returns a page of those who were not let in, and the cursor of
	// the next page, empty after the last one.
	Refusals(ctx context.Context, id, cursor string, limit int) ([]dispatcher.Refusal, string, error)
}

// Figures answers how far a campaign is.
type Figures interface {
	// Status returns the figures an audience: of all campaigns when id is
	// empty, of all audiences when audience is, as of now when asOf is zero.
	Status(ctx context.Context, id, audience string, asOf time.Time) ([]dispatcher.Progress, error)
	// Statement returns the paragraph for the press in "ja" or "en".
	Statement(ctx context.Context, id string, asOf time.Time, lang string) (string, error)
	Verify(ctx context.Context, id string) (dispatcher.Verification, error)
	// Repair adds to the index by which people are found what it lacks, and
	// returns of how many cases it lacked something.
	Repair(ctx context.Context, actor, id string) (int, error)
}

// Desk is what operators work through.
type Desk interface {
	// Next offers a call; false when there is nobody to call now.
	Next(ctx context.Context, operator, id, audience string, languages []string) (dispatcher.Offer, bool, error)
	Dial(ctx context.Context, operator, attempt string) (dispatcher.Sheet, error)
	Record(ctx context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error)
	Calls(ctx context.Context, id string) ([]dispatcher.CallStatus, error)
}

// Hands is the calls that operators have in hand, and how they change hands.
type Hands interface {
	InHand(ctx context.Context, operator, id string) ([]dispatcher.Hand, error)
	GiveBack(ctx context.Context, operator, attempt string) error
	HandOver(ctx context.Context, operator, attempt, to string) error
	// Reassign gives anybody's call to another operator, or back to the list when
	// to is empty.
	Reassign(ctx context.Context, supervisor, attempt, to string) error
	// CallAgain has a person called again, now when at is zero.
	CallAgain(ctx context.Context, supervisor, id, person string, at time.Time) error
	Standings(ctx context.Context, id string, attempts []string) ([]dispatcher.Standing, error)
}

// Floor is what leads those who make calls.
type Floor interface {
	Operators(ctx context.Context, id string) ([]dispatcher.OperatorStatus, error)
	Pace(ctx context.Context, id string) (dispatcher.Pace, error)
	// PauseChannel holds one channel; resuming the campaign opens it again.
	PauseChannel(ctx context.Context, actor, id string, ch channels.Name) (dispatcher.Summary, error)
}

// Inbound is the calls that people make to the office.
type Inbound interface {
	// Answer opens a person's sheet. The journal notes who opened it, and why.
	Answer(ctx context.Context, operator, id, person, reason string) (dispatcher.Sheet, error)
	RecordInbound(ctx context.Context, operator, id, person string, r dispatcher.Report) (dispatcher.Recorded, error)
	Questions(ctx context.Context, id string) ([]dispatcher.Question, error)
}

// Rounds is what people do by hand.
type Rounds interface {
	// Next takes a person off the list; false when nobody waits.
	Next(ctx context.Context, operator, id, audience string) (dispatcher.Errand, bool, error)
	Record(ctx context.Context, operator, attempt string, r dispatcher.ErrandReport) (dispatcher.Recorded, error)
	List(ctx context.Context, id string) ([]dispatcher.CallStatus, error)
}

// Letters is the post room.
type Letters interface {
	// Print makes a batch; its Number is 0 when there is nothing to print.
	Print(ctx context.Context, actor, id, audience string, most int) (dispatcher.Printed, error)
	// Again makes the PDF of a batch once more.
	Again(ctx context.Context, actor string, number int) (dispatcher.Printed, error)
	List(ctx context.Context, id string) (batches []dispatcher.Batch, waiting int, err error)
	// Confirm returns the letters that are to be taken out of the pile.
	Confirm(ctx context.Context, actor string, number int) (b dispatcher.Batch, out []string, err error)
	Posted(ctx context.Context, actor string, number int, at time.Time, out []string) (dispatcher.Batch, error)
	Void(ctx context.Context, actor string, number int, reason string) (dispatcher.Batch, error)
	// Written records a letter that was written by hand.
	Written(ctx context.Context, actor, attempt, note string) (dispatcher.Recorded, error)
	Returned(ctx context.Context, actor, number, reason string) (dispatcher.Recorded, error)
}

// Reviews is the attempts that wait for a human.
type Reviews interface {
	List(ctx context.Context, id string) ([]dispatcher.Review, error)
	Resolve(ctx context.Context, actor string, attempts []string, v dispatcher.Verdict) (int, error)
}

// Accounts keeps who may come in by the office's listener on TCP.
type Accounts interface {
	Add(ctx context.Context, actor string, wanted []access.Wanted) ([]access.Card, error)
	List(ctx context.Context) ([]access.Card, error)
	Close(ctx context.Context, actor, id string) (access.Card, error)
	Reset(ctx context.Context, actor, id string) (access.Card, error)

	AddToken(ctx context.Context, actor, id string, role access.Role, last time.Duration) (access.Token, error)
	Tokens(ctx context.Context) ([]access.Token, error)
	RevokeToken(ctx context.Context, actor, id string) error
}

// Returns is what came back to the return paths of letters.
type Returns interface {
	// Counts returns how many messages said what since the server's start.
	Counts() map[dispatcher.News]int
}

// Links makes the first who may come in by the office's listener on TCP.
type Links interface {
	// Link makes a link by which one person becomes an admin, once, until the
	// given moment.
	Link() (url string, until time.Time)
}

// Pages is the persons' pages, each found by its token alone.
type Pages interface {
	Page(ctx context.Context, token string) (dispatcher.Page, error)
	// Confirm records that the person pressed the button. how is what they
	// wrote of how they deleted the data: theirs, so personal; mostly empty.
	Confirm(ctx context.Context, token, how string) error
	// Wrong records that the letter reached somebody else.
	Wrong(ctx context.Context, token string) error
	// AskCall records for when the person asks to be called: one of the times
	// that the page offers.
	AskCall(ctx context.Context, token string, at time.Time) error
	// Check returns who issued a reference number; NotFound when nobody here has.
	Check(ctx context.Context, number personal.Text) (dispatcher.Issuer, error)
}
