package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
)

// earnest is an installation that sends for real, by settings alone.
type earnest struct {
	*site
	*newcomer
}

func newEarnest(t *testing.T) *earnest {
	t.Helper()
	n := newNewcomer(t)
	n.secret("twilio.token", authToken)
	s := &site{T: t, dir: n.dir, data: filepath.Join(n.dir, "data"), mails: filepath.Join(n.dir, "mails.jsonl")}
	return &earnest{s, n}
}

// opens starts the server by a settings file with the given lines.
func (e *earnest) opens(lines string) {
	e.site.Helper()
	e.newcomer.settings(lines)
	e.serve = spawn(e.site.T, "msg=ready", "serve", "--config", e.file)
}

// realBulk is bulk for a server in earnest, by another way.
func realBulk(plan, reached string) string {
	text := strings.Replace(bulk, "sandbox_only: true\n", "", 1)
	text = strings.Replace(text, "    goal: notice\n", "    goal: notice\n    reached_when: "+reached+"\n", 1)
	return strings.Replace(text, "      - email: {tries: 1, wait: 1h}\n", "      - "+plan+"\n", 1)
}

// paused waits until a channel is paused, and sees that every door says so and
// why.
func (e *earnest) paused(channel, why, says string) {
	e.site.Helper()
	e.until("the channel is paused", func() bool { return e.status().Off[channel] != "" })
	if got := e.status().Off[channel]; got != why {
		e.site.Errorf("paused for %q, want %q", got, why)
	}
	for _, command := range [][]string{{"status", "bulk"}, {"campaign", "show", "bulk"}} {
		if out := e.owabi(append(command, "--lang", "en")...); !strings.Contains(out, says) || !strings.Contains(out, "owabi campaign resume bulk") {
			e.site.Errorf("owabi %s does not say %q, and the cure:\n%s", command[0], says, out)
		}
	}
}

// TestRelayRefusesOurSenderLater: at RCPT, which no check at the start can see.
// After the cure everybody gets the letter, once.
func TestRelayRefusesOurSenderLater(t *testing.T) {
	t.Parallel()
	const people = 40
	for _, reply := range []string{"550 5.7.1", "553 5.7.1", "553 5.1.8"} {
		t.Run(reply, func(t *testing.T) {
			t.Parallel()
			e := newEarnest(t)
			var cured atomic.Bool
			relay := e.relay(sandbox.Config{LogFile: e.mails, Script: func(m sandbox.Moment) sandbox.Action {
				if cured.Load() || m.Step != sandbox.AtRcpt {
					return sandbox.Action{}
				}
				return sandbox.Action{Reply: reply + " <desk@mihon.example>: Sender address rejected for " + m.To}
			}})
			e.opens(emailLines(relay, "tls: none", "connections: 4"))
			e.launchText(people, realBulk("email: {tries: 1, wait: 1h}", "handed_over"))
			e.paused("email", "refused: RCPT "+reply, "The channel e-mail is paused: the provider refuses us")
			if p := e.status(); p.Reached != 0 || p.Attempted != 0 || len(e.accepted()) != 0 {
				t.Errorf("%d reached, %d attempted, %d letters: a fault of ours burns no try", p.Reached, p.Attempted, len(e.accepted()))
			}
			cured.Store(true)
			e.owabi("campaign", "resume", "bulk")
			e.settled(people)
			e.judgeBulk(people, 0)
			e.clean()
		})
	}
}

// clean ends the server, and sees that nobody of the list stands in its log.
func (e *earnest) clean() {
	e.site.Helper()
	e.serve.terminate(e.site.T)
	if said := regexp.MustCompile(`\+81\d+|person\d+@\S+|試験\d+`).FindString(e.serve.output()); said != "" {
		e.site.Errorf("the log holds %s", said)
	}
}

// TestRelayComesUpLater: a relay that is down prevents nothing, and nothing is
// tried meanwhile but from time to time.
func TestRelayComesUpLater(t *testing.T) {
	t.Parallel()
	const people = 60
	e := newEarnest(t)
	addr := freePort(t)
	e.opens(emailLines(addr, "tls: none"))
	e.launchText(people, realBulk("email: {tries: 1, wait: 1h}", "handed_over"))
	e.until("the log says so", func() bool { return strings.Contains(e.serve.output(), "the other side does not answer") })
	if n := strings.Count(e.serve.output(), "not taken"); n > people {
		t.Errorf("%d tries in vain", n)
	}
	e.relay(sandbox.Config{Addr: addr, LogFile: e.mails})
	e.settled(people)
	e.judgeBulk(people, 0)
	if said := e.serve.output(); !strings.Contains(said, "the provider does not answer; the channel waits for it") || !strings.Contains(said, "the other side answers again") {
		t.Errorf("the log does not say that the relay was away, and that it is back:\n%s", said)
	}
	e.clean()
}

// mobiles is a list of n people with mobile numbers.
func mobiles(n int) string {
	var b strings.Builder
	b.WriteString("氏名,電話番号\n")
	for i := range n {
		fmt.Fprintf(&b, "試験%05d太郎,090-1000-%04d\n", i, i)
	}
	return b.String()
}

