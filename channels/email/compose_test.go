package email_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher/personal"
)

// receive sends m and returns it as the relay has it.
func receive(t *testing.T, change func(*email.Config), m channels.Message) (sandbox.Mail, sandbox.Letter, channels.Receipt) {
	t.Helper()
	r := startRelay(t, sandbox.Config{})
	c := r.settings()
	if change != nil {
		change(&c)
	}
	receipt, err := newSender(t, c).Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r.mails[0], r.letters(t)[0], receipt
}

func TestLetter(t *testing.T) {
	t.Parallel()
	begun := time.Now().Truncate(time.Second)
	m := letter(7)
	got, l, receipt := receive(t, nil, m)
	if want := (channels.Receipt{Provider: "127.0.0.1", Reference: "sandbox-1"}); receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
	if got.From != "r+token0007@bounce.example.jp" || !cmp.Equal(got.To, []string{m.To.Reveal()}) {
		t.Errorf("envelope from %s to %s", got.From, got.To)
	}
	header := map[string]string{}
	for f := l.Header.Fields(); f.Next(); {
		if _, twice := header[f.Key()]; twice {
			t.Errorf("two fields %s", f.Key())
		}
		header[f.Key()] = f.Value()
	}
	date, err := l.Header.Date()
	if err != nil || date.Before(begun) || date.After(time.Now()) {
		t.Errorf("date %s, %v", header["Date"], err)
	}
	kind, _, _ := strings.Cut(header["Content-Type"], ";")
	if kind != "multipart/alternative" {
		t.Errorf("content type %s", kind)
	}
	delete(header, "Date")
	delete(header, "Content-Type")
	want := map[string]string{
		"Mime-Version":   "1.0",
		"Message-Id":     "<id0007@owabi.example.jp>",
		"From":           "=?UTF-8?B?6KaL5pys5biCIOS6iOe0hOaLheW9k+iqsg==?= <owabi@city.example.jp>",
		"Reply-To":       "<yoyaku@city.example.jp>",
		"To":             "=?UTF-8?B?6auZ76iR44CA5p6256m6MDAwNw==?= <kakuu.taro0007@person.example.jp>",
		"Subject":        header["Subject"],
		"Auto-Submitted": "auto-generated",
		"X-Owabi-Letter": "token0007",
	}
	if d := cmp.Diff(want, header); d != "" {
		t.Errorf("header (-want +got):\n%s", d)
	}
	if l.Subject != m.Subject.Reveal() || l.Text != m.Text.Reveal() || l.HTML != m.HTML.Reveal() {
		t.Errorf("the letter was changed: %q, %q, %q", l.Subject, l.Text, l.HTML)
	}
}

func TestLetterOnTheWire(t *testing.T) {
	t.Parallel()
	m := letter(1)
	m.Subject = personal.New(strings.Repeat("個人情報の漏えいに関するお詫び", 20))
	got, _, _ := receive(t, nil, m)
	for i, line := range strings.Split(got.Data, "\r\n") {
		if len(line) > 78 || strings.ContainsAny(line, "\r\n\t") {
			t.Errorf("line %d: %q", i+1, line)
		}
		for _, r := range line {
			if r > '~' {
				t.Fatalf("line %d is no ASCII: %q", i+1, line)
			}
		}
	}
	if n := len(regexp.MustCompile(`(?m)^Content-Transfer-Encoding: base64\r$`).FindAllString(got.Data, -1)); n != 2 {
		t.Errorf("%d parts in base64, want 2", n)
	}
	if n := len(regexp.MustCompile(`(?m)^Content-Type: text/(plain|html); charset=utf-8\r$`).FindAllString(got.Data, -1)); n != 2 {
		t.Errorf("%d parts in UTF-8, want 2", n)
	}
}

func TestLetterVariants(t *testing.T) {
	t.Parallel()
	t.Run("text only", func(t *testing.T) {
		t.Parallel()
		m := letter(1)
		m.HTML = personal.Text{}
		got, l, _ := receive(t, nil, m)
		if !strings.Contains(got.Data, "Content-Type: text/plain; charset=utf-8\r\n") || strings.Contains(got.Data, "multipart") {
			t.Error("want one part of text/plain")
		}
		if l.Text != m.Text.Reveal() || l.HTML != "" {
			t.Errorf("text %q, HTML %q", l.Text, l.HTML)
		}
	})
	t.Run("dots in a row", func(t *testing.T) {
		t.Parallel()
		const address = ".kakuu..taro.@mobile.example.jp"
		got, l, _ := receive(t, nil, channelstest.Letter(1, address))
		to, err := l.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != address || got.To[0] != address {
			t.Errorf("envelope %s, header %s, %v", got.To, l.Header.Get("To"), err)
		}
	})
	t.Run("no return domain, no reply address", func(t *testing.T) {
		t.Parallel()
		got, l, _ := receive(t, func(c *email.Config) { c.ReturnDomain, c.ReplyTo = "", "" }, letter(1))
		if got.From != "owabi@city.example.jp" || l.Header.Has("Reply-To") {
			t.Errorf("from %s, reply to %q", got.From, l.Header.Get("Reply-To"))
		}
	})
	t.Run("the same again", func(t *testing.T) {
		t.Parallel()
		_, a, _ := receive(t, nil, letter(1))
		_, b, _ := receive(t, nil, letter(1))
		if a.Header.Get("Message-Id") != b.Header.Get("Message-Id") {
			t.Error("two ids for one letter")
		}
	})
	t.Run("header injection", func(t *testing.T) {
		t.Parallel()
		m := letter(1)
		m.Name = personal.New("架空\r\nBcc: other@example.jp")
		m.Subject = personal.New("Apology\r\nBcc: other@example.jp\r\n\r\nbody")
		_, l, _ := receive(t, nil, m)
		if l.Header.Has("Bcc") || l.Text != m.Text.Reveal() {
			t.Error("the header was broken into")
		}
	})
	t.Run("line ends", func(t *testing.T) {
		t.Parallel()
		m := letter(1)
		m.Text = personal.New("a\r\nb\nc\rd")
		_, l, _ := receive(t, nil, m)
		if l.Text != "a\nb\nc\nd" {
			t.Errorf("text %q", l.Text)
		}
	})
}

// TestOurFault: what the program got wrong is not held against the recipient.
func TestOurFault(t *testing.T) {
	t.Parallel()
	r := startRelay(t, sandbox.Config{})
	s := newSender(t, r.settings())
	for name, change := range map[string]func(*channels.Message){
		"no id":               func(m *channels.Message) { m.ID = "" },
		"id that injects":     func(m *channels.Message) { m.ID = "a>\r\nBcc: b" },
		"no return token":     func(m *channels.Message) { m.Return = "" },
		"token that injects":  func(m *channels.Message) { m.Return = "a@b> RET=FULL" },
		"token that is long":  func(m *channels.Message) { m.Return = strings.Repeat("a", 63) },
		"letter without text": func(m *channels.Message) { m.Text = personal.Text{} },
	} {
		m := letter(1)
		change(&m)
		_, err := s.Send(context.Background(), m)
		var e *channels.Error
		if !errors.As(err, &e) || e.Kind != channels.Technical || e.Op != "compose" {
			t.Errorf("%s: %v, want kind %s at compose", name, err, channels.Technical)
		}
	}
	if r.Mails() != 0 {
		t.Errorf("the relay has %d letters", r.Mails())
	}
}
