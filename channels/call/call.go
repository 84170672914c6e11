// Package call is the telephone as a channel. People make the calls: Send
// checks that the person can be called, and the dispatcher puts the case on the
// call list.
package call

import (
	"context"
	"errors"

	"github.com/owabi/owabi/channels"
)

// Sender is the telephone channel. Its zero value is ready for use, also by
// many goroutines.
type Sender struct{}

var (
	_ channels.Sender = Sender{}
	_ channels.ByHand = Sender{}
)

// What is wrong with a number, without the number.
var errNumber = errors.New("no telephone number: want + and 7 to 15 digits, without spaces")

// Send implements channels.Sender. Nothing is dialled: the receipt says Listed,
// or the error is Permanent because m.To is no telephone number.
func (Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, &channels.Error{Kind: channels.NotSent, Op: "list", Err: err}
	}
	if !plausible(m.To.Reveal()) {
		return channels.Receipt{}, &channels.Error{Kind: channels.Permanent, Op: "check number", Err: errNumber}
	}
	return channels.Receipt{Listed: true}, nil
}

// ByHand implements channels.ByHand.
func (Sender) ByHand() {}

// Digits of an international number: ITU-T E.164, 6.2.1, allows 15; no country
// has complete ones of fewer than 7.
const (
	minDigits = 7
	maxDigits = 15
)

// plausible reports whether s is written as E.164 asks for. Whether the number
// can exist was asked when the list was read.
func plausible(s string) bool {
	if len(s) < 1+minDigits || len(s) > 1+maxDigits || s[0] != '+' || s[1] == '0' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
