package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// binary builds owabi once for all tests that run it as processes.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "owabi-bin")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "owabi")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %v: %s", err, out)
	}
	return path, nil
})

// process is owabi running as a process.
type process struct {
	*exec.Cmd
	ready chan string // the line that said it was
	said  bytes.Buffer
	mu    sync.Mutex
	ended chan error
}

// spawn starts owabi and waits until a line with the given words appears.
func spawn(t *testing.T, words string, args ...string) *process {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(bin, args...), ready: make(chan string, 1), ended: make(chan error, 1)}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.Stdout, p.Stderr = w, w
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go p.listen(r, words)
	go func() { p.ended <- p.Wait() }()
	t.Cleanup(func() { p.Process.Kill() })
	select {
	case <-p.ready:
	case err := <-p.ended:
		t.Fatalf("owabi %s ended (%v) before it was ready:\n%s", args[0], err, p.output())
	case <-time.After(time.Minute):
		t.Fatalf("owabi %s is not ready:\n%s", args[0], p.output())
	}
	return p
}

func (p *process) listen(r *os.File, words string) {
	defer r.Close()
	for lines := bufio.NewScanner(r); lines.Scan(); {
		p.mu.Lock()
		p.said.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
		if strings.Contains(lines.Text(), words) {
			select {
			case p.ready <- lines.Text():
			default:
			}
		}
	}
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// kill ends the process as a crash does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.ended
}

// terminate asks the process to end, and waits for it.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Fatalf("ended with %v:\n%s", err, p.output())
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("did not stop within 30 s:\n%s", p.output())
	}
}

// site is an installation of processes: a sandbox and a server.
type site struct {
	*testing.T
	dir, data, mails, smtp string
	sandbox, serve         *process
	flags                  []string
}

func newSite(t *testing.T, flags ...string) *site {
	t.Helper()
	dir := shortDir(t)
	s := &site{T: t, dir: dir, data: filepath.Join(dir, "data"), mails: filepath.Join(dir, "mails.jsonl"), smtp: freePort(t), flags: flags}
	s.sandbox = spawn(t, "owabi sandbox", "sandbox", "--log", s.mails, "--smtp", s.smtp)
	s.start()
	return s
}

// shortDir is a temporary directory whose path is short enough for sockets.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ow")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
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

func (s *site) start() {
	s.Helper()
	args := append([]string{"serve", "--sandbox", "--data", s.data, "--smtp", s.smtp, "--public", anywhere, "--office", anywhere}, s.flags...)
	s.serve = spawn(s.T, "msg=ready", args...)
}

func (s *site) client() *client.Client {
	s.Helper()
	c, err := client.New("unix:"+socketPath(s.data), "test")
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// owabi runs a command and returns what it printed; it must succeed.
func (s *site) owabi(args ...string) string {
	s.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), append(args, "--data", s.data), strings.NewReader(""), &out, &errs); code != 0 {
		s.Fatalf("owabi %s: exit %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// status asks for the figures of the one audience.
func (s *site) status() dispatcher.Progress {
	s.Helper()
	var all []dispatcher.Progress
	if err := json.Unmarshal([]byte(s.owabi("status", "bulk", "--json")), &all); err != nil || len(all) != 1 {
		s.Fatalf("status: %v, %d audiences", err, len(all))
	}
	return all[0]
}

// accepted reads the sandbox's log.
func (s *site) accepted() []sandbox.Mail {
	s.Helper()
	f, err := os.Open(s.mails)
	if err != nil {
		s.Fatal(err)
	}
	defer f.Close()
	mails, err := sandbox.ReadLog(f)
	if err != nil {
		s.Fatal(err)
	}
	return mails
}

// until polls for something that another process brings about.
func (s *site) until(what string, done func() bool) {
	s.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !done(); {
		if time.Now().After(deadline) {
			s.Fatalf("waited in vain: %s\n%s", what, s.standstill())
		}
		wait, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		<-wait.Done()
		cancel()
	}
}

// standstill is what can be said of a server that does not go on: its log
// without the requests of the tests, the open cases, and what each goroutine
// does.
func (s *site) standstill() string {
	var b strings.Builder
	for _, state := range []string{"pending", "in_progress"} {
		open := s.owabi("people", "list", "bulk", "--state", state, "--json")
		b.WriteString(open[:min(len(open), 2000)] + "\n")
	}
	s.serve.Process.Signal(syscall.SIGQUIT)
	<-s.serve.ended
	for line := range strings.Lines(s.serve.output()) {
		if !strings.Contains(line, "msg=request ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// logSize is how much the sandbox has kept, in bytes.
func (s *site) logSize() int64 {
	info, err := os.Stat(s.mails)
	if err != nil {
		return 0
	}
	return info.Size()
}