// launchTexts launches a campaign by SMS.
func (e *earnest) launchTexts(n int, campaign string) {
	e.site.Helper()
	e.launchList(mobiles(n), campaign)
}

// TestTwilioRefusesLater: a 401 pauses the channel; after the cure everybody is
// told once. Forged reports change nothing. What nobody knows goes to review,
// and a fault of ours that comes with the reports pauses the channel too.
func TestTwilioRefusesLater(t *testing.T) {
	t.Parallel()
	const people = 24
	e, h := newEarnest(t), startHeldOut(t)
	e.opens(smsLines(h.URL) + "  rate: 1000\n  timeout: 2m\n")
	h.refuse(true)
	e.launchTexts(people, realBulk("sms: {tries: 1, wait: 1h}", "delivered"))
	e.paused("sms", "refused: POST 401 20003", "The channel SMS is paused: the provider refuses us")
	h.refuse(false)
	e.owabi("campaign", "resume", "bulk")
	e.until("everybody is told", func() bool { return len(h.taken()) >= people && e.status().Attempted == people })

	texts, numbers := h.taken(), map[string]bool{}
	for _, x := range texts {
		numbers[x.to] = true
	}
	if len(texts) != people || len(numbers) != people {
		t.Fatalf("%d messages to %d numbers, want %d", len(texts), len(numbers), people)
	}
	e.forges(h, texts)

	for i, x := range texts {
		h.reports(x, "sent", "")
		switch {
		case i < 4:
			h.reports(x, "undelivered", "30410") // nobody knows
		case i < 6:
			h.reports(x, "undelivered", "30006") // a landline
		case i < 9:
			h.reports(x, "undelivered", "30007") // filtered: ours
		default:
			h.reports(x, "delivered", "")
		}
	}
	h.reports(texts[0], "sent", "")
	h.reports(texts[1], "delivered", "") // after all
	e.paused("sms", "refused: status 30007", "The channel SMS is paused: the provider refuses us")
	if p := e.status(); p.Reached != people-8 || p.Review != 3 {
		t.Errorf("%d reached, %d in review; want %d, 3", p.Reached, p.Review, people-8)
	}
	if out := e.owabi("verify", "bulk"); strings.Contains(out, "case ") {
		t.Error(out)
	}
	e.clean()
}

// forges makes callbacks that are not Twilio's.
func (e *earnest) forges(h *heldOut, texts []heldText) {
	e.site.Helper()
	before, elsewhere := e.status(), texts[1]
	elsewhere.callback = elsewhere.callback[:strings.LastIndex(elsewhere.callback, "/")+1] + "nonsense"
	for name, status := range map[string]int{
		"unsigned":                h.report(texts[0], "delivered", "", ""),
		"by another token":        h.report(texts[0], "delivered", "", "another"),
		"to an address made up":   h.report(elsewhere, "delivered", "", authToken),
		"unsigned, to nobody":     h.report(elsewhere, "delivered", "", ""),
		"unsigned, it has failed": h.report(texts[2], "undelivered", "30006", ""),
	} {
		if status != http.StatusForbidden {
			e.site.Errorf("a callback that is forged (%s) is answered %d", name, status)
		}
	}
	if p := e.status(); p.Reached != before.Reached || p.Review != before.Review || p.Unreachable != before.Unreachable {
		e.site.Errorf("forged callbacks have changed something: %+v", p)
	}
	if !strings.Contains(e.serve.output(), "a forged callback was refused") {
		e.site.Error("the log does not say that a callback was forged")
	}
}

// TestPauseBeforeTheRate: what waits for its turn has not been claimed.
func TestPauseBeforeTheRate(t *testing.T) {
	t.Parallel()
	const people = 30
	e, h := newEarnest(t), startHeldOut(t)
	e.opens(smsLines(h.URL) + "  rate: 4\n")
	e.launchTexts(people, realBulk("sms: {tries: 1, wait: 1h}", "handed_over"))
	e.until("some are told", func() bool { return len(h.taken()) >= 3 })
	e.owabi("campaign", "pause", "bulk")
	claimed, told := e.status().Attempted, len(h.taken())
	if claimed > told+1 {
		t.Errorf("%d are claimed, and %d told: what waits for its turn is not to be claimed", claimed, told)
	}
	e.serve.terminate(t)
	if n := len(h.taken()); n > told+1 { // one may have been on the wire
		t.Errorf("%d messages when the pause was answered, and %d in the end", told, n)
	}
	told = len(h.taken())
	e.serve = spawn(t, "msg=ready", "serve", "--config", e.file)
	if p := e.status(); p.State != dispatcher.Paused || p.Reached != told || p.Review != 0 || p.Attempted != told {
		t.Errorf("%d were told; the state says %s, %d attempted, %d reached, %d in review", told, p.State, p.Attempted, p.Reached, p.Review)
	}
	e.clean()
}
