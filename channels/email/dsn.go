package email

import (
	"strings"

	"github.com/emersion/go-smtp"
)

// asks is what a relay that offers DSN (RFC 3461) is asked to report, and by
// which names: the letter's token stands for the letter, and an address made of
// it for the person, so that reports name nobody. Of a letter that comes back
// only the header is wanted.
type asks struct {
	envelope  string // ENVID; empty: nothing is asked
	recipient string // ORCPT, an address of ours
	delivery  bool   // of deliveries too
}

func (c *composer) asks(token string) asks {
	if token == "" || !isAtoms(token) {
		return asks{}
	}
	domain := c.returnDomain
	if domain == "" {
		domain = c.idDomain
	}
	return asks{envelope: token, recipient: "r+" + token + "@" + domain, delivery: c.delivery}
}

// mail are the parameters of MAIL for the library; nil when nothing is asked.
func (a *asks) mail() *smtp.MailOptions {
	if a.envelope == "" {
		return nil
	}
	return &smtp.MailOptions{Return: smtp.DSNReturnHeaders, EnvelopeID: a.envelope}
}

// rcpt are those of RCPT.
func (a *asks) rcpt() *smtp.RcptOptions {
	if a.envelope == "" {
		return nil
	}
	return &smtp.RcptOptions{Notify: a.notify(), OriginalRecipientType: smtp.DSNAddressTypeRFC822, OriginalRecipient: a.recipient}
}

func (a *asks) notify() []smtp.DSNNotify {
	if a.delivery {
		return []smtp.DSNNotify{smtp.DSNNotifySuccess, smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}
	}
	return []smtp.DSNNotify{smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}
}

// mailWords and rcptWords are the same as they are said.
func (a *asks) mailWords() string {
	if a.envelope == "" {
		return ""
	}
	return " RET=HDRS ENVID=" + xtext(a.envelope)
}

func (a *asks) rcptWords() string {
	if a.envelope == "" {
		return ""
	}
	var words []string
	for _, n := range a.notify() {
		words = append(words, string(n))
	}
	return " NOTIFY=" + strings.Join(words, ",") + " ORCPT=rfc822;" + xtext(a.recipient)
}

// xtext encodes what may not stand in a parameter as it is (RFC 3461, 4). The
// rest of an address of ours may.
var xtextSigns = strings.NewReplacer("+", "+2B", "=", "+3D")

func xtext(s string) string { return xtextSigns.Replace(s) }
