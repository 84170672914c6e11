package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/channels"
)

// Check connects, signs in, names our sender and leaves, so that wrong settings
// show before a campaign does. No recipient is named and nothing is sent. The
// error wraps a *channels.Error; when that is Technical, it is a *channels.Fault
// that says which setting is wrong.
func (s *Sender) Check(ctx context.Context) error {
	from, err := s.composer.returnPath("check")
	if err != nil {
		return fmt.Errorf("email: check: %w", err)
	}
	var away error
	silent := 0
	for _, l := range s.lines {
		at, err := l.relay.knock(ctx, from)
		if err == nil {
			continue
		}
		err = l.relay.explain(failure(at, err))
		var f *channels.Fault
		if errors.As(err, &f) {
			f.Setting = l.place + f.Setting
			return err
		}
		if channels.KindOf(err) == channels.Technical {
			return err
		}
		l.log.Warn("email: the relay does not answer", "err", err)
		silent, away = silent+1, err
	}
	if silent < len(s.lines) {
		return nil // the others do
	}
	return away
}

// knock goes as far as MAIL, and leaves. It returns the step that an error
// belongs to.
func (r *relay) knock(ctx context.Context, from string) (step, error) {
	ctx, cancel := context.WithTimeout(ctx, 4*r.timeout)
	defer cancel()
	raw, err := r.dial(ctx)
	if err != nil {
		return atDial, err
	}
	defer raw.Close()
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	c, _, at, err := r.greet(ctx, raw)
	if err == nil {
		at, err = atMail, accepted(c.Mail(from, nil))
		c.CommandTimeout = quitTimeout
		c.Quit() // nothing was begun, whatever the relay says
	}
	if !stop() {
		err = ctx.Err() // whatever a connection closed under its reader says
	}
	return at, err
}

// explain turns what Technical means into the setting to mend, and leaves the
// rest as it is.
func (r *relay) explain(err error) error {
	var e *channels.Error
	if !errors.As(err, &e) || e.Kind != channels.Technical {
		return fmt.Errorf("email: check %s: %w", r.addr, err)
	}
	f := r.fault(step(e.Op), e)
	f.Err = fmt.Errorf("email: check %s: %w", r.addr, err)
	return f
}

// fault says which setting a technical failure at a step is about.
func (r *relay) fault(at step, e *channels.Error) *channels.Fault {
	if f := r.faultOfTLS(e.Err); f != nil {
		return f
	}
	fault := func(setting, what, cure string) *channels.Fault {
		return &channels.Fault{Setting: setting, What: "the relay " + r.addr + " " + what, Cure: cure}
	}
	none := noMechanism("")
	switch {
	case errors.As(e.Err, &none):
		return fault("username", none.Error(), "have the relay offer one of them on this port, or take another port; without username it is not signed in to")
	case at == atAuth:
		return fault("password_file", "refuses the user name or the password"+inBrackets(e), "correct username, or the password in the file")
	case at == atMail && strings.HasPrefix(e.Code, "530"):
		return fault("username", "wants us to sign in"+inBrackets(e), "set username and password_file")
	case at == atMail:
		return fault("from", "refuses our sender"+inBrackets(e), "use a sender that the relay takes from us: from, and return_domain if it is set")
	case at == atStartTLS && e.Code == "" && !errors.Is(e.Err, errNoSMTP):
		return fault("tls", "does not offer STARTTLS, and in the clear nothing is sent", "have the relay offer it, or take its port for TLS with tls: implicit")
	case errors.Is(e.Err, errNotLoopback):
		return fault("tls", "is on another machine, and tls is none", "use starttls or implicit")
	case errors.Is(e.Err, errNoSMTP):
		return fault("relay", "does not speak SMTP", "correct the host and the port; if it is a port for TLS from the start, set tls: implicit")
	}
	return fault("relay", "refuses us at "+string(at)+inBrackets(e), "ask who runs the relay, or correct hello, relay and tls")
}

// faultOfTLS is nil when err is not about TLS.
func (r *relay) faultOfTLS(err error) *channels.Fault {
	var record tls.RecordHeaderError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var certificate x509.CertificateInvalidError
	var alert tls.AlertError
	fault := func(setting, what, cure string) *channels.Fault {
		return &channels.Fault{Setting: setting, What: what, Cure: cure}
	}
	switch {
	case errors.As(err, &record):
		return fault("tls", "the relay "+r.addr+" does not begin with TLS on this port", "set tls: starttls, or take the relay's port for TLS")
	case errors.As(err, &host):
		return fault("relay", "the certificate of "+r.addr+" is for another name: "+names(host.Certificate),
			"write the relay by the name in its certificate")
	case errors.As(err, &authority):
		return fault("ca_file", "the certificate of "+r.addr+" is signed by an authority that is not trusted",
			"name the file with that authority's certificate (PEM), once you know that it is the right one")
	case errors.As(err, &certificate) && certificate.Reason == x509.Expired:
		return fault("relay", "the certificate of "+r.addr+" is not valid today", "have it renewed, or set this machine's clock")
	case errors.As(err, &certificate), errors.As(err, &alert):
		return fault("tls", "no TLS with "+r.addr+": "+err.Error(), "ask who runs the relay")
	}
	return nil
}

// names lists those that a certificate is for.
func names(c *x509.Certificate) string {
	all := c.DNSNames
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		return "it has none"
	}
	return strings.Join(all[:min(len(all), 3)], ", ")
}

// inBrackets is a reply's code in brackets.
func inBrackets(e *channels.Error) string {
	if e.Code == "" {
		return ""
	}
	return " (" + e.Code + ")"
}

// noMechanism is the error of a relay that offers no way to sign in which is
// known here: those that it does offer.
type noMechanism string

func (n noMechanism) Error() string {
	if n == "" {
		return "offers no AUTH, so nobody can sign in"
	}
	return "offers AUTH " + string(n) + ", and neither PLAIN nor LOGIN"
}

// mechanisms are the words of a relay's AUTH extension that can be repeated.
var mechanisms = regexp.MustCompile(`^[A-Z0-9_ -]{1,80}$`)

// unknownWays says which ways to sign in a relay offers.
func unknownWays(c *smtp.Client) error {
	_, offered := c.Extension("AUTH")
	if offered = strings.ToUpper(strings.TrimSpace(offered)); !mechanisms.MatchString(offered) {
		offered = ""
	}
	return noMechanism(offered)
}

// ours reports whether a letter was refused for a fault of ours. A relay may
// stay of that opinion for as long as the connection lasts, also after it has
// been set right (postfix reads its tables anew for new connections).
func ours(err error) bool { return err != nil && channels.KindOf(err) == channels.Technical }
