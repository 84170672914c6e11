package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/personal"
)

var (
	noon    = time.Date(2023, 2, 26, 12, 0, 0, 0, time.FixedZone("", 9*3600))
	missing = &dispatcher.Error{Code: dispatcher.NotFound, Where: "c9", What: "there is no such campaign", Cure: "see `owabi campaign list`"}
)

// The domain as these tests need it: each method answers with what it was
// asked, so that a door that mixes its parts up shows.
type (
	campaigns struct{}
	people    struct{}
	intake    struct{}
	figures   struct{}
	desk      struct{}
	reviews   struct{}
)

func (campaigns) Create(_ context.Context, actor string, f dispatcher.Files) (dispatcher.Summary, error) {
	return dispatcher.Summary{ID: actor + "/" + string(f.Campaign) + "/" + f.Letters["a.txt"]}, nil
}

func (campaigns) List(context.Context) ([]dispatcher.Summary, error) {
	return []dispatcher.Summary{{ID: "c1", State: dispatcher.Running, Launched: noon}}, nil
}

func (campaigns) Show(_ context.Context, id string) (dispatcher.Summary, error) {
	if id == "c9" {
		return dispatcher.Summary{}, missing
	}
	return dispatcher.Summary{ID: id, Audiences: []dispatcher.AudienceSummary{{Name: "a", ReachedWhen: dispatcher.Acknowledged}}}, nil
}

func (campaigns) Control(_ context.Context, actor, id string, a dispatcher.Action) (dispatcher.Summary, error) {
	return dispatcher.Summary{ID: actor + "/" + id + "/" + string(a)}, nil
}

func (people) Import(_ context.Context, _, id, audience string, u dispatcher.Upload) (dispatcher.Balance, error) {
	n, err := io.Copy(io.Discard, u.Content)
	o := u.Options
	b := dispatcher.Balance{Rows: int(n), Columns: []dispatcher.Column{{Header: id + "/" + audience + "/" + u.Name, As: fmt.Sprint(u.Dry)},
		{Header: o.Encoding + " " + o.Hidden + " " + o.Unreadable + " " + o.Sheet + " " + o.Lang, As: o.Password.Reveal()}}}
	if audience == "refused" {
		return b, errors.Join(&dispatcher.Error{Code: dispatcher.Invalid, Where: u.Name, What: "is refused"}, err)
	}
	return b, err
}

func (people) List(_ context.Context, id string, q dispatcher.PeopleQuery) ([]dispatcher.PersonStatus, string, error) {
	return []dispatcher.PersonStatus{{ID: fmt.Sprintf("%s %+v", id, q), State: dispatcher.Unreachable, Evidence: dispatcher.HandedOver}}, "more", nil
}

func (people) Find(_ context.Context, actor, id string, query personal.Text, reason string) (dispatcher.Findings, error) {
	return dispatcher.Findings{People: []dispatcher.Found{{Name: actor + "/" + id + "/" + query.Reveal() + "/" + reason}}, More: true}, nil
}

func (people) Withdraw(_ context.Context, actor, id, person, reason string) error {
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: actor + "/" + id + "/" + person, What: reason}
}

func (intake) PublicKey(id string) (string, error) { return "age1" + id, nil }

func (intake) Correct(_ context.Context, id, audience, from, fromAudience string) (dispatcher.Correction, error) {
	return dispatcher.Correction{Added: len(id + audience + from + fromAudience)}, nil
}

func (intake) Refusals(_ context.Context, id, cursor string, limit int) ([]dispatcher.Refusal, string, error) {
	return []dispatcher.Refusal{{ID: fmt.Sprintf("%s/%s/%d", id, cursor, limit), At: noon, Faults: []dispatcher.Fault{{Code: "name_missing"}}}}, "more", nil
}

func (people) Contact(_ context.Context, actor, id, person string, c dispatcher.ContactChange) (dispatcher.Changed, error) {
	if actor != "佐藤" || id != "c1" || person != "p1" || c.Add[0].Reveal() != "060" || c.Reason != "why" {
		return dispatcher.Changed{}, fmt.Errorf("asked for %s %s %s %+v", actor, id, person, c)
	}
	return dispatcher.Changed{Added: len(c.Add), Retired: len(c.Retire)}, nil
}

func (figures) Status(_ context.Context, id, audience string, asOf time.Time) ([]dispatcher.Progress, error) {
	return []dispatcher.Progress{{Campaign: id, Audience: audience, AsOf: asOf, ByChannel: map[string]dispatcher.ChannelProgress{"call": {Attempts: 3}}}}, nil
}

