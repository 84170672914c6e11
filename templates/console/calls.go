package console

import "time"

// Calls is the desk of one operator in one campaign: nobody in hand, somebody
// offered, or somebody being called.
type Calls struct {
	ID           string // of the campaign
	State        string // of the campaign: name of a dispatcher.RunState
	Off          *Off   // the telephone is paused for a fault of ours; nil when it is not
	Audiences    []string
	Audience     string   // from which calls are taken; empty: all
	Languages    []string // that an operator can choose
	Speaks       []string // those that this one has chosen; none: any
	Dispositions []string
	Flags        []string
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
	Language string    // in which to call, where it is not the audience's
	Promised time.Time // when we said that we would call; zero: nothing was promised
	Until    time.Time // zero: no end
}

// Call is somebody being called. Name, number and script are empty when the
// call is known by its attempt alone: after the server was started anew, or when
// it was not recorded in time.
type Call struct {
	Offer
	Path       string // of the page, without what its forms add
	Inbound    bool   // the person calls us
	State      string // of a person who calls us: name of a dispatcher.Reach
	Known      bool   // this is the person: they have been asked
	Number     string // E.164
	Extension  string
	Script     []Line // what may be said to anybody
	Tell       []Line // what may be told to the person alone; empty until then
	Identity   []Datum
	Affected   []Datum
	Questions  []Question
	History    []Past
	Colleagues bool // the call can be handed over

	// What the operator had written, when it could not be recorded.
	Note     string
	Date     string   // 2006-01-02
	Time     string   // 15:04
	First    string   // first date that can be promised
	Chosen   []string // flags
	InFuture string   // language in which to call from now on
	At       string   // of a call that the person made: RFC 3339
	Wrong    CallTrouble
}

// Datum is something of a person's record.
type Datum struct{ Item, Value string }

// Question is what people may ask, and what to answer.
type Question struct {
	Question string
	Answer   []string // paragraphs
}

// Past is an attempt that was made.
type Past struct {
	At          time.Time
	Channel     string
	Inbound     bool
	Disposition string // empty: of another channel
	Review      bool
	Flags       []string
	Again       time.Time
	Note        string
}

// Ask is the question by which a part of the identity is checked: the words
// under its name, or the name itself.
func (d Datum) Ask(w wording) string { return w.named("identity", d.Item) }

// CallTrouble says why a result was not recorded.
type CallTrouble string

// The troubles with a result.
const (
	NoCallTrouble CallTrouble = ""
	NoResult      CallTrouble = "result"
	NoMoment      CallTrouble = "moment"
	PastMoment    CallTrouble = "past"
	LongNote      CallTrouble = "note"
	NoLanguage    CallTrouble = "language"
)

// NoteLimit is the most characters of a note.
const NoteLimit = 1000

// Page renders it.
func (v Calls) Page(f Frame) ([]byte, error) { return f.page(PageCalls, v) }

// keys are what an operator presses for a result, in the order of the
// dispositions.
const keys = "1234567890QW"

// flagKeys are what an operator presses for a flag, in the order of the flags.
const flagKeys = "LGC"

// flagKey returns the key of the i-th flag, empty when there is none left.
func flagKey(i int) string {
	if i < 0 || i >= len(flagKeys) {
		return ""
	}
	return flagKeys[i : i+1]
}

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
	Who         string    // with NoticeHanded
}

// Standing says what has become of a call that an operator has on the screen;
// empty when it is theirs as before.
type Standing struct {
	What string // "reached", "withdrawn", "handed", "lapsed", "recorded", "gone"
	Who  string // has it in hand now, with "handed"
	Next string // where to ask for the next person
}

// Live renders it.
func (v Standing) Live(lang string) ([]byte, error) {
	return Frame{Lang: lang, Page: PageCalls}.render(PageCalls, "callstanding", v)
}

// NoticeKind says what a Notice is about.
type NoticeKind string

// The kinds of notices.
const (
	NoticeRecorded NoticeKind = "recorded"
	NoticeRefused  NoticeKind = "refused" // the call could not be made, and why
	NoticeLapsed   NoticeKind = "lapsed"  // a dialled call was not recorded in time
	NoticeBack     NoticeKind = "back"    // whom the operator was offered is back on the list
	NoticeHanded   NoticeKind = "handed"  // a colleague has the call; Who says which
)

// Said is what the domain said of a refusal, in its own English.
type Said struct{ Where, What, Cure string }
