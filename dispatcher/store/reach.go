package store

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// reachTime is how long a server given by URL may take to answer at the start,
// and to come up meanwhile.
const reachTime = 5 * time.Second

// reach dials a server given by URL, so that a wrong address, a server that is
// down and a wrong certificate are told apart, and soon.
func reach(ctx context.Context, o *redis.Options) error {
	for end := time.Now().Add(reachTime); ; {
		encrypting, err := dial(ctx, o)
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Now().After(end) {
			return unreached(o, encrypting, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// dial connects once; encrypting says whether it came as far as TLS.
func dial(ctx context.Context, o *redis.Options) (encrypting bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	d := net.Dialer{}
	c, err := d.DialContext(ctx, o.Network, o.Addr)
	if err != nil {
		return false, err
	}
	defer c.Close()
	if o.TLSConfig == nil {
		return false, nil
	}
	return true, tls.Client(c, o.TLSConfig).HandshakeContext(ctx)
}

func unreached(o *redis.Options, encrypting bool, err error) error {
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case encrypting:
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis.url", What: "no TLS with " + o.Addr + ": " + last(err),
			Cure: "correct the address, or name the authority of its certificate as redis.ca_file"}
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis.url", What: "no Redis answers at " + o.Addr + ": " + last(err),
		Cure: "start it, or correct the address"}
}

// last is the end of a chain of errors, which says why.
func last(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return strings.TrimPrefix(op.Err.Error(), "connect: ")
	}
	return err.Error()
}

// refused says why a server that answers does not want us.
func refused(err error) error {
	wrong := func(where, what, cure string) error {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
	}
	switch s := err.Error(); {
	case errors.Is(err, context.Canceled):
		return err
	case strings.HasPrefix(s, "WRONGPASS"):
		return wrong("redis.password_file", "Redis refuses the user or the password", "correct the password in the file, or the user in redis.url")
	case strings.HasPrefix(s, "NOAUTH"), strings.Contains(s, "called without any password"):
		return wrong("redis.password_file", "Redis and we do not agree whether a password is asked for", "name the file that holds it, or leave the setting out where Redis has none")
	case strings.HasPrefix(s, "NOPERM"):
		return wrong("redis.url", "Redis does not let this user do what is needed: "+s, "let it run scripts and all commands on its keys")
	}
	return wrong("redis", "the server does not answer: "+err.Error(), "start it, or correct its address")
}
