package rehearsal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

// office is a product of a hundred lines: it calls the affected every three
// hours within 09:00 to 20:00, three times at most, and writes to the
// recipients every 48 hours, twice at most.
type office struct {
	mu     sync.Mutex
	clock  *rehearsal.Clock
	pages  *pages
	people []*someone
	mails  logged
	post   func(to, data string, plan time.Time)
	errs   []error
}

type someone struct {
	audience, id, name, number, email string
	due                               time.Time
	tries                             int
	offered                           bool
	reached                           bool
}

func newOffice(p *pages, clock *rehearsal.Clock) *office {
	o := &office{clock: clock, pages: p}
	for i, x := range [][2]string{{"見本　花子", "+81300001001"}, {"試験太郎", "+819000001002"}, {"見本　一郎", "+81300001001"}, {"例示次郎", "+81300001004"}} {
		o.people = append(o.people, &someone{audience: "affected", id: fmt.Sprintf("affected-case-%02d", i), name: x[0], number: x[1], due: at(26, 9, 0)})
	}
	for i, x := range [][2]string{{"架空食堂", "info@shokudo.example.jp"}, {"例示商店", "shop@rei.example.jp"}, {"例示商店 二号店", "shop@rei.example.jp"}, {"見本ホテル", "front@hotel.example.jp"}} {
		o.people = append(o.people, &someone{audience: "recipients", id: fmt.Sprintf("recipnts-case-%02d", i), name: x[0], email: x[1], due: at(22, 10, 0)})
	}
	return o
}

func (s *someone) most() int {
	if s.email != "" {
		return 2
	}
	return 3
}

// open reports whether the person is to be contacted at now.
func (s *someone) open(now time.Time) bool {
	return !s.reached && s.tries < s.most() && !s.due.After(now)
}

// tried sets the next try due.
func (s *someone) tried(now time.Time) {
	s.tries, s.offered = s.tries+1, false
	if s.due = now.Add(48 * time.Hour); s.email == "" {
		s.due = now.Add(3 * time.Hour)
		if s.due.In(tokyo).Hour() >= 20 {
			s.due = at(now.In(tokyo).Day()+1, 9, 0)
		}
	}
}

func (o *office) Settle(context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.clock.Now()
	for _, s := range o.people {
		if slices.Contains(o.pages.confirmed(), s.id+".1") || slices.Contains(o.pages.confirmed(), s.id+".2") {
			s.reached = true
		}
		if s.email == "" || !s.open(now) {
			continue
		}
		s.tried(now)
		data := o.pages.letter(s.name, fmt.Sprintf("%s.%d", s.id, s.tries))
		o.errs = append(o.errs, json.NewEncoder(&o.mails).Encode(map[string]any{"at": time.Now(), "plan": now, "to": []string{s.email}, "data": data}))
		o.post(s.email, data, now)
	}
	return errors.Join(o.errs...)
}

func (o *office) NextDue(context.Context) (next time.Time, ok bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.people {
		if !s.reached && s.tries < s.most() && (!ok || s.due.Before(next)) {
			next, ok = s.due, true
		}
	}
	return next, ok, nil
}

func (o *office) Next(context.Context, string, string, string, []string) (dispatcher.Offer, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.people {
		if s.email == "" && s.open(o.clock.Now()) && !s.offered {
			s.offered = true
			return dispatcher.Offer{Attempt: s.id, Audience: s.audience, Case: s.id, Name: s.name}, true, nil
		}
	}
	return dispatcher.Offer{}, false, nil
}

func (o *office) Dial(_ context.Context, _, attempt string) (dispatcher.Sheet, error) {
	s := o.find(attempt)
	return dispatcher.Sheet{Offer: dispatcher.Offer{Attempt: attempt, Audience: s.audience, Case: s.id, Name: s.name}, Number: s.number}, nil
}

func (o *office) Record(_ context.Context, _, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	s := o.find(attempt)
	o.mu.Lock()
	defer o.mu.Unlock()
	s.tried(o.clock.Now())
	s.reached = r.Disposition == dispatcher.SpokenTo
	return dispatcher.Recorded{}, nil
}

func (o *office) find(id string) *someone {
	return o.people[slices.IndexFunc(o.people, func(s *someone) bool { return s.id == id })]
}

