package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/store"
)

// faults breaks things while the demo runs: letters are sent by workers that
// are processes of their own, one of them is killed with letters on the wire,
// then redis-server is killed, and then NATS loses every job.
type faults struct {
	p       *play
	mails   atomic.Int64
	workers []*exec.Cmd
	done    context.CancelFunc
	ticks   sync.WaitGroup
}

// The letters at which each fault comes.
const (
	killWorkerAt = 30
	killRedisAt  = 75
	wipeNATSAt   = 110
)

// The leases of a demo with faults, by the wall clock: short, so that what was
// left open is found before the viewer has gone.
const (
	faultJobLease  = 2 * time.Second
	faultWireLease = 3 * time.Second
)

// start starts two workers beside the server, on the demo's clock.
func (f *faults) start(ctx context.Context) error {
	s := f.p.server
	token := filepath.Join(f.p.dir, "nats.token")
	if err := os.WriteFile(token, []byte(s.natsToken), 0o600); err != nil {
		return err
	}
	file := filepath.Join(f.p.dir, "worker.yaml")
	text := fmt.Sprintf("data: %q\npublic: {url: %q}\nredis: {url: %q}\nnats: {url: %q, token_file: %q}\n",
		f.p.dir, s.publicURL, "unix://"+s.private.Socket, "nats://"+s.natsAddr, token)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	ticking, stop := context.WithCancel(context.WithoutCancel(ctx))
	f.done = stop
	f.ticks.Go(func() { f.tick(ticking, s.store) })
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for range 2 {
		cmd := exec.Command(self, "work", "--sandbox", "--plan-clock", "--config", file, "--smtp", f.p.sandbox.Addr(), "--twilio", f.p.twilio.Addr(),
			"--claim-lease", faultWireLease.String(), "--job-lease", faultJobLease.String())
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("start a worker: %w", err)
		}
		f.workers = append(f.workers, cmd)
	}
	return nil
}

// tick tells the workers the demo's time. One that is a little behind does
// nothing wrong: its claims are answered by "later".
func (f *faults) tick(ctx context.Context, s *store.Store) {
	for ctx.Err() == nil {
		_ = s.SetPlanTime(ctx, f.p.clock.Now()) // the next one comes at once
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// onMail counts letters and breaks something at the right ones. It is called
// before the relay answers, so a worker killed here has letters on the wire.
func (f *faults) onMail() {
	switch f.mails.Add(1) {
	case killWorkerAt:
		f.workers[0].Process.Kill()
		f.p.bars.line("%s", f.p.e.say("demo.fault.worker"))
	case killRedisAt:
		if pid := f.p.server.private.PID(context.Background()); pid > 0 {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		f.p.bars.line("%s", f.p.e.say("demo.fault.redis"))
	case wipeNATSAt:
		if err := f.p.server.queue.Wipe(context.Background()); err == nil {
			f.p.bars.line("%s", f.p.e.say("demo.fault.nats"))
		}
	}
}

// stop ends the workers.
func (f *faults) stop() {
	if f.done != nil {
		f.done()
		f.ticks.Wait()
	}
	for _, w := range f.workers {
		w.Process.Signal(syscall.SIGTERM)
		w.Wait()
	}
}

// planClock reads plan time from the store: for the workers of a demo.
type planClock struct {
	mu    sync.Mutex
	store *store.Store
	last  time.Time
}

// Now is the latest time that the store has told.
func (c *planClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store != nil {
		if t, err := c.store.PlanTime(context.Background()); err == nil && t.After(c.last) {
			c.last = t
		}
	}
	return c.last
}

var _ dispatcher.Clock = (*planClock)(nil)
