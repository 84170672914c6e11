package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/dispatcher/roster"
)

// The office that the manual speaks with: the real doors over a domain that
// knows one campaign and always says the same. What a campaign does is tested
// with the real domain elsewhere; here it is what the commands print.

// openOffice listens on the socket in dir.
func openOffice(dir string) (stop func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", filepath.Join(dir, "owabi.sock"))
	if err != nil {
		return nil, err
	}
	campaigns := &shownCampaigns{known: map[string]*dispatcher.Summary{reservations: {ID: reservations, State: dispatcher.Running,
		Timezone: "Asia/Tokyo", Launched: jst(26, 9, 0).UTC(), Waves: 2, Waiting: 3, Off: map[string]string{"email": "refused: AUTH 535 5.7.8"},
		Audiences: []dispatcher.AudienceSummary{
			{Name: "affected", Goal: dispatcher.Apology, ReachedWhen: dispatcher.Spoken, Letter: "apology", People: 119},
			{Name: "recipients", Goal: dispatcher.Deletion, ReachedWhen: dispatcher.Acknowledged, Letter: "deletion-request", People: 136}}}}}
	a := api.New(api.Services{Campaigns: campaigns, People: shownPeople{}, Intake: shownIntake{}, Figures: shownFigures{}, Desk: shownDesk{}, Reviews: shownReviews{}, Accounts: shownAccounts{}, Floor: shownFloor{}, Links: shownLinks{}},
		slog.New(slog.DiscardHandler))
	srv := api.Server(a.Office())
	go srv.Serve(l)
	return func() { srv.Close() }, nil
}

const (
	reservations = "reservations-2023-02"
	attempt      = "k7.c3q9.1.4"
)

// jst is a moment of February 2023 in Japan.
func jst(day, hour, minute int) time.Time {
	return time.Date(2023, 2, day, hour, minute, 0, 0, time.FixedZone("", 9*3600))
}

func noCampaign(id string) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such campaign", Cure: "see `owabi campaign list`"}
}

type shownCampaigns struct {
	known map[string]*dispatcher.Summary
}

func (s *shownCampaigns) Create(_ context.Context, _ string, f dispatcher.Files) (dispatcher.Summary, error) {
	c, err := dispatcher.ParseCampaign("campaign", f.Campaign)
	if err != nil {
		return dispatcher.Summary{}, err
	}
	sum := dispatcher.Summary{ID: c.ID, State: dispatcher.Draft, Timezone: c.Timezone}
	for name := range f.Letters {
		sum.Warnings = append(sum.Warnings, "a letter of the office's own: "+name)
	}
	for _, a := range c.Audiences {
		sum.Audiences = append(sum.Audiences, dispatcher.AudienceSummary{Name: a.Name, Goal: a.Goal, ReachedWhen: a.ReachedWhen, Letter: a.Letter})
	}
	s.known[c.ID] = &sum
	return sum, nil
}

func (s *shownCampaigns) List(context.Context) ([]dispatcher.Summary, error) {
	var all []dispatcher.Summary
	for _, sum := range s.known {
		all = append(all, *sum)
	}
	return all, nil
}

func (s *shownCampaigns) Show(_ context.Context, id string) (dispatcher.Summary, error) {
	if id == "broken" {
		return dispatcher.Summary{}, errors.New("store: the disk is full")
	}
	if sum := s.known[id]; sum != nil {
		return *sum, nil
	}
	return dispatcher.Summary{}, noCampaign(id)
}

func (s *shownCampaigns) Control(ctx context.Context, _, id string, a dispatcher.Action) (dispatcher.Summary, error) {
	sum, err := s.Show(ctx, id)
	if err != nil {
		return sum, err
	}
	sum.State = map[dispatcher.Action]dispatcher.RunState{dispatcher.Launch: dispatcher.Running, dispatcher.Pause: dispatcher.Paused,
		dispatcher.Resume: dispatcher.Running, dispatcher.Stop: dispatcher.Stopped}[a]
	sum.Off, sum.Waiting = nil, 0
	s.known[id] = &sum
	return sum, nil
}

type shownLinks struct{}

func (shownLinks) Link() (string, time.Time) {
	return "http://127.0.0.1:8024/first#K7C3Q9F0M4Q2X8H5T6J1N9W3B7", jst(26, 9, 15)
}

type shownPeople struct{}

func (shownPeople) Import(_ context.Context, _, _, audience string, u dispatcher.Upload) (dispatcher.Balance, error) {
	if audience != "affected" && audience != "recipients" {
		return dispatcher.Balance{}, &dispatcher.Error{Code: dispatcher.NotFound, Where: audience, What: "there is no such audience",
			Cure: "use affected or recipients"}
	}
	return roster.Check(u.Name, u.Content, u.Options)
}

