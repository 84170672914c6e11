package email_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/bounce"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/channels/sandbox"
)

// postfix is a real one as a child of the test, with a configuration and a queue
// of its own, on loopback. It delivers person.example.jp into one mailbox,
// bounces what is for gone.example.jp and full.example.jp, and hands what comes
// back to return paths to a listener of ours.
type postfix struct {
	*testing.T
	addr, box string
	listener  *returns.Listener
	reports   chan bounce.Report
}

func startPostfix(t *testing.T) *postfix {
	t.Helper()
	dir, err := os.MkdirTemp("", "pf")
	if err != nil {
		t.Fatal(err)
	}
	p := &postfix{T: t, addr: freePort(t), box: filepath.Join(dir, "mail", "box"), reports: make(chan bounce.Report, 10)}
	if p.listener, err = returns.Listen(returns.Config{Listen: "127.0.0.1:0"}, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	p.listener.Serve(func(_ context.Context, r bounce.Report) (bounce.Verdict, error) {
		p.reports <- r
		return bounce.Taken, nil
	})
	t.Cleanup(func() { p.listener.Close() })
	p.configure(dir)
	said := p.run(dir)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if c, err := net.Dial("tcp", p.addr); err == nil {
			c.Close()
			return p
		}
		if time.Now().After(deadline) {
			t.Fatalf("postfix does not listen:\n%s", said())
		}
	}
}

// run starts it; only root may, so others ask for that.
func (p *postfix) run(dir string) (said func() string) {
	p.Helper()
	args := []string{"/usr/sbin/postfix", "-c", filepath.Join(dir, "etc"), "start-fg"}
	if os.Getuid() != 0 {
		args = append([]string{"sudo", "-n"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() {
		stop := append(args[:len(args)-1:len(args)-1], "stop")
		if err := exec.Command(stop[0], stop[1:]...).Run(); err != nil {
			cmd.Process.Signal(syscall.SIGTERM)
		}
		cmd.Wait()
		os.RemoveAll(dir)
	})
	return out.String
}

// output keeps what a program says.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (p *postfix) configure(dir string) {
	p.Helper()
	owner, err := user.Lookup("postfix")
	if err != nil {
		p.Fatal(err)
	}
	for _, d := range []string{"etc", "queue", "data", "mail"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			p.Fatal(err)
		}
	}
	os.Chmod(dir, 0o755)
	var uid, gid int
	fmt.Sscan(owner.Uid+" "+owner.Gid, &uid, &gid)
	for _, d := range []string{"data", "mail"} {
		if err := os.Chown(filepath.Join(dir, d), uid, gid); err != nil {
			p.Fatal(err)
		}
	}
	main := fmt.Sprintf(`compatibility_level = 3.6
maillog_file = /dev/stdout
queue_directory = %[1]s/queue
data_directory = %[1]s/data
myhostname = relay.example.jp
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_mynetworks, reject
relay_domains = bounce.example.jp
virtual_mailbox_domains = person.example.jp
virtual_mailbox_maps = static:box/
virtual_mailbox_base = %[1]s/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:%[2]s
virtual_gid_maps = static:%[3]s
transport_maps = inline:{ { bounce.example.jp = lmtp:inet:%[4]s } { gone.example.jp = error:5.1.1 no such mailbox } { full.example.jp = error:5.2.2 mailbox full } }
alias_maps =
alias_database =
`, dir, owner.Uid, owner.Gid, p.listener.Addr())
	var services strings.Builder
	fmt.Fprintf(&services, "%s inet n - n - - smtpd\n", p.addr)
	for _, s := range []string{"cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
		"defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap", "error unix - - n - - error", "retry unix - - n - - error",
		"virtual unix - n n - - virtual", "lmtp unix - - n - - lmtp", "smtp unix - - n - - smtp", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache",
		"postlog unix-dgram n - n - 1 postlogd", "tlsmgr unix - - n 1000? 1 tlsmgr", "flush unix n - n 1000? 0 flush", "showq unix n - n - - showq"} {
		services.WriteString(s + "\n")
	}
	for name, text := range map[string]string{"main.cf": main, "master.cf": services.String()} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(text), 0o644); err != nil {
			p.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (p *postfix) settings() email.Config {
	return email.Config{Relay: p.addr, TLS: email.None, From: "見本市 予約担当課 <owabi@city.example.jp>", ReplyTo: "yoyaku@city.example.jp",
		ReturnDomain: "bounce.example.jp", MessageIDDomain: "owabi.example.jp", Connections: 4, Timeout: time.Minute, SubmissionTimeout: time.Minute}
}

// delivered waits until the mailbox holds so many letters, and reads them.
func (p *postfix) delivered(n int) map[string]sandbox.Mail {
	p.Helper()
	all := map[string]sandbox.Mail{}
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		files, _ := filepath.Glob(filepath.Join(p.box, "new", "*"))
		if len(files) < n && time.Now().Before(deadline) {
			continue
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				p.Fatal(err)
			}
			m := sandbox.Mail{Data: string(b), From: field(b, "Return-Path"), To: []string{field(b, "X-Original-To")}}
			if _, twice := all[m.To[0]]; twice {
				p.Errorf("%s has two letters", m.To[0])
			}
			all[m.To[0]] = m
		}
		if len(files) != n {
			p.Errorf("%d letters, want %d", len(files), n)
		}
		return all
	}
}