func (figures) Statement(_ context.Context, id string, asOf time.Time, lang string) (string, error) {
	return id + "/" + lang + "/" + asOf.Format(time.RFC3339), nil
}

func (figures) Verify(_ context.Context, id string) (dispatcher.Verification, error) {
	return dispatcher.Verification{People: 7, Differences: []string{id}}, nil
}

func (figures) Repair(_ context.Context, actor, id string) (int, error) { return len(actor + id), nil }

func (desk) Next(_ context.Context, operator, id, audience string, languages []string) (dispatcher.Offer, bool, error) {
	return dispatcher.Offer{Attempt: operator + "/" + id + "/" + audience + strings.Join(languages, "+")}, id != "quiet", nil
}

func (desk) Dial(_ context.Context, operator, attempt string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{Offer: dispatcher.Offer{Attempt: attempt, Number: "masked"}, Number: "+81300000001", Script: operator}, nil
}

func (desk) Record(_ context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	if operator != "佐藤" || attempt != "k.c.1.2" || r.Disposition != dispatcher.CallBack || !r.Again.Equal(noon) || r.Note != "n" {
		return dispatcher.Recorded{}, fmt.Errorf("asked for %s %s %+v", operator, attempt, r)
	}
	return dispatcher.Recorded{Status: dispatcher.RecordLate, Reach: dispatcher.InProgress}, nil
}

func (desk) Calls(_ context.Context, id string) ([]dispatcher.CallStatus, error) {
	return []dispatcher.CallStatus{{Attempt: id, Phase: "offered", Due: noon}}, nil
}

// hands refuses everything, and says what it was asked.
type hands struct{}

func refused(format string, args ...any) error {
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: "hands", What: fmt.Sprintf(format, args...)}
}

func (hands) InHand(context.Context, string, string) ([]dispatcher.Hand, error) {
	return nil, refused("in hand")
}
func (hands) GiveBack(_ context.Context, operator, attempt string) error {
	return refused("back %s %s", operator, attempt)
}
func (hands) HandOver(_ context.Context, operator, attempt, to string) error {
	return refused("hand %s %s %s", operator, attempt, to)
}
func (hands) Reassign(_ context.Context, supervisor, attempt, to string) error {
	return refused("reassign %s %s %s", supervisor, attempt, to)
}
func (hands) CallAgain(_ context.Context, supervisor, id, person string, at time.Time) error {
	return refused("again %s %s %s %t", supervisor, id, person, at.Equal(noon))
}
func (hands) Standings(context.Context, string, []string) ([]dispatcher.Standing, error) {
	return nil, refused("standings")
}
func (hands) Answer(_ context.Context, operator, id, person, reason string) (dispatcher.Sheet, error) {
	return dispatcher.Sheet{Script: operator + id + person + reason, Identity: []dispatcher.Datum{{Item: "name", Value: "見本"}},
		History: []dispatcher.Past{{Channel: channels.Call, Evidence: dispatcher.Spoken, Flags: dispatcher.FlagLetter}}}, nil
}
func (hands) RecordInbound(_ context.Context, operator, id, person string, r dispatcher.Report) (dispatcher.Recorded, error) {
	return dispatcher.Recorded{}, refused("inbound %s %s %s %s %v", operator, id, person, r.Disposition, r.Flags.Names())
}
func (hands) Questions(_ context.Context, id string) ([]dispatcher.Question, error) {
	return []dispatcher.Question{{Question: id, Answer: "A"}}, nil
}

func (reviews) List(_ context.Context, id string) ([]dispatcher.Review, error) {
	return []dispatcher.Review{{Attempt: id, Channel: channels.SMS, At: noon}}, nil
}

func (reviews) Resolve(_ context.Context, _ string, attempts []string, _ dispatcher.Verdict) (int, error) {
	return len(attempts), nil
}

