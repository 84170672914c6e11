// Package hand is what people do on foot or by fax: visits, the counter. Send
// only checks that there is somebody to see, and the dispatcher puts the case on
// the list.
package hand

import (
	"context"
	"errors"
	"strings"

	"github.com/owabi/owabi/channels"
)

// Sender is the channel. Its zero value is ready for use, also by many
// goroutines.
type Sender struct{}

var (
	_ channels.Sender = Sender{}
	_ channels.ByHand = Sender{}
)

var errNobody = errors.New("neither a name nor an address")

// Send implements channels.Sender. Nothing is sent: the receipt says Listed, or
// the error is Permanent because the message names nobody and no place.
func (Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, &channels.Error{Kind: channels.NotSent, Op: "list", Err: err}
	}
	if strings.TrimSpace(m.To.Reveal()+m.Name.Reveal()) == "" {
		return channels.Receipt{}, &channels.Error{Kind: channels.Permanent, Op: "check person", Err: errNobody}
	}
	return channels.Receipt{Listed: true}, nil
}

// ByHand implements channels.ByHand.
func (Sender) ByHand() {}
