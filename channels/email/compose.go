package email

import (
	"errors"
	"fmt"
	"net/mail"
	"time"

	gomail "github.com/emersion/go-message/mail"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email/bounce"
)

// envelope is one letter to one recipient, as the relay gets it.
type envelope struct {
	from, to string
	data     []byte // with CRLF, without dot stuffing
	asks     asks   // of a relay that can report
}

// composer writes letters of one office.
type composer struct {
	from         mail.Address
	replyTo      *mail.Address // nil: none
	returnDomain string        // empty: returns go to from
	idDomain     string
	delivery     bool // reports of delivery are asked for
}

func newComposer(c *Config) (composer, error) {
	from, err := parseSender("from", c.From)
	if err != nil {
		return composer{}, err
	}
	comp := composer{from: *from, returnDomain: c.ReturnDomain, idDomain: c.MessageIDDomain, delivery: c.DeliveryReports}
	if c.ReplyTo != "" {
		comp.replyTo, err = parseSender("reply_to", c.ReplyTo)
	}
	return comp, err
}

// compose writes the letter of m. Only a bad address is the recipient's fault.
func (c *composer) compose(m channels.Message, now time.Time) (envelope, error) {
	to := m.To.Reveal()
	if err := checkAddress(to); err != nil {
		return envelope{}, &channels.Error{Kind: channels.Permanent, Op: "check address", Err: err}
	}
	from, err := c.returnPath(m.Return)
	if err == nil {
		var data []byte
		if data, err = c.letter(m, now); err == nil {
			return envelope{from: from, to: to, data: data, asks: c.asks(m.Return)}, nil
		}
	}
	return envelope{}, &channels.Error{Kind: channels.Technical, Op: "compose", Err: err}
}

// returnPath is where bounces go: an address of the attempt's own (VERP), or
// the office's.
func (c *composer) returnPath(token string) (string, error) {
	if c.returnDomain == "" {
		return c.from.Address, nil
	}
	local := "r+" + token
	if token == "" || len(local) > maxLocal || !isAtoms(token) {
		return "", fmt.Errorf("return token: want 1 to %d characters of atext", maxLocal-2)
	}
	return local + "@" + c.returnDomain, nil
}

func (c *composer) letter(m channels.Message, now time.Time) ([]byte, error) {
	if m.ID == "" || !isAtoms(m.ID) {
		return nil, errors.New("message id: want atext")
	}
	if m.Text.Empty() {
		return nil, errors.New("the letter has no text")
	}
	h := c.header(m, now)
	h.Set("MIME-Version", "1.0")
	if m.HTML.Empty() {
		return single(h, m.Text.Reveal())
	}
	return alternative(h, m.Text.Reveal(), m.HTML.Reveal())
}

// header writes the fields in the order in which they are added from the
// bottom up: the library puts each before the others.
func (c *composer) header(m channels.Message, now time.Time) gomail.Header {
	var h gomail.Header
	if isAtoms(m.Return) && m.Return != "" {
		h.Set(bounce.LetterField, m.Return) // a server that returns the header returns it too
	}
	h.Set("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office replies
	if subject := unstructured(m.Subject.Reveal(), maxLine-len("Subject: ")); !m.Subject.Empty() {
		h.AddRaw(field("Subject", subject...))
	}
	h.AddRaw(addressField("To", mail.Address{Name: m.Name.Reveal(), Address: m.To.Reveal()}))
	if c.replyTo != nil {
		h.AddRaw(addressField("Reply-To", *c.replyTo))
	}
	h.AddRaw(addressField("From", c.from))
	h.AddRaw(field("Message-ID", "<"+m.ID+"@"+c.idDomain+">"))
	h.SetDate(now)
	return h
}
