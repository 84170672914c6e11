// Package letter is post as a channel. People print the letters, put them into
// window envelopes and post them: Send only checks that there is an address, and
// the dispatcher puts the case on the list of letters. Print makes a PDF of a
// batch of them.
//
//	config  Config, and the font that it names
//	face    what the font holds: glyphs and their widths
//	wrap    lines of Japanese and English text
//	window  what is seen through the window of the envelope
//	body    the letter itself, on as many pages as it needs
//	codes   the code to scan on the letter, and the bars of its number
//	press   pages into a PDF (gopdf), one letter after the other
//	proof   the PDF read back, page for page
//
// Two people cannot share a page: a page is made from one Paper alone (lay),
// and Proof compares every page of the finished file, by its own reader of PDF,
// with what the letter says when it is laid out anew.
package letter

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"github.com/owabi/owabi/channels"
)

// Sender is the post. It is safe for concurrent use.
type Sender struct{ face *face }

var (
	_ channels.Sender = (*Sender)(nil)
	_ channels.ByHand = (*Sender)(nil)
	_ channels.Press  = (*Sender)(nil)
)

// New reads the font. Its error names the setting.
func New(c Config) (*Sender, error) {
	f, err := c.face()
	if err != nil {
		return nil, err
	}
	return &Sender{f}, nil
}

// What is wrong with an address, without the address.
var errAddress = errors.New("no postal address: it is empty, or no text")

// Send implements channels.Sender. Nothing is printed: the receipt says Listed,
// or the error is Permanent because m.To is no address.
func (*Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, &channels.Error{Kind: channels.NotSent, Op: "list", Err: err}
	}
	if !plausible(m.To.Reveal()) {
		return channels.Receipt{}, &channels.Error{Kind: channels.Permanent, Op: "check address", Err: errAddress}
	}
	return channels.Receipt{Listed: true}, nil
}

// ByHand implements channels.ByHand.
func (*Sender) ByHand() {}

// plausible reports whether s holds letters at all. Whether the post finds it,
// only the post knows.
func plausible(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsRune(s, '\ufffd') &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
}
