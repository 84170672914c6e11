package email_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/sandbox"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	channelstest.Run(t, channelstest.Harness{
		Start:   startRig,
		Message: letter,
		Invalid: []string{
			"", "@", "kakuu", "kakuu@", "@example.jp", "kakuu@localhost", "kakuu@example.jp.", "kakuu@-example.jp", "kakuu@[127.0.0.1]",
			"kakuu@example.jp> NOTIFY=NEVER", "kakuu@example.jp>\r\nRCPT TO:<other@example.jp", "kakuu taro@example.jp", "kakuu@exa mple.jp",
			"kakuu@other@example.jp", `"kakuu"@example.jp`, "<kakuu@example.jp>", "架空@example.jp", "kakuu@例.jp", "kakuu@example.jp,other@example.jp",
			"kakuu\x00@example.jp", "kakuu@example.jp\n", "a23456789012345678901234567890123456789012345678901234567890123456@example.jp",
		},
	})
}

// stage is a sandbox as the suite's server.
type stage struct {
	*relay
	t    *testing.T
	mood atomic.Value // channelstest.Behaviour
}

func startRig(t *testing.T, patience time.Duration) channelstest.Rig {
	s := &stage{t: t}
	s.Behave(channelstest.Accept)
	s.relay = startRelay(t, sandbox.Config{Script: s.script})
	c := s.settings()
	c.SubmissionTimeout = patience
	sender := newSender(t, c)
	return channelstest.Rig{Sender: sender, Server: s}
}

func (s *stage) Behave(b channelstest.Behaviour) { s.mood.Store(b) }

func (s *stage) Close() { s.relay.Close() }

func (s *stage) Received() []channelstest.Received {
	var all []channelstest.Received
	for i, l := range s.letters(s.t) {
		to, err := l.Header.AddressList("To")
		if err != nil || len(to) != 1 || s.mails[i].To[0] != to[0].Address || len(s.mails[i].To) != 1 {
			s.t.Errorf("letter %d: To %q, envelope %q, error %v; want one and the same", i, l.Header.Get("To"), s.mails[i].To, err)
			continue
		}
		all = append(all, channelstest.Received{To: to[0].Address, Subject: l.Subject, Text: l.Text, HTML: l.HTML})
	}
	return all
}

func (s *stage) script(m sandbox.Moment) sandbox.Action {
	refuse := func(at sandbox.Step, code string) sandbox.Action {
		if m.Step != at {
			return sandbox.Action{}
		}
		return sandbox.Action{Reply: fmt.Sprintf("%s <%s>: no", code, m.To)}
	}
	switch s.mood.Load().(channelstest.Behaviour) {
	case channelstest.RefuseForNow:
		return refuse(sandbox.AtRcpt, "450 4.2.0")
	case channelstest.RefuseForGood:
		return refuse(sandbox.AtRcpt, "550 5.1.1")
	case channelstest.Throttle:
		return refuse(sandbox.AtRcpt, "421 4.7.0")
	case channelstest.Blame:
		return refuse(sandbox.AtDot, "554 5.7.1")
	case channelstest.HangUp:
		if m.Step == sandbox.AtRcpt {
			return sandbox.Action{Cut: sandbox.Before}
		}
	case channelstest.LoseReply:
		if m.Step == sandbox.AtKept {
			return sandbox.Action{Cut: sandbox.Before}
		}
	case channelstest.Silence:
		if m.Step == sandbox.AtKept {
			return sandbox.Action{Wait: make(chan struct{})}
		}
	}
	return sandbox.Action{}
}
