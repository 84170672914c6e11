package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/call"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
)

// runServe serves until ctx is done.
func runServe(ctx context.Context, e *env, args []string) int { return e.exit(serve(ctx, e, args)) }

func serve(ctx context.Context, e *env, args []string) error {
	fs := e.flags("serve")
	fs.StringVar(&e.data, "data", e.data, "flag.data.serve")
	s := settings{clock: wallClock{}, mode: dispatcher.Sandbox, log: e.log()}
	safe := fs.Bool("sandbox", false, "flag.sandbox")
	smtp := fs.String("smtp", "", "flag.smtp")
	width := fs.Int("connections", 0, "flag.connections")
	fs.StringVar(&s.keyFile, "key", "", "flag.key")
	fs.StringVar(&s.public, "public", "127.0.0.1:8025", "flag.public")
	fs.StringVar(&s.publicURL, "public-url", "", "flag.public-url")
	fs.DurationVar(&s.wireLease, "claim-lease", 0, "flag.claim-lease")
	fs.DurationVar(&s.jobLease, "job-lease", 0, "flag.job-lease")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return err
	}
	if !*safe {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "serve", What: "there are no settings yet by which to send for real",
			Cure: "serve the sandbox: owabi serve --sandbox"}
	}
	s.data = e.data
	if s.keyFile == "" {
		s.keyFile = filepath.Join(s.data, "master.key")
	}
	relay, err := sandboxRelay(*smtp)
	if err != nil {
		return err
	}
	defer relay.close()
	sender, err := relay.sender(*width, s.log)
	if err != nil {
		return err
	}
	defer sender.Close()
	s.senders = map[channels.Name]channels.Sender{channels.Email: sender, channels.Call: call.Sender{}}
	v, err := start(ctx, s)
	if err != nil {
		return err
	}
	v.log.Info("ready", "data", v.data, "office", "unix:"+socketPath(v.data), "public", v.publicURL, "mode", v.mode, "smtp", relay.addr)
	<-ctx.Done()
	v.log.Info("stopping: what is in flight is finished and recorded")
	return v.close()
}

// log writes what happens, by ids only, to stderr.
func (e *env) log() *slog.Logger { return slog.New(slog.NewTextHandler(e.stderr, nil)) }

// relayAddr is where the sandbox's letters go: a sandbox within this process,
// or one that runs by itself.
type relayAddr struct {
	addr string
	own  *sandbox.Server
}

func sandboxRelay(addr string) (*relayAddr, error) {
	if addr != "" {
		return &relayAddr{addr: addr}, nil
	}
	own, err := sandbox.New(sandbox.Config{})
	if err != nil {
		return nil, err
	}
	return &relayAddr{addr: own.Addr(), own: own}, nil
}

func (r *relayAddr) close() {
	if r.own != nil {
		r.own.Close()
	}
}

// sender returns the e-mail channel to the sandbox: it speaks to loopback
// addresses only.
func (r *relayAddr) sender(connections int, log *slog.Logger) (*email.Sender, error) {
	return email.New(email.Config{Relay: r.addr, TLS: email.None, From: "owabi sandbox <desk@owabi.example>", Hello: "sandbox.owabi.example",
		ReturnDomain: "bounce.owabi.example", Connections: connections, SubmissionTimeout: time.Minute}, log)
}
