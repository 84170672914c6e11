package console

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/gate"
	"github.com/owabi/owabi/dispatcher/personal"
)

// world is the domain as these tests need it. It notes what it is asked.
type world struct {
	mu       sync.Mutex
	asked    []string
	errs     map[string]error // by method
	summary  dispatcher.Summary
	progress []dispatcher.Progress
	offers   []string // attempts that are on the list
	onPaper  []string // attempts that somebody has on paper
	recorded dispatcher.Recorded
	reviews  []dispatcher.Review
	looks    int // at the figures
	held     []dispatcher.Hand
	stands   dispatcher.Standing
	findings dispatcher.Findings
}

func (f *world) note(method, format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, strings.TrimSpace(method+" "+fmt.Sprintf(format, args...)))
	return f.errs[method]
}

// said returns what was asked since it was called last.
func (f *world) said() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := strings.Join(f.asked, "; ")
	f.asked = nil
	return s
}

func (f *world) breaks(method string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs[method] = err
}

type fakeCampaigns struct{ *world }

func (f fakeCampaigns) Create(context.Context, string, dispatcher.Files) (dispatcher.Summary, error) {
	panic("the pages create no campaigns")
}

func (f fakeCampaigns) List(context.Context) ([]dispatcher.Summary, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []dispatcher.Summary{f.summary}, nil
}

func (f fakeCampaigns) Show(_ context.Context, id string) (dispatcher.Summary, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id != f.summary.ID {
		return dispatcher.Summary{}, &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such campaign", Cure: "see `owabi campaign list`"}
	}
	return f.summary, nil
}

func (f fakeCampaigns) Control(_ context.Context, actor, id string, a dispatcher.Action) (dispatcher.Summary, error) {
	return f.summary, f.note(string(a), "%s as %s", id, actor)
}

type fakeFigures struct{ *world }

func (fakeFigures) Repair(context.Context, string, string) (int, error) { return 0, nil }

func (f fakeFigures) Status(_ context.Context, id, audience string, asOf time.Time) ([]dispatcher.Progress, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks++
	return append([]dispatcher.Progress{}, f.progress...), f.errs["status"]
}

func (f fakeFigures) Statement(context.Context, string, time.Time, string) (string, error) {
	panic("the pages make no statements")
}

func (f fakeFigures) Verify(context.Context, string) (dispatcher.Verification, error) {
	panic("the pages recount nothing")
}

type fakeDesk struct{ *world }

func offer(attempt string) dispatcher.Offer {
	return dispatcher.Offer{Attempt: attempt, Campaign: "c1", Audience: "affected", Case: "case", Try: 2, Name: "見本 花子", Reading: "ミホン ハナコ",
		Number: "••••••••••01", Until: jst(26, 20, 0)}
}

func (f fakeDesk) Next(_ context.Context, operator, id, audience string, languages []string) (dispatcher.Offer, bool, error) {
	if err := f.note("next", "%s %s %q %s", operator, id, audience, strings.Join(languages, " ")); err != nil {
		return dispatcher.Offer{}, false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.offers) == 0 {
		return dispatcher.Offer{}, false, nil
	}
	o := offer(f.offers[0])
	f.offers = f.offers[1:]
	return o, true, nil
}

func (f fakeDesk) Dial(_ context.Context, operator, attempt string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{Offer: offer(attempt), Number: "+816099990001", Script: "■ 一\n「こんにちは。」\n■ 三 本人と確かめてから\n「お詫び」\n",
		Identity: []dispatcher.Datum{{Item: "name", Value: "見本 花子"}}, Affected: []dispatcher.Datum{{Item: "予約日時", Value: "2023-03-01"}},
		History: []dispatcher.Past{{At: jst(25, 9, 0), Channel: channels.Call, Disposition: dispatcher.Busy, Note: "前の覚え書き"}}}, f.note("dial", "%s %s", operator, attempt)
}

func (f fakeDesk) Record(_ context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	again := ""
	if !r.Again.IsZero() {
		again = " " + r.Again.Format(time.RFC3339)
	}
	err := f.note("record", "%s", strings.TrimSpace(fmt.Sprintf("%s %s %s %q%s %s %s", operator, attempt, r.Disposition, r.Note, again, strings.Join(r.Flags.Names(), "+"), r.Language)))
	return f.recorded, err
}

