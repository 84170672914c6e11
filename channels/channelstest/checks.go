package channelstest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// many is how many messages the checks on many send.
const many = 200

// kinds are the outcomes that a behaviour may have. Who hangs up may have been
// heard to the end or not: a protocol of one request cannot tell.
var kinds = map[Behaviour][]channels.Kind{
	Accept:        {""},
	RefuseForNow:  {channels.Temporary},
	RefuseForGood: {channels.Permanent},
	Throttle:      {channels.Throttled},
	Blame:         {channels.Technical},
	HangUp:        {channels.NotSent, channels.Uncertain},
	LoseReply:     {channels.Uncertain},
	Silence:       {channels.Uncertain},
}

func behaviours(t *testing.T, h Harness) {
	for b, allowed := range kinds {
		t.Run(string(b), func(t *testing.T) {
			t.Parallel()
			patience := patient
			if b == Silence {
				patience = impatient
			}
			rig := h.Start(t, patience)
			rig.Server.Behave(b)
			s := send(context.Background(), rig, h.Message(1))
			if got := s.outcome(); !slices.Contains(allowed, got) {
				t.Errorf("outcome %q, want one of %q", got, allowed)
			}
			if s.err == nil && (s.receipt.Listed || s.receipt.Provider == "") {
				t.Errorf("receipt %+v: want a provider, and nothing listed", s.receipt)
			}
			settle(t, rig, []sent{s})
			if took := len(rig.Server.Received()); took == 0 && (b == LoseReply || b == Silence) {
				t.Error("the server has not taken the message: it proves nothing")
			}
		})
	}
}

func invalid(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	for i, to := range h.Invalid {
		m := h.Message(i)
		m.To = personal.New(to)
		s := send(context.Background(), rig, m)
		if got := s.outcome(); got != channels.Permanent {
			t.Errorf("recipient %d: outcome %q, want %q", i, got, channels.Permanent)
		}
		report(t, badError(s.err))
		report(t, leaks(s.err, m))
	}
	if rig.Server != nil && len(rig.Server.Received()) > 0 {
		t.Error("the server has taken a message to a bad recipient")
	}
}

func calledOff(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := send(ctx, rig, h.Message(1))
	if got := s.outcome(); got != channels.NotSent {
		t.Errorf("outcome %q, want %q", got, channels.NotSent)
	}
	if rig.Server != nil {
		settle(t, rig, []sent{s})
	}
}

func calledOffAnyMoment(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	var all []sent
	for i := range many {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*20*time.Microsecond)
		all = append(all, send(ctx, rig, h.Message(i)))
		cancel()
	}
	settle(t, rig, all)
}

func nobodyThere(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	all := []sent{send(context.Background(), rig, h.Message(1))}
	rig.Server.Close() // with a connection that may be kept
	for i := 2; i < 4; i++ {
		s := send(context.Background(), rig, h.Message(i))
		if got := s.outcome(); got != channels.NotSent {
			t.Errorf("outcome %q, want %q", got, channels.NotSent)
		}
		all = append(all, s)
	}
	settle(t, rig, all)
}

func atOnce(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	if w, ok := rig.Sender.(channels.Wide); ok && w.Width() < 1 {
		t.Errorf("width %d, want at least 1", w.Width())
	}
	all := sendAll(rig, h, func(int) {})
	for i := range all {
		if all[i].err != nil {
			t.Errorf("message %d: %v", i, all[i].err)
		}
	}
	settle(t, rig, all)
}

// storm sends while the server keeps changing its mind.
func storm(t *testing.T, h Harness) {
	rig := h.Start(t, patient)
	moods := []Behaviour{Accept, RefuseForNow, Accept, LoseReply, Accept, HangUp, RefuseForGood, Accept, Blame, Throttle}
	settle(t, rig, sendAll(rig, h, func(i int) { rig.Server.Behave(moods[i%len(moods)]) }))
}

func listed(t *testing.T, h Harness) {
	for i, s := range sendAll(h.Start(t, patient), h, func(int) {}) {
		if s.err != nil || !s.receipt.Listed {
			t.Errorf("message %d: receipt %+v, error %v; want it listed", i, s.receipt, s.err)
		}
	}
}

func send(ctx context.Context, rig Rig, m channels.Message) sent {
	r, err := rig.Sender.Send(ctx, m)
	return sent{m, r, err}
}

// sendAll sends many messages at once, and calls before with the number of
// each.
func sendAll(rig Rig, h Harness, before func(int)) []sent {
	all := make([]sent, many)
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			before(i)
			all[i] = send(context.Background(), rig, h.Message(i))
		})
	}
	wg.Wait()
	return all
}

// settle ends the server, so that nothing can come late, and judges.
func settle(t *testing.T, rig Rig, all []sent) {
	t.Helper()
	rig.Server.Close()
	report(t, judge(all, rig.Server.Received()))
}

func report(t *testing.T, wrong []string) {
	t.Helper()
	for _, w := range wrong {
		t.Error(w)
	}
}
