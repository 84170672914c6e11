package channelstest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
)

// sent is a message and what its sender said of it.
type sent struct {
	message channels.Message
	receipt channels.Receipt
	err     error
}

// outcome is a sent's kind; empty when it was taken.
func (s *sent) outcome() channels.Kind {
	if s.err == nil {
		return ""
	}
	return channels.KindOf(s.err)
}

// judge compares what the sender said with what the server has. It returns what
// is wrong.
func judge(all []sent, received []Received) []string {
	var wrong []string
	taken := map[string][]Received{}
	for _, r := range received {
		taken[r.To] = append(taken[r.To], r)
	}
	for i := range all {
		s := &all[i]
		to := s.message.To.Reveal()
		wrong = append(wrong, badError(s.err)...)
		wrong = append(wrong, leaks(s.err, s.message)...)
		wrong = append(wrong, badCount(i, s, len(taken[to]))...)
		for _, r := range taken[to] {
			if d := cmp.Diff(want(s.message), r); d != "" {
				wrong = append(wrong, fmt.Sprintf("message %d was changed (-sent +received):\n%s", i, d))
			}
		}
		delete(taken, to)
	}
	for range taken {
		wrong = append(wrong, "the server has a message for a recipient whom nothing was sent to")
	}
	return wrong
}

// badCount says whether a message was taken as often as its outcome says.
func badCount(i int, s *sent, times int) []string {
	kind := s.outcome()
	least, most := 0, 0
	switch kind {
	case "":
		least, most = 1, 1
	case channels.Uncertain:
		most = 1
	}
	if times < least || times > most {
		return []string{fmt.Sprintf("message %d: outcome %q, and the server has it %d times", i, kind, times)}
	}
	return nil
}

func want(m channels.Message) Received {
	return Received{To: m.To.Reveal(), Subject: m.Subject.Reveal(), Text: m.Text.Reveal(), HTML: m.HTML.Reveal()}
}

// badError says what an error lacks.
func badError(err error) []string {
	if err == nil {
		return nil
	}
	var e *channels.Error
	if !errors.As(err, &e) {
		return []string{fmt.Sprintf("%T is no *channels.Error", err)}
	}
	var wrong []string
	switch e.Kind {
	case channels.Temporary, channels.Permanent, channels.Throttled, channels.Technical, channels.Uncertain, channels.NotSent:
	default:
		wrong = append(wrong, fmt.Sprintf("%q is no kind of error", e.Kind))
	}
	if e.Op == "" {
		wrong = append(wrong, "an error does not say what was attempted")
	}
	return wrong
}

// leaks says which personal data of m the text of err holds.
func leaks(err error, m channels.Message) []string {
	if err == nil {
		return nil
	}
	var e *channels.Error
	text := fmt.Sprintf("%v %+v %#v", err, err, err)
	if errors.As(err, &e) {
		text += fmt.Sprintf(" %#v %#v", *e, e.Err)
	}
	var wrong []string
	for what, secret := range secrets(m) {
		if strings.Contains(text, secret) {
			wrong = append(wrong, "an error holds the "+what)
		}
	}
	return wrong
}

// secrets are the pieces of m to look for, by what they are.
func secrets(m channels.Message) map[string]string {
	to := m.To.Reveal()
	s := map[string]string{"recipient": to, "name": m.Name.Reveal(), "subject": m.Subject.Reveal(), "return token": m.Return}
	if local, _, ok := strings.Cut(to, "@"); ok {
		s["part before the @"] = local
	} else {
		s["number"] = strings.TrimLeft(to, "+0")
	}
	for i, line := range strings.Split(m.Text.Reveal(), "\n") {
		s[fmt.Sprintf("line %d of the text", i+1)] = line
	}
	for what, secret := range s {
		if len(secret) < 4 { // it would be found by chance
			delete(s, what)
		}
	}
	return s
}
