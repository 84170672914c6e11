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

// loadScript puts the shared part before a script, behind its "#!lua" line.
// The line makes Redis check memory before the script starts, not half way.
func loadScript(name string) script {
	shared, err := lua.ReadFile("lua/_case.lua")
	if err != nil {
		panic(err) // embedded
	}
	own, err := lua.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err)
	}
	head, body := "#!lua", string(own)
	if strings.HasPrefix(body, "#!") {
		head, body, _ = strings.Cut(body, "\n")
	}
	return script{name, redis.NewScript(head + "\n" + string(shared) + body)}
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

// insist calls an idempotent script until Redis has answered: a lost reply, a
// server that restarts or loads its data does not end it, only ctx does.
func (s *Store) insist(ctx context.Context, sc script, sh Shard, argv ...any) (*unpacker, error) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		u, err := s.run(ctx, sc, sh, argv...)
		if err == nil || !passing(err) {
			return u, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(wait):
		}
	}
}

// passing reports whether an error says that the server is away for a while,
// or that nobody knows whether it did the work.
func passing(err error) bool {
	var op *net.OpError
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &op) || errors.Is(err, net.ErrClosed) {
		return true
	}
	for _, s := range []string{"LOADING", "connection reset", "broken pipe", "pool timeout", "i/o timeout", "TRYAGAIN", "CLUSTERDOWN", "READONLY"} {
		if strings.Contains(err.Error(), s) {
			return true
		}
	}
	return false
}
