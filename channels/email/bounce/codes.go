package bounce

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/owabi/owabi/channels"
)

// said is what a server said of a recipient.
type said struct {
	reply  int    // of SMTP (RFC 5321, 4.2); 0 when there was none
	status [3]int // enhanced code (RFC 3463); zero when there was none
	words  string // in its own words, which are looked at and never kept
}

// String writes the codes alone.
func (s *said) String() string {
	var parts []string
	if s.reply > 0 {
		parts = append(parts, strconv.Itoa(s.reply))
	}
	if s.status[0] > 0 {
		parts = append(parts, fmt.Sprintf("%d.%d.%d", s.status[0], s.status[1], s.status[2]))
	}
	return strings.Join(parts, " ")
}

var (
	statusCode = regexp.MustCompile(`(?:^|[^0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?:[^0-9.]|\.?$|\.\s)`)
	replyCode  = regexp.MustCompile(`(?:^|[^0-9.+-])([45][0-5][0-9])(?:[ -]|$)`)
)

// statusOf reads the fields of a report. Where Status says only that something
// is wrong, the code within the diagnosis says more.
func statusOf(status, diagnosis string) said {
	s := said{status: enhanced(status), words: diagnosis}
	if _, text, ok := strings.Cut(diagnosis, ";"); ok {
		s.words = text
	}
	d := sayingOf(s.words)
	s.reply = d.reply
	if d.status[0] > 0 && (s.status[0] == 0 || s.status[1] == 0 && s.status[0] == d.status[0]) {
		s.status = d.status
	}
	return s
}

// sayingOf finds the codes in words such as "550 5.1.1 no such user".
func sayingOf(words string) said {
	s := said{status: enhanced(words), words: words}
	if m := replyCode.FindStringSubmatch(words); m != nil {
		s.reply, _ = strconv.Atoi(m[1])
	}
	return s
}

func enhanced(s string) (c [3]int) {
	m := statusCode.FindStringSubmatch(s)
	if m == nil {
		return c
	}
	for i := range c {
		c[i], _ = strconv.Atoi(m[i+1])
	}
	return c
}

// vague reports whether the codes do not tell what was wrong.
func (s *said) vague() bool { return s.status[1] == 0 && s.reply == 0 }

// kind classifies a failure: the enhanced code first, then the words, then the
// reply. What is not known is tried again by the plan, as often as that says.
func (s *said) kind() channels.Kind {
	if k, ok := s.bySubject(); ok {
		return k
	}
	if k, ok := byWords(s.words); ok {
		return k
	}
	switch {
	case s.status[0] == 4 || s.reply/100 == 4 || s.reply == 552: // 552: the mailbox is full
		return channels.Temporary
	case s.reply == 550 || s.reply == 551 || s.reply == 553 || s.reply == 556:
		return channels.Permanent
	case s.reply == 554 || s.reply == 530 || s.reply == 535:
		return channels.Technical
	}
	return channels.Temporary
}

// bySubject classifies by subject and detail of the enhanced code. False: they
// do not tell.
func (s *said) bySubject() (channels.Kind, bool) {
	class, subject, detail := s.status[0], s.status[1], s.status[2]
	if class == 4 {
		return channels.Temporary, true
	}
	if class != 5 {
		return "", false
	}
	switch subject {
	case 1: // address
		if detail == 7 || detail == 8 { // the sender's
			return channels.Technical, true
		}
		return channels.Permanent, true
	case 2: // mailbox
		return byMailbox(detail), true
	case 3, 6: // a server's own system; what the letter holds
		return channels.Technical, true
	case 4: // network and routing
		if detail == 5 || detail == 7 || detail == 312 || detail == 316 { // congested, or it took too long
			return channels.Temporary, true
		}
		return channels.Permanent, true
	case 7: // security and policy: unless the words speak of the recipient
		if k, ok := byWords(s.words); ok && k == channels.Permanent {
			return k, true
		}
		return channels.Technical, true
	}
	return "", false // undefined, or protocol: 5.5.0 is said of unknown users too
}

func byMailbox(detail int) channels.Kind {
	switch detail {
	case 2, 4: // full; a list that could not be expanded
		return channels.Temporary
	case 3: // the letter is too long for it
		return channels.Technical
	}
	return channels.Permanent
}