func (f fakeDesk) Calls(context.Context, string) ([]dispatcher.CallStatus, error) {
	panic("the pages never show the list")
}

func (f fakePeople) Find(_ context.Context, actor, id string, query personal.Text, reason string) (dispatcher.Findings, error) {
	return f.findings, f.note("find", "%s %s %s: %s", actor, id, query.Reveal(), reason)
}

func (f fakeHands) GiveBack(_ context.Context, operator, attempt string) error {
	return f.note("back", "%s %s", operator, attempt)
}

func (f fakeHands) HandOver(_ context.Context, operator, attempt, to string) error {
	return f.note("hand", "%s %s to %q", operator, attempt, to)
}

func (f fakeHands) Standings(_ context.Context, _ string, attempts []string) ([]dispatcher.Standing, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := make([]dispatcher.Standing, len(attempts))
	for i := range all {
		all[i] = f.stands
	}
	return all, f.errs["standings"]
}

func (f *world) stand(s dispatcher.Standing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stands = s
}

type fakeInbound struct{ *world }

func (f fakeInbound) Answer(ctx context.Context, operator, id, person, reason string) (dispatcher.Sheet, error) {
	s, _ := fakeDesk{&world{}}.Dial(ctx, operator, "k1.case.1.1")
	s.Number, s.Case = "", person
	return s, f.note("answer", "%s %s %s: %s", operator, id, person, reason)
}

func (f fakeInbound) RecordInbound(_ context.Context, operator, id, person string, r dispatcher.Report) (dispatcher.Recorded, error) {
	return f.recorded, f.note("inbound", "%s %s %s %s %q %s", operator, id, person, r.Disposition, r.Note, r.At.Format(time.RFC3339))
}

func (f fakeInbound) Questions(context.Context, string) ([]dispatcher.Question, error) {
	return []dispatcher.Question{{Question: "なぜですか。", Answer: "手違いです。\n申し訳ございません。"}}, nil
}

type fakeReviews struct{ *world }

func (f fakeReviews) List(context.Context, string) ([]dispatcher.Review, error) {
	return f.reviews, nil
}

func (f fakeReviews) Resolve(_ context.Context, actor string, attempts []string, v dispatcher.Verdict) (int, error) {
	return len(attempts), f.note("resolve", "%v %s as %s", attempts, v, actor)
}

type fakeHands struct {
	api.Hands
	*world
}

func (f fakeHands) InHand(_ context.Context, operator, id string) ([]dispatcher.Hand, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Clone(f.held)
	for _, attempt := range f.onPaper {
		all = append(all, dispatcher.Hand{Offer: offer(attempt), Dialled: true})
	}
	return all, nil
}

func (f fakeHands) Reassign(_ context.Context, supervisor, attempt, to string) error {
	return f.note("reassign", "%s to %q as %s", attempt, to, supervisor)
}

func (f fakeHands) CallAgain(_ context.Context, supervisor, id, person string, at time.Time) error {
	err := f.note("again", "%s %s at %s as %s", id, person, at.Format(time.RFC3339), supervisor)
	if person == "busy" {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: person, What: "this person is being called now, or a call to them is in review"}
	}
	return err
}

type fakeFloor struct{ *world }

func (f fakeFloor) Operators(context.Context, string) ([]dispatcher.OperatorStatus, error) {
	return []dispatcher.OperatorStatus{
		{Operator: "sato", Phase: "dialled", Attempt: "k1.case.1.1", Audience: "affected", Since: jst(26, 9, 58), Calls: 12, Spoken: 7, Last: jst(26, 9, 55)},
		{Operator: "token:cti/鈴木", Phase: "offered", Attempt: "k1.case.1.2"},
		{Operator: "suzuki", Phase: "idle", Calls: 3, Last: jst(26, 9, 0)}}, f.errs["operators"]
}

func (f fakeFloor) Pace(context.Context, string) (dispatcher.Pace, error) {
	return dispatcher.Pace{AsOf: jst(26, 10, 0), Hours: []dispatcher.HourCalls{{Hour: 9, Calls: 40, Reached: 21}}, LastHour: 41, Waiting: 26, Promised: 2, Untried: 82, Left: 2,
		Deadline: jst(26, 20, 0).AddDate(0, 0, 28)}, f.errs["pace"]
}

