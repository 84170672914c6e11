package sandbox

import (
	"strconv"
	"strings"

	"github.com/emersion/go-smtp"
)

// Step is a point of an SMTP session at which a Script may step in.
type Step string

// The steps of a session, in their order. At those of commands the command has
// been read, and nothing has been answered.
const (
	AtConnect Step = "connect" // a connection is there: its reply is the greeting
	AtHello   Step = "EHLO"    // or HELO
	AtAuth    Step = "AUTH"
	AtMail    Step = "MAIL"
	AtRcpt    Step = "RCPT"
	AtData    Step = "DATA" // its reply is the 354
	AtBody    Step = "body" // the first line of the letter has been read, the rest has not
	AtDot     Step = "dot"  // the whole letter has been read, and is not kept yet
	AtKept    Step = "kept" // the letter is in the log, and has not been answered
	AtReset   Step = "RSET"
	AtQuit    Step = "QUIT"
)

// Moment is where a session stands.
type Moment struct {
	Step Step
	Conn int    // number of the connection, from 1
	From string // envelope sender; empty until MAIL
	To   string // last envelope recipient; empty until RCPT
}

// Action is what a Script wants done. The zero Action lets things take their
// course.
type Action struct {
	Wait  <-chan struct{} // first wait until it is closed, or the server is
	Reply string          // answer this, "550 5.1.1 no such user", and do not do what was asked
	Cut   Cut             // then
}

// Cut says whether the connection is cut off.
type Cut uint8

// The cuts.
const (
	Stay   Cut = iota
	Before     // without a reply, and what was asked is not done
	After      // once the reply is written: Action.Reply, or else the server's own
)

// Script decides, for tests, what the server does at each point of its
// sessions. It is called by many sessions at once. Of a session under TLS it
// sees AtDot and AtKept alone. It knows no BDAT.
type Script func(Moment) Action

// parseReply turns the text of a reply into what the SMTP library answers. The
// enhanced code is there only when s has one.
func parseReply(s string) *smtp.SMTPError {
	e := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.NoEnhancedCode}
	code, rest, _ := strings.Cut(s, " ")
	if n, err := strconv.Atoi(code); err == nil {
		e.Code = n
	}
	first, text, _ := strings.Cut(rest, " ")
	parts := strings.Split(first, ".")
	if len(parts) != 3 {
		e.Message = rest
		return e
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			e.EnhancedCode, e.Message = smtp.NoEnhancedCode, rest
			return e
		}
		e.EnhancedCode[i] = n
	}
	e.Message = text
	return e
}
