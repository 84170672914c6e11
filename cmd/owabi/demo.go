package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
	"github.com/owabi/owabi/examples"
)

// The demo plays incident 1: when its campaign was launched, and when the
// office said how far it was.
var (
	demoExample = filepath.Join("examples", "incidents", "01-reservations")
	demoLaunch  = time.Date(2023, 2, 22, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	demoReport  = time.Date(2023, 2, 26, 18, 0, 0, 0, time.FixedZone("JST", 9*60*60))
)

// runDemo plays the main job from the list to the last report, on the real
// stack and a fast clock.
func runDemo(ctx context.Context, e *env, args []string) int { return e.exit(demo(ctx, e, args)) }

func demo(ctx context.Context, e *env, args []string) error {
	fs := e.flags("demo")
	keep := fs.String("data", "", "flag.data.demo")
	example := fs.String("example", "", "flag.example")
	broken := fs.Bool("faults", false, "flag.faults")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return err
	}
	dir, err := demoDir(*keep)
	if err != nil {
		return err
	}
	if *keep == "" {
		defer os.RemoveAll(dir)
	}
	p, err := newPlay(e, dir, *example)
	if err != nil {
		return err
	}
	if *broken {
		p.faults = &faults{p: p}
	}
	result, err := p.run(ctx)
	if err := errors.Join(err, p.close()); err != nil {
		return err
	}
	if err := e.print(result, func() { p.tell(result) }); err != nil {
		return err
	}
	if !result.Judge.Clean() {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: "demo", What: "the judge found something wrong", Cure: "see its findings above"}
	}
	return nil
}

// demoDir is the data directory: the one to be kept, which must be new, or one
// that goes with the demo.
func demoDir(keep string) (string, error) {
	if keep == "" {
		return os.MkdirTemp("", "owabi-demo")
	}
	if _, err := os.Stat(keep); err == nil {
		return "", &dispatcher.Error{Code: dispatcher.Conflict, Where: keep, What: "the demo makes a new data directory, and this one exists", Cure: "name another, or remove it"}
	}
	return keep, nil
}

// play is a demo under way.
type play struct {
	e       *env
	dir     string
	files   fs.FS
	clock   *rehearsal.Clock
	server  *server
	sandbox *sandbox.Server
	twilio  *sandbox.Twilio
	client  *client.Client
	mandate *judge.Mandate
	people  *rehearsal.Operators
	readers *rehearsal.Recipients
	bars    *bars
	faults  *faults // nil: nothing is broken

	campaign  string
	balances  map[string]judge.Balance
	mails     lockedBuffer
	calls     lockedBuffer
	confirmed lockedBuffer
}

// demoResult is what the demo prints with --json.
type demoResult struct {
	Snapshots  []snapshot    `json:"snapshots"`
	Statements []statement   `json:"statements"`
	Judge      judge.Verdict `json:"judge"`
	Took       float64       `json:"seconds"` // wall clock
}

// snapshot is the figures of all audiences at one moment of the plan's clock.
type snapshot struct {
	AsOf      time.Time             `json:"as_of"`
	Audiences []dispatcher.Progress `json:"audiences"`
}

// statement is the paragraph for the press, as of one moment.
type statement struct {
	AsOf time.Time `json:"as_of"`
	Ja   string    `json:"ja"`
	En   string    `json:"en"`
}

func newPlay(e *env, dir, example string) (*play, error) {
	p := &play{e: e, dir: dir, clock: rehearsal.NewClock(demoLaunch), balances: map[string]judge.Balance{}}
	var err error
	if p.files, err = exampleFiles(example); err != nil {
		return nil, err
	}
	if p.mandate, err = mandate(p.files); err != nil {
		return nil, err
	}
	answers, err := p.answers()
	if err != nil {
		return nil, err
	}
	p.people = &rehearsal.Operators{Answers: answers, Lists: p.mandate, Clock: p.clock, Log: &p.calls}
	p.readers = &rehearsal.Recipients{Answers: answers, Lists: p.mandate, Log: &p.confirmed,
		Browser: client.Recipient{HTTP: &http.Client{Timeout: 10 * time.Second}}}
	p.bars = newBars(e)
	return p, nil
}

// exampleFiles is the example's directory: the one named, the one below the
// working directory, or the one in the binary.
func exampleFiles(dir string) (fs.FS, error) {
	if dir == "" {
		if _, err := os.Stat(filepath.Join(demoExample, "campaign.yaml")); err != nil {
			return fs.Sub(examples.Incidents, "incidents/01-reservations")
		}
		dir = demoExample
	}
	return os.DirFS(dir), nil
}

// run starts the stack, launches the campaign, and plays it to its end.
func (p *play) run(ctx context.Context) (demoResult, error) {
	began := time.Now()
	var r demoResult
	if err := p.start(ctx); err != nil {
		return r, err
	}
	if err := p.launch(ctx); err != nil {
		return r, err
	}
	err := rehearsal.Play(ctx, rehearsal.Config{Clock: p.clock, Product: product{p.server}, Operators: p.people, Recipients: p.readers,
		Milestones: []time.Time{demoReport},
		Milestone:  func(ctx context.Context, at time.Time) error { return p.snapshot(ctx, at, &r) },
		Moment:     func(at time.Time) { p.bars.draw(ctx, p.client, p.campaign, at) }})
	p.bars.end()
	if err != nil {
		return r, err
	}
	if err := p.snapshot(ctx, time.Time{}, &r); err != nil {
		return r, err
	}
	r.Judge, err = p.judge(ctx, r.Snapshots[len(r.Snapshots)-1].Audiences)
	r.Took = time.Since(began).Round(time.Millisecond).Seconds()
	return r, err
}

