package bounce

import (
	"slices"
	"strings"
)

// shape is how a server's notices look that are no reports of RFC 3464. One is
// known when each of its marks is met by any of the words given for it.
type shape struct {
	name    string
	from    []string // in the sender's address
	subject []string // in the subject
	body    []string // in the text
	late    []string // in the text: it only warns
}

// shapes are the notices known, in lower case. Sources: qmail-send(8) and
// https://cr.yp.to/proto/qsbmf.txt; the notices of Exchange as Microsoft
// documents them; those of the carriers as they write them.
var shapes = []shape{
	{name: "qmail", body: []string{"hi. this is the qmail", "i'm afraid i wasn't able to deliver your message", "hi. this is the deliver program"},
		late: []string{"this is just a warning", "i'll keep trying"}},
	{name: "au", from: []string{"@ezweb.ne.jp", "@au.com"},
		body: []string{"the user(s) account", "your message was not delivered", "each of the following recipients was rejected", "user unknown"}},
	{name: "au-auone", from: []string{"no-reply@", "postmaster@"}, body: []string{"your mail sent on:", "your mail attempted to be delivered on:"}},
	{name: "docomo", from: []string{"@docomo.ne.jp"}, body: []string{"unknown user", "too much mail data", "次のあて先へのメッセージはエラーのため送信できませんでした"}},
	{name: "softbank", from: []string{"@softbank.ne.jp", "@i.softbank.jp", "vodafone.ne.jp"}, body: []string{"invalid recipient", "recipient unknown", "送信できませんでした"}},
	{name: "exchange", subject: []string{"undeliver", "delivery failure", "配信不能", "配信できません", "配信されませんでした"},
		body: []string{"did not reach", "delivery has failed to these recipients", "could not be delivered", "couldn't be delivered",
			"次の受信者またはグループへの配信に失敗しました", "配信できませんでした", "配信に失敗しました"},
		late: []string{"delayed", "遅延しています"}},
}

// form knows a notice by its shape.
func form(m *message) (Report, bool) {
	low := strings.ToLower(m.text)
	for _, s := range shapes {
		if !meets(s.from, m.sender()) || !meets(s.subject, strings.ToLower(m.field("Subject"))) || !meets(s.body, strings.Join(strings.Fields(low), " ")) {
			continue
		}
		if len(s.late) > 0 && meets(s.late, low) {
			return Report{State: Delayed, Form: s.name}, true
		}
		return failed(s.name, sayingOf(firstWords(m.text))), true
	}
	return Report{}, false
}

// meets reports whether s holds one of the words; where there are none, nothing is
// asked.
func meets(words []string, s string) bool {
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// exim knows the notices of Exim by a field of their own. They are marked as
// automatic replies, which they are not.
func exim(m *message) (Report, bool) {
	if m.field("X-Failed-Recipients") != "" {
		return failed("exim", sayingOf(firstWords(m.text))), true
	}
	low := strings.Join(strings.Fields(strings.ToLower(m.text)), " ")
	if !strings.Contains(low, "this message was created automatically by mail delivery software") {
		return Report{}, false
	}
	if strings.Contains(low, "has not been delivered") || strings.Contains(low, "no action is required") {
		return Report{State: Delayed, Form: "exim"}, true
	}
	return failed("exim", sayingOf(firstWords(m.text))), true
}

// Who writes notices, and what they call them.
var (
	daemons = []string{"mailer-daemon@", "postmaster@", "mail-daemon@", "mailerdaemon@"}
	notices = []string{"undeliver", "returned mail", "failure notice", "delivery failure", "delivery status", "delivery failed", "mail failure", "mail system error",
		"配信不能", "配信できません", "送信できません", "未配信", "エラーメール"}
	warnings = []string{"delayed", "will keep trying", "will be retried", "still being retried", "遅延", "再送を続け"}
)

// daemon takes any other notice that a mail server sends.
func daemon(m *message) (Report, bool) {
	subject := strings.ToLower(m.field("Subject"))
	if !meets(daemons, m.sender()) || !meets(notices, subject) && !meets(warnings, subject) {
		return Report{}, false
	}
	words := firstWords(m.text)
	if meets(warnings, subject) || meets(warnings, strings.ToLower(words)) {
		return Report{State: Delayed, Form: "daemon"}, true
	}
	return failed("daemon", sayingOf(words)), true
}
