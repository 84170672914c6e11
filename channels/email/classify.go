package email

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels"
)

// step is how far a letter had come.
type step string

// The steps, in their order. Until atRcpt the relay has not heard of the
// recipient. From atDot on the letter may have been taken.
const (
	atWait     step = "wait"     // for a free connection
	atDial     step = "dial"     //
	atTLS      step = "TLS"      // the handshake, by Implicit
	atStartTLS step = "STARTTLS" // and the greeting before it
	atHello    step = "EHLO"     // and the greeting, or the handshake that STARTTLS has asked for
	atAuth     step = "AUTH"     //
	atReset    step = "RSET"     //
	atMail     step = "MAIL"     //
	atRcpt     step = "RCPT"     //
	atData     step = "DATA"     // the command, up to the 354
	atBody     step = "body"     // the letter but for the final dot
	atDot      step = "dot"      // the final dot and the reply to it
)

// aboutRecipient reports whether a refusal at this step can be the
// recipient's.
func (s step) aboutRecipient() bool {
	return s == atRcpt || s == atData || s == atDot
}

// failure makes an error that can be shown out of one that may hold a relay's
// words, and with them an address.
func failure(at step, err error) error {
	e := &channels.Error{Kind: kindOf(at, err), Op: string(at)}
	var r *smtp.SMTPError
	if errors.As(err, &r) {
		e.Code = codeOf(r)
	} else {
		e.Err = cause(at, err)
	}
	return e
}

// kindOf classifies what went wrong at a step.
func kindOf(at step, err error) channels.Kind {
	var r *smtp.SMTPError
	switch {
	case errors.As(err, &r):
		return kindOfReply(at, r.Code, r.EnhancedCode)
	case at == atDot:
		return channels.Uncertain // RFC 1047; RFC 5321, 4.5.3.2.6
	case lost(err):
		return channels.NotSent
	}
	return channels.Technical // a certificate, no STARTTLS, no mechanism to sign in, no SMTP at all
}

// kindOfReply classifies a reply: the enhanced code (RFC 3463) first, then the
// code (RFC 5321, 4.2). Every reply but 2xx to the final dot says that the
// letter was not taken.
func kindOfReply(at step, code int, enhanced smtp.EnhancedCode) channels.Kind {
	switch {
	case code == 421: // the relay closes the channel: too busy, too many connections, shutting down
		return channels.Throttled
	case code == 530 || code == 535: // RFC 4954, 6: sign in first; signing in failed
		return channels.Technical
	case code/100 == 4 || code/100 == 5 && enhanced[0] == 4: // where the two differ, the milder counts
		return channels.Temporary
	case code/100 != 5 && at == atDot:
		return channels.Uncertain
	case code/100 != 5 || !at.aboutRecipient():
		return channels.Technical
	}
	if kind, ok := kindOfSubject(at, code, enhanced); ok {
		return kind
	}
	return kindOfRefusal(at, code)
}

// kindOfSubject classifies a refusal by the subject and detail of its enhanced
// code, X.subject.detail. False: they do not tell.
func kindOfSubject(at step, code int, enhanced smtp.EnhancedCode) (channels.Kind, bool) {
	if enhanced[0] != 5 {
		return "", false
	}
	switch subject, detail := enhanced[1], enhanced[2]; subject {
	case 1: // address
		if detail == 7 || detail == 8 { // the sender's
			return channels.Technical, true
		}
		return channels.Permanent, true
	case 2: // mailbox
		if detail == 2 { // full
			return channels.Temporary, true
		}
		return channels.Permanent, true
	case 3, 7: // the relay's own system; security and policy
		return channels.Technical, true
	case 4: // network and routing: no host takes letters for this domain
		return channels.Permanent, true
	case 6: // content; at RCPT: the mailbox asks for SMTPUTF8
		if at != atRcpt {
			return channels.Technical, true
		}
		return channels.Permanent, true
	}
	return "", false // undefined, or protocol: 5.5.0 is said of unknown users too
}

// kindOfRefusal classifies a refusal by its code alone.
func kindOfRefusal(at step, code int) channels.Kind {
	switch {
	case code == 550 || code == 551 || code == 553 || code == 556: // no such mailbox; RFC 7504: no mail for the domain
		return channels.Permanent
	case code == 552: // storage exceeded: the mailbox is full
		return channels.Temporary
	case at == atRcpt && (code == 501 || code == 554): // its argument is the recipient alone
		return channels.Permanent
	}
	return channels.Technical
}

// lost reports whether err is the network's, or the caller has called off.
func lost(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error") {
		return false // crypto/tls: an alert, such as an unknown authority
	}
	if errors.Is(err, errNotLoopback) {
		return false
	}
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, context.Canceled) || errors.Is(err, errClosed)
}

// What stands in for an error that quotes the relay.
var errNoSMTP = errors.New("the relay answers what is no SMTP")

// cause is err without a relay's words: they may repeat an address.
func cause(at step, err error) error {
	var p textproto.ProtocolError
	if errors.As(err, &p) || at.aboutRecipient() && !lost(err) {
		return errNoSMTP
	}
	return err
}

// codeOf writes a reply's code, "550 5.1.1", and nothing of its text.
func codeOf(r *smtp.SMTPError) string {
	if c := r.EnhancedCode; c[0] > 0 {
		return fmt.Sprintf("%d %d.%d.%d", r.Code, c[0], c[1], c[2])
	}
	return fmt.Sprint(r.Code)
}
