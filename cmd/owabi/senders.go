package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/call"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/channels/hand"
	"github.com/owabi/owabi/channels/letter"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher"
)

// channelConfig says what letters go out by. In the sandbox mode the stand-ins
// of a process of its own can be named; otherwise they run within this one.
type channelConfig struct {
	email   *email.Config
	sms     *sms.Config
	bounces returns.Config
	letter  *letter.Config

	smtp, twilio string // host:port of stand-ins on this machine
	connections  int    // to the stand-in relay; 0: the default
}

// openChannels makes a sender for each channel that is configured, and asks
// its provider at once whether it would have us. A new channel is one line.
func (v *server) openChannels(ctx context.Context) error {
	v.senders = map[channels.Name]channels.Sender{channels.Call: call.Sender{}, channels.Hand: hand.Sender{}}
	if v.mode == dispatcher.Sandbox {
		if err := v.openStandIns(); err != nil {
			return err
		}
	}
	if c := v.channels.email; c != nil {
		s, err := email.New(*c, v.log)
		if err := v.add(ctx, channels.Email, s, err); err != nil {
			return err
		}
	}
	if c := v.channels.sms; c != nil {
		s, err := sms.New(*c, v.callbackURL, v.log)
		if err := v.add(ctx, channels.SMS, s, err); err != nil {
			return err
		}
	}
	if c := v.channels.letter; c != nil {
		s, err := letter.New(*c)
		if err != nil {
			return unfit(string(channels.Letter), err)
		}
		v.senders[channels.Letter] = s
	}
	return nil
}

// provider is what every wire channel has beside Send.
type provider interface {
	channels.Sender
	Check(ctx context.Context) error
	Close() error
}

// add takes a sender in.
func (v *server) add(ctx context.Context, ch channels.Name, s provider, err error) error {
	if err != nil {
		return unfit(string(ch), err)
	}
	v.onClose(s.Close)
	v.senders[ch] = s
	return v.checked(ctx, string(ch), s)
}

// checked asks a server of another's whether it would have us; section is the
// settings' about it. One that refuses us is an error now; one that does not
// answer may come back.
func (v *server) checked(ctx context.Context, section string, s interface{ Check(context.Context) error }) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	err := s.Check(ctx)
	var f *channels.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: section + "." + f.Setting, What: f.What, Cure: f.Cure}
	case channels.KindOf(err) == channels.Technical:
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: section, What: "the provider refuses us: " + err.Error(), Cure: "correct the settings"}
	}
	v.log.Warn("the provider does not answer; the channel waits for it", "channel", section, "err", err)
	return nil
}

// unfit says which setting a channel cannot be made from: its errors read
// "email: ca_file: what is wrong; what to do".
func unfit(section string, err error) error {
	e := &dispatcher.Error{Code: dispatcher.Invalid, Where: section, What: strings.TrimPrefix(err.Error(), section+": "), Cure: "correct it in the settings"}
	if key, what, ok := strings.Cut(e.What, ": "); ok && !strings.Contains(key, " ") {
		e.Where, e.What = e.Where+"."+key, what
	}
	if what, cure, ok := strings.Cut(e.What, "; "); ok {
		e.What, e.Cure = what, cure
	}
	return e
}

// refusal is what a channel's provider refused last for a fault of ours.
func (v *server) refusal(ch channels.Name) string {
	if s, ok := v.senders[ch].(channels.Explains); ok {
		return s.Refusal()
	}
	return ""
}

// openStandIns starts, or names, the sandbox's relay and SMS provider.
func (v *server) openStandIns() error {
	if v.channels.smtp == "" {
		own, err := sandbox.New(sandbox.Config{})
		if err != nil {
			return err
		}
		v.onClose(own.Close)
		v.channels.smtp = own.Addr()
	}
	if v.channels.twilio == "" {
		own, err := sandbox.NewTwilio(sandbox.TwilioConfig{})
		if err != nil {
			return err
		}
		v.onClose(own.Close)
		v.channels.twilio = own.Addr()
	}
	v.channels.email = &email.Config{Relay: v.channels.smtp, TLS: email.None, From: "owabi sandbox <desk@owabi.example>", Hello: "sandbox.owabi.example",
		ReturnDomain: "bounce.owabi.example", Connections: v.channels.connections, SubmissionTimeout: time.Minute}
	v.channels.sms = &sms.Config{AccountSID: sandbox.TwilioAccountSID, AuthToken: sandbox.TwilioAuthToken, From: "+15005550006",
		BaseURL: "http://" + v.channels.twilio, Rate: 1000}
	if c := (letter.Config{}); c.Installed() {
		v.channels.letter = &c
	}
	return nil
}