// state is what the office says of itself.
func (o *office) state() (cases []judge.Case, figures []judge.Figures) {
	o.mu.Lock()
	defer o.mu.Unlock()
	figures = []judge.Figures{{Audience: "affected"}, {Audience: "recipients"}}
	for _, s := range o.people {
		f := &figures[0]
		c := judge.Case{ID: s.id, Audience: s.audience, State: "in_progress", Evidence: "none", Attempts: s.tries}
		reached := "spoken"
		if s.email != "" {
			f, reached = &figures[1], "acknowledged"
			if s.tries > 0 {
				c.Evidence = "handed_over"
			}
		}
		f.Total++
		if s.tries > 0 {
			f.Attempted++
		}
		switch {
		case s.reached:
			c.State, c.Evidence = "reached", reached
			f.Reached++
		case s.tries == s.most():
			c.State = "unreachable"
			f.Unreachable++
			f.Unreached++
		case s.tries == 0:
			c.State = "pending"
			f.Pending++
			f.Unreached++
		default:
			f.InProgress++
			f.Unreached++
		}
		cases = append(cases, c)
	}
	return cases, figures
}

// rehearse plays the office's campaign, and returns the figures at 18:00 of the
// first day of calls and at the end, and the judge's verdict.
func rehearse(t *testing.T, operators int, replaced ...string) (figures []string, v judge.Verdict) {
	t.Helper()
	clock, calls, confirmations := rehearsal.NewClock(at(22, 9, 0)), &logged{}, &logged{}
	p := newPages(t)
	o := newOffice(p, clock)
	r := newRecipients(t, p, confirmations, replaced...)
	r.Count, o.post = operators, r.OnMail
	note := func() {
		_, all := o.state()
		for _, f := range all {
			figures = append(figures, fmt.Sprintf("%s %s: %d attempted, %d of %d reached", clock.Now().In(tokyo).Format("02 15:04"), f.Audience, f.Attempted, f.Reached, f.Total))
		}
	}
	err := rehearsal.Play(t.Context(), rehearsal.Config{Clock: clock, Product: o, Recipients: r,
		Operators:  &rehearsal.Operators{Desk: o, Campaign: "sample", Answers: answers(t, replaced...), Lists: lists(t), Clock: clock, Log: calls, Count: operators},
		Milestones: []time.Time{at(26, 12, 0)}, Milestone: func(context.Context, time.Time) error { note(); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	note()
	in := judge.Input{Mails: o.mails.reader(), Calls: calls.reader(), Confirmations: confirmations.reader(), Over: true}
	in.Cases, in.Figures = o.state()
	if v, err = judge.Judge(lists(t), in); err != nil {
		t.Fatal(err)
	}
	return figures, v
}

func TestAWholeRehearsal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		replaced []string
		want     []string
	}{
		{"as the file says", nil, []string{
			"26 12:00 affected: 4 attempted, 2 of 4 reached", "26 12:00 recipients: 4 attempted, 3 of 4 reached",
			"26 15:00 affected: 4 attempted, 3 of 4 reached", "26 15:00 recipients: 4 attempted, 3 of 4 reached"}},
		{"with one line of it changed", []string{"affected,4,call,2023-02-26T14:00:00+09:00,voicemail", "affected,4,call,2023-02-26T12:00:00+09:00,voicemail"}, []string{
			"26 12:00 affected: 4 attempted, 3 of 4 reached", "26 12:00 recipients: 4 attempted, 3 of 4 reached",
			"26 15:00 affected: 4 attempted, 3 of 4 reached", "26 15:00 recipients: 4 attempted, 3 of 4 reached"}},
	}
	for _, tt := range tests {
		for _, operators := range []int{1, 5} {
			t.Run(fmt.Sprintf("%s, %d at once", tt.name, operators), func(t *testing.T) {
				t.Parallel()
				figures, v := rehearse(t, operators, tt.replaced...)
				if diff := cmp.Diff(tt.want, figures); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if !v.Clean() || v.Contacts == 0 || len(v.NotJudged) > 0 {
					t.Errorf("verdict %s\n%v\nnot judged: %v", v, v.Findings, v.NotJudged)
				}
			})
		}
	}
}
