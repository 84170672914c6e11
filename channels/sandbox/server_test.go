package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
)

const letter = "From: owabi@city.example.jp\r\nTo: kakuu@person.example.jp\r\nSubject: =?UTF-8?B?44GK6Kmr44Gz?=\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n44GK6Kmr44Gz\r\n"

func start(t *testing.T, c sandbox.Config) *sandbox.Server {
	t.Helper()
	s, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func send(s *sandbox.Server, data string, to ...string) error {
	c, err := smtp.Dial(s.Addr())
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SendMail("r+1@bounce.example.jp", to, strings.NewReader(data)); err != nil {
		return err
	}
	return c.Quit()
}

func TestLogLine(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	plan := time.Date(2023, 2, 26, 18, 0, 0, 0, time.FixedZone("", 9*3600))
	begun := time.Now()
	s := start(t, sandbox.Config{Log: &log, Now: func() time.Time { return plan }})
	if err := send(s, letter, "kakuu@person.example.jp", "other@person.example.jp"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || bytes.Count(log.Bytes(), []byte("\n")) != 1 {
		t.Fatalf("%v: %s", err, &log)
	}
	at, err := time.Parse(time.RFC3339Nano, line["at"].(string))
	if err != nil || at.Before(begun.Truncate(0)) || at.After(time.Now()) {
		t.Errorf("at %v, %v", line["at"], err)
	}
	delete(line, "at")
	want := map[string]any{"plan": "2023-02-26T18:00:00+09:00", "channel": "email", "from": "r+1@bounce.example.jp",
		"to": []any{"kakuu@person.example.jp", "other@person.example.jp"}, "data": letter}
	if d := cmp.Diff(want, line); d != "" {
		t.Errorf("line (-want +got):\n%s", d)
	}
}

// TestLogBeforeTheAnswer reads the log while the letter's sender still waits.
func TestLogBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "log")
	for want := 1; want <= 2; want++ { // the second server goes on with the file
		kept := 0
		s := start(t, sandbox.Config{LogFile: file, Script: func(m sandbox.Moment) sandbox.Action {
			if m.Step == sandbox.AtKept {
				kept = len(readLog(t, file))
			}
			return sandbox.Action{}
		}})
		if err := send(s, letter, "kakuu@person.example.jp"); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if kept != want {
			t.Errorf("%d letters in the log before the answer, want %d", kept, want)
		}
		if s.Mails() != 1 {
			t.Errorf("%d letters, want 1", s.Mails())
		}
	}
	if got := readLog(t, file)[1]; got.Channel != channels.Email || !got.Plan.IsZero() || got.Data != letter {
		t.Errorf("read back: %+v", got)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want it readable to its owner only", info.Mode(), err)
	}
}

func readLog(t *testing.T, file string) []sandbox.Mail {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer f.Close()
	mails, err := sandbox.ReadLog(f)
	if err != nil {
		t.Error(err)
	}
	return mails
}

// lines is a log that counts its writes, and can be full.
type lines struct {
	mu     sync.Mutex
	writes []string
	full   bool
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full {
		return 0, errors.New("no space left")
	}
	l.writes = append(l.writes, string(p))
	return len(p), nil
}

func TestOneWriteALine(t *testing.T) {
	t.Parallel()
	log := &lines{}
	s := start(t, sandbox.Config{Log: log})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := send(s, letter+strings.Repeat("x", 900)+"\r\n", "kakuu@person.example.jp"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(log.writes) != 20 || s.Mails() != 20 {
		t.Errorf("%d writes, %d letters; want 20 of both", len(log.writes), s.Mails())
	}
	for _, w := range log.writes {
		if strings.Count(w, "\n") != 1 || !strings.HasSuffix(w, "}\n") {
			t.Errorf("a write of %q", w)
		}
	}
}

func TestFullLogTakesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Config{Log: &lines{full: true}, OnMail: func(sandbox.Mail) { t.Error("a letter that is not in the log") }})
	var reply *smtp.SMTPError
	if err := send(s, letter, "kakuu@person.example.jp"); !errors.As(err, &reply) || reply.Code != 452 {
		t.Errorf("%v, want 452", err)
	}
	if s.Mails() != 0 {
		t.Errorf("%d letters, want none", s.Mails())
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]sandbox.Config{
		"address": {Addr: "127.0.0.1:notaport"},
		"file":    {LogFile: filepath.Join(t.TempDir(), "missing", "log")},
	} {
		if s, err := sandbox.New(c); err == nil || !strings.HasPrefix(err.Error(), "sandbox: ") {
			t.Errorf("%s: %v, %v; want an error", name, s, err)
		}
	}
}

