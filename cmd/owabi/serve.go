package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/owabi/owabi/config"
	"github.com/owabi/owabi/dispatcher"
)

// runServe serves until ctx is done.
func runServe(ctx context.Context, e *env, args []string) int { return e.exit(serve(ctx, e, args)) }

func serve(ctx context.Context, e *env, args []string) error {
	limitMemory()
	s, err := e.settings("serve", args)
	if err != nil {
		return err
	}
	v, err := start(ctx, s)
	if err != nil {
		return err
	}
	v.log.Info("ready", "data", v.data, "office", "unix:"+socketPath(v.data), "public", v.publicURL, "mode", v.mode)
	if err := e.sayFront(ctx, v); err != nil {
		return errors.Join(err, v.close())
	}
	<-ctx.Done()
	v.log.Info("stopping: what is in flight is finished and recorded")
	return v.close()
}

// sayFront says where the office's pages are, and lets the first admin in.
func (e *env) sayFront(ctx context.Context, v *server) error {
	there, err := v.access.Administered(ctx)
	if err != nil {
		return err
	}
	if there {
		e.sayf("serve.front", v.front.URL())
		return nil
	}
	link, until := v.front.Link()
	e.sayf("serve.link", link, until.In(time.Local).Format("15:04"))
	return nil
}

// settings reads the flags of serve and work, and the settings file that they
// name. A flag goes before the file.
func (e *env) settings(command string, args []string) (settings, error) {
	s := settings{clock: wallClock{}, mode: dispatcher.Real, log: e.log()}
	fs := e.flags(command)
	fs.StringVar(&s.data, "data", "", "flag.data.serve")
	file := fs.String("config", "", "flag.config")
	safe := fs.Bool("sandbox", false, "flag.sandbox")
	fs.StringVar(&s.channels.smtp, "smtp", "", "flag.smtp")
	fs.StringVar(&s.channels.twilio, "twilio", "", "flag.twilio")
	fs.IntVar(&s.channels.connections, "connections", 0, "flag.connections")
	demo := fs.Bool("plan-clock", false, "flag.plan-clock")
	fs.StringVar(&s.keyFile, "key", "", "flag.key")
	fs.StringVar(&s.public, "public", "", "flag.public")
	fs.StringVar(&s.desks, "office", "", "flag.office")
	fs.StringVar(&s.publicURL, "public-url", "", "flag.public-url")
	fs.StringVar(&s.intake.Listen, "intake", "", "flag.intake")
	fs.DurationVar(&s.wireLease, "claim-lease", 0, "flag.claim-lease")
	fs.DurationVar(&s.jobLease, "job-lease", 0, "flag.job-lease")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return s, err
	}
	if *demo {
		s.clock = &planClock{}
	}
	if *safe {
		s.mode = dispatcher.Sandbox
	}
	if *file == "" && !*safe {
		return s, &dispatcher.Error{Code: dispatcher.Invalid, Where: command, What: "there are no settings by which to send for real",
			Cure: "name a settings file with --config FILE, or serve the sandbox: owabi " + command + " --sandbox"}
	}
	for name, addr := range map[string]string{"--smtp": s.channels.smtp, "--twilio": s.channels.twilio} {
		if host, ok := loopbackOnly(addr); addr != "" && !ok {
			return s, misuse(fs, name+" "+host+" is not of this machine: a sandbox is reached on loopback only")
		}
	}
	return s, s.fill(e, *file)
}

// fill takes what the flags left open from the settings file, and from the
// defaults.
func (s *settings) fill(e *env, file string) error {
	c := &config.Settings{Data: e.data, Public: config.Public{Listen: "127.0.0.1:8025"}, Office: config.Office{Listen: defaultDesks}}
	if file != "" {
		var err error
		if c, err = config.Load(file); err != nil {
			return err
		}
		s.redis, s.nats = c.Redis, c.NATS
		addr := s.intake.Listen
		s.intake = c.Intake
		if addr != "" {
			s.intake.Listen = addr
		}
	}
	either(&s.data, c.Data)
	either(&s.keyFile, c.MasterKeyFile)
	either(&s.keyFile, filepath.Join(s.data, "master.key"))
	either(&s.public, c.Public.Listen)
	either(&s.publicURL, c.Public.URL)
	either(&s.desks, c.Office.Listen)
	either(&s.desksURL, c.Office.URL)
	if s.mode == dispatcher.Real {
		s.channels.email, s.channels.sms, s.channels.letter = c.Email, c.SMS, c.Letter
	}
	s.channels.bounces = c.Bounces
	return nil
}

// defaultDesks is where the office's pages are when nothing else is said.
const defaultDesks = "127.0.0.1:8024"

func either(s *string, otherwise string) {
	if *s == "" {
		*s = otherwise
	}
}

// log writes what happens, by ids only, to stderr.
func (e *env) log() *slog.Logger { return slog.New(slog.NewTextHandler(e.stderr, nil)) }