func (p *play) start(ctx context.Context) error {
	var err error
	if p.sandbox, err = sandbox.New(sandbox.Config{Log: &p.mails, Now: p.clock.Now, OnMail: p.onMail}); err != nil {
		return err
	}
	if p.twilio, err = sandbox.NewTwilio(sandbox.TwilioConfig{Log: &p.mails, Now: p.clock.Now}); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.e.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	s := settings{data: p.dir, keyFile: filepath.Join(p.dir, "master.key"), public: anywhere, mode: dispatcher.Sandbox,
		clock: p.clock, log: log, channels: channelConfig{smtp: p.sandbox.Addr(), twilio: p.twilio.Addr()}}
	if p.faults != nil {
		s.natsListen, s.noWire, s.jobLease, s.wireLease = true, true, faultJobLease, faultWireLease
		s.log = slog.New(slog.DiscardHandler) // what breaks is told by the demo itself
	}
	if p.server, err = start(ctx, s); err != nil {
		return err
	}
	if p.faults != nil {
		if err := p.faults.start(ctx); err != nil {
			return err
		}
	}
	p.client, err = client.New("unix:"+socketPath(p.dir), "demo")
	p.people.Desk = p.client
	return err
}

// onMail hands a letter to its reader.
func (p *play) onMail(m sandbox.Mail) {
	p.readers.OnMail(m.To[0], m.Data, m.Plan)
	if p.faults != nil {
		p.faults.onMail()
	}
}

// close stops the stack, in reverse order.
func (p *play) close() error {
	var errs []error
	if p.client != nil {
		p.client.Close()
	}
	if p.faults != nil {
		p.faults.stop()
	}
	if p.server != nil {
		errs = append(errs, p.server.close())
	}
	if p.twilio != nil {
		errs = append(errs, p.twilio.Close())
	}
	if p.sandbox != nil {
		errs = append(errs, p.sandbox.Close())
	}
	return errors.Join(errs...)
}

// launch creates the campaign, imports its lists and launches it, by the same
// API as an office would.
func (p *play) launch(ctx context.Context) error {
	text, err := fs.ReadFile(p.files, "campaign.yaml")
	if err != nil {
		return err
	}
	c, err := dispatcher.ParseCampaign("campaign.yaml", text)
	if err != nil {
		return err
	}
	p.campaign, p.people.Campaign = c.ID, c.ID
	files := dispatcher.Files{Campaign: text}
	if c.Questions != "" {
		questions, err := fs.ReadFile(p.files, c.Questions)
		if err != nil {
			return err
		}
		files.Questions = string(questions)
	}
	if _, err := p.client.Create(ctx, files); err != nil {
		return err
	}
	for _, a := range c.Audiences {
		list, err := fs.ReadFile(p.files, a.List)
		if err != nil {
			return err
		}
		b, err := p.client.Import(ctx, c.ID, a.Name, dispatcher.Upload{Name: a.List, Content: bytes.NewReader(list)})
		if err != nil {
			return err
		}
		if p.balances[a.Name], err = judge.Restate[judge.Balance](b); err != nil {
			return err
		}
		p.bars.line(p.e.say("demo.imported"), a.Name, b.Rows, b.People, b.Merged, b.Rejected, b.Excluded)
	}
	_, err = p.client.Control(ctx, c.ID, dispatcher.Launch)
	return err
}

// snapshot asks for figures and statements as of a moment; now when it is zero.
func (p *play) snapshot(ctx context.Context, at time.Time, r *demoResult) error {
	list, err := p.client.Status(ctx, p.campaign, "", at)
	if err != nil {
		return err
	}
	s := statement{AsOf: list[0].AsOf}
	if s.Ja, err = p.client.Statement(ctx, p.campaign, at, "ja"); err != nil {
		return err
	}
	if s.En, err = p.client.Statement(ctx, p.campaign, at, "en"); err != nil {
		return err
	}
	r.Snapshots = append(r.Snapshots, snapshot{list[0].AsOf, list})
	r.Statements = append(r.Statements, s)
	p.bars.line("%s", s.Ja)
	p.bars.line("%s", s.En)
	return nil
}

// tell prints the end.
func (p *play) tell(r demoResult) {
	for _, f := range r.Judge.Findings {
		p.e.printf("  %s\n", f)
	}
	for _, n := range r.Judge.NotJudged {
		p.e.printf("  %s\n", n)
	}
	p.e.sayf("demo.verdict", r.Judge.String())
	p.e.sayf("demo.took", r.Took)
}

// product says when the server has come to rest.
type product struct{ *server }

// settleTime bounds how long the server may take to come to rest, by the wall
// clock.
const settleTime = 30 * time.Second

// Settle waits until nothing is due, queued or on the wire.
func (p product) Settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	for {
		p.relay.Wake()
		rest, err := p.atRest(ctx)
		if err != nil || rest {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("something stays due or on its way: %w", ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
}

func (p product) atRest(ctx context.Context) (bool, error) {
	now := p.clock.Now()
	for _, r := range p.book.Running() {
		pulse, err := p.store.Pulse(ctx, r)
		if err != nil {
			return false, err
		}
		if pulse.Leased > 0 || pulse.Wire > 0 || !pulse.Next.IsZero() && !pulse.Next.After(now) {
			return false, nil
		}
	}
	return true, nil
}

// NextDue is the earliest moment at which a running campaign has something to
// do.
func (p product) NextDue(ctx context.Context) (time.Time, bool, error) {
	var next time.Time
	for _, r := range p.book.Running() {
		pulse, err := p.store.Pulse(ctx, r)
		if err != nil {
			return next, false, err
		}
		if !pulse.Next.IsZero() && (next.IsZero() || pulse.Next.Before(next)) {
			next = pulse.Next
		}
	}
	return next, !next.IsZero(), nil
}
