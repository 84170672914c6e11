package email_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// fleet is a sender to several relays.
func fleet(t *testing.T, change func(*email.Config), relays ...*relay) *email.Sender {
	t.Helper()
	c := relays[0].settings()
	c.Relay = ""
	for _, r := range relays {
		c.Relays = append(c.Relays, email.RelayConfig{Relay: r.Addr()})
	}
	if change != nil {
		change(&c)
	}
	return newSender(t, c)
}

func always(at sandbox.Step, a sandbox.Action) sandbox.Script {
	return func(m sandbox.Moment) sandbox.Action {
		if m.Step == at {
			return a
		}
		return sandbox.Action{}
	}
}

// TestFailover: a letter goes by the next relay only when the first surely has
// not taken it, and the reason is the relay's own.
func TestFailover(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at     sandbox.Step
		action sandbox.Action
		want   channels.Kind // of the outcome; empty: taken
		moved  bool          // the second relay has it
	}{
		"it hangs up at once":         {sandbox.AtConnect, sandbox.Action{Cut: sandbox.Before}, "", true},
		"it has too many connections": {sandbox.AtConnect, sandbox.Action{Reply: "421 4.7.0 too many"}, "", true},
		"it does not take our sender": {sandbox.AtMail, sandbox.Action{Reply: "550 5.7.1 no"}, "", true},
		"it closes at the recipient":  {sandbox.AtRcpt, sandbox.Action{Reply: "421 4.3.2 closing", Cut: sandbox.After}, "", true},
		"it hangs up at DATA":         {sandbox.AtData, sandbox.Action{Cut: sandbox.Before}, "", true},
		"it is too busy at the end":   {sandbox.AtDot, sandbox.Action{Reply: "421 4.3.2 closing"}, "", true},
		"greylisting":                 {sandbox.AtRcpt, sandbox.Action{Reply: "451 4.7.1 greylisted"}, channels.Temporary, false},
		"no such mailbox":             {sandbox.AtRcpt, sandbox.Action{Reply: "550 5.1.1 unknown"}, channels.Permanent, false},
		"refused for its text":        {sandbox.AtDot, sandbox.Action{Reply: "554 5.7.1 spam"}, channels.Technical, false},
		"the reply is lost":           {sandbox.AtDot, sandbox.Action{Cut: sandbox.Before}, channels.Uncertain, false},
		"the reply is lost, and kept": {sandbox.AtKept, sandbox.Action{Cut: sandbox.Before}, channels.Uncertain, false},
		"taken":                       {sandbox.AtQuit, sandbox.Action{}, "", false},
	} {
		for _, way := range []email.Pipelining{email.PipeliningAuto, email.PipeliningOff} {
			t.Run(name+", pipelining "+string(way), func(t *testing.T) {
				t.Parallel()
				first, second := startRelay(t, sandbox.Config{Script: always(c.at, c.action)}), startRelay(t, sandbox.Config{})
				s := fleet(t, func(c *email.Config) { c.Pipelining = way }, first, second)
				err := send(t, s, 1)
				if kindOf(err) != c.want {
					t.Errorf("outcome %v, want %q", err, c.want)
				}
				if moved := second.Mails() > 0; moved != c.moved {
					t.Errorf("the second relay has %d letters", second.Mails())
				}
				if first.Mails()+second.Mails() > 1 {
					t.Error("the letter was taken twice")
				}
			})
		}
	}
}

