package bounce

import "strings"

// automatic knows what a program answers in the recipient's name (RFC 3834):
// that they are away, that their letter was received. The letter has arrived
// somewhere; whether anybody reads it, nobody says.
func automatic(m *message) (Report, bool) {
	r := Report{State: AutoReply, Form: "automatic"}
	submitted, _, _ := strings.Cut(strings.ToLower(m.field("Auto-Submitted")), ";")
	switch strings.TrimSpace(submitted) {
	case "auto-replied", "auto-notified":
		return r, !meets(notices, strings.ToLower(m.field("Subject")))
	}
	for _, name := range [...]string{"X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Mail-Autoreply"} {
		if m.field(name) != "" {
			return r, true
		}
	}
	switch strings.ToLower(m.field("Precedence")) {
	case "auto_reply", "auto-reply":
		return r, true
	}
	return r, meets(away, strings.ToLower(m.field("Subject"))) && !meets(daemons, m.sender())
}

// away are the subjects of holiday messages.
var away = []string{"out of office", "out of the office", "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "vacation", "on holiday", "away from",
	"自動応答", "自動返信", "不在", "休暇"}