// TestScriptAndPipelining: a client that sends everything at once is answered
// in order, and nothing that it sent ahead is done after a cut.
func TestScriptAndPipelining(t *testing.T) {
	t.Parallel()
	all := "EHLO client.invalid\r\nMAIL FROM:<a@city.example.jp>\r\nRCPT TO:<b@person.example.jp>\r\nDATA\r\n" + letter + ".\r\nQUIT\r\n"
	for name, c := range map[string]struct {
		at     sandbox.Step
		action sandbox.Action
		codes  string // of the replies
		kept   int
	}{
		"as it comes":        {"", sandbox.Action{}, "220 250 250 250 354 250 221", 1},
		"cut before MAIL":    {sandbox.AtMail, sandbox.Action{Cut: sandbox.Before}, "220 250", 0},
		"cut after RCPT":     {sandbox.AtRcpt, sandbox.Action{Cut: sandbox.After}, "220 250 250 250", 0},
		"cut in the letter":  {sandbox.AtBody, sandbox.Action{Cut: sandbox.Before}, "220 250 250 250 354", 0},
		"cut at the dot":     {sandbox.AtDot, sandbox.Action{Cut: sandbox.Before}, "220 250 250 250 354", 0},
		"cut after keeping":  {sandbox.AtKept, sandbox.Action{Cut: sandbox.Before}, "220 250 250 250 354", 1},
		"cut after the 250":  {sandbox.AtKept, sandbox.Action{Cut: sandbox.After}, "220 250 250 250 354 250", 1},
		"refused at the dot": {sandbox.AtDot, sandbox.Action{Reply: "554 5.7.1 no"}, "220 250 250 250 354 554 221", 0},
		"said after keeping": {sandbox.AtKept, sandbox.Action{Reply: "451 what"}, "220 250 250 250 354 451 221", 1},
		"refused greeting":   {sandbox.AtConnect, sandbox.Action{Reply: "554 no", Cut: sandbox.After}, "554", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
				if m.Step == c.at {
					return c.action
				}
				return sandbox.Action{}
			}})
			if got := talk(t, s.Addr(), all); got != c.codes {
				t.Errorf("replies %s, want %s", got, c.codes)
			}
			s.Close()
			if s.Mails() != c.kept {
				t.Errorf("%d letters, want %d", s.Mails(), c.kept)
			}
		})
	}
}

// talk writes everything at once and returns the codes of the replies, one a
// reply.
func talk(t *testing.T, addr, all string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, all); err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(c) // a cut connection may end in a reset
	var codes []string
	for line := range strings.Lines(string(text)) {
		if line[3] == ' ' {
			codes = append(codes, line[:3])
		}
	}
	return strings.Join(codes, " ")
}

func TestCloseEndsWhatWaits(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{})
	s := start(t, sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
		if m.Step != sandbox.AtDot {
			return sandbox.Action{}
		}
		close(reached)
		return sandbox.Action{Wait: make(chan struct{})}
	}})
	result := make(chan error, 1)
	go func() { result <- send(s, letter, "kakuu@person.example.jp") }()
	<-reached
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-result; err == nil || s.Mails() != 0 {
		t.Errorf("%v, %d letters; want an error and none", err, s.Mails())
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	var got []sandbox.Moment
	s := start(t, sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
		got = append(got, m)
		return sandbox.Action{}
	}})
	if err := send(s, letter, "kakuu@person.example.jp"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	const from, to = "r+1@bounce.example.jp", "kakuu@person.example.jp"
	want := []sandbox.Moment{{sandbox.AtConnect, 1, "", ""}, {sandbox.AtHello, 1, "", ""}, {sandbox.AtMail, 1, from, ""}, {sandbox.AtRcpt, 1, from, to},
		{sandbox.AtData, 1, from, to}, {sandbox.AtBody, 1, from, to}, {sandbox.AtDot, 1, from, to}, {sandbox.AtKept, 1, from, to}, {sandbox.AtQuit, 1, from, to}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("moments (-want +got):\n%s", d)
	}
}
