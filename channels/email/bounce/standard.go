package bounce

import (
	"strings"

	"github.com/emersion/go-message/textproto"
)

// standard reads a report of RFC 3464. A letter goes to one recipient, so what
// is said of several was made of one on the way: a failure of any counts, because
// nobody knows which of them is the person.
func standard(m *message) (Report, bool) {
	best, found := Report{State: NoReport}, false
	for i := range m.report {
		r, ok := recipient(&m.report[i], m.text)
		if ok && (!found || rank[r.State] > rank[best.State]) {
			best, found = r, true
		}
	}
	best.Form = "rfc3464"
	return best, found
}

// rank orders states by how much they say.
var rank = map[State]int{NoReport: 0, Delayed: 1, HandedOver: 2, Delivered: 3, Failed: 4}

// recipient reads a group of fields about one recipient. Without an action the
// class of the status says what happened.
func recipient(h *textproto.Header, text string) (Report, bool) {
	action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(h.Get("Action"))), " ")
	s := statusOf(h.Get("Status"), h.Get("Diagnostic-Code"))
	if action == "" {
		action = map[int]string{2: "delivered", 4: "delayed", 5: "failed"}[s.status[0]]
	}
	switch action {
	case "delivered":
		return Report{State: Delivered}, true
	case "relayed":
		return Report{State: HandedOver}, true
	case "expanded": // to several mailboxes; each may still say more
		return Report{State: HandedOver}, true
	case "delayed":
		return Report{State: Delayed}, true
	case "failed":
		if s.vague() {
			s.words += "\n" + firstWords(text)
		}
		return failed("rfc3464", s), true
	}
	return Report{}, false
}

// receiptOf knows reports that are none of delivery: that a letter was displayed
// (RFC 8098), or complained of (RFC 5965).
func receiptOf(m *message) (Report, bool) {
	return Report{State: AutoReply, Form: "receipt"}, m.receipt
}
