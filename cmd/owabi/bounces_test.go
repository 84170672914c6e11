package main

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
)

// dsn is a report of RFC 3464 about one letter. The person in it does not
// matter: only the return path says whose letter it was.
func dsn(action, status string) string {
	return "From: MAILER-DAEMON@mail.example.jp\r\nSubject: report\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.jp\r\n\r\n" +
		"Final-Recipient: rfc822; kakuu@mail.example.jp\r\nAction: " + action + "\r\nStatus: " + status + "\r\n\r\n--b--\r\n"
}

const holiday = "From: kakuu@mail.example.jp\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n\r\nUser unknown? No, on holiday. 550 5.1.1\r\n"

// returned delivers a message to a return path, as the office's mail server
// does.
func (e *earnest) returned(addr, path, text string) {
	e.site.Helper()
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		e.site.Fatal(err)
	}
	c := smtp.NewClientLMTP(raw)
	defer c.Close()
	if err := c.SendMail("", []string{path}, strings.NewReader(text)); err != nil {
		e.site.Fatal(err)
	}
}

// figures are people: reached, unreachable, in review, still on their way.
func (e *earnest) figures() [4]int {
	e.site.Helper()
	p := e.status()
	return [4]int{p.Reached, p.Unreachable, p.Review, p.Pending + p.InProgress}
}

func (e *earnest) come(want [4]int) {
	e.site.Helper()
	e.until(fmt.Sprintf("the figures are %v", want), func() bool { return e.figures() == want })
}

// TestBounces: what came back takes the evidence back and the plan goes on; what
// nobody knew is settled; what says nothing changes nothing, and neither does
// what is forged.
func TestBounces(t *testing.T) {
	t.Parallel()
	const people = 8
	e := newEarnest(t)
	lost := func(to string) bool {
		return strings.HasPrefix(to, "person00006") || strings.HasPrefix(to, "person00007")
	}
	relay := e.relay(sandbox.Config{LogFile: e.mails, Script: func(m sandbox.Moment) sandbox.Action {
		if m.Step == sandbox.AtKept && lost(m.To) {
			return sandbox.Action{Cut: sandbox.Before} // the reply to the final dot
		}
		return sandbox.Action{}
	}})
	door := freePort(t)
	e.opens(emailLines(relay, "tls: none", "pipelining: off", "return_domain: bounce.mihon.example") + "bounces: {listen: \"" + door + "\"}\n")
	e.launchText(people, realBulk("email: {tries: 1, wait: 1h}", "handed_over"))
	e.come([4]int{6, 0, 2, 2})
	paths := map[string]string{} // by the beginning of the recipient
	for _, m := range e.accepted() {
		paths[m.To[0][:11]] = m.From
	}
	to := func(i int, text string) { e.returned(door, paths[fmt.Sprintf("person%05d", i)], text) }

	to(0, dsn("delayed", "4.4.1"))
	to(0, holiday)
	to(1, dsn("delivered", "2.0.0"))
	forged := strings.Replace(paths["person00002"], "@", "a@", 1)
	e.returned(door, forged, dsn("failed", "5.1.1"))
	e.returned(door, "r+"+strings.Repeat("a", 40)+"@bounce.mihon.example", dsn("failed", "5.1.1"))
	e.returned(door, "nobody@bounce.mihon.example", dsn("failed", "5.1.1"))
	if got, want := e.figures(), [4]int{6, 0, 2, 2}; got != want {
		t.Errorf("what says nothing, or is forged, has changed the figures: %v, want %v", got, want)
	}

	to(0, dsn("failed", "5.1.1"))
	to(1, dsn("failed", "5.2.2")) // after "delivered", and not the address's fault
	to(0, dsn("failed", "5.1.1")) // again
	e.come([4]int{4, 2, 2, 2})
	to(6, dsn("failed", "5.1.1"))
	to(7, dsn("delivered", "2.0.0"))
	e.come([4]int{5, 3, 0, 0})

	counts, err := e.client().Bounces(t.Context())
	want := map[dispatcher.News]int{dispatcher.ReturnFailed: 4, dispatcher.ReturnDelivered: 2, dispatcher.ReturnDelayed: 1, dispatcher.ReturnAutoReply: 1,
		dispatcher.ReturnForged: 2, dispatcher.ReturnForeign: 1}
	if d := cmp.Diff(want, counts); err != nil || d != "" {
		t.Errorf("%v; counted (-want +got):\n%s", err, d)
	}
	if out := e.owabi("verify", "bulk"); strings.Contains(out, "case ") {
		t.Error(out)
	}
	if len(e.accepted()) != people {
		t.Errorf("%d letters to %d people with one try each", len(e.accepted()), people)
	}
	e.clean()
}

// TestBouncedIsTriedAgain: a full mailbox is tried again by the plan, by a return
// path of its own; an address that is not there is not.
func TestBouncedIsTriedAgain(t *testing.T) {
	t.Parallel()
	const people = 2
	e := newEarnest(t)
	door := freePort(t)
	e.opens(emailLines(e.relay(sandbox.Config{LogFile: e.mails}), "tls: none", "return_domain: bounce.mihon.example") + "bounces: {listen: \"" + door + "\"}\n")
	e.launchText(people, realBulk("email: {tries: 2, wait: 1s}", "handed_over"))
	e.come([4]int{2, 0, 0, 0})
	for _, m := range e.accepted() {
		status := "5.1.1"
		if strings.HasPrefix(m.To[0], "person00001") {
			status = "5.2.2"
		}
		e.returned(door, m.From, dsn("failed", status))
	}
	e.come([4]int{1, 1, 0, 0})
	mails := e.accepted()
	if len(mails) != 3 || !strings.HasPrefix(mails[2].To[0], "person00001") || mails[2].From == mails[1].From {
		t.Errorf("%d letters: the full mailbox is to be tried again, by a return path of its own", len(mails))
	}
	e.clean()
}
