package returns

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/bounce"
)

// Mailbox is read over IMAP. A message is moved to another folder once its Taker
// has taken it; one that is not about a letter of ours stays where and as it is,
// unread, for people to look at.
type Mailbox struct {
	config   IMAP
	host     string
	tls      *tls.Config
	password string
	log      *slog.Logger

	validity uint32            // of the numbers below (RFC 3501, 2.3.1.1)
	foreign  map[imap.UID]bool // looked at, and not about a letter of ours
}

// NewMailbox makes a Mailbox. It reads the files that c names, and connects to
// nothing: see Check. An error names the setting.
func NewMailbox(c IMAP, log *slog.Logger) (*Mailbox, error) {
	host, err := c.complete()
	if err != nil {
		return nil, err
	}
	t, err := c.TLS.ClientConfig(host, c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("bounces: imap.ca_file: %w", err)
	}
	password, err := email.ReadPassword(c.PasswordFile)
	if err != nil {
		return nil, fmt.Errorf("bounces: imap.password_file: %w", err)
	}
	return &Mailbox{config: c, host: host, tls: t, password: password, log: log, foreign: map[imap.UID]bool{}}, nil
}

// Bounds of a look.
const (
	connectTimeout = 30 * time.Second
	lookTimeout    = 10 * time.Minute
	batch          = 10      // messages fetched at once
	maxFetch       = 4 << 20 // bytes of each that are read
)

// Check signs in, opens the mailbox and leaves. Where the settings are wrong the
// error is a *channels.Fault.
func (m *Mailbox) Check(ctx context.Context) error {
	return m.inside(ctx, connectTimeout, func(*imapclient.Client) error { return nil })
}

