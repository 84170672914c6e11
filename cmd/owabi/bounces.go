package main

import (
	"context"
	"errors"
	"net"

	"github.com/owabi/owabi/channels/email/bounce"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/dispatcher"
)

// openBounces opens the doors by which bounces come in, so that what is wrong
// with them is known before anything is changed. Nothing is taken in yet.
func (v *server) openBounces(ctx context.Context) error {
	c := v.channels.bounces
	if c.Listen != "" {
		l, err := returns.Listen(c, v.log)
		if err != nil {
			return deaf(c.Listen, err)
		}
		v.onClose(l.Close)
		v.listener = l
	}
	if c.IMAP == nil {
		return nil
	}
	m, err := returns.NewMailbox(*c.IMAP, v.log)
	if err != nil {
		return unfit("bounces", err)
	}
	if err := v.checked(ctx, "bounces", m); err != nil {
		return err
	}
	v.mailbox = m
	return nil
}

// deaf says why the listener could not be opened.
func deaf(addr string, err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return busy(addr, "bounces.listen", "give another in the settings", err)
	}
	return unfit("bounces", err)
}

// takeBounces starts to take bounces in. The listener ends before the mailbox,
// and both before what they record in.
func (v *server) takeBounces(ctx context.Context) {
	if v.listener != nil {
		v.log.Info("bounces are taken", "listen", v.listener.Addr())
		v.listener.Serve(v.takeBounce)
		v.onClose(v.listener.Close) // before the stores
	}
	if v.mailbox != nil {
		v.background(ctx, "mailbox", func(ctx context.Context) error { v.mailbox.Run(ctx, v.takeBounce); return nil })
	}
}

// takeBounce hands on what a message says.
func (v *server) takeBounce(ctx context.Context, r bounce.Report) (bounce.Verdict, error) {
	ours, err := v.returns.Take(ctx, returned(r))
	switch {
	case err != nil:
		v.log.Error("bounce", "err", err)
		return "", err
	case !ours:
		return bounce.Foreign, nil
	}
	if v.relay != nil {
		v.relay.Wake()
	}
	return bounce.Taken, nil
}

// returned reads a report as facts, and what it comes to.
func returned(r bounce.Report) dispatcher.Returned {
	t := dispatcher.Returned{Tokens: r.Tokens, News: dispatcher.ReturnLetter}
	switch r.State {
	case bounce.Failed:
		t.News, t.Receipt = dispatcher.ReturnFailed, cameBack(r.Kind)
	case bounce.Delivered:
		t.News = dispatcher.ReturnDelivered
		t.Receipt = dispatcher.Receipt{Facts: dispatcher.FactHandedOver | dispatcher.FactDelivered, Final: dispatcher.ResultOK}
	case bounce.HandedOver:
		t.News, t.Receipt = dispatcher.ReturnHandedOver, dispatcher.Receipt{Facts: dispatcher.FactHandedOver}
	case bounce.Delayed:
		t.News = dispatcher.ReturnDelayed
	case bounce.AutoReply:
		t.News = dispatcher.ReturnAutoReply
	}
	return t
}
