package store

import (
	"context"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// reads are the commands that change nothing, and may be made again when the
// server was away. Everything else is made once, or by insist.
var reads = map[string]bool{"get": true, "hget": true, "hgetall": true, "hkeys": true, "hlen": true, "hmget": true, "hscan": true, "hvals": true,
	"info": true, "multi": true, "exec": true, "xlen": true, "xrange": true, "zcard": true, "zcount": true, "zrange": true, "zrangebyscore": true}

// readPatience bounds how long a read waits for a server that is away.
const readPatience = 10 * time.Second

// patient repeats reads while the server is away for a while.
type patient struct{}

func (patient) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (patient) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !reads[cmd.Name()] {
			return next(ctx, cmd)
		}
		return repeat(ctx, func() error { cmd.SetErr(nil); return next(ctx, cmd) })
	}
}

func (patient) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, c := range cmds {
			if !reads[c.Name()] {
				return next(ctx, cmds)
			}
		}
		return repeat(ctx, func() error {
			for _, c := range cmds {
				c.SetErr(nil)
			}
			return next(ctx, cmds)
		})
	}
}

// repeat calls f until the server has answered.
func repeat(ctx context.Context, f func() error) error {
	began := time.Now()
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 250*time.Millisecond) {
		err := f()
		if err == nil || !passing(err) || time.Since(began) > readPatience {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}
