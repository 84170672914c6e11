package sms_test

import (
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
		Message: message,
		Invalid: []string{"", "+", "+81", "+819012", "09012345678", "819012345678", "+0819012345678", "+81 90 0000 0001", "+81-90-0000-0001",
			"+81900000000１", "+8190000000010000", "+8190000x0001", "+819000000001\n", "+819000000001,+819000000002", "+819000000001&To=+819000000002",
			"whatsapp:+819000000001", "kakuu@person.example.jp"},
	})
}

// stage is a sandbox as the suite's server.
type stage struct {
	*twilio
	mood atomic.Value // channelstest.Behaviour
}

func startRig(t *testing.T, patience time.Duration) channelstest.Rig {
	s := &stage{}
	s.Behave(channelstest.Accept)
	s.twilio = startTwilio(t, sandbox.TwilioConfig{Script: s.script})
	c := settings(s.BaseURL())
	c.Timeout = patience
	return channelstest.Rig{Sender: newSender(t, c, nil), Server: s}
}

func (s *stage) Behave(b channelstest.Behaviour) { s.mood.Store(b) }

func (s *stage) Close() { s.twilio.Close() }

func (s *stage) Received() []channelstest.Received {
	var all []channelstest.Received
	for _, x := range s.kept() {
		all = append(all, channelstest.Received{To: x.To[0], Text: x.Data})
	}
	return all
}

func (s *stage) script(m sandbox.TwilioMoment) sandbox.TwilioAction {
	b, kept := s.mood.Load().(channelstest.Behaviour), m.Step == sandbox.AtKeptText
	refuse := func(status, code int) sandbox.TwilioAction {
		if kept {
			return sandbox.TwilioAction{}
		}
		return sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: status, Code: code}}
	}
	switch b {
	case channelstest.RefuseForNow:
		return refuse(400, 30008)
	case channelstest.RefuseForGood:
		return refuse(400, 21211)
	case channelstest.Throttle:
		return refuse(429, 20429)
	case channelstest.Blame:
		return refuse(400, 21606)
	case channelstest.HangUp:
		if !kept {
			return sandbox.TwilioAction{Cut: sandbox.Before}
		}
	case channelstest.LoseReply:
		if kept {
			return sandbox.TwilioAction{Cut: sandbox.Before}
		}
	case channelstest.Silence:
		if kept {
			return sandbox.TwilioAction{Wait: make(chan struct{})}
		}
	}
	return sandbox.TwilioAction{}
}
