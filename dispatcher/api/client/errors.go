package client

import (
	"context"
	"errors"
	"net"
)

// Unreachable says that there was no answer.
type Unreachable struct {
	At   string // the server's address, as it was given to New
	Sent bool   // the request may have arrived: what it asked for may have been done
	Err  error
}

func (u *Unreachable) Error() string {
	if u.Sent {
		return "client: no answer from " + u.At + ": " + u.Err.Error()
	}
	return "client: cannot reach " + u.At + ": " + u.Err.Error()
}

func (u *Unreachable) Unwrap() error { return u.Err }

// lost classifies a failed exchange. A request that its caller called off is
// the caller's error.
func (c *Client) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var op *net.OpError
	dialling := errors.As(err, &op) && op.Op == "dial"
	return &Unreachable{At: c.at, Sent: !dialling, Err: cause(err)}
}

// cause strips what repeats the URL.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
