package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// consoleResult is the last line of the benchmark of the call centre. Times are
// those that the server itself spent on a request, from its log.
type consoleResult struct {
	People      int     `json:"people"`
	Operators   int     `json:"operators"`
	Next        float64 `json:"next_p99_ms"`
	Disposition float64 `json:"disposition_p99_ms"`
	ServedTwice int     `json:"served_twice"`
	Dashboard   float64 `json:"dashboard_ms"` // median
	Median      float64 `json:"next_median_ms"`
	Calls       int     `json:"calls"` // made while it was measured
	CallsPerS   float64 `json:"calls_per_s"`
	Letters     float64 `json:"letters_per_s"` // sent beside
	ImportTime  float64 `json:"import_s"`
}

// benchCalls is the campaign that is called. Its hours are those of a shift that
// never ends.
const benchCalls = `id: calls
sandbox_only: true
organisation: {name: 見本市, desk: 広報課, phone: "+81312345678", email: desk@mihon.example, address: 見本県見本市見本町1番1号, hours: "9:00から17:00まで", sender: 見本市長}
incident: {discovered: "2026-11-20T09:00+09:00", outline: システムの停止により手続きができない時間がありました。, items: [氏名], cause: 機器の故障, secondary: ありません。, measures: 復旧しました。}
audiences:
  all:
    goal: notice
    reached_when: spoken
    plan:
      - call: {tries: 3, wait: 3h, holidays: true}
`

// consoleBench is one run: a server, a campaign that is called, and one whose
// letters are sent beside.
type consoleBench struct {
	benchmark
	operators int
	pause     time.Duration // mean, between a dial and its report
	last      time.Duration
	letters   bool          // go out beside
	settle    time.Duration // in which the calls get onto their list, before letters go out

	mu      sync.Mutex
	took    map[string][]float64 // ms, by door
	given   map[string]int
	twice   int
	calls   int
	measure bool
}

func runBenchConsole(ctx context.Context, e *env, args []string) int {
	return e.exit(benchConsole(ctx, e, args))
}

func benchConsole(ctx context.Context, e *env, args []string) error {
	fs := e.flags("bench-console")
	b := &consoleBench{took: map[string][]float64{}, given: map[string]int{}}
	people := fs.Int("people", 460_517, "flag.people")
	fs.IntVar(&b.operators, "operators", 500, "flag.operators")
	fs.DurationVar(&b.pause, "call-time", 10*time.Second, "flag.call-time")
	fs.BoolVar(&b.letters, "letters", true, "flag.letters.beside")
	fs.DurationVar(&b.settle, "settle", 2*time.Minute, "flag.settle")
	fs.DurationVar(&b.last, "for", 30*time.Second, "flag.for")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "owabi-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b.benchmark = benchmark{e: e, dir: dir, people: *people}
	defer b.stop()
	r, err := b.run(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(e.stdout).Encode(r)
}

func (b *consoleBench) run(ctx context.Context) (consoleResult, error) {
	r := consoleResult{People: b.people, Operators: b.operators}
	if err := b.startSink(ctx); err != nil {
		return r, err
	}
	c, err := b.serve(ctx)
	if err != nil {
		return r, err
	}
	defer c.Close()
	if r.ImportTime, err = b.fill(ctx, c); err != nil {
		return r, err
	}
	sent := func() (int, error) {
		list, err := c.Status(ctx, "bench", "", time.Time{})
		if err != nil {
			return 0, err
		}
		return list[0].Reached, nil
	}
	shift, end := context.WithTimeout(ctx, b.last+b.pause)
	defer end()
	var all sync.WaitGroup
	errs := make(chan error, b.operators+1)
	for i := range b.operators {
		all.Go(func() { errs <- b.operate(shift, fmt.Sprintf("operator-%d", i+1)) })
	}
	all.Go(func() { errs <- b.dashboards(shift, c) })
	b.rest(shift, b.pause) // until everybody has begun
	before, err := sent()
	if err != nil {
		return r, err
	}
	began := time.Now()
	b.begin()
	b.tell("measuring for %s: %d operators, a call of %s each on average; letters go out beside …", b.last, b.operators, b.pause)
	all.Wait()
	lasted := time.Since(began).Seconds()
	after, err := sent()
	if err != nil {
		return r, err
	}
	for range b.operators + 1 {
		if err := <-errs; err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return r, err
		}
	}
	b.sum(&r, lasted)
	r.Letters = float64(after-before) / lasted
	return r, nil
}

