package bounce

import (
	"strings"

	"github.com/owabi/owabi/channels"
)

// phrases say what is meant where there is no code that does, in lower case. The
// first that is found decides, so what is milder stands first: a contact must not
// be given up for a full mailbox.
var phrases = []struct {
	kind channels.Kind
	text []string
}{
	{channels.Temporary, []string{
		"mailbox is full", "mailbox full", "over quota", "overquota", "quota exceeded", "exceeded storage", "storage allocation", "insufficient storage",
		"too much mail data", "was not delivered within", "retry timeout exceeded", "retry time not reached", "not responding", "timed out",
		"delivery time expired", "couldn't find any host", "temporarily limited", "temporarily unavailable", "try again later",
		"メールボックスがいっぱい", "容量を超え", "容量オーバー", "一時的に",
	}},
	{channels.Permanent, []string{
		"user unknown", "unknown user", "unknown recipient", "no such user", "no such mailbox", "no mailbox here", "no such address", "invalid recipient",
		"invalid mailbox", "recipient unknown", "recipnotfound", "recipient not found", "user not found", "address not found", "mailbox not found",
		"mailbox unavailable", "does not exist", "doesn't exist", "doesnt exist", "unrouteable address", "unroutable address", "unknown address",
		"account is disabled", "account has been disabled", "account disabled", "does not like recipient", "host or domain name not found", "host unknown",
		"domain not found", "not a known user", "wasn't found", "couldn't be found", "could not be found", "rejected by a remote mail server",
		"見つかりません", "存在しません", "宛先不明", "宛先が不明", "あて先不明",
	}},
	{channels.Technical, []string{
		"blocked", "blacklist", "blocklist", "block list", "spam", "relay access denied", "relaying denied", "smtp relay error", "not authorized",
		"authentication required", "message too large", "message size exceeds", "sender was rejected", "sender rejected", "policy",
	}},
}

// byWords classifies what a server wrote. False: nothing in it is known.
func byWords(words string) (channels.Kind, bool) {
	words = strings.Join(strings.Fields(strings.ToLower(words)), " ")
	for _, p := range phrases {
		for _, text := range p.text {
			if strings.Contains(words, text) {
				return p.kind, true
			}
		}
	}
	return "", false
}

// Where the letter begins that a notice quotes.
var quoted = [...]string{
	"--- below this line is a copy of the message", "------ this is a copy of", "--- this is a copy of", "--- the header of the original message",
	"----- original message", "original message headers:", "----- message header follows", "----- unsent message follows",
	"--------------------------------------------------", "content-type: message/rfc822", "元のメッセージ ヘッダー", "元のメッセージヘッダー", "\nreceived: from ", "\nreceived: by ",
}

// firstWords are a notice's own, without the letter that it quotes.
func firstWords(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	low := strings.ToLower(text)
	end := len(low)
	for _, q := range quoted {
		if i := strings.Index(low, q); i >= 0 && i < end {
			end = i
		}
	}
	if end < len(text) { // lower case may have another length, and then a little more or less is looked at
		text = text[:end]
	}
	return strings.ToValidUTF8(text, "")
}