func (f fakeFloor) PauseChannel(_ context.Context, actor, id string, ch channels.Name) (dispatcher.Summary, error) {
	return f.summary, f.note("pause channel", "%s of %s as %s", ch, id, actor)
}

type fakePeople struct {
	api.People
	*world
}

func (f fakePeople) List(_ context.Context, id string, q dispatcher.PeopleQuery) ([]dispatcher.PersonStatus, string, error) {
	next := "p2"
	if q.After != "" {
		next = ""
	}
	return []dispatcher.PersonStatus{{ID: "p1", Audience: "affected", Attempts: 2, Last: "no_answer", LastAt: jst(26, 9, 0), Next: jst(26, 18, 0)},
		{ID: "busy", Audience: "affected", Review: true, Last: "uncertain"}}, next, f.note("people", "%s %s after %q", id, q.State, q.After)
}

// jst is a moment of February 2023 in Japan.
func jst(day, hour, minute int) time.Time {
	return time.Date(2023, 2, day, hour, minute, 0, 0, time.FixedZone("", 9*3600))
}

type fixedClock struct{}

func (fixedClock) Now() time.Time { return jst(26, 10, 0).UTC() }

// office is the pages behind their gate on a listener, over a world.
type office struct {
	*testing.T
	*world
	*Console
	accounts *accesstest.Office
	gate     *gate.Gate
	server   *httptest.Server
	log      *safeLog
}

type safeLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func open(t *testing.T, change ...func(*Console)) *office {
	t.Helper()
	o := &office{T: t, log: &safeLog{}, world: &world{errs: map[string]error{}, recorded: dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.InProgress},
		summary: dispatcher.Summary{ID: "c1", State: dispatcher.Running, Timezone: "Asia/Tokyo",
			Audiences: []dispatcher.AudienceSummary{{Name: "affected", ReachedWhen: dispatcher.Spoken}, {Name: "others"}}},
		progress: []dispatcher.Progress{{Campaign: "c1", Audience: "affected", Goal: dispatcher.Apology, State: dispatcher.Running, AsOf: jst(26, 10, 0),
			Total: 119, Attempted: 119, Reached: 93, Unreached: 26, InProgress: 26, Review: 1, Cases: dispatcher.Cases{Total: 119, Reached: 93},
			ByChannel: map[string]dispatcher.ChannelProgress{"call": {Attempts: 183, Attempted: 119, Reached: 93}},
			ByAttempt: []dispatcher.AttemptProgress{{Attempt: 1, Reached: 93}, {Attempt: 2, Waiting: 26}}}},
		reviews: []dispatcher.Review{{Attempt: "k.c.1.2", Audience: "affected", Channel: channels.Email, Try: 1, At: jst(26, 9, 0)}}}}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	w := o.world
	o.accounts = accesstest.Open(t)
	o.Console = New(Services{fakeCampaigns{w}, fakeFigures{w}, fakeDesk{w}, fakeInbound{w}, fakeReviews{w}, fakeHands{world: w}, fakeFloor{w}, fakePeople{world: w}, fakeLetters{w}, o.accounts.Accounts}, fixedClock{}, log)
	for _, f := range change {
		f(o.Console)
	}
	o.server = httptest.NewUnstartedServer(nil)
	var err error
	if o.gate, err = gate.New(gate.Config{URL: "http://" + o.server.Listener.Addr().String(), Access: o.accounts.Accounts, Log: log}); err != nil {
		t.Fatal(err)
	}
	o.accounts.Left = func(_ context.Context, account string) error { o.gate.Left(account); return nil }
	gated, err := api.New(api.Services{}, log).Gated(o.gate, o.Console.Handler(), o.Console.Routes()...)
	if err != nil {
		t.Fatal(err)
	}
	o.server.Config = api.Server(gated)
	o.server.Start()
	t.Cleanup(o.server.Close)
	t.Cleanup(func() { o.gate.Close() })
	return o
}

// until waits for something that nothing announces.
func (o *office) until(what string, is func() bool) {
	o.Helper()
	for end := time.Now().Add(2 * time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			o.Fatalf("not in time: %s", what)
		}
	}
}

// browser is somebody who is signed in, without JavaScript.
type browser struct {
	*office
	*http.Client
}

// ids are the accounts of those who have names here.
var ids = map[string]string{"佐藤": "sato", "鈴木": "suzuki", "X": "x1"}

// enter signs a supervisor in.
func (o *office) enter(name string) *browser { return o.enterAs(name, access.Supervisor) }