// serve starts the server, and reads from its log how long each request took.
func (b *consoleBench) serve(ctx context.Context) (*client.Client, error) {
	data := filepath.Join(b.dir, "data")
	public, err := anyPort()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "serve", "--sandbox", "--data", data, "--smtp", b.sink, "--public", public)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	b.procs = append(b.procs, cmd)
	go b.follow(log)
	if err := answers(ctx, public); err != nil {
		return nil, err
	}
	return client.New("unix:"+socketPath(data), "bench")
}

// requestLine is a line of the server's log about a request.
var requestLine = regexp.MustCompile(`msg=request .*route="([^"]+)".*status=2\d\d.*took=(\S+)`)

func (b *consoleBench) follow(log io.Reader) {
	for lines := bufio.NewScanner(log); lines.Scan(); {
		m := requestLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		if d, err := time.ParseDuration(m[2]); err == nil {
			b.mu.Lock()
			if b.measure {
				b.took[m[1]] = append(b.took[m[1]], float64(d.Microseconds())/1000)
			}
			b.mu.Unlock()
		}
	}
}

func (b *consoleBench) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.measure = true
}

// fill makes both campaigns and launches them, the one that is called first.
func (b *consoleBench) fill(ctx context.Context, c *client.Client) (float64, error) {
	took, err := b.load(ctx, c)
	if err != nil {
		return 0, err
	}
	if _, err := c.Create(ctx, dispatcher.Files{Campaign: []byte(benchCalls)}); err != nil {
		return 0, err
	}
	if _, err := c.Import(ctx, "calls", "all", dispatcher.Upload{Name: "calls.csv", Content: b.list()}); err != nil {
		return 0, err
	}
	if _, err := c.Control(ctx, "calls", dispatcher.Launch); err != nil {
		return 0, err
	}
	b.tell("the calls get onto their list: %s …", b.settle)
	b.rest(ctx, b.settle)
	if b.letters {
		_, err = c.Control(ctx, "bench", dispatcher.Launch)
	}
	return took, err
}

// operate is an operator's shift: a call after the other, each with some time in
// which they talk.
func (b *consoleBench) operate(ctx context.Context, name string) error {
	c, err := client.New("unix:"+socketPath(filepath.Join(b.dir, "data")), name)
	if err != nil {
		return err
	}
	defer c.Close()
	dice := rand.New(rand.NewPCG(uint64(len(name)), uint64(name[len(name)-1])))
	b.rest(ctx, time.Duration(dice.Int64N(int64(b.pause))))
	for ctx.Err() == nil {
		o, ok, err := c.Next(ctx, name, "calls", "", nil)
		if err != nil {
			return err
		}
		if !ok {
			b.rest(ctx, time.Second)
			continue
		}
		b.give(o.Attempt)
		if _, err := c.Dial(ctx, name, o.Attempt); err != nil {
			return err
		}
		b.rest(ctx, time.Duration(dice.Int64N(2*int64(b.pause))))
		said := dispatcher.Dispositions[dice.IntN(4)] // spoken, no answer, busy, voicemail
		if _, err := c.Record(ctx, name, o.Attempt, dispatcher.Report{Disposition: said}); err != nil {
			return err
		}
	}
	return nil
}

// dashboards asks for the figures, as the dashboard does.
func (b *consoleBench) dashboards(ctx context.Context, c *client.Client) error {
	for ctx.Err() == nil {
		if _, err := c.Status(ctx, "calls", "", time.Time{}); err != nil {
			return err
		}
		b.rest(ctx, 250*time.Millisecond)
	}
	return nil
}

func (b *consoleBench) rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// give notes who was given to somebody.
func (b *consoleBench) give(attempt string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.given[attempt]++; b.given[attempt] > 1 {
		b.twice++
	}
	if b.measure {
		b.calls++
	}
}

func (b *consoleBench) sum(r *consoleResult, lasted float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.Next, r.Disposition = b.percentile("/calls/next", .99), b.percentile("/disposition", .99)
	r.Median = b.percentile("/calls/next", .5)
	r.Dashboard = b.percentile("/status", .5)
	r.ServedTwice, r.Calls, r.CallsPerS = b.twice, b.calls, float64(b.calls)/lasted
}

// percentile is a share of the requests of the doors that end so, in ms.
func (b *consoleBench) percentile(door string, share float64) float64 {
	var all []float64
	for route, took := range b.took {
		if strings.HasSuffix(route, door) {
			all = append(all, took...)
		}
	}
	if len(all) == 0 {
		return -1
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(share*float64(len(all))))]
}
