package sms

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilio/twilio-go/client"

	"github.com/owabi/owabi/channels"
)

// State is what a status callback says of a message.
type State string

// The states. Each but Pending is a fact about the attempt; the order in which
// they come does not matter, and each may come several times.
const (
	Pending     State = "pending"      // queued, on its way: nothing new
	HandedOver  State = "handed_over"  // the carrier has taken it
	Delivered   State = "delivered"    // the carrier says that the handset has it
	NotAccepted State = "not_accepted" // not delivered, and the number is not to blame: see Kind
	Bounced     State = "bounced"      // not delivered, and never by this number: Kind is Permanent
	Unknown     State = "unknown"      // nobody knows whether it was delivered: Kind is Uncertain
)

// Status is a status callback. It holds no personal data.
type Status struct {
	SID   string // Twilio's id of the message: Receipt.Reference of its attempt
	State State
	Kind  channels.Kind // of NotAccepted, Bounced and Unknown; empty otherwise
	Code  int           // Twilio's, for a failure; 0 when it gave none
}

// maxCallback bounds a callback's body, in bytes. Twilio's have about 500.
const maxCallback = 64 << 10

// Errors of ParseCallback. ErrForged is to be answered by 403, ErrMalformed by
// 400.
var (
	ErrForged    = errors.New("sms: callback: the signature is missing or wrong")
	ErrMalformed = errors.New("sms: callback: this is no status callback")
)

// ParseCallback reads a status callback and checks that Twilio has signed it.
// callbackURL is the whole URL that Twilio was given for this attempt, as the
// Sender's callback function returned it: what stands in r may have been
// changed on the way by a proxy. authToken is the account's, never an API key's
// secret. No error tells what the callback holds.
func ParseCallback(r *http.Request, callbackURL, authToken string) (Status, error) {
	signature := r.Header.Get("X-Twilio-Signature")
	if signature == "" || authToken == "" || r.Method != http.MethodPost {
		return Status{}, ErrForged
	}
	form, err := readForm(r.Body)
	if err != nil {
		return Status{}, err
	}
	signed, _, _ := strings.Cut(callbackURL, "#")
	v := client.NewRequestValidator(authToken)
	if !v.Validate(signed, form, signature) {
		return Status{}, ErrForged
	}
	return statusOf(form)
}

// readForm reads the parameters. Of one that is repeated only the first is
// signed, so only the first counts.
func readForm(r io.Reader) (map[string]string, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxCallback+1))
	if err != nil {
		return nil, fmt.Errorf("sms: callback: read: %w", err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil || len(body) > maxCallback {
		return nil, ErrMalformed
	}
	form := make(map[string]string, len(values))
	for k, v := range values {
		form[k] = v[0]
	}
	return form, nil
}

// statusOf reads what a form says of its message.
func statusOf(form map[string]string) (Status, error) {
	s := Status{SID: form["MessageSid"]}
	if !messageSID.MatchString(s.SID) {
		return Status{}, ErrMalformed
	}
	if c := form["ErrorCode"]; c != "" {
		code, err := strconv.ParseUint(c, 10, 0)
		if err != nil || code > maxCode {
			return Status{}, ErrMalformed
		}
		s.Code = int(code)
	}
	switch form["MessageStatus"] {
	case "accepted", "scheduled", "queued", "sending":
		s.State = Pending
	case "sent", "partially_delivered":
		s.State = HandedOver
	case "delivered", "read":
		s.State = Delivered
	case "failed", "undelivered", "canceled":
		s.Kind = kindOfFailure(s.Code)
		s.State = stateOf(s.Kind)
	default:
		return Status{}, ErrMalformed
	}
	return s, nil
}

// stateOf is the fact that a failure of a kind makes.
func stateOf(k channels.Kind) State {
	switch k {
	case channels.Permanent:
		return Bounced
	case channels.Uncertain:
		return Unknown
	}
	return NotAccepted
}
