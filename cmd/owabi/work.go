package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/vault"
)

// runWork runs workers alone, beside a server elsewhere: any number of them, on
// any number of machines.
func runWork(ctx context.Context, e *env, args []string) int { return e.exit(work(ctx, e, args)) }

func work(ctx context.Context, e *env, args []string) error {
	limitMemory()
	s, err := e.settings("work", args)
	if err != nil {
		return err
	}
	for _, needed := range [...]struct{ name, value string }{{"redis.url", s.redis.URL}, {"nats.url", s.nats.URL}, {"public.url", s.publicURL}} {
		if needed.value == "" {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: needed.name, What: "is missing: a worker needs the Redis, the NATS and the public address of its server",
				Cure: "set it in the settings file, as for serve"}
		}
	}
	v, err := startWork(ctx, s)
	if err != nil {
		return err
	}
	var names []string
	for ch := range v.senders {
		names = append(names, string(ch))
	}
	v.log.Info("ready", "channels", strings.Join(names, ","), "mode", v.mode)
	<-ctx.Done()
	v.log.Info("stopping: what is in flight is finished and recorded")
	return v.close()
}

// startWork starts the parts that workers need.
func startWork(ctx context.Context, s settings) (*server, error) {
	v := newServer(s)
	steps := []func(context.Context) error{v.borrowKey, v.openChannels, v.reach, v.openStore, v.openQueue, v.joinBook, v.join}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, v.close())
		}
	}
	return v, nil
}

// borrowKey reads the master key, which must be there: a worker never makes one.
func (v *server) borrowKey(context.Context) error {
	if err := safeURL(v.publicURL); err != nil {
		return err
	}
	key, err := loadKey(v.keyFile)
	if err != nil {
		return err
	}
	v.vault = vault.New(key)
	return nil
}

// bookEvery is how often a worker looks for changed campaigns. The claim looks
// at the control record each time; this only spares it work.
const bookEvery = 300 * time.Millisecond

// joinBook reads the campaigns, and goes on reading them.
func (v *server) joinBook(ctx context.Context) error {
	if err := v.readBook(ctx); err != nil {
		return err
	}
	delete(v.senders, channels.Call) // listing calls is the server's
	return nil
}

// join starts the workers.
func (v *server) join(ctx context.Context) error {
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	v.onClose(func() error { stop(); v.running.Wait(); return nil })
	v.background(run, "book", v.refresh)
	v.workers(run)
	return nil
}

func (v *server) refresh(ctx context.Context) error {
	tick := time.NewTicker(bookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := v.book.Refresh(ctx); err != nil && ctx.Err() == nil {
				v.log.Error("read campaigns", "err", err)
			}
		}
	}
}
