package rehearsal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

var (
	_ rehearsal.Desk    = (*client.Client)(nil)
	_ rehearsal.Browser = client.Recipient{}
)

// desk is a call list: each sheet is offered once, to one operator.
type desk struct {
	mu       sync.Mutex
	sheets   []dispatcher.Sheet
	offered  map[string]string
	reports  map[string]dispatcher.Report
	gone     map[string]bool // attempts that are refused when they are dialled
	unlisted map[string]error
}

func newDesk(sheets ...dispatcher.Sheet) *desk {
	for i := range sheets {
		sheets[i].Attempt = fmt.Sprintf("attempt-%d", i)
		sheets[i].Case = fmt.Sprintf("case-%d", i)
	}
	return &desk{sheets: sheets, offered: map[string]string{}, reports: map[string]dispatcher.Report{}, gone: map[string]bool{}, unlisted: map[string]error{}}
}

func sheet(audience, name, number string) dispatcher.Sheet {
	return dispatcher.Sheet{Offer: dispatcher.Offer{Audience: audience, Name: name, Number: "••"}, Number: number, Script: name + "様"}
}

func (d *desk) Next(_ context.Context, operator, campaign, audience string, _ []string) (dispatcher.Offer, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if campaign != "sample" {
		return dispatcher.Offer{}, false, errors.New("another campaign")
	}
	for _, s := range d.sheets {
		if d.offered[s.Attempt] == "" && (audience == "" || audience == s.Audience) {
			d.offered[s.Attempt] = operator
			return s.Offer, true, nil
		}
	}
	return dispatcher.Offer{}, false, nil
}

func (d *desk) Dial(_ context.Context, operator, attempt string) (dispatcher.Sheet, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.sheets, func(s dispatcher.Sheet) bool { return s.Attempt == attempt })
	switch {
	case d.offered[attempt] != operator:
		return dispatcher.Sheet{}, errors.New("not this operator's")
	case d.gone[attempt]:
		return dispatcher.Sheet{}, &dispatcher.Error{Code: dispatcher.Conflict, What: "withdrawn"}
	}
	return d.sheets[i], nil
}

func (d *desk) Record(_ context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, twice := d.reports[attempt]; twice || d.offered[attempt] != operator {
		return dispatcher.Recorded{}, errors.New("recorded twice, or not this operator's")
	}
	d.reports[attempt] = r
	return dispatcher.Recorded{}, d.unlisted[attempt]
}

