package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var lua embed.FS

// script is one transition.
type script struct {
	name string
	*redis.Script
}

// loadScript puts the shared parts before a script, behind its "#!lua" line:
// _case.lua, and others by name. The line makes Redis check memory before the
// script starts, not half way.
func loadScript(name string, others ...string) script {
	shared := part("_case")
	for _, o := range others {
		shared += part(o)
	}
	head, body := "#!lua", part(name)
	if strings.HasPrefix(body, "#!") {
		head, body, _ = strings.Cut(body, "\n")
	}
	return script{name, redis.NewScript(head + "\n" + shared + body)}
}

func part(name string) string {
	b, err := lua.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // embedded
	}
	return string(b)
}

// args packs the first argument of a script: {now, actor, more…}.
func args(now time.Time, actor string, more ...any) []byte {
	p := newPacker()
	p.list(2 + len(more))
	p.time(now)
	p.str(actor)
	for _, m := range more {
		switch m := m.(type) {
		case int:
			p.int(int64(m))
		case int64:
			p.int(m)
		case string:
			p.str(m)
		case []byte:
			p.str(string(m))
		default:
			panic(fmt.Sprintf("store: argument of type %T", m)) // a mistake in this package
		}
	}
	return p.bytes()
}

// run calls a script once.
func (s *Store) run(ctx context.Context, sc script, sh Shard, argv ...any) (*unpacker, error) {
	reply, err := sc.Run(ctx, s.rdb, sh.keys(), argv...).Text()
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", sc.name, err)
	}
	return unpack([]byte(reply)), nil
}

// insist calls an idempotent script until Redis has answered.
func (s *Store) insist(ctx context.Context, sc script, sh Shard, argv ...any) (u *unpacker, err error) {
	err = persist(ctx, func() error {
		u, err = s.run(ctx, sc, sh, argv...)
		return err
	})
	return u, err
}

// persist repeats f until Redis has answered: a lost reply, a server that
// restarts or loads its data does not end it, only ctx does.
func persist(ctx context.Context, f func() error) error {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := f()
		if err == nil || !passing(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// call is a script with its arguments.
type call struct {
	script
	Shard
	argv []any
}

// insistAll makes several calls of idempotent scripts in one round trip, until
// Redis has answered. It writes what they changed to disk in one go before it
// answers the first.
func (s *Store) insistAll(ctx context.Context, calls []call) (done []*unpacker, err error) {
	if len(calls) == 0 {
		return nil, nil
	}
	err = persist(ctx, func() error {
		done, err = s.runAll(ctx, calls)
		return err
	})
	return done, err
}

// runAll makes each call, those in front of one that fails included. Repeated,
// they have the answers that they had.
func (s *Store) runAll(ctx context.Context, calls []call) ([]*unpacker, error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.Cmd, len(calls))
	for i, c := range calls {
		cmds[i] = pipe.EvalSha(ctx, c.Hash(), c.keys(), c.argv...)
	}
	pipe.Exec(ctx) // each command has its own error
	done := make([]*unpacker, len(calls))
	for i, c := range calls {
		reply, err := cmds[i].Text()
		if redis.HasErrorPrefix(err, "NOSCRIPT") { // a server that has just started
			reply, err = c.Eval(ctx, s.rdb, c.keys(), c.argv...).Text()
		}
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", c.name, err)
		}
		done[i] = unpack([]byte(reply))
	}
	return done, nil
}

// passing reports whether an error says that the server is away for a while or
// busy with another script, or that nobody knows whether it did the work.
func passing(err error) bool {
	var op *net.OpError
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &op) || errors.Is(err, net.ErrClosed) {
		return true
	}
	for _, s := range []string{"LOADING", "BUSY", "connection reset", "broken pipe", "pool timeout", "i/o timeout", "TRYAGAIN", "CLUSTERDOWN", "READONLY"} {
		if strings.Contains(err.Error(), s) {
			return true
		}
	}
	return false
}
