package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// message is a message as the stand-in remembers it. What the request said
// stays; the rest is guarded by the Twilio's mutex.
type message struct {
	sid, from, service, to, body string
	callback                     string
	discard, obfuscate           bool
	created                      time.Time

	status        string
	code          int
	sent, updated time.Time // sent is zero until it is
}

// newSID makes an id of Twilio's shape.
func newSID(prefix string) string {
	var b [16]byte
	rand.Read(b[:])
	return prefix + hex.EncodeToString(b[:])
}

// sender is the number that a message is from, or the service.
func (m *message) sender() string {
	if m.from != "" {
		return m.from
	}
	return m.service
}

// final reports whether nothing more becomes of a message.
func (m *message) final() bool {
	switch m.status {
	case "delivered", "undelivered", "failed", "canceled", "read":
		return true
	}
	return false
}

// resource is a message as the API shows it.
type resource struct {
	AccountSID      string            `json:"account_sid"`
	APIVersion      string            `json:"api_version"`
	Body            string            `json:"body"`
	Created         string            `json:"date_created"`
	Sent            *string           `json:"date_sent"`
	Updated         string            `json:"date_updated"`
	Direction       string            `json:"direction"`
	ErrorCode       *int              `json:"error_code"`
	ErrorMessage    *string           `json:"error_message"`
	From            *string           `json:"from"`
	MessagingSID    *string           `json:"messaging_service_sid"`
	NumMedia        string            `json:"num_media"`
	NumSegments     string            `json:"num_segments"`
	Price           *string           `json:"price"`
	PriceUnit       string            `json:"price_unit"`
	SID             string            `json:"sid"`
	Status          string            `json:"status"`
	SubresourceURIs map[string]string `json:"subresource_uris"`
	To              string            `json:"to"`
	URI             string            `json:"uri"`
}

const apiVersion = "2010-04-01"

// show makes the resource of a message. The caller holds the mutex.
func (t *Twilio) show(m *message) resource {
	base := "/" + apiVersion + "/Accounts/" + t.config.AccountSID + "/Messages/" + m.sid
	r := resource{AccountSID: t.config.AccountSID, APIVersion: apiVersion, Body: m.body, Created: rfc2822(m.created), Updated: rfc2822(m.updated),
		Direction: "outbound-api", NumMedia: "0", NumSegments: strconv.Itoa(segments(m.body)), PriceUnit: "USD", SID: m.sid, Status: m.status,
		SubresourceURIs: map[string]string{"media": base + "/Media.json"}, To: m.to, URI: base + ".json"}
	if m.from != "" {
		r.From = &m.from
	}
	if m.service != "" {
		r.MessagingSID = &m.service
		if m.status == "accepted" {
			r.NumSegments = "0" // nobody knows the sender yet
		}
	}
	if !m.sent.IsZero() {
		s := rfc2822(m.sent)
		r.Sent = &s
	}
	if m.code != 0 {
		code, text := m.code, reason(m.code)
		r.ErrorCode, r.ErrorMessage = &code, &text
	}
	m.redact(&r)
	return r
}

// redact takes out what the sender asked not to keep once it is not needed.
func (m *message) redact(r *resource) {
	if !m.final() {
		return
	}
	if m.discard {
		r.Body = ""
	}
	if m.obfuscate && len(r.To) > 4 {
		r.To = r.To[:len(r.To)-4] + "XXXX"
	}
}

func rfc2822(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

// segments counts roughly: ASCII as GSM-7, anything else as UCS-2.
func segments(text string) int {
	n, alone, each := len(text), 160, 153
	if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) >= 0 {
		n, alone, each = len(utf16.Encode([]rune(text))), 70, 67
	}
	if n <= alone {
		return 1
	}
	return (n + each - 1) / each
}
