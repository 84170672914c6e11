package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// asked notes what the doors ask of the domain, and answers err to all of it
// when it is set.
type asked struct {
	mu    sync.Mutex
	calls []string
	err   error
}

func (a *asked) note(format string, args ...any) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
	return a.err
}

func (a *asked) said() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.calls, "; ")
}

type fakeCampaigns struct{ *asked }

func (f fakeCampaigns) Create(_ context.Context, actor string, files dispatcher.Files) (dispatcher.Summary, error) {
	return summary, f.note("create as %s: %s %v", actor, files.Campaign, files.Letters)
}

func (f fakeCampaigns) List(context.Context) ([]dispatcher.Summary, error) {
	return nil, f.note("list campaigns")
}

func (f fakeCampaigns) Show(_ context.Context, id string) (dispatcher.Summary, error) {
	return summary, f.note("show %s", id)
}

func (f fakeCampaigns) Control(_ context.Context, actor, id string, a dispatcher.Action) (dispatcher.Summary, error) {
	return summary, f.note("%s %s as %s", a, id, actor)
}

// fakePeople reads a list to its end, or the first unread bytes of it.
type fakePeople struct {
	*asked
	balance dispatcher.Balance
	unread  bool // refuses before it reads
}

func (f fakePeople) Import(_ context.Context, actor, id, audience string, u dispatcher.Upload) (dispatcher.Balance, error) {
	if f.unread {
		return dispatcher.Balance{}, f.note("refuse %s", u.Name)
	}
	n, err := io.Copy(io.Discard, u.Content)
	if err != nil {
		return dispatcher.Balance{}, fmt.Errorf("roster: read %s: %w", u.Name, err)
	}
	o := u.Options
	return f.balance, f.note("import as %s: %s/%s %s %d bytes dry %t%s", actor, id, audience, u.Name, n, u.Dry,
		strings.TrimRight(fmt.Sprint(" ", o.Encoding, o.Hidden, o.Unreadable, o.Sheet, o.Lang, o.Password.Reveal()), " "))
}

func (f fakePeople) List(_ context.Context, id string, q dispatcher.PeopleQuery) ([]dispatcher.PersonStatus, string, error) {
	return []dispatcher.PersonStatus{{ID: "p1", State: dispatcher.Reached, Evidence: dispatcher.Spoken}}, "p1", f.note("people %s %+v", id, q)
}

func (f fakePeople) Find(_ context.Context, actor, id string, query personal.Text, reason string) (dispatcher.Findings, error) {
	return dispatcher.Findings{People: []dispatcher.Found{{PersonStatus: dispatcher.PersonStatus{ID: "p1"}, Name: "見本花子"}}, More: true},
		f.note("find as %s: %s %s: %s", actor, id, query.Reveal(), reason)
}

func (f fakePeople) Withdraw(_ context.Context, actor, id, person, reason string) error {
	return f.note("withdraw as %s: %s %s: %s", actor, id, person, reason)
}

func (f fakePeople) Contact(_ context.Context, actor, id, person string, c dispatcher.ContactChange) (dispatcher.Changed, error) {
	return dispatcher.Changed{Added: len(c.Add), Retired: len(c.Retire)},
		f.note("contact as %s: %s %s +%s -%s: %s", actor, id, person, c.Add[0].Reveal(), c.Retire[0].Reveal(), c.Reason)
}

type fakeIntake struct{ *asked }

func (f fakeIntake) PublicKey(id string) (string, error) { return "age1x", f.note("key of %s", id) }

func (f fakeIntake) Correct(_ context.Context, id, audience, from, fromAudience string) (dispatcher.Correction, error) {
	return dispatcher.Correction{Withdrawn: 3, Told: 2, Added: 1}, f.note("correct %s/%s from %s/%s", id, audience, from, fromAudience)
}

func (f fakeIntake) Refusals(_ context.Context, id, cursor string, limit int) ([]dispatcher.Refusal, string, error) {
	return nil, "7", f.note("rejected %s %q %d", id, cursor, limit)
}

type fakeFigures struct{ *asked }

func (f fakeFigures) Status(_ context.Context, id, audience string, asOf time.Time) ([]dispatcher.Progress, error) {
	return nil, f.note("status %q %q %s", id, audience, stamp(asOf))
}

func (f fakeFigures) Statement(_ context.Context, id string, asOf time.Time, lang string) (string, error) {
	return "119人中93人", f.note("statement %s %s %q", id, stamp(asOf), lang)
}

func (f fakeFigures) Verify(_ context.Context, id string) (dispatcher.Verification, error) {
	return dispatcher.Verification{Cases: 119, People: 119}, f.note("verify %s", id)
}

func (f fakeFigures) Repair(_ context.Context, actor, id string) (int, error) {
	return 3, f.note("repair as %s: %s", actor, id)
}

type fakeDesk struct {
	*asked
	nobody bool
}

func (f fakeDesk) Next(_ context.Context, operator, id, audience string, languages []string) (dispatcher.Offer, bool, error) {
	return dispatcher.Offer{Attempt: "k.c.1.1", Number: "********12"}, !f.nobody,
		f.note("%s", strings.TrimSpace(fmt.Sprintf("next %s %s %q %s", operator, id, audience, strings.Join(languages, " "))))
}

func (f fakeDesk) Dial(_ context.Context, operator, attempt string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{Number: "+81300000012"}, f.note("dial %s %s", operator, attempt)
}

