package api

import (
	"errors"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

// The bodies of requests and replies that package dispatcher has no word for.
// Package client speaks them too.

// ErrorReply is the body of every refusal. A refused list carries its balance.
type ErrorReply struct {
	Error   Problem             `json:"error"`
	Balance *dispatcher.Balance `json:"balance,omitempty"`
}

// Problem is a dispatcher.Error on the wire.
type Problem struct {
	Code  dispatcher.Code `json:"code"`
	Where string          `json:"where"`
	What  string          `json:"what"`
	Cure  string          `json:"cure"`
}

// ProblemOf puts err on the wire. An error that is no *dispatcher.Error is
// internal, and keeps its text.
func ProblemOf(err error) Problem {
	var e *dispatcher.Error
	if errors.As(err, &e) {
		return Problem(*e)
	}
	return Problem{Code: dispatcher.Internal, What: err.Error()}
}

// Err takes it off again.
func (p Problem) Err() *dispatcher.Error { e := dispatcher.Error(p); return &e }

// PeopleReply is a page of people.
type PeopleReply struct {
	People []dispatcher.PersonStatus `json:"people"`
	Next   string                    `json:"next"` // the next page's ?after=, empty after the last
}

// KeyReply is the key to which publishers seal people.
type KeyReply struct {
	PublicKey string `json:"public_key"` // age1…
}

// RejectedReply is a page of published people who were not let in.
type RejectedReply struct {
	Rejected []dispatcher.Refusal `json:"rejected"`
	Next     string               `json:"next"` // the next page's ?after=, empty after the last
}

// FindRequest looks for people, and says why.
type FindRequest struct {
	Query  string `json:"query"`
	Reason string `json:"reason"`
}

// WithdrawRequest says why a person is no longer to be told.
type WithdrawRequest struct {
	Reason string `json:"reason"`
}

// ContactRequest changes a person's contacts, and says why.
type ContactRequest struct {
	Add    []string `json:"add"`
	Retire []string `json:"retire"`
	Reason string   `json:"reason"`
}

// WithdrawReply is the person's state after it.
type WithdrawReply struct {
	State dispatcher.Reach `json:"state"`
}

// CorrectRequest names the audience whose withdrawn people get a correction.
type CorrectRequest struct {
	Campaign string `json:"campaign"`
	Audience string `json:"audience"`
}

// RepairReply says of how many cases the index lacked something.
type RepairReply struct {
	Repaired int `json:"repaired"`
}

// StatementReply is the paragraph for the press.
type StatementReply struct {
	Text string `json:"text"`
}

// ResolveRequest settles attempts that wait for a human.
type ResolveRequest struct {
	Attempts []string           `json:"attempts"`
	Verdict  dispatcher.Verdict `json:"verdict"`
}

// ResolveReply says how many were still in review.
type ResolveReply struct {
	Resolved int `json:"resolved"`
}

// AccountsRequest asks for accounts, all or none.
type AccountsRequest struct {
	Accounts []access.Wanted `json:"accounts"`
}

// TokenRequest asks for a token.
type TokenRequest struct {
	ID   string      `json:"id"`
	Role access.Role `json:"role"`
	Days int         `json:"days"` // that it lasts
}

// RevokeReply says which token is no more.
type RevokeReply struct {
	Revoked string `json:"revoked"`
}

// LinkReply is a link by which one person becomes an admin, once.
type LinkReply struct {
	URL   string    `json:"url"`
	Until time.Time `json:"until"`
}

// NextRequest asks for a call to make.
type NextRequest struct {
	Operator string `json:"operator"`
	Campaign string `json:"campaign"`
	Audience string `json:"audience"`

	Languages []string `json:"languages,omitempty"` // that the operator speaks; any when there are none
}

// DialRequest asks for the number of an offered call.
type DialRequest struct {
	Operator string `json:"operator"`
}

// HandRequest gives a call to somebody else, or back to the list when To is
// empty.
type HandRequest struct {
	Operator string `json:"operator,omitempty"` // whose it is; a supervisor's request leaves it out
	To       string `json:"to,omitempty"`
}

// AgainRequest has a person called again.
type AgainRequest struct {
	At time.Time `json:"at,omitzero"` // now when it is zero
}

// AnswerRequest opens the sheet of a person who calls.
type AnswerRequest struct {
	Operator string `json:"operator"`
	Reason   string `json:"reason"`
}

// RecordRequest says what came of a call.
type RecordRequest struct {
	Operator string `json:"operator"`
	dispatcher.Report
}

// RecordReply says what became of the report.
type RecordReply struct {
	Status dispatcher.RecordStatus `json:"status"`
	State  dispatcher.Reach        `json:"state"`
}

// PrintRequest asks for a batch of letters.
type PrintRequest struct {
	Audience string `json:"audience"`
	Most     int    `json:"most"` // 0: the usual number
}

// LettersReply is the batches of a campaign.
type LettersReply struct {
	Batches []dispatcher.Batch `json:"batches"`
	Waiting int                `json:"waiting"` // letters on the list
}

// ConfirmReply is a batch that is on paper, and the letters to be taken out of
// the pile.
type ConfirmReply struct {
	dispatcher.Batch
	Out []string `json:"out"`
}

// PostedRequest says when a batch was posted, and without which letters.
type PostedRequest struct {
	At  time.Time `json:"at,omitzero"`
	Out []string  `json:"out"`
}

// VoidRequest says why a batch is void.
type VoidRequest struct {
	Reason string `json:"reason"`
}

// WrittenRequest says which letter was written by hand, and what shows it.
type WrittenRequest struct {
	Attempt string `json:"attempt"`
	Note    string `json:"note"`
}

// ReturnedRequest says which letter came back.
type ReturnedRequest struct {
	Number string `json:"number"`
	Reason string `json:"reason"`
}
