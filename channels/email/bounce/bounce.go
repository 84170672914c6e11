package bounce

import (
	"context"
	"io"

	"github.com/owabi/owabi/channels"
)

// State is what a message says of a letter.
type State string

// The states. The order in which they come does not matter, and each may come
// several times.
const (
	Delivered  State = "delivered"   // it lies in the mailbox
	HandedOver State = "handed_over" // passed on to a server that reports nothing more
	Failed     State = "failed"      // it came back: see Kind
	Delayed    State = "delayed"     // a server keeps trying: nothing new
	AutoReply  State = "auto_reply"  // a program of the recipient's answers: nothing new
	NoReport   State = "no_report"   // something else
)

// Report is what came of reading one message. It holds no personal data.
type Report struct {
	Tokens []string // what may be the return token of a letter; the message's own recipients first
	State  State
	Kind   channels.Kind // of Failed: Permanent, Temporary or Technical; empty otherwise
	Code   string        // of Failed: "550 5.1.1", as far as it is known
	Form   string        // which kind of message it was: "rfc3464", "qmail"
}

// Verdict is what whoever holds the key says of a Report.
type Verdict string

// The verdicts.
const (
	Taken   Verdict = "taken"   // a letter of ours; what it says is durable, or nothing new
	Foreign Verdict = "foreign" // no token of ours: it changes nothing
)

// Taker takes a report in. With an error nothing is known to be durable, and the
// same message is to be handed in again.
type Taker func(ctx context.Context, r Report) (Verdict, error)

// maxMessage bounds what is read of a message, in bytes.
const maxMessage = 4 << 20

// Read reads one message. to are the recipients that it was delivered to, where
// they are known beside the message itself. What cannot be read is a NoReport.
func Read(r io.Reader, to ...string) Report {
	m := open(io.LimitReader(r, maxMessage))
	report := judge(m)
	report.Tokens = tokens(m, to)
	return report
}

// judge asks each reader in turn; the first that knows the message decides. What
// is written to be read by programs goes first, and a holiday message before the
// forms that are known by their words alone.
func judge(m *message) Report {
	for _, read := range []func(*message) (Report, bool){standard, receiptOf, exim, automatic, form, daemon} {
		if r, ok := read(m); ok {
			return r
		}
	}
	return Report{State: NoReport, Form: "none"}
}

// failed makes a Report out of what a server said.
func failed(form string, s said) Report {
	return Report{State: Failed, Kind: s.kind(), Code: s.String(), Form: form}
}
