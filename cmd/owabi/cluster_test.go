package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/queue"
	"github.com/owabi/owabi/dispatcher/store"
)

// TestCampaignOnServersByURL runs a campaign on a Redis and a NATS given by
// URL, for real (not in the sandbox), with two workers beside the server, one
// of which is killed.
func TestCampaignOnServersByURL(t *testing.T) {
	t.Parallel()
	const people = 3000
	s := &site{T: t, dir: shortDir(t), smtp: freePort(t)}
	s.data, s.mails = filepath.Join(s.dir, "data"), filepath.Join(s.dir, "mails.jsonl")
	s.sandbox = spawn(t, "owabi sandbox", "sandbox", "--log", s.mails, "--smtp", s.smtp)
	file := s.writeSettings(startServers(t, s.dir))

	s.serve = spawn(t, "msg=ready", "serve", "--config", file, "--claim-lease", "5s", "--job-lease", "8s")
	one := spawn(t, "msg=ready", "work", "--config", file, "--claim-lease", "5s", "--job-lease", "8s")
	two := spawn(t, "msg=ready", "work", "--config", file, "--claim-lease", "5s", "--job-lease", "8s")
	s.launchText(people, strings.Replace(bulk, "sandbox_only: true\n", "", 1))
	s.until("letters go out", func() bool { return s.logSize() > 500_000 })
	one.kill(t)
	s.settled(people)
	s.judgeBulk(people, window)
	two.terminate(t)
	s.serve.terminate(t)
}

// startServers starts the servers that the settings name, and returns their
// addresses and the file of NATS' token.
func startServers(t *testing.T, dir string) (redis, nats, token string) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	p, err := store.StartPrivate(context.Background(), filepath.Join(dir, "redis"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	ns, err := queue.Embedded(queue.Config{Dir: filepath.Join(dir, "nats"), Key: []byte(strings.Repeat("k", 32)), Addr: "127.0.0.1:0", Token: "open sesame", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ns.Close)
	token = filepath.Join(dir, "nats.token")
	if err := os.WriteFile(token, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return "unix://" + p.Socket, "nats://" + ns.Addr().String(), token
}

func (s *site) writeSettings(redis, nats, token string) string {
	s.Helper()
	port := freePort(s.T)
	file := filepath.Join(s.dir, "owabi.yaml")
	text := fmt.Sprintf(`data: %s
public: {listen: "%s", url: "http://%s"}
office: {listen: "127.0.0.1:0"}
redis: {url: "%s"}
nats: {url: "%s", token_file: %s}
email:
  relay: "%s"
  tls: none
  from: "見本市 <desk@mihon.example>"
  return_domain: bounce.mihon.example
  connections: %d
`, s.data, port, port, redis, nats, token, s.smtp, connections)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return file
}