// field is a field that postfix has written at the top.
func field(b []byte, name string) string {
	_, rest, _ := strings.Cut("\n"+string(b), "\n"+name+": ")
	value, _, _ := strings.Cut(rest, "\n")
	return strings.Trim(strings.TrimSpace(value), "<>")
}

// TestRehearsalWithPostfix: 1,000 letters go through a real relay into a
// mailbox, and each is parsed back and compared with its person.
func TestRehearsalWithPostfix(t *testing.T) {
	t.Parallel()
	const people = 1000
	p := startPostfix(t)
	s := newSender(t, p.settings())
	var all sync.WaitGroup
	work := make(chan int)
	for range 8 {
		all.Go(func() {
			for i := range work {
				if err := send(t, s, i); err != nil {
					t.Errorf("letter %d: %v", i, err)
				}
			}
		})
	}
	for i := range people {
		work <- i
	}
	close(work)
	all.Wait()
	mails := p.delivered(people)
	for i := range people {
		m := letter(i)
		mail, ok := mails[m.To.Reveal()]
		if !ok {
			t.Errorf("person %d has no letter", i)
			continue
		}
		l, err := mail.Letter()
		if err != nil {
			t.Fatal(err)
		}
		if l.Subject != m.Subject.Reveal() || l.Text != m.Text.Reveal() || l.HTML != m.HTML.Reveal() {
			t.Errorf("person %d has another's letter, or a changed one: %q", i, l.Subject)
		}
		if !strings.Contains(l.Header.Get("To"), m.To.Reveal()) || mail.From != "r+"+m.Return+"@bounce.example.jp" || l.Header.Get("X-Owabi-Letter") != m.Return {
			t.Errorf("person %d: To %s, return path %s", i, l.Header.Get("To"), mail.From)
		}
	}
}

// TestPostfixReports: what a real relay reports comes back to us and is read: by
// whose token, and what became of the letter. No person stands in it by name.
func TestPostfixReports(t *testing.T) {
	t.Parallel()
	p := startPostfix(t)
	c := p.settings()
	c.DeliveryReports = true
	s := newSender(t, c)
	for i, x := range []struct {
		domain string
		state  bounce.State
		kind   channels.Kind
	}{
		{"gone.example.jp", bounce.Failed, channels.Permanent},
		{"full.example.jp", bounce.Failed, channels.Temporary},
		{"person.example.jp", bounce.Delivered, ""},
	} {
		m := channelstest.Letter(i, fmt.Sprintf("kakuu.hanako%d@%s", i, x.domain))
		if _, err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		select {
		case r := <-p.reports:
			if r.State != x.state || r.Kind != x.kind || len(r.Tokens) != 1 || r.Tokens[0] != m.Return || r.Form != "rfc3464" {
				t.Errorf("%s: %+v", x.domain, r)
			}
		case <-time.After(2 * time.Minute):
			t.Fatalf("%s: no report", x.domain)
		}
	}
}