func TestCallsEndAsTheAnswersSay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		hour  int
		sheet dispatcher.Sheet
		row   int
		want  dispatcher.Disposition
	}{
		{"at the time", 9, sheet("affected", "見本　花子", "+81300001001"), 2, dispatcher.SpokenTo},
		{"before it", 11, sheet("affected", "試験太郎", "+819000001002"), 3, dispatcher.Busy},
		{"after it", 12, sheet("affected", "試験 太郎", "090-0000-1002"), 3, dispatcher.SpokenTo},
		{"the other one on the number", 9, sheet("affected", "見本　一郎", "+81300001001"), 4, dispatcher.Voicemail},
		{"never", 19, sheet("affected", "例示次郎", "+81300001004"), 5, dispatcher.NoAnswer},
		{"another's number", 9, sheet("affected", "例示次郎", "+81300001001"), 0, dispatcher.WrongNumber},
		{"nobody's number", 9, sheet("affected", "例示次郎", "+81300009999"), 0, dispatcher.NotInService},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, log := newDesk(tt.sheet), &logged{}
			o := rehearsal.Operators{Desk: d, Campaign: "sample", Answers: answers(t), Lists: lists(t), Clock: rehearsal.NewClock(at(26, tt.hour, 0)), Log: log}
			n, err := o.Drain(t.Context())
			if n != 1 || err != nil {
				t.Fatalf("%d calls, error %v", n, err)
			}
			if got := d.reports["attempt-0"].Disposition; got != tt.want {
				t.Errorf("recorded %s, want %s", got, tt.want)
			}
			l := log.lines(t)[0]
			want := line{Plan: at(26, tt.hour, 0), Dialled: at(26, tt.hour, 0), Channel: "call", Operator: l.Operator, Attempt: "attempt-0", Case: "case-0",
				Audience: "affected", Row: tt.row, Name: tt.sheet.Name, Number: tt.sheet.Number, Script: tt.sheet.Script, Disposition: string(tt.want), At: l.At}
			if diff := cmp.Diff(want, l); diff != "" || l.At.IsZero() || !strings.HasPrefix(l.Operator, "operator-") {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

func TestACallBackIsPromised(t *testing.T) {
	t.Parallel()
	d := newDesk(sheet("affected", "試験太郎", "+819000001002"))
	a := answers(t, "affected,3,call,2023-02-26T11:30:00+09:00,busy", "affected,3,call,2023-02-26T11:30:00+09:00,call_back")
	o := rehearsal.Operators{Desk: d, Campaign: "sample", Answers: a, Lists: lists(t), Clock: rehearsal.NewClock(at(26, 9, 0))}
	if _, err := o.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := d.reports["attempt-0"]; r.Disposition != dispatcher.CallBack || !r.Again.Equal(at(26, 11, 30)) {
		t.Errorf("report %+v", r)
	}
}

func TestAllOperatorsWork(t *testing.T) {
	t.Parallel()
	var sheets []dispatcher.Sheet
	for range 50 {
		sheets = append(sheets, sheet("affected", "見本　花子", "+81300001001"), sheet("affected", "試験太郎", "+819000001002"), sheet("recipients", "架空食堂", ""))
	}
	d, log := newDesk(sheets...), &logged{}
	d.gone["attempt-0"], d.gone["attempt-30"] = true, true
	o := rehearsal.Operators{Desk: d, Campaign: "sample", Audience: "affected", Answers: answers(t), Lists: lists(t), Clock: rehearsal.NewClock(at(26, 9, 0)), Log: log, Count: 7}
	n, err := o.Drain(t.Context())
	if n != 98 || err != nil || len(d.reports) != 98 {
		t.Fatalf("%d calls, %d recorded, error %v", n, len(d.reports), err)
	}
	seen := map[string]bool{}
	for _, l := range log.lines(t) {
		seen[l.Attempt] = true
	}
	if len(seen) != 98 || seen["attempt-30"] {
		t.Errorf("%d attempts in the log", len(seen))
	}
	if n, err := o.Drain(t.Context()); n != 0 || err != nil {
		t.Errorf("again: %d calls, error %v", n, err)
	}
}

func TestWhatCannotBeRecordedIsLogged(t *testing.T) {
	t.Parallel()
	d, log := newDesk(sheet("affected", "見本　花子", "+81300001001")), &logged{}
	d.unlisted["attempt-0"] = errors.New("the server is gone")
	o := rehearsal.Operators{Desk: d, Campaign: "sample", Answers: answers(t), Lists: lists(t), Clock: rehearsal.NewClock(at(26, 9, 0)), Log: log}
	n, err := o.Drain(t.Context())
	if n != 0 || err == nil || !strings.Contains(err.Error(), "record attempt-0: the server is gone") {
		t.Errorf("%d calls, error %v", n, err)
	}
	if l := log.lines(t); len(l) != 1 || l[0].Name != "見本　花子" || l[0].Disposition != "" {
		t.Errorf("log %+v", l)
	}
}

// An operator does not ask for ever.
func TestOffersThatAreAlwaysRefused(t *testing.T) {
	t.Parallel()
	o := rehearsal.Operators{Desk: refusing{}, Campaign: "sample", Answers: answers(t), Lists: lists(t), Clock: rehearsal.NewClock(at(26, 9, 0))}
	if _, err := o.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "could not be dialled") {
		t.Errorf("error %v", err)
	}
}

type refusing struct{ *desk }

func (refusing) Next(ctx context.Context, _, _, _ string, _ []string) (dispatcher.Offer, bool, error) {
	return dispatcher.Offer{}, true, ctx.Err()
}

func (refusing) Dial(context.Context, string, string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{}, &dispatcher.Error{Code: dispatcher.Conflict}
}
