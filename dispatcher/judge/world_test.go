package judge_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/judge"
)

// The lines of the logs, as their writers write them.
type (
	mail struct {
		At   time.Time `json:"at"`
		Plan time.Time `json:"plan,omitzero"`
		From string    `json:"from"`
		To   []string  `json:"to"`
		Data string    `json:"data"`
	}
	call struct {
		At          time.Time `json:"at"`
		Plan        time.Time `json:"plan"`
		Dialled     time.Time `json:"dialled_plan"`
		Case        string    `json:"case"`
		Audience    string    `json:"audience"`
		Name        string    `json:"name"`
		Number      string    `json:"number"`
		Script      string    `json:"script"`
		Disposition string    `json:"disposition"`
	}
	confirmation struct {
		At   time.Time `json:"at"`
		Plan time.Time `json:"plan,omitzero"`
		To   string    `json:"to"`
	}
)

// world is a campaign after its end: everything of it can be changed before it
// is judged.
type world struct {
	mails         []mail
	calls         []call
	confirmations []confirmation
	cases         []judge.Case
	figures       []judge.Figures
	input         judge.Input
}

var tokyo = time.FixedZone("JST", 9*3600)

func at(day, hour, minute int) time.Time {
	return time.Date(2023, 2, day, hour, minute, 0, 0, tokyo)
}

// The people of testdata, as the product would have read them.
var (
	called = []struct{ name, number string }{
		{"見本　花子", "+81300001001"}, {"試験太郎", "+819000001002"}, {"例示 次郎", "+81300001003"},
		{"架空 三枝", "+81300001004"}, {"見本　一郎", "+81300001001"},
	}
	written = []struct{ name, address, plot string }{
		{"架空食堂", "info@shokudo.example.jp", "A-01"}, {"見本ホテル株式会社", "front@hotel.example.jp", "A-02"},
		{"ABC Tours", "tours@abc.example.com", "B-01"}, {"例示商店", "shop@rei.example.jp", "B-02"}, {"例示商店 二号店", "shop@rei.example.jp", "B-03"},
	}
)

func caseID(audience string, i int) string { return fmt.Sprintf("case%s%06d", audience[:6], i) }

// page is the link in a person's letter: the id of the attempt is in it.
func page(who, try int) string {
	return fmt.Sprintf("http://127.0.0.1:8080/p/key7.%s.1.%d.m4c%dm4c%dm4c", caseID("recipients", who), try, who, try)
}

// letterTo is a mail to one of the recipients, as try number try.
func letterTo(who, try int, plan time.Time) mail {
	p := written[who]
	body := fmt.Sprintf("%s 御中\n\n2023年2月24日に誤って送信しました。区画 %s の情報を削除し、次のページでお知らせください。\n%s\n\nお問い合わせ番号 R%dAA-BBB-CCC\n見本市 電話 03-0000-0100\n",
		p.name, p.plot, page(who, try), who)
	data := fmt.Sprintf("From: =?utf-8?q?=E8=A6=8B=E6=9C=AC=E5=B8=82?= <desk@city.example.jp>\r\nTo: %s\r\nSubject: Notice\r\n"+
		"Message-Id: <m%d.%d@city.example.jp>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		p.address, who, try, strings.ReplaceAll(body, "\n", "\r\n"))
	return mail{At: plan.Add(time.Hour), Plan: plan, From: "bounce@city.example.jp", To: []string{p.address}, Data: data}
}

func callTo(who int, plan time.Time, disposition string) call {
	p := called[who]
	return call{At: plan.Add(time.Hour), Plan: plan, Dialled: plan, Case: caseID("affected", who), Audience: "affected",
		Name: p.name, Number: p.number, Script: p.name + "様でいらっしゃいますか。", Disposition: disposition}
}

// sound is a campaign in which everything went as ordered: of the affected,
// everybody is reached but the fourth; of the recipients, the first two
// confirm, the third and the fourth do not, the fifth's outcome is in review.
func sound() *world {
	w := &world{}
	for who := range called {
		if who == 3 {
			w.calls = append(w.calls, callTo(who, at(26, 9, 0), "no_answer"), callTo(who, at(26, 12, 0), "busy"), callTo(who, at(26, 17, 0), "voicemail"))
			w.account("affected", who, "unreachable", "none", 3)
			continue
		}
		w.calls = append(w.calls, callTo(who, at(26, 9, 0), "spoken"))
		w.account("affected", who, "reached", "spoken", 1)
	}
	for who := range written[:4] {
		w.mails = append(w.mails, letterTo(who, 1, at(22, 10, 0)))
		if who < 2 {
			w.confirmations = append(w.confirmations, confirmation{at(22, 12, 0), at(22, 11, 0), written[who].address})
			w.account("recipients", who, "reached", "acknowledged", 1)
			continue
		}
		w.mails = append(w.mails, letterTo(who, 2, at(24, 10, 0)))
		w.account("recipients", who, "unreachable", "handed_over", 2)
	}
	w.account("recipients", 4, "in_progress", "none", 1)
	w.cases[len(w.cases)-1].Review = true
	w.figures = []judge.Figures{
		{Audience: "affected", Total: 5, Attempted: 5, Reached: 4, Unreached: 1, Unreachable: 1},
		{Audience: "recipients", Total: 5, Attempted: 5, Reached: 2, Unreached: 3, Unreachable: 2, InProgress: 1, Review: 1},
	}
	return w
}

func (w *world) account(audience string, i int, state, evidence string, attempts int) {
	w.cases = append(w.cases, judge.Case{ID: caseID(audience, i), Audience: audience, State: state, Evidence: evidence, Attempts: attempts, People: 1})
}

// of returns a case of the world.
func (w *world) of(audience string, i int) *judge.Case {
	at := slices.IndexFunc(w.cases, func(c judge.Case) bool { return c.ID == caseID(audience, i) })
	return &w.cases[at]
}

func (w *world) judged(t *testing.T) judge.Verdict {
	t.Helper()
	m, err := judge.Open("testdata/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	in := w.input
	in.Mails, in.Calls, in.Confirmations = lines(t, w.mails), lines(t, w.calls), lines(t, w.confirmations)
	in.Cases, in.Figures = w.cases, w.figures
	v, err := judge.Judge(m, in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func lines[T any](t *testing.T, of []T) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, v := range of {
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	return &b
}