// Run looks again and again until ctx ends.
func (m *Mailbox) Run(ctx context.Context, take bounce.Taker) {
	tick := time.NewTicker(m.config.Every)
	defer tick.Stop()
	for {
		if n, err := m.Look(ctx, take); err != nil && ctx.Err() == nil {
			m.log.Warn("bounces: the mailbox cannot be read; trying again", "taken", n, "in", m.config.Every, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look takes everything in that the mailbox holds, and returns how many messages
// were moved. What it could not take is there the next time.
func (m *Mailbox) Look(ctx context.Context, take bounce.Taker) (int, error) {
	taken := 0
	err := m.inside(ctx, lookTimeout, func(c *imapclient.Client) error {
		uids, err := m.unseen(c)
		for len(uids) > 0 && err == nil {
			n := min(batch, len(uids))
			var k int
			k, err = m.some(ctx, c, uids[:n], take)
			taken += k
			uids = uids[n:]
		}
		return err
	})
	return taken, err
}

// unseen lists the messages that have not been looked at.
func (m *Mailbox) unseen(c *imapclient.Client) ([]imap.UID, error) {
	found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("search: %w", plain(err))
	}
	var uids []imap.UID
	for _, u := range found.AllUIDs() {
		if !m.foreign[u] {
			uids = append(uids, u)
		}
	}
	return uids, nil
}

// some takes in some messages, and moves those away that were taken.
func (m *Mailbox) some(ctx context.Context, c *imapclient.Client, uids []imap.UID, take bounce.Taker) (int, error) {
	whole := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: maxFetch}}
	fetched, err := c.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil {
		return 0, fmt.Errorf("fetch: %w", plain(err))
	}
	var done []imap.UID
	var failed error
	for _, f := range fetched {
		verdict, err := take(ctx, bounce.Read(bytes.NewReader(f.FindBodySection(whole))))
		switch {
		case err != nil:
			failed = errors.Join(failed, fmt.Errorf("record: %w", err))
		case verdict == bounce.Taken:
			done = append(done, f.UID)
		default:
			m.foreign[f.UID] = true
		}
	}
	if len(done) == 0 {
		return 0, failed
	}
	if _, err := c.Move(imap.UIDSetNum(done...), m.config.Done).Wait(); err != nil {
		return 0, errors.Join(failed, fmt.Errorf("move to %s: %w", m.config.Done, plain(err)))
	}
	return len(done), failed
}

// inside signs in, opens the mailbox, calls f, and signs out.
func (m *Mailbox) inside(ctx context.Context, patience time.Duration, f func(*imapclient.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := m.connect(ctx)
	if err != nil {
		return fmt.Errorf("bounces: %w", err)
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	if err := m.enter(c); err != nil {
		return err
	}
	if err := f(c); err != nil {
		return fmt.Errorf("bounces: mailbox %s: %w", m.config.Mailbox, err)
	}
	c.Logout().Wait() // whatever is answered
	return nil
}

// enter signs in and opens the mailbox. The folder for what is done is made
// where it is missing.
func (m *Mailbox) enter(c *imapclient.Client) error {
	if err := c.Login(m.config.Username, m.password).Wait(); err != nil {
		return m.fault("imap.password_file", "refuses the user name or the password", "correct imap.username, or the password in the file", err)
	}
	if err := c.Create(m.config.Done, nil).Wait(); err != nil && !refused(err) {
		return fmt.Errorf("bounces: create %s: %w", m.config.Done, plain(err))
	}
	if _, err := c.Status(m.config.Done, &imap.StatusOptions{NumMessages: true}).Wait(); err != nil {
		return m.fault("imap.done", "has no folder "+m.config.Done+", and does not let us make one", "make it by hand, or name another", err)
	}
	s, err := c.Select(m.config.Mailbox, nil).Wait()
	if err != nil {
		return m.fault("imap.mailbox", "does not open "+m.config.Mailbox, "give the name of the mailbox as the server has it", err)
	}
	if s.UIDValidity != m.validity {
		m.validity, m.foreign = s.UIDValidity, map[imap.UID]bool{}
	}
	return nil
}

// fault is what a refusal means; anything else is no fault of the settings.
func (m *Mailbox) fault(setting, what, cure string, err error) error {
	err = fmt.Errorf("bounces: %s: %w", m.config.Server, plain(err))
	if !refused(err) {
		return err
	}
	return &channels.Fault{Setting: setting, What: "the IMAP server " + m.config.Server + " " + what, Cure: cure, Err: err}
}

// refused reports whether err is the server's answer, rather than a lost
// connection.
func refused(err error) bool {
	var answer *imap.Error
	return errors.As(err, &answer) && (answer.Type == imap.StatusResponseTypeNo || answer.Type == imap.StatusResponseTypeBad)
}

// plain is err without the server's words, which may repeat a name.
func plain(err error) error {
	var answer *imap.Error
	if errors.As(err, &answer) {
		return &imap.Error{Type: answer.Type, Code: answer.Code, Text: "refused"}
	}
	return err
}

func (m *Mailbox) connect(ctx context.Context) (*imapclient.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	d := net.Dialer{Timeout: connectTimeout}
	raw, err := d.DialContext(ctx, "tcp", m.config.Server)
	if err != nil {
		return nil, err
	}
	if a, ok := raw.RemoteAddr().(*net.TCPAddr); m.config.TLS == email.None && (!ok || !a.IP.IsLoopback()) {
		raw.Close()
		return nil, errNotLoopback
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	c, err := m.secure(ctx, raw)
	if !stop() || err != nil {
		raw.Close()
		return nil, errors.Join(ctx.Err(), err)
	}
	return c, nil
}

var errNotLoopback = errors.New("tls: none, and the server is on another machine")

// secure greets the server under TLS, if there is to be any.
func (m *Mailbox) secure(ctx context.Context, raw net.Conn) (*imapclient.Client, error) {
	switch m.config.TLS {
	case email.StartTLS:
		return imapclient.NewStartTLS(raw, &imapclient.Options{TLSConfig: m.tls})
	case email.Implicit:
		t := tls.Client(raw, m.tls)
		if err := t.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		raw = t
	}
	c := imapclient.New(raw, nil)
	return c, c.WaitGreeting()
}
