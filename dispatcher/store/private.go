package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// Private is a redis-server of our own: a supervised child on a unix socket in
// the data directory, started again whenever it ends.
type Private struct {
	Socket string
	dir    string
	bin    string
	log    *slog.Logger
	lock   *os.File
	stop   context.CancelFunc
	done   chan struct{}
}

// StartPrivate starts a redis-server (or valkey-server) whose data lies in dir.
// It keeps everything it has acknowledged: append-only file, synced at every
// write, nothing evicted. Only one server at a time can hold dir: the child
// inherits the lock, so that a server orphaned by a crash is waited for.
func StartPrivate(ctx context.Context, dir string, log *slog.Logger) (*Private, error) {
	bin, err := findServer()
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil { // redis-server goes to another directory before it reads the paths
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: make %s: %w", dir, err)
	}
	lock, err := lockFile(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	p := &Private{Socket: filepath.Join(dir, "redis.sock"), dir: dir, bin: bin, log: log, lock: lock, stop: stop, done: make(chan struct{})}
	first := make(chan error, 1)
	go p.supervise(run, first)
	if err := <-first; err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Installed says what to do when there is no server that StartPrivate could
// start.
func Installed() error {
	_, err := findServer()
	return err
}

func findServer() (string, error) {
	for _, n := range []string{"redis-server", "valkey-server"} {
		if bin, err := exec.LookPath(n); err == nil {
			return bin, nil
		}
	}
	return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: "redis-server", What: "no redis-server or valkey-server is installed",
		Cure: "install one (Debian: apt-get install redis-server), or give the address of one"}
}

// lockFile waits for the exclusive lock of a file, at most ten seconds.
func lockFile(ctx context.Context, path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(deadline) || ctx.Err() != nil {
			f.Close()
			return nil, &dispatcher.Error{Code: dispatcher.Conflict, Where: path, What: "another redis-server holds this data", Cure: "stop it first"}
		}
	}
}

// supervise keeps the child running. The kernel kills it with us: the death
// signal belongs to the thread that started it, so this goroutine keeps its own.
func (p *Private) supervise(ctx context.Context, first chan<- error) {
	runtime.LockOSThread()
	defer close(p.done)
	for ctx.Err() == nil {
		cmd := p.command()
		if err := cmd.Start(); err != nil {
			first <- fmt.Errorf("store: start %s: %w", p.bin, err)
			return
		}
		select {
		case first <- nil:
		default:
		}
		over := context.AfterFunc(ctx, func() { cmd.Process.Signal(syscall.SIGTERM) })
		err := cmd.Wait()
		over()
		if ctx.Err() != nil {
			return
		}
		p.log.Warn("redis-server ended; starting it again", "cause", fmt.Sprint(err))
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *Private) command() *exec.Cmd {
	cmd := exec.Command(p.bin,
		"--port", "0", "--unixsocket", p.Socket, "--unixsocketperm", "700", "--dir", p.dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
		"--daemonize", "no", "--loglevel", "warning", "--logfile", filepath.Join(p.dir, "redis.log"),
		"--no-appendfsync-on-rewrite", "no", "--hash-max-listpack-entries", "128", "--stream-node-max-entries", "100")
	cmd.ExtraFiles = []*os.File{p.lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return cmd
}

// PID returns the child's process number, for tests that kill it; 0 when it
// cannot be asked.
func (p *Private) PID(ctx context.Context) int {
	c := redis.NewClient(&redis.Options{Network: "unix", Addr: p.Socket, DisableIdentity: true})
	defer c.Close()
	var pid int
	fmt.Sscan(c.InfoMap(ctx, "server").Item("Server", "process_id"), &pid)
	return pid
}

// Close stops the server and waits until it has gone.
func (p *Private) Close() error {
	p.stop()
	<-p.done
	return p.lock.Close()
}
