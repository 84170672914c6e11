package sms

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"

	"github.com/owabi/owabi/channels"
)

// answer is what came of one POST: the facts that its outcome is judged by.
type answer struct {
	begun  bool // a byte of the request may have left us
	err    error
	status int    // of HTTP; 0 when there was none
	code   int    // Twilio's: of the error, or of a message that failed at once; 0 when there was none
	sid    string // of the message that was made; empty when the answer did not say it
	state  string // and its status
}

// kindOf classifies an answer; empty when the message was taken.
func kindOf(a *answer) channels.Kind {
	switch {
	case a.status == 0 && a.begun:
		return channels.Uncertain // a timeout, a lost connection, an answer that is no HTTP
	case a.status == 0:
		return kindOfStart(a.err)
	case a.status/100 == 2:
		return kindOfMessage(a)
	case a.status == http.StatusTooManyRequests: // "never processed and always safe to retry": docs/api/errors/20429
		return channels.Throttled
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status == http.StatusProxyAuthRequired:
		return channels.Technical
	case a.status == http.StatusRequestTimeout: // a gateway's: what stands behind it may have heard more
		return channels.Uncertain
	case a.status/100 == 4:
		return kindOfRefusal(a.code)
	case redirects(a.status):
		return channels.Technical // base_url points to something else; nobody follows
	}
	return channels.Uncertain // "not idempotent": docs/api/errors/20500
}

// kindOfMessage classifies a 2xx. Without a message's id it says nothing.
func kindOfMessage(a *answer) channels.Kind {
	switch {
	case a.sid == "":
		return channels.Uncertain
	case a.state == "failed" || a.state == "undelivered" || a.state == "canceled":
		return kindOfFailure(a.code)
	}
	return ""
}

// kindOfRefusal classifies a 4xx. One that is not known is ours: a person must
// not lose a channel by it.
func kindOfRefusal(code int) channels.Kind {
	if k, ok := kinds[code]; ok {
		return k
	}
	return channels.Technical
}

// kindOfFailure classifies a message that was taken and then not delivered. One
// that is not known is tried again by the plan, as often as that says.
func kindOfFailure(code int) channels.Kind {
	if k, ok := kinds[code]; ok {
		return k
	}
	return channels.Temporary
}

// redirects reports whether a status sends the request elsewhere undone. 303
// would send us away after doing it.
func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// kindOfStart classifies a request that never left us: Technical where trying
// again cannot help.
func kindOfStart(err error) channels.Kind {
	if errors.Is(err, errNotLoopback) || errors.Is(err, errPrepare) || untrusted(err) || malformed(err) {
		return channels.Technical
	}
	return channels.NotSent
}

// malformed reports whether the other side spoke first, and no HTTP: it is some
// other kind of server.
func malformed(err error) bool {
	return err != nil && !untrusted(err) && strings.Contains(err.Error(), "malformed HTTP") // net/http has no type for it
}

// untrusted reports whether TLS failed for what the other side is, not for the
// way to it.
func untrusted(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var host x509.HostnameError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &host)
}

// What stands in for an error that may quote the other side.
var (
	errNoReply  = errors.New("no answer in time")
	errCutOff   = errors.New("the connection was lost")
	errNoHTTP   = errors.New("the answer is no HTTP")
	errNoSense  = errors.New("the answer does not say which message was made")
	errPrepare  = errors.New("the request could not be made")
	errNumber   = errors.New("no telephone number: want + and 7 to 15 digits, without spaces")
	errNoText   = errors.New("the message has no text")
	errLongText = errors.New("the message is longer than Twilio's 1,600 characters")
	errClosed   = errors.New("the sender is closed")
)

// failure makes an error that can be shown: codes, and never a word of the
// other side's, which may repeat the number.
func failure(a *answer) error {
	kind := kindOf(a)
	if kind == "" {
		return nil
	}
	e := &channels.Error{Kind: kind, Op: "POST", Code: codeOf(a)}
	switch {
	case a.status == 0 && !a.begun:
		e.Op, e.Err = "connect", a.err
		if malformed(a.err) {
			e.Err = errNoHTTP // the error quotes the other side
		}
	case a.status == 0:
		e.Err = cause(a.err)
	case a.status/100 == 2 && a.sid == "":
		e.Err = errNoSense
	}
	return e
}

// codeOf writes the HTTP status and Twilio's code: "400 21614".
func codeOf(a *answer) string {
	switch {
	case a.status == 0:
		return ""
	case a.code == 0:
		return strconv.Itoa(a.status)
	}
	return strconv.Itoa(a.status) + " " + strconv.Itoa(a.code)
}

// cause says what is known of a lost answer, in words of our own.
func cause(err error) error {
	var n net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout():
		return errNoReply
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.Canceled):
		return errCutOff
	}
	return errNoHTTP
}
