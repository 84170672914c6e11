package email_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// checks returns what is wrong with the settings, as a check finds out.
func checks(t *testing.T, c email.Config) *channels.Fault {
	t.Helper()
	err := newSender(t, c).Check(context.Background())
	var f *channels.Fault
	if !errors.As(err, &f) || kindOf(err) != channels.Technical {
		t.Fatalf("%v, want a fault of ours", err)
	}
	return f
}

// TestCheckNamesTheSetting: which one is wrong, and what to do.
func TestCheckNamesTheSetting(t *testing.T) {
	t.Parallel()
	replies := func(at sandbox.Step, reply string) sandbox.Config {
		return sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
			if m.Step != at {
				return sandbox.Action{}
			}
			return sandbox.Action{Reply: reply}
		}}
	}
	signsIn := func(c *email.Config) { c.Username, c.PasswordFile = "owabi", passwordFile(t, "correct horse") }
	for name, c := range map[string]struct {
		relay         sandbox.Config
		change        func(*email.Config)
		setting, what string
	}{
		"a wrong password":      {sandbox.Config{Username: "owabi", Password: "another"}, signsIn, "password_file", "refuses the user name or the password (535"},
		"nobody signs in":       {sandbox.Config{Username: "owabi", Password: "another"}, nil, "username", "wants us to sign in (5"},
		"no way to sign in":     {sandbox.Config{}, signsIn, "username", "offers no AUTH"},
		"an unknown way":        {replies(sandbox.AtHello, "250-relay.invalid\r\n250 AUTH CRAM-MD5 SCRAM-SHA-256"), signsIn, "username", "offers AUTH CRAM-MD5 SCRAM-SHA-256, and neither PLAIN nor LOGIN"},
		"a way that is a trick": {replies(sandbox.AtHello, "250-relay.invalid\r\n250 AUTH <kakuu@person.example.jp>"), signsIn, "username", "offers no AUTH"},
		"no STARTTLS":           {sandbox.Config{}, func(c *email.Config) { c.TLS = email.StartTLS }, "tls", "does not offer STARTTLS"},
		"no TLS":                {sandbox.Config{}, func(c *email.Config) { c.TLS = email.Implicit }, "tls", "does not begin with TLS"},
		"the sender":            {replies(sandbox.AtMail, "550 5.7.1 <kakuu@person.example.jp> is not yours"), nil, "from", "refuses our sender (550 5.7.1)"},
		"the sender's domain":   {replies(sandbox.AtMail, "553 5.1.8 nowhere"), nil, "from", "refuses our sender (553 5.1.8)"},
		"our name":              {replies(sandbox.AtHello, "550 5.7.1 who are you"), nil, "relay", "refuses us at EHLO (550 5.7.1)"},
		"no relay":              {replies(sandbox.AtConnect, "550 closed"), nil, "relay", "refuses us at "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startRelay(t, c.relay)
			ec := r.settings()
			if c.change != nil {
				c.change(&ec)
			}
			f := checks(t, ec)
			if f.Setting != c.setting || !strings.Contains(f.What, c.what) || f.Cure == "" || strings.Contains(f.Error()+f.Cure, "kakuu") {
				t.Errorf("%s: %s; %s; want %s: %s", f.Setting, f.What, f.Cure, c.setting, c.what)
			}
			if r.Mails() != 0 {
				t.Error("a check has sent a letter")
			}
		})
	}
}

func TestCheckOfCertificates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host, setting, what string
		trusted             bool
	}{
		"of an unknown authority": {"127.0.0.1", "ca_file", "an authority that is not trusted", false},
		"of another name":         {"relay.invalid", "relay", "is for another name: relay.invalid", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config, ca := certificate(t, c.host)
			if !c.trusted {
				_, ca = certificate(t, c.host)
			}
			ec := startRelay(t, sandbox.Config{TLS: config}).settings()
			ec.TLS, ec.CAFile = email.StartTLS, ca
			if f := checks(t, ec); f.Setting != c.setting || !strings.Contains(f.What, c.what) {
				t.Errorf("%s: %s; want %s: %s", f.Setting, f.What, c.setting, c.what)
			}
		})
	}
}

// TestCheckGoesNoFurtherThanMail: nobody is named to the relay.
func TestCheckGoesNoFurtherThanMail(t *testing.T) {
	t.Parallel()
	p := newTrap("never", sandbox.Action{})
	r := startRelay(t, sandbox.Config{Script: p.script})
	if err := newSender(t, r.settings()).Check(context.Background()); err != nil {
		t.Error(err)
	}
	if p.count(sandbox.AtMail) != 1 || p.count(sandbox.AtRcpt) != 0 {
		t.Errorf("%d MAIL and %d RCPT, want 1 and none", p.count(sandbox.AtMail), p.count(sandbox.AtRcpt))
	}
}

// TestRefusedConnectionIsNotKept: a relay that was set right says so on new
// connections.
func TestRefusedConnectionIsNotKept(t *testing.T) {
	t.Parallel()
	r := startRelay(t, sandbox.Config{Script: func(m sandbox.Moment) sandbox.Action {
		if m.Step != sandbox.AtRcpt || m.Conn > 1 {
			return sandbox.Action{}
		}
		return sandbox.Action{Reply: "554 5.7.1 <" + m.From + "> is not yours"}
	}})
	s := newSender(t, r.settings())
	if err := send(t, s, 1); kindOf(err) != channels.Technical || s.Refusal() != "RCPT 554 5.7.1" {
		t.Errorf("%v, refusal %q; want it technical", err, s.Refusal())
	}
	if err := send(t, s, 2); err != nil {
		t.Errorf("on a new connection: %v", err)
	}
}
