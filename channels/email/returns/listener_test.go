package returns

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email/bounce"
)

// ours is the token that taker takes for one of ours.
const ours = "abcdefgh.aaaabbbbccccdddd.1.3.mmmmnnnnoooopppp"

const path = "r+" + ours + "@bounce.mihon-city.example.jp"

// taker remembers what it was given, and fails as long as it is told to.
type taker struct {
	mu      sync.Mutex
	reports []bounce.Report
	failing bool
}

func (k *taker) take(_ context.Context, r bounce.Report) (bounce.Verdict, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failing {
		return "", errors.New("the store is away")
	}
	k.reports = append(k.reports, r)
	if len(r.Tokens) > 0 && r.Tokens[0] == ours && r.State != bounce.NoReport {
		return bounce.Taken, nil
	}
	return bounce.Foreign, nil
}

func (k *taker) fail(on bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failing = on
}

func (k *taker) taken() []bounce.Report {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]bounce.Report(nil), k.reports...)
}

// notice is a bounce as qmail writes it.
const notice = "From: MAILER-DAEMON@mail.example.jp\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\n\r\n" +
	"<kakuu.hanako@mail.example.jp>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"

const written = "From: kakuu.hanako@mail.example.jp\r\nSubject: Re: apology\r\n\r\nPlease call me.\r\n"

func listen(t *testing.T, protocol string, k *taker) *Listener {
	t.Helper()
	l, err := Listen(Config{Listen: "127.0.0.1:0", Protocol: protocol}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l.Serve(k.take)
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// deliver hands a message over as the office's mail server does.
func deliver(t *testing.T, l *Listener, protocol, from, text string, to ...string) error {
	t.Helper()
	raw, err := net.Dial("tcp", l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClient(raw)
	if protocol == LMTP {
		c = smtp.NewClientLMTP(raw)
	}
	defer c.Close()
	if err := c.Mail(from, nil); err != nil {
		t.Fatal(err)
	}
	for _, a := range to {
		if err := c.Rcpt(a, nil); err != nil {
			t.Fatal(err)
		}
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return w.Close()
}

func TestListener(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{LMTP, SMTP} {
		for name, c := range map[string]struct {
			from, to, text string
			state          bounce.State
			refused        string // the reply, when it is none of 2xx
		}{
			"a bounce":                          {"", path, notice, bounce.Failed, ""},
			"a bounce with a sender":            {"postmaster@mail.example.jp", path, notice, bounce.Failed, ""},
			"in upper case":                     {"", strings.ToUpper(path), notice, bounce.Failed, ""},
			"forged":                            {"", "r+abcdefgh.aaaabbbbccccdddd.1.4.mmmmnnnnoooopppp@bounce.example.jp", notice, bounce.Failed, ""},
			"to nobody":                         {"", "nobody@bounce.mihon-city.example.jp", notice, bounce.Failed, ""},
			"somebody writes":                   {"kakuu.hanako@mail.example.jp", path, written, bounce.NoReport, "550"},
			"something without a sender":        {"", path, written, bounce.NoReport, ""},
			"something that is no mail":         {"", path, "\x00\x01\r\n", bounce.NoReport, ""},
			"something empty":                   {"", path, "", bounce.NoReport, ""},
			"a holiday message from the person": {"kakuu.hanako@mail.example.jp", path, "Subject: x\r\nAuto-Submitted: auto-replied\r\n\r\naway\r\n", bounce.AutoReply, ""},
		} {
			t.Run(protocol+" "+name, func(t *testing.T) {
				t.Parallel()
				k := &taker{}
				err := deliver(t, listen(t, protocol, k), protocol, c.from, c.text, c.to)
				if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), "nobody reads this address") {
					t.Errorf("answered %v", err)
				}
				if got := k.taken(); len(got) != 1 || got[0].State != c.state {
					t.Errorf("taken: %+v", got)
				}
			})
		}
	}
}

// TestLater: while nothing can be recorded nothing is taken, and the mail server
// keeps it.
func TestLater(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{LMTP, SMTP} {
		k := &taker{failing: true}
		l := listen(t, protocol, k)
		err := deliver(t, l, protocol, "", notice, path)
		var reply *smtp.SMTPError
		var many smtp.LMTPDataError
		if errors.As(err, &many) {
			reply = many[path]
		} else {
			errors.As(err, &reply)
		}
		if reply == nil || reply.Code != 451 {
			t.Errorf("%s: answered %v, want 451", protocol, err)
		}
		k.fail(false)
		if err := deliver(t, l, protocol, "", notice, path); err != nil {
			t.Error(err)
		}
		if got := k.taken(); len(got) != 1 || got[0].Kind != channels.Permanent {
			t.Errorf("%s: %+v", protocol, got)
		}
	}
}

// TestOneByOne: a message to two return paths is about two letters.
func TestOneByOne(t *testing.T) {
	t.Parallel()
	k := &taker{}
	other := "r+zzzzzzzz.yyyyyyyyyyyyyyyy.1.9.xxxxxxxxxxxxxxxx@bounce.mihon-city.example.jp"
	if err := deliver(t, listen(t, LMTP, k), LMTP, "", notice, path, other); err != nil {
		t.Fatal(err)
	}
	got := k.taken()
	if len(got) != 2 || got[0].Tokens[0] != ours || len(got[1].Tokens) != 1 || got[1].Tokens[0] == ours {
		t.Errorf("%+v", got)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	password := filled(t, "secret\n")
	imap := func(change func(*IMAP)) *IMAP {
		c := &IMAP{Server: "imap.example.jp:993", Username: "owabi", PasswordFile: password}
		change(c)
		return c
	}
	for want, c := range map[string]Config{
		"bounces: protocol: ":           {Listen: "127.0.0.1:0", Protocol: "uucp"},
		"bounces: listen: ":             {Listen: "here"},
		"bounces: imap.server: ":        {IMAP: imap(func(c *IMAP) { c.Server = "imap" })},
		"bounces: imap.tls: none":       {IMAP: imap(func(c *IMAP) { c.TLS = "none" })},
		"bounces: imap.tls: \"some\"":   {IMAP: imap(func(c *IMAP) { c.TLS = "some" })},
		"bounces: imap.username: ":      {IMAP: imap(func(c *IMAP) { c.Username = "" })},
		"bounces: imap.done: ":          {IMAP: imap(func(c *IMAP) { c.Done = "INBOX" })},
		"bounces: imap.every: ":         {IMAP: imap(func(c *IMAP) { c.Every = 1 })},
		"bounces: imap.ca_file: ":       {IMAP: imap(func(c *IMAP) { c.CAFile = password })},
		"bounces: imap.password_file: ": {IMAP: imap(func(c *IMAP) { c.PasswordFile = filled(t, "\n") })},
	} {
		var err error
		if c.IMAP != nil {
			_, err = NewMailbox(*c.IMAP, nil)
		} else {
			_, err = Listen(c, nil)
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