// List shows one person a page.
func (shownPeople) List(_ context.Context, _ string, q dispatcher.PeopleQuery) ([]dispatcher.PersonStatus, string, error) {
	all := []dispatcher.PersonStatus{
		{ID: "c3q9", Audience: "affected", State: dispatcher.InProgress, Attempts: 3, Step: 1, Next: jst(26, 19, 0), People: 1},
		{ID: "d7x2", Audience: "affected", State: dispatcher.Reached, Evidence: dispatcher.Spoken, Attempts: 1, Step: 1, People: 3},
		{ID: "f0m4", Audience: "recipients", State: dispatcher.InProgress, Evidence: dispatcher.HandedOver, Attempts: 1, Step: 1, Review: true, People: 1},
	}
	for i, p := range all {
		if p.ID <= q.After || q.Audience != "" && p.Audience != q.Audience || q.State != "" && p.State.String() != q.State {
			continue
		}
		next := p.ID
		if i == len(all)-1 {
			next = ""
		}
		return []dispatcher.PersonStatus{p}, next, nil
	}
	return nil, "", nil
}

// Find knows one person, and one whose name stays closed.
func (p shownPeople) Find(ctx context.Context, _, id string, query personal.Text, _ string) (dispatcher.Findings, error) {
	f := dispatcher.Findings{People: []dispatcher.Found{}}
	if q := query.Reveal(); q != "060-9999-0001" && q != "例示花子" {
		return f, nil
	}
	for after, next := "", "-"; next != ""; after = next {
		var all []dispatcher.PersonStatus
		all, next, _ = p.List(ctx, id, dispatcher.PeopleQuery{After: after, State: "in_progress"})
		f.People = append(f.People, dispatcher.Found{PersonStatus: all[0]})
	}
	f.People[0].Name, f.People[0].Reading, f.People[1].Protected, f.More = "例示　花子", "レイジ　ハナコ", true, true
	return f, nil
}

func (shownPeople) Withdraw(_ context.Context, _, _, person, _ string) error {
	if person == "c3q9" {
		return nil
	}
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: person, What: "there is no such person", Cure: "see `owabi people list`"}
}

func (p shownPeople) Contact(ctx context.Context, actor, id, person string, c dispatcher.ContactChange) (dispatcher.Changed, error) {
	return dispatcher.Changed{Added: len(c.Add), Retired: len(c.Retire)}, p.Withdraw(ctx, actor, id, person, c.Reason)
}

type shownIntake struct{}

func (shownIntake) PublicKey(id string) (string, error) {
	if id != reservations {
		return "", noCampaign(id)
	}
	return "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq", nil
}

func (shownIntake) Correct(_ context.Context, _, _, from, _ string) (dispatcher.Correction, error) {
	if from != reservations {
		return dispatcher.Correction{}, noCampaign(from)
	}
	return dispatcher.Correction{Withdrawn: 413, Told: 12, Added: 12}, nil
}

// Refusals shows one a page.
func (shownIntake) Refusals(_ context.Context, _, cursor string, _ int) ([]dispatcher.Refusal, string, error) {
	if cursor == "" {
		return []dispatcher.Refusal{{ID: "K4712", Audience: "affected", At: jst(25, 9, 1), Faults: []dispatcher.Fault{{Column: "氏名", Code: "name_missing",
			Reason: "氏名がありません。"}}}}, "1", nil
	}
	return []dispatcher.Refusal{{ID: "K4711", Audience: "affected", At: jst(25, 9, 0), Faults: []dispatcher.Fault{{Code: "envelope_not_opened",
		Reason: "この案件の公開鍵で封がされていないか、壊れていて開けません。"}}}}, "", nil
}

type shownFigures struct{}

func (shownFigures) Status(_ context.Context, id, audience string, asOf time.Time) ([]dispatcher.Progress, error) {
	if id != "" && id != reservations {
		return nil, noCampaign(id)
	}
	at := jst(26, 18, 0)
	if !asOf.IsZero() {
		at = asOf.In(at.Location())
	}
	affected := dispatcher.Progress{Campaign: reservations, Audience: "affected", Goal: dispatcher.Apology, Round: 1, State: dispatcher.Running,
		AsOf: at, Total: 119, Attempted: 119, Reached: 93, Unreached: 26, InProgress: 26, Cases: dispatcher.Cases{Total: 117, Reached: 92, Unreached: 25},
		Extent:    dispatcher.Extent{First: 120, Now: 119, Changes: []dispatcher.ExtentChange{{Day: "2023-02-25", Withdrawn: 1}}},
		ByChannel: map[string]dispatcher.ChannelProgress{"call": {Attempts: 171, Attempted: 119, Reached: 93}},
		ByAttempt: []dispatcher.AttemptProgress{{Attempt: 1, Reached: 80}, {Attempt: 2, Reached: 13}, {Attempt: 3, Waiting: 26}}}
	recipients := dispatcher.Progress{Campaign: reservations, Audience: "recipients", Goal: dispatcher.Deletion, Round: 1, State: dispatcher.Running,
		AsOf: at, Total: 136, Attempted: 136, Reached: 101, Unreached: 35, InProgress: 35, Review: 1, Cases: dispatcher.Cases{Total: 136, Reached: 101, Unreached: 35}, Extent: dispatcher.Extent{First: 136, Now: 136},
		ByChannel: map[string]dispatcher.ChannelProgress{"email": {Attempts: 190, Attempted: 136, Reached: 101, Review: 1}},
		ByAttempt: []dispatcher.AttemptProgress{{Attempt: 1, Reached: 101}, {Attempt: 2, Waiting: 35}}}
	if asOf.IsZero() {
		affected.Off = map[string]string{"email": "refused: AUTH 535 5.7.8"}
		recipients.Off = affected.Off
	}
	if audience == "affected" {
		return []dispatcher.Progress{affected}, nil
	}
	return []dispatcher.Progress{affected, recipients}, nil
}