// TestNoRelayCanBeUsed: when none can be used, the milder word counts.
func TestNoRelayCanBeUsed(t *testing.T) {
	t.Parallel()
	refuses := startRelay(t, sandbox.Config{Script: always(sandbox.AtMail, sandbox.Action{Reply: "550 5.7.1 no"})})
	gone, busy := startRelay(t, sandbox.Config{}), startRelay(t, sandbox.Config{Script: always(sandbox.AtConnect, sandbox.Action{Reply: "421 4.7.0 too many"})})
	gone.Close()
	for want, relays := range map[channels.Kind][]*relay{
		channels.Technical: {refuses, refuses},
		channels.NotSent:   {refuses, gone},
		channels.Throttled: {gone, busy},
	} {
		if err := send(t, fleet(t, nil, relays...), 1); kindOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestRelaysShare: the second takes what is too much for the first; after the
// first has gone everybody still gets the letter, once, but for those whose reply
// it took along.
func TestRelaysShare(t *testing.T) {
	t.Parallel()
	const letters = 200
	first, second := startRelay(t, sandbox.Config{}), startRelay(t, sandbox.Config{})
	s := fleet(t, func(c *email.Config) { c.Relays[0].Connections, c.Relays[0].Rate = 2, 20 }, first, second)
	var all sync.WaitGroup
	var unclear atomic.Int64
	for i := range letters {
		all.Go(func() {
			if _, err := s.Wait(t.Context(), 1); err != nil {
				t.Error(err)
			}
			switch err := send(t, s, i); {
			case err != nil && channels.KindOf(err) == channels.Uncertain:
				unclear.Add(1) // the first relay went away before its reply
			case err != nil:
				t.Error(err)
			}
			if i == letters/2 {
				first.Close()
			}
		})
	}
	all.Wait()
	seen := map[string]int{}
	for _, r := range []*relay{first, second} {
		for _, m := range r.mails {
			seen[m.To[0]]++
		}
	}
	for to, n := range seen {
		if n != 1 {
			t.Errorf("%s got %d letters", to, n)
		}
	}
	if lost := letters - len(seen); lost > int(unclear.Load()) || unclear.Load() > 2 || len(first.mails) == 0 || len(second.mails) == 0 {
		t.Errorf("%d people; %d letters by the first relay, %d by the second", len(seen), len(first.mails), len(second.mails))
	}
}

// TestRate: no more a second than the settings say; what waits can be called
// off.
func TestRate(t *testing.T) {
	t.Parallel()
	r := startRelay(t, sandbox.Config{})
	c := r.settings()
	c.Rate = 20
	s := newSender(t, c)
	began := time.Now()
	for i := range 5 {
		k, err := s.Wait(t.Context(), 10)
		if k != 1 || err != nil {
			t.Fatalf("%d turns, %v; want one at a time", k, err)
		}
		if err := send(t, s, i); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 4*time.Second/20 {
		t.Errorf("5 letters within %s", took)
	}
}

// TestCheckRelays: a relay that refuses us is named; one that is away is no
// error while another is there.
func TestCheckRelays(t *testing.T) {
	t.Parallel()
	fine := startRelay(t, sandbox.Config{})
	refuses := startRelay(t, sandbox.Config{Script: always(sandbox.AtMail, sandbox.Action{Reply: "550 5.7.1 no"})})
	gone := startRelay(t, sandbox.Config{})
	gone.Close()
	if err := fleet(t, nil, gone, fine).Check(t.Context()); err != nil {
		t.Errorf("one is there: %v", err)
	}
	if err := fleet(t, nil, gone, gone).Check(t.Context()); kindOf(err) != channels.NotSent {
		t.Errorf("none is there: %v", err)
	}
	var f *channels.Fault
	if err := fleet(t, nil, fine, refuses).Check(t.Context()); !errors.As(err, &f) || f.Setting != "relays[2].from" {
		t.Errorf("%v: %+v", err, f)
	}
	c := fine.settings()
	c.Relays = []email.RelayConfig{{Relay: fine.Addr()}}
	if _, err := email.New(c, nil); err == nil || !strings.Contains(err.Error(), "email: relay: goes not with relays") {
		t.Error(err)
	}
	c.Relay, c.Relays = "", []email.RelayConfig{{Relay: fine.Addr()}, {Relay: "nowhere"}}
	if _, err := email.New(c, nil); err == nil || !strings.Contains(err.Error(), "email: relays[2].relay: ") {
		t.Error(err)
	}
}