func (o *office) enterAs(name string, role access.Role) *browser {
	o.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	b := &browser{o, &http.Client{Jar: jar}}
	made, err := o.accounts.Accounts.Add(context.Background(), "test", []access.Wanted{{ID: ids[name], Name: name, Role: role}})
	if dispatcher.CodeOf(err) == dispatcher.Conflict {
		made = make([]access.Card, 1)
		made[0], err = o.accounts.Reset(context.Background(), "test", ids[name])
	}
	if err != nil {
		o.Fatal(err)
	}
	p := b.post("/enter", url.Values{"id": {made[0].ID}, "password": {made[0].Password}})
	if role.TwoFactors() && p.path == "/factor?to=%2F" {
		p = b.confirm(p)
	}
	if p.path != "/" {
		o.Fatalf("%s is not let in: %d at %s", name, p.status, p.path)
	}
	return b
}

// confirm sets the second factor up.
func (b *browser) confirm(p page) page {
	b.Helper()
	_, key, _ := strings.Cut(p.html, `<p class="factor-key"><code>`)
	key, _, _ = strings.Cut(key, "<")
	code, err := access.Code(key, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	return b.post("/factor", url.Values{"code": {code}})
}

// page is what a browser shows in the end.
type page struct {
	status int
	path   string
	html   string
}

func (b *browser) open(path string) page {
	b.Helper()
	res, err := b.Get(b.server.URL + path)
	return b.read(res, err)
}

func (b *browser) post(path string, form url.Values) page {
	b.Helper()
	res, err := b.PostForm(b.server.URL+path, form)
	return b.read(res, err)
}

func (b *browser) read(res *http.Response, err error) page {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	html, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return page{res.StatusCode, res.Request.URL.RequestURI(), string(html)}
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// has reports whether the page's text, or its markup, holds s.
func (p page) has(s string) bool {
	return strings.Contains(tags.ReplaceAllString(p.html, ""), strings.Join(strings.Fields(s), "")) || strings.Contains(p.html, s)
}

// shows fails unless the page is at path and holds all of the parts.
func (p page) shows(t *testing.T, status int, path string, parts ...string) {
	t.Helper()
	if p.status != status || p.path != path {
		t.Errorf("status %d at %s, want %d at %s", p.status, p.path, status, path)
	}
	for _, s := range parts {
		if !p.has(s) {
			t.Errorf("%s lacks %q:\n%s", p.path, s, p.html)
		}
	}
}

// lacks fails when the page holds any of the parts.
func (p page) lacks(t *testing.T, parts ...string) {
	t.Helper()
	for _, s := range parts {
		if p.has(s) {
			t.Errorf("%s holds %q:\n%s", p.path, s, p.html)
		}
	}
}

// fakeLetters is a post room with one batch; only its first letter comes back.
type fakeLetters struct{ *world }

func (fakeLetters) Print(context.Context, string, string, string, int) (dispatcher.Printed, error) {
	return dispatcher.Printed{}, nil
}

func (fakeLetters) Again(context.Context, string, int) (dispatcher.Printed, error) {
	return dispatcher.Printed{}, nil
}

func (fakeLetters) List(context.Context, string) ([]dispatcher.Batch, int, error) {
	return []dispatcher.Batch{{Number: 12, State: dispatcher.BatchPosted, Letters: 1000, At: jst(26, 9, 0), Posted: jst(26, 15, 0)}}, 3, nil
}

func (fakeLetters) Confirm(context.Context, string, int) (dispatcher.Batch, []string, error) {
	return dispatcher.Batch{}, nil, nil
}

func (fakeLetters) Posted(context.Context, string, int, time.Time, []string) (dispatcher.Batch, error) {
	return dispatcher.Batch{}, nil
}

func (fakeLetters) Void(context.Context, string, int, string) (dispatcher.Batch, error) {
	return dispatcher.Batch{}, nil
}

func (fakeLetters) Written(context.Context, string, string, string) (dispatcher.Recorded, error) {
	return dispatcher.Recorded{}, nil
}

func (fakeLetters) Returned(_ context.Context, _, number, _ string) (dispatcher.Recorded, error) {
	if _, _, err := dispatcher.ParseLetterNumber(number); err != nil {
		return dispatcher.Recorded{}, err
	}
	return dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.InProgress}, nil
}