func (shownFigures) Statement(_ context.Context, _ string, asOf time.Time, lang string) (string, error) {
	lang = cmp.Or(lang, "ja") // the campaign's
	text := map[string]string{"ja": "対象の119名すべてにお電話を差し上げ、うち93名にお詫びとご説明を終えました。",
		"en": "All 119 people concerned have been called; 93 have been reached and apologised to."}[lang]
	if !asOf.IsZero() {
		text = asOf.In(jst(1, 0, 0).Location()).Format("2006-01-02 15:04 ") + text
	}
	return text, nil
}

func (shownFigures) Verify(_ context.Context, id string) (dispatcher.Verification, error) {
	v := dispatcher.Verification{Cases: 253, People: 255}
	if id != reservations {
		v.Differences = []string{"case c3q9 has no handle"}
	}
	return v, nil
}

func (shownFigures) Repair(context.Context, string, string) (int, error) { return 2, nil }

type shownDesk struct{}

func (shownDesk) Next(_ context.Context, _, id, audience string, _ []string) (dispatcher.Offer, bool, error) {
	return dispatcher.Offer{Attempt: attempt, Campaign: id, Audience: "affected", Case: "c3q9", Try: 4, Name: "例示　花子\x1b[2J", Reading: "レイジ　ハナコ",
		Number: "••••••••••01", Until: jst(26, 20, 0)}, audience != "recipients", nil
}

func (d shownDesk) Dial(ctx context.Context, operator, a string) (dispatcher.Sheet, error) {
	if a != attempt {
		return dispatcher.Sheet{}, &dispatcher.Error{Code: dispatcher.Conflict, Where: a, What: "this call is not yours any more", Cure: "take the next call"}
	}
	o, _, err := d.Next(ctx, operator, reservations, "", nil)
	return dispatcher.Sheet{Offer: o, Number: "+816099990001", Script: "見本市の者です。\n例示花子様でいらっしゃいますか。\n"}, err
}

func (shownDesk) Record(_ context.Context, operator, _ string, r dispatcher.Report) (dispatcher.Recorded, error) {
	switch {
	case operator != "佐藤":
		return dispatcher.Recorded{}, &dispatcher.Error{Code: dispatcher.Forbidden, Where: operator, What: "somebody else dialled this call"}
	case r.Disposition == dispatcher.CallBack && !r.Again.Equal(jst(27, 10, 30)):
		return dispatcher.Recorded{}, &dispatcher.Error{Code: dispatcher.Invalid, Where: "call_back", What: "is at " + r.Again.String()}
	case r.Disposition == dispatcher.SpokenTo:
		return dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.Reached}, nil
	}
	return dispatcher.Recorded{Status: dispatcher.RecordLate, Reach: dispatcher.InProgress}, nil
}

func (shownDesk) Calls(_ context.Context, id string) ([]dispatcher.CallStatus, error) {
	if id != reservations {
		return nil, nil
	}
	return []dispatcher.CallStatus{
		{Attempt: attempt, Audience: "affected", Case: "c3q9", Try: 4, Phase: "offered", Operator: "佐藤", Due: jst(26, 19, 0), Until: jst(26, 20, 0)},
		{Attempt: "k7.d7x2.1.2", Audience: "affected", Case: "d7x2", Try: 2, Phase: "listed", Due: jst(26, 19, 30)}}, nil
}

type shownReviews struct{}

func (shownReviews) List(_ context.Context, id string) ([]dispatcher.Review, error) {
	if id != reservations {
		return nil, nil
	}
	return []dispatcher.Review{{Attempt: "k7.f0m4.1.1", Campaign: id, Audience: "recipients", Case: "f0m4", Channel: channels.Email, Try: 1, At: jst(22, 9, 1)}}, nil
}

func (shownReviews) Resolve(_ context.Context, _ string, attempts []string, _ dispatcher.Verdict) (int, error) {
	return min(1, len(attempts)), nil
}