// office serves the doors on a unix socket, and returns a client of it.
func office(t *testing.T) *client.Client {
	t.Helper()
	// Not t.TempDir: the name of the test would make the path too long.
	l, err := net.Listen("unix", filepath.Join(shortDir(t), "owabi.sock"))
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(api.Services{Campaigns: campaigns{}, People: people{}, Intake: intake{}, Figures: figures{}, Desk: desk{}, Hands: hands{}, Inbound: hands{}, Reviews: reviews{}},
		slog.New(slog.DiscardHandler))
	srv := api.Server(a.Office())
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	c, err := client.New("unix:"+l.Addr().String(), "佐藤")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestEveryDoor(t *testing.T) {
	t.Parallel()
	c, ctx := office(t), t.Context()
	tests := []struct {
		name string
		call func() (any, error)
		want any
	}{
		{"create", func() (any, error) {
			s, err := c.Create(ctx, dispatcher.Files{Campaign: []byte("id: c1"), Letters: map[string]string{"a.txt": "hi"}})
			return s.ID, err
		}, "佐藤/id: c1/hi"},
		{"campaigns", func() (any, error) { s, err := c.Campaigns(ctx); return s[0].State, err }, dispatcher.Running},
		{"campaign", func() (any, error) { s, err := c.Campaign(ctx, "c/1"); return s.ID, err }, "c/1"},
		{"grades travel", func() (any, error) { s, err := c.Campaign(ctx, "c1"); return s.Audiences[0].ReachedWhen, err }, dispatcher.Acknowledged},
		{"control", func() (any, error) { s, err := c.Control(ctx, "c1", dispatcher.Pause); return s.ID, err }, "佐藤/c1/pause"},
		{"import", func() (any, error) {
			return c.Import(ctx, "c1", "a", dispatcher.Upload{Name: "list.csv", Content: strings.NewReader("12345"), Dry: true, Options: dispatcher.ListOptions{
				Encoding: dispatcher.CP932, Hidden: dispatcher.ExcludeHidden, Unreadable: dispatcher.KeepUnreadable, Sheet: "名簿 & 控え", Lang: "ja",
				Password: personal.New("合言葉 %&+")}})
		}, dispatcher.Balance{Rows: 5, Errors: []dispatcher.RowError{}, Columns: []dispatcher.Column{{Header: "c1/a/list.csv", As: "true"},
			{Header: "cp932 exclude keep 名簿 & 控え ja", As: "合言葉 %&+"}}}},
		{"people", func() (any, error) {
			p, next, err := c.People(ctx, "c1", dispatcher.PeopleQuery{Audience: "a", State: "reached", After: "x", Limit: 5})
			return fmt.Sprint(p[0].ID, p[0].State, p[0].Evidence, next), err
		}, "c1 {Audience:a State:reached After:x Limit:5}unreachable handed_overmore"},
		{"find", func() (any, error) {
			f, err := c.Find(ctx, "c1", "見本花子", "rang us")
			return fmt.Sprint(f.People[0].Name, f.More), err
		}, "佐藤/c1/見本花子/rang ustrue"},
		{"contact", func() (any, error) {
			return c.Contact(ctx, "c1", "p1", api.ContactRequest{Add: []string{"060"}, Reason: "why"})
		}, dispatcher.Changed{Added: 1}},
		{"correct", func() (any, error) {
			return c.Correct(ctx, "c1", "a", api.CorrectRequest{Campaign: "c0", Audience: "b"})
		}, dispatcher.Correction{Added: 6}},
		{"repair", func() (any, error) { return c.Repair(ctx, "c1") }, len("佐藤c1")},
		{"key", func() (any, error) { return c.PublicKey(ctx, "c1") }, "age1c1"},
		{"rejected", func() (any, error) {
			r, next, err := c.Rejected(ctx, "c1", "x")
			return fmt.Sprint(r[0].ID, r[0].At.Equal(noon), r[0].Faults[0].Code, next), err
		}, "c1/x/1000truename_missingmore"},
		{"status", func() (any, error) {
			p, err := c.Status(ctx, "c1", "a", noon)
			return fmt.Sprint(p[0].Campaign, p[0].Audience, p[0].AsOf.Equal(noon), p[0].ByChannel["call"].Attempts), err
		}, "c1atrue 3"},
		{"status of all", func() (any, error) { p, err := c.Status(ctx, "", "", time.Time{}); return p[0].AsOf.IsZero(), err }, true},
		{"statement", func() (any, error) { return c.Statement(ctx, "c1", noon, "en") }, "c1/en/2023-02-26T12:00:00+09:00"},
		{"verify", func() (any, error) { return c.Verify(ctx, "c1") }, dispatcher.Verification{People: 7, Differences: []string{"c1"}}},
		{"next", func() (any, error) {
			o, ok, err := c.Next(ctx, "佐藤", "c1", "a", []string{"ja", "en"})
			return fmt.Sprint(o.Attempt, ok), err
		}, "佐藤/c1/aja+entrue"},
		{"next, nobody", func() (any, error) {
			o, ok, err := c.Next(ctx, "佐藤", "quiet", "", nil)
			return fmt.Sprint(o.Attempt, ok), err
		}, "false"},
		{"dial", func() (any, error) {
			s, err := c.Dial(ctx, "佐藤", "k.c.1.2")
			return s.Attempt + s.Number + s.Script, err
		}, "k.c.1.2+81300000001佐藤"},
		{"record", func() (any, error) {
			return c.Record(ctx, "佐藤", "k.c.1.2", dispatcher.Report{Disposition: dispatcher.CallBack, Note: "n", Again: noon})
		}, dispatcher.Recorded{Status: dispatcher.RecordLate, Reach: dispatcher.InProgress}},
		{"give back", func() (any, error) { return what(c.GiveBack(ctx, "佐藤", "k.c.1.2")), nil }, "back 佐藤 k.c.1.2"},
		{"hand over", func() (any, error) { return what(c.HandOver(ctx, "佐藤", "k.c.1.2", "鈴木")), nil }, "hand 佐藤 k.c.1.2 鈴木"},
		{"reassign", func() (any, error) { return what(c.Reassign(ctx, "k.c.1.2", "鈴木")), nil }, "reassign 佐藤 k.c.1.2 鈴木"},
		{"call again", func() (any, error) { return what(c.CallAgain(ctx, "c1", "p/1", noon)), nil }, "again 佐藤 c1 p/1 true"},
		{"answer", func() (any, error) { s, err := c.Answer(ctx, "佐藤", "c1", "p1", "rang us"); return s, err },
			dispatcher.Sheet{Script: "佐藤c1p1rang us", Identity: []dispatcher.Datum{{Item: "name", Value: "見本"}},
				History: []dispatcher.Past{{Channel: channels.Call, Evidence: dispatcher.Spoken, Flags: dispatcher.FlagLetter}}}},
		{"inbound", func() (any, error) {
			_, err := c.RecordInbound(ctx, "佐藤", "c1", "p1", dispatcher.Report{Disposition: dispatcher.Busy, At: noon, Flags: dispatcher.FlagComplaint})
			return what(err), nil
		}, "inbound 佐藤 c1 p1 busy [complaint]"},
		{"questions", func() (any, error) { q, err := c.Questions(ctx, "c1"); return q[0].Question, err }, "c1"},
		{"calls", func() (any, error) { l, err := c.Calls(ctx, "c1"); return l[0].Attempt + l[0].Phase, err }, "c1offered"},
		{"reviews", func() (any, error) { l, err := c.Reviews(ctx, "c1"); return l[0].Channel, err }, channels.SMS},
		{"resolve", func() (any, error) { return c.Resolve(ctx, []string{"a", "b"}, dispatcher.SendAgain) }, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.call()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// what is what a refusal says.
func what(err error) string {
	var e *dispatcher.Error
	errors.As(err, &e)
	return e.What
}

func TestRefusalsComeBackWhole(t *testing.T) {
	t.Parallel()
	c := office(t)
	_, err := c.Campaign(t.Context(), "c9")
	var got *dispatcher.Error
	if !errors.As(err, &got) || cmp.Diff(missing, got) != "" {
		t.Errorf("error %#v, want %#v", err, missing)
	}
	err = c.Withdraw(t.Context(), "c1", "p1", "already")
	if want := "佐藤/c1/p1: already"; err == nil || err.Error() != want || dispatcher.CodeOf(err) != dispatcher.Conflict {
		t.Errorf("error %v, want %s", err, want)
	}
	b, err := c.Import(t.Context(), "c1", "refused", dispatcher.Upload{Name: "list.csv", Content: strings.NewReader(strings.Repeat("x", 1<<20))})
	if dispatcher.CodeOf(err) != dispatcher.Invalid || b.Rows != 1<<20 {
		t.Errorf("balance %+v, error %v", b, err)
	}
}

func TestServersThatAreNotThere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, addr string
		sent       bool
	}{
		{"no socket", "unix:" + filepath.Join(shortDir(t), "owabi.sock"), false},
		{"no listener", "http://" + freeAddress(t), false},
		{"one that hangs up", hangsUp(t), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := client.New(tt.addr, "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Control(t.Context(), "secret-id", dispatcher.Stop)
			var u *client.Unreachable
			if !errors.As(err, &u) || u.Sent != tt.sent || u.At != tt.addr {
				t.Fatalf("error %#v", err)
			}
			if strings.Contains(err.Error(), "secret-id") {
				t.Errorf("the error repeats the URL: %v", err)
			}
		})
	}
}

func TestOtherServersAreTold(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	c, err := client.New(srv.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Campaigns(t.Context()); err == nil || !strings.Contains(err.Error(), "is no owabi") {
		t.Errorf("error %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"", "unix:", "owabi.sock", "ftp://owabi.example", "http://", "unix:" + strings.Repeat("d/", 60)} {
		if _, err := client.New(addr, ""); err == nil {
			t.Errorf("%q is taken for an address", addr)
		}
	}
}

func TestCalledOff(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := office(t).Campaigns(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the caller's own", err)
	}
}
