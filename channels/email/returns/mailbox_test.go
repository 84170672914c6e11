package returns

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/bounce"
)

func (d *dovecot) mailbox(c IMAP) *Mailbox {
	d.Helper()
	m, err := NewMailbox(c, slog.New(slog.DiscardHandler))
	if err != nil {
		d.Fatal(err)
	}
	return m
}

func to(address, text string) string { return "Delivered-To: " + address + "\r\n" + text }

// TestMailbox: what is taken is moved, what is not ours stays as it is, and
// what could not be recorded is there the next time.
func TestMailbox(t *testing.T) {
	t.Parallel()
	d, k := startDovecot(t), &taker{}
	m := d.mailbox(d.settings())
	d.deliver(to(path, notice))
	d.deliver(to("yoyaku@mihon-city.example.jp", written))
	d.deliver(to(path, written)) // somebody writes to a return path: for people
	look := func(taken int, inbox, done string) {
		t.Helper()
		n, err := m.Look(t.Context(), k.take)
		if err != nil && !k.failing || n != taken {
			t.Errorf("%d taken, %v; want %d", n, err, taken)
		}
		if got := d.holds("INBOX"); got != inbox {
			t.Errorf("the mailbox holds %s, want %s", got, inbox)
		}
		if got := d.holds("Owabi"); got != done {
			t.Errorf("the folder holds %s, want %s", got, done)
		}
	}
	k.fail(true)
	look(0, "3, 3 unread", "0, 0 unread")
	k.fail(false)
	look(1, "2, 2 unread", "1, 1 unread")
	look(0, "2, 2 unread", "1, 1 unread")
	if got := len(k.taken()); got != 3 {
		t.Errorf("%d messages were looked at, want each once", got)
	}
	for range 3 * batch {
		d.deliver(to(path, notice))
	}
	look(3*batch, "2, 2 unread", "31, 31 unread")
}

// TestRun: a mailbox is looked at again and again.
func TestRun(t *testing.T) {
	t.Parallel()
	d := startDovecot(t)
	m := d.mailbox(d.settings())
	came := make(chan bounce.Report, 1)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.Run(ctx, func(_ context.Context, r bounce.Report) (bounce.Verdict, error) { came <- r; return bounce.Taken, nil })
	}()
	for range 2 {
		d.deliver(to(path, notice))
		select {
		case r := <-came:
			if r.Kind != channels.Permanent || r.Tokens[0] != ours {
				t.Errorf("%+v", r)
			}
		case <-time.After(time.Minute):
			t.Fatal("nobody looked")
		}
	}
	cancel()
	<-ended
}

// TestCheckMailbox: what is wrong with the settings is said, by the setting.
func TestCheckMailbox(t *testing.T) {
	t.Parallel()
	d := startDovecot(t)
	for name, c := range map[string]struct {
		change  func(*IMAP)
		setting string // of the fault; empty: none
		err     string
	}{
		"right":                          {func(*IMAP) {}, "", ""},
		"STARTTLS":                       {func(c *IMAP) { c.Server, c.TLS = d.plain, email.StartTLS }, "", ""},
		"in the clear, on this machine":  {func(c *IMAP) { c.Server, c.TLS = d.plain, email.None }, "", ""},
		"a wrong password":               {func(c *IMAP) { c.PasswordFile = filled(t, "x") }, "imap.password_file", "refuses the user name or the password"},
		"a wrong mailbox":                {func(c *IMAP) { c.Mailbox = "none" }, "imap.mailbox", "does not open none"},
		"a folder that cannot be":        {func(c *IMAP) { c.Done = "../../x" }, "imap.done", "no folder"},
		"a certificate of somebody else": {func(c *IMAP) { c.CAFile = "" }, "", "certificate"},
		"nobody there":                   {func(c *IMAP) { c.Server = freePort(t) }, "", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := d.settings()
			c.change(&s)
			err := d.mailbox(s).Check(t.Context())
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error()+fmt.Sprint(faultOf(err)), c.err) {
				t.Fatalf("%v, want %q", err, c.err)
			}
			if f := faultOf(err); f.Setting != c.setting {
				t.Errorf("setting %q, want %q", f.Setting, c.setting)
			}
			if err != nil && strings.Contains(fmt.Sprintf("%+v", err), dovecotPassword) {
				t.Error("the error holds the password")
			}
		})
	}
}

func faultOf(err error) channels.Fault {
	var f *channels.Fault
	if errors.As(err, &f) {
		return *f
	}
	return channels.Fault{}
}
