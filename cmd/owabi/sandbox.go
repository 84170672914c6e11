package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"os"
	"strings"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
)

// tokenName is what we call the file of the stand-in's token.
const tokenName = "twilio.token"

// runSandbox runs the stand-ins for the mail relay and the SMS provider as a
// process of their own.
func runSandbox(ctx context.Context, e *env, args []string) int {
	return e.exit(runStandIns(ctx, e, args))
}

// standIns is what the flags ask for.
type standIns struct {
	log, smtp, twilio, account, tokenFile string
}

// standing is what runs, as --json prints it.
type standing struct {
	SMTP    string `json:"smtp"`
	Twilio  string `json:"twilio,omitempty"`
	Account string `json:"account_sid,omitempty"`
	Log     string `json:"log"`
}

func runStandIns(ctx context.Context, e *env, args []string) error {
	s, err := e.standIns(args)
	if err != nil {
		return err
	}
	relay, err := sandbox.New(sandbox.Config{Addr: s.smtp, LogFile: s.log})
	if err != nil {
		return unheard("--smtp", s.smtp, err)
	}
	defer relay.Close()
	r := standing{SMTP: relay.Addr(), Log: s.log}
	if s.twilio != "" {
		t, err := s.startTwilio()
		if err != nil {
			return err
		}
		defer t.Close()
		r.Twilio, r.Account = t.Addr(), s.account
	}
	if err := e.print(r, func() { e.standingIn(r, s.tokenFile) }); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// standIns reads the flags.
func (e *env) standIns(args []string) (standIns, error) {
	var s standIns
	fs := e.flags("sandbox")
	fs.StringVar(&s.log, "log", "", "flag.log")
	fs.StringVar(&s.smtp, "smtp", "127.0.0.1:2525", "flag.smtp.listen")
	fs.StringVar(&s.twilio, "twilio", "", "flag.twilio.listen")
	fs.StringVar(&s.account, "account", sandbox.TwilioAccountSID, "flag.account")
	fs.StringVar(&s.tokenFile, "token-file", "", "flag.twilio.token")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return s, err
	}
	if s.log == "" {
		return s, misuse(fs, "--log FILE is missing: a sandbox keeps what it is given")
	}
	return s, s.local(fs)
}

// local refuses to listen where other machines could send to.
func (s *standIns) local(fs *flag.FlagSet) error {
	for _, f := range []struct{ name, addr string }{{"--smtp", s.smtp}, {"--twilio", s.twilio}} {
		if host, ok := loopbackOnly(f.addr); f.addr != "" && !ok {
			return misuse(fs, f.name+" "+host+" is not of this machine: a sandbox listens on loopback only")
		}
	}
	return nil
}

func (s *standIns) startTwilio() (*sandbox.Twilio, error) {
	c := sandbox.TwilioConfig{Addr: s.twilio, LogFile: s.log, AccountSID: s.account}
	if s.tokenFile != "" {
		b, err := os.ReadFile(s.tokenFile)
		if c.AuthToken = strings.TrimSpace(string(b)); err != nil || c.AuthToken == "" {
			return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: s.tokenFile, What: "no token can be read from this file", Cure: "mend --token-file"}
		}
	}
	t, err := sandbox.NewTwilio(c)
	if err != nil {
		return nil, unheard("--twilio", s.twilio, err)
	}
	return t, nil
}

// unheard says why a stand-in cannot listen, or keep its log.
func unheard(flag, addr string, err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: p.Path, What: "the log cannot be written: " + cause(err), Cure: "give another with --log"}
	}
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: flag, What: "cannot listen on " + addr + ": " + cause(err), Cure: "stop what uses this port, or give another"}
}

// standingIn prints where the stand-ins are, and what a settings file says to
// use them.
func (e *env) standingIn(r standing, tokenFile string) {
	e.printf("owabi sandbox: smtp %s, log %s\n", r.SMTP, r.Log)
	e.sayf("sandbox.settings")
	e.printf("email:\n  relay: %s\n  tls: none\n  from: owabi sandbox <desk@owabi.example>\n", r.SMTP)
	if r.Twilio == "" {
		return
	}
	const ownToken = "twilio.token"
	e.printf("sms:\n  account_sid: %s\n  auth_token_file: %s\n  from: \"+15005550006\"\n  base_url: http://%s\n", r.Account, cmp.Or(tokenFile, ownToken), r.Twilio)
	if tokenFile == "" {
		e.sayf("sandbox.token", ownToken, sandbox.TwilioAuthToken)
	}
}
