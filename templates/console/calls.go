package console

import "time"

// Calls is the desk of one operator in one campaign: nobody in hand, somebody
// offered, or somebody being called.
type Calls struct {
	ID           string // of the campaign
	State        string // of the campaign: name of a dispatcher.RunState
	Off          *Off   // the telephone is paused for a fault of ours; nil when it is not
	Audiences    []string
	Audience     string // from which calls are taken; empty: all
	Dispositions []string
	Notices      []Notice
	Nobody       bool // just asked for, and there was none
	Offer        *Offer
	Call         *Call
}

// Offer is somebody to call, number masked.
type Offer struct {
	Attempt  string // id
	Audience string
	Name     string
	Reading  string
	Tail     string // last digits of the number
	Try      int
	Until    time.Time // zero: no end
}

// Call is somebody being called. Name, number and script are empty when the
// call is known by its attempt alone: after the server was started anew, or when
// it was not recorded in time.
type Call struct {
	Offer
	Number    string // E.164
	Extension string
	Script    []Line

	// What the operator had written, when it could not be recorded.
	Note  string
	Date  string // 2006-01-02
	Time  string // 15:04
	First string // first date that can be promised
	Wrong CallTrouble
}

// CallTrouble says why a result was not recorded.
type CallTrouble string

// The troubles with a result.
const (
	NoCallTrouble CallTrouble = ""
	NoResult      CallTrouble = "result"
	NoMoment      CallTrouble = "moment"
	PastMoment    CallTrouble = "past"
	LongNote      CallTrouble = "note"
)

// NoteLimit is the most characters of a note.
const NoteLimit = 1000

// Page renders it.
func (v Calls) Page(f Frame) ([]byte, error) { return f.page(PageCalls, v) }

// keys are what an operator presses for a result, in the order of the
// dispositions.
const keys = "1234567890QW"

// keyOf returns the key of the i-th disposition, empty when there is none left.
func keyOf(i int) string {
	if i < 0 || i >= len(keys) {
		return ""
	}
	return keys[i : i+1]
}

// Notice is what came of the operator's last step.
type Notice struct {
	Kind        NoticeKind
	Disposition string    // with NoticeRecorded
	Record      string    // with NoticeRecorded: name of a dispatcher.RecordStatus
	Reach       string    // with NoticeRecorded: name of the person's state
	Again       time.Time // with NoticeRecorded: call promised for
	Said        Said      // with NoticeRefused
}

// NoticeKind says what a Notice is about.
type NoticeKind string

// The kinds of notices.
const (
	NoticeRecorded NoticeKind = "recorded"
	NoticeRefused  NoticeKind = "refused" // the call could not be made, and why
	NoticeLapsed   NoticeKind = "lapsed"  // a dialled call was not recorded in time
)

// Said is what the domain said of a refusal, in its own English.
type Said struct{ Where, What, Cure string }
