package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/store"
)

// benchResult is the last line of a benchmark.
type benchResult struct {
	People        int     `json:"people"`
	Bare          float64 `json:"bare_per_s"`     // letters a second of the loop that keeps nothing
	Owabi         float64 `json:"owabi_per_s"`    // from launch to everybody recorded
	Ratio         float64 `json:"ratio"`          //
	CPU           float64 `json:"cpu_s_per_1000"` // of the server process, from launch to recorded
	RSS           float64 `json:"rss_mb"`         // its peak memory
	RedisBytes    float64 `json:"redis_bytes_per_person"`
	ImportSeconds float64 `json:"import_s"`
	Sink          string  `json:"sink"`
}

// runBench measures the whole way of a campaign against a bare loop that
// composes and sends the same letters and keeps no record, on one SMTP sink.
func runBench(ctx context.Context, e *env, args []string) int { return e.exit(bench(ctx, e, args)) }

func bench(ctx context.Context, e *env, args []string) error {
	fs := e.flags("bench")
	people := fs.Int("people", 100_000, "flag.people")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "owabi-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &benchmark{e: e, dir: dir, people: *people}
	defer b.stop()
	r, err := b.run(ctx)
	if err != nil {
		return err
	}
	b.tell("%d people: bare loop %.0f letters/s, owabi %.0f letters/s, ratio %.2f; %.3f CPU s per 1,000 letters, peak memory %.0f MB, %.0f bytes of Redis a person",
		r.People, r.Bare, r.Owabi, r.Ratio, r.CPU, r.RSS, r.RedisBytes)
	return json.NewEncoder(e.stdout).Encode(r)
}

// benchmark is one run.
type benchmark struct {
	e      *env
	dir    string
	people int
	sink   string // host:port
	name   string // of the sink
	procs  []*exec.Cmd
}

// tell tells people what is going on.
func (b *benchmark) tell(format string, args ...any) {
	if !b.e.json {
		b.e.printf(format+"\n", args...)
	}
}

func (b *benchmark) run(ctx context.Context) (benchResult, error) {
	r := benchResult{People: b.people}
	var err error
	if err = b.startSink(ctx); err != nil {
		return r, err
	}
	r.Sink = b.name
	half := max(1, b.people/2)
	b.tell("sink: %s; bare loop: %d letters over %d connections, before and after …", b.name, half, bareConnections)
	before, err := b.bare(ctx, half)
	if err != nil {
		return r, err
	}
	b.tell("bare loop: %.0f letters/s", before)
	if err := b.whole(ctx, &r); err != nil {
		return r, err
	}
	after, err := b.bare(ctx, half)
	if err != nil {
		return r, err
	}
	b.tell("bare loop: %.0f letters/s", after)
	r.Bare = 2 / (1/before + 1/after) // of both halves together: the machine is not the same at every moment
	r.Ratio = r.Owabi / r.Bare
	return r, nil
}

// startSink starts postfix's smtp-sink where it is installed, else our sandbox.
func (b *benchmark) startSink(ctx context.Context) error {
	addr, err := anyPort()
	if err != nil {
		return err
	}
	b.sink = addr
	for _, bin := range []string{"smtp-sink", "/usr/sbin/smtp-sink"} {
		if path, err := exec.LookPath(bin); err == nil {
			b.name = "smtp-sink"
			return b.spawn(ctx, addr, path, "-u", "nobody", addr, "1000")
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.name = "sandbox"
	return b.spawn(ctx, addr, self, "sandbox", "--smtp", addr, "--log", os.DevNull)
}

// spawn starts a process that goes with the benchmark, and waits until it
// takes connections.
func (b *benchmark) spawn(ctx context.Context, addr, bin string, args ...string) error {
	cmd := exec.Command(bin, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(bin), err)
	}
	b.procs = append(b.procs, cmd)
	return answers(ctx, addr)
}

func (b *benchmark) stop() {
	for len(b.procs) > 0 {
		b.stopLast()
	}
}

func (b *benchmark) stopLast() {
	p := b.procs[len(b.procs)-1]
	b.procs = b.procs[:len(b.procs)-1]
	p.Process.Signal(syscall.SIGTERM)
	p.Wait()
}

// whole runs a campaign through a server process, from the list to everybody
// recorded.
func (b *benchmark) whole(ctx context.Context, r *benchResult) error {
	data := filepath.Join(b.dir, "data")
	public, err := anyPort()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := b.spawn(ctx, public, self, "serve", "--sandbox", "--data", data, "--smtp", b.sink, "--public", public); err != nil {
		return err
	}
	defer b.stopLast() // nothing of it runs beside the second half of the bare loop
	server := b.procs[len(b.procs)-1].Process.Pid
	c, err := client.New("unix:"+socketPath(data), "bench")
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := store.Open(ctx, filepath.Join(data, "redis", "redis.sock"))
	if err != nil {
		return err
	}
	defer s.Close()
	empty, err := s.Memory(ctx)
	if err != nil {
		return err
	}
	if r.ImportSeconds, err = b.load(ctx, c); err != nil {
		return err
	}
	before, err := usage(server)
	if err != nil {
		return err
	}
	took, err := b.send(ctx, c)
	if err != nil {
		return err
	}
	after, err := usage(server)
	if err != nil {
		return err
	}
	full, err := s.Memory(ctx)
	n := float64(b.people)
	r.Owabi, r.CPU, r.RSS, r.RedisBytes = n/took, (after.cpu-before.cpu)/n*1000, after.peak, float64(full-empty)/n
	return err
}

// process's use of the machine.
type used struct{ cpu, peak float64 } // seconds; MB

// usage reads what a process has used (proc(5)).
func usage(pid int) (used, error) {
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	stat, err := os.ReadFile(filepath.Join(dir, "stat"))
	if err != nil {
		return used{}, err
	}
	status, err := os.ReadFile(filepath.Join(dir, "status"))
	if err != nil {
		return used{}, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	u := used{cpu: (user + system) / 100} // ticks of 10 ms
	for _, line := range strings.Split(string(status), "\n") {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			u.peak = n / 1024
		}
	}
	return u, nil
}

// poll waits until done says so.
func poll(ctx context.Context, done func() (bool, error)) error {
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