func (f fakeDesk) Record(_ context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	return dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.Reached},
		f.note("record %s %s %s %q %s", operator, attempt, r.Disposition, r.Note, stamp(r.Again))
}

func (f fakeDesk) Calls(_ context.Context, id string) ([]dispatcher.CallStatus, error) {
	return nil, f.note("calls %s", id)
}

type fakeReviews struct{ *asked }

func (f fakeReviews) List(_ context.Context, id string) ([]dispatcher.Review, error) {
	return []dispatcher.Review{{Attempt: "k.c.1.2", Channel: channels.Email}}, f.note("reviews %s", id)
}

func (f fakeReviews) Resolve(_ context.Context, actor string, attempts []string, v dispatcher.Verdict) (int, error) {
	return len(attempts), f.note("resolve as %s: %v %s", actor, attempts, v)
}

// fakePages knows one page.
type fakePages struct {
	*asked
	page      dispatcher.Page
	confirmed *bool
}

const goodToken = "good-token-1234"

func (f fakePages) Page(_ context.Context, token string) (dispatcher.Page, error) {
	if token != goodToken {
		return dispatcher.Page{}, &dispatcher.Error{Code: dispatcher.NotFound, What: "no such token " + token}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.page
	p.Confirmed = *f.confirmed
	return p, f.err
}

func (f fakePages) Wrong(context.Context, string) error { return f.note("wrong") }

func (f fakePages) AskCall(_ context.Context, _ string, at time.Time) error {
	return f.note("call at %s", at.Format(time.RFC3339))
}

func (f fakePages) Check(_ context.Context, number personal.Text) (dispatcher.Issuer, error) {
	if number.Reveal() != "K7Q2-M9X-DH4" {
		return dispatcher.Issuer{}, noPage(nil, nil)
	}
	return dispatcher.Issuer{Organisation: f.page.Organisation, Lang: "ja"}, nil
}

func (f fakePages) Confirm(_ context.Context, _, how string) error {
	f.mu.Lock()
	*f.confirmed = true
	f.mu.Unlock()
	return f.note("confirm %q", how)
}

var summary = dispatcher.Summary{ID: "c1", State: dispatcher.Draft, Timezone: "Asia/Tokyo",
	Audiences: []dispatcher.AudienceSummary{{Name: "affected", Goal: dispatcher.Apology, ReachedWhen: dispatcher.Spoken}}}

var page = dispatcher.Page{Campaign: "c1", Goal: dispatcher.Apology, Lang: "ja", Reference: "R-1",
	Organisation: dispatcher.Organisation{Name: "見本市", Desk: "予約担当課"},
	Incident:     dispatcher.Incident{Outline: "誤って送信しました。", Items: []string{"氏名"}}}

// doors returns an API over fakes, what they are asked, and its log.
func doors(change ...func(*Services)) (*API, *asked, *bytes.Buffer) {
	a, log := &asked{}, &bytes.Buffer{}
	s := Services{Campaigns: fakeCampaigns{a}, People: fakePeople{asked: a}, Intake: fakeIntake{a}, Figures: fakeFigures{a}, Desk: fakeDesk{asked: a},
		Hands: fakeHands{a}, Inbound: fakeInbound{a}, Reviews: fakeReviews{a}, Pages: fakePages{a, page, new(bool)}}
	for _, f := range change {
		f(&s)
	}
	return New(s, slog.New(slog.NewTextHandler(log, nil))), a, log
}

// ask sends one request, whose lines after the first of head are headers.
func ask(h http.Handler, head, body string) *httptest.ResponseRecorder {
	lines := strings.Split(head, "\n")
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func must(t *testing.T, what string, ok bool) {
	t.Helper()
	if !ok {
		t.Error(what)
	}
}

type fakeHands struct{ *asked }

func (f fakeHands) InHand(_ context.Context, operator, id string) ([]dispatcher.Hand, error) {
	return nil, f.note("in hand %s %s", operator, id)
}

func (f fakeHands) GiveBack(_ context.Context, operator, attempt string) error {
	return f.note("back %s %s", operator, attempt)
}

func (f fakeHands) HandOver(_ context.Context, operator, attempt, to string) error {
	return f.note("hand %s %s to %s", operator, attempt, to)
}

func (f fakeHands) Reassign(_ context.Context, supervisor, attempt, to string) error {
	return f.note("reassign as %s: %s to %q", supervisor, attempt, to)
}

func (f fakeHands) CallAgain(_ context.Context, supervisor, id, person string, at time.Time) error {
	return f.note("again as %s: %s %s %s", supervisor, id, person, stamp(at))
}

func (f fakeHands) Standings(_ context.Context, id string, attempts []string) ([]dispatcher.Standing, error) {
	return nil, f.note("standings %s %v", id, attempts)
}

type fakeInbound struct{ *asked }

func (f fakeInbound) Answer(_ context.Context, operator, id, person, reason string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{Script: "script"}, f.note("answer %s %s %s: %s", operator, id, person, reason)
}

func (f fakeInbound) RecordInbound(_ context.Context, operator, id, person string, r dispatcher.Report) (dispatcher.Recorded, error) {
	return dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.Reached},
		f.note("inbound %s %s %s %s %s %v %s", operator, id, person, r.Disposition, stamp(r.At), r.Flags.Names(), r.Language)
}

func (f fakeInbound) Questions(_ context.Context, id string) ([]dispatcher.Question, error) {
	return []dispatcher.Question{{Question: "Q", Answer: "A"}}, f.note("questions %s", id)
}
