package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

func TestOfficeDoors(t *testing.T) {
	t.Parallel()
	const b = "/api/v1/"
	tests := []struct {
		head, body string
		status     int
		asked      string
		reply      string // a part of it
	}{
		{"POST " + b + "campaigns\nOwabi-Actor: 佐藤", `{"campaign":"aWQ6IGMx","letters":{"a.txt":"hi"}}`, 201,
			"create as 佐藤: id: c1 map[a.txt:hi]", `"id":"c1"`},
		{"GET " + b + "campaigns", "", 200, "list campaigns", "[]\n"},
		{"GET " + b + "campaigns/c1", "", 200, "show c1", `"reached_when":"spoken"`},
		{"POST " + b + "campaigns/c1/launch", "", 200, "launch c1 as local", `"state":"draft"`},
		{"POST " + b + "campaigns/c1/stop\nOwabi-Actor: a", "", 200, "stop c1 as a", `"id":"c1"`},
		{"POST " + b + "campaigns/c1/delete", "", 404, "", `"code":"not_found"`},
		{"POST " + b + "campaigns/c1/audiences/affected/people?name=/x/list.csv&dry=1", "name\nA\n", 200,
			"import as local: c1/affected list.csv 7 bytes dry true", `"rows":0`},
		{"POST " + b + "campaigns/c1/audiences/a/people?encoding=cp932&hidden=exclude&unreadable=keep&sheet=A%20B&lang=ja", "name\nA\n", 200,
			"import as local: c1/a list 7 bytes dry false cp932excludekeepA Bja", `"rows":0`},
		{"POST " + b + "campaigns/c1/audiences/a/people?hidden=yes", "", 400, "", `"where":"hidden"`},
		{"POST " + b + "campaigns/c1/audiences/a/people?password=x", "", 400, "", `"where":"?password"`},
		{"POST " + b + "campaigns/c1/audiences/a/people?dry=yes", "", 400, "", `"where":"?dry"`},
		{"GET " + b + "campaigns/c1/people?audience=a&state=reached&after=p0&limit=2", "", 200,
			"people c1 {Audience:a State:reached After:p0 Limit:2}", `{"people":[{"id":"p1","audience":"","state":"reached","evidence":"spoken"`},
		{"GET " + b + "campaigns/c1/people?state=lost", "", 400, "", `"where":"?state"`},
		{"GET " + b + "campaigns/c1/people?limit=1001", "", 400, "", `"where":"?limit"`},
		{"GET " + b + "campaigns/c1/people?Limit=1", "", 400, "", "audience, state, after, limit"},
		{"GET " + b + "campaigns/c1/people?limit=1&limit=2", "", 400, "", `"where":"?limit"`},
		{"POST " + b + "campaigns/c1/people/p1/contact\nOwabi-Actor: 佐藤", `{"add":["060-9999-0001"],"retire":["a@example.jp"],"reason":"rang us"}`, 200,
			"contact as 佐藤: c1 p1 +060-9999-0001 -a@example.jp: rang us", `{"added":1,"retired":1}`},
		{"POST " + b + "campaigns/c1/repair\nOwabi-Actor: 佐藤", "", 200, "repair as 佐藤: c1", `{"repaired":3}`},
		{"POST " + b + "campaigns/c1/audiences/a/corrections", `{"campaign":"c0","audience":"b"}`, 200, "correct c1/a from c0/b", `{"withdrawn":3,"told":2,"added":1}`},
		{"GET " + b + "campaigns/c1/key", "", 200, "key of c1", `{"public_key":"age1x"}`},
		{"GET " + b + "campaigns/c1/rejected?after=x&limit=5", "", 200, `rejected c1 "x" 5`, `{"rejected":[],"next":"7"}`},
		{"GET " + b + "campaigns/c1/rejected?limit=0", "", 400, "", `"where":"?limit"`},
		{"POST " + b + "campaigns/c1/people/find\nOwabi-Actor: 佐藤", `{"query":"見本花子","reason":"rang us"}`, 200,
			"find as 佐藤: c1 見本花子: rang us", `"name":"見本花子"}],"more":true}`},
		{"POST " + b + "campaigns/c1/people/find?query=a", `{"query":"a","reason":"r"}`, 400, "", `"where":"?query"`},
		{"POST " + b + "campaigns/c1/people/p1/withdraw", `{"reason":"not affected"}`, 200,
			"withdraw as local: c1 p1: not affected", `{"state":"withdrawn"}`},
		{"POST " + b + "campaigns/c1/people/p1/withdraw", `{}`, 400, "", `"where":"reason"`},
		{"GET " + b + "campaigns/c1/status?audience=a&as_of=2023-02-26T18:00:00%2B09:00", "", 200,
			`status "c1" "a" 2023-02-26T09:00:00Z`, "[]\n"},
		{"GET " + b + "campaigns/c1/status?as_of=yesterday", "", 400, "", `"where":"?as_of"`},
		{"GET " + b + "status", "", 200, `status "" "" -`, "[]\n"},
		{"GET " + b + "status?audience=a", "", 400, "", `"where":"?audience"`},
		{"GET " + b + "campaigns/c1/statement?lang=ja", "", 200, `statement c1 - "ja"`, `{"text":"119人中93人"}`},
		{"GET " + b + "campaigns/c1/statement", "", 200, `statement c1 - ""`, ""},
		{"GET " + b + "campaigns/c1/statement?lang=en&as_of=2023-02-26T18:00:00Z", "", 200, `statement c1 2023-02-26T18:00:00Z "en"`, ""},
		{"GET " + b + "campaigns/c1/statement?lang=fr", "", 400, "", `"where":"?lang"`},
		{"GET " + b + "campaigns/c1/verify", "", 200, "verify c1", `{"cases":119,"people":119,"differences":[]}`},
		{"GET " + b + "campaigns/c1/calls", "", 200, "calls c1", "[]\n"},
		{"GET " + b + "campaigns/c1/reviews", "", 200, "reviews c1", `"attempt":"k.c.1.2"`},
		{"POST " + b + "reviews", `{"attempts":["k.c.1.2"],"verdict":"send_again"}`, 200,
			"resolve as local: [k.c.1.2] send_again", `{"resolved":1}`},
		{"POST " + b + "reviews", `{"attempts":[],"verdict":"send_again"}`, 400, "", `"where":"attempts"`},
		{"POST " + b + "reviews", `{"attempts":["x"],"verdict":"maybe"}`, 400, "", `"where":"verdict"`},
		{"POST " + b + "calls/next", `{"operator":"佐藤","campaign":"c1","audience":""}`, 200, `next 佐藤 c1 ""`, `"attempt":"k.c.1.1"`},
		{"POST " + b + "calls/next", `{"operator":" ","campaign":"c1"}`, 400, "", `"where":"operator"`},
		{"POST " + b + "calls/k.c.1.1/dial", `{"operator":"o"}`, 200, "dial o k.c.1.1", `"number":"+81300000012"`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"spoken","note":"n"}`, 200,
			`record o k.c.1.1 spoken "n" -`, `{"status":"recorded","state":"reached"}`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"call_back","call_back":"2023-02-26T18:00:00+09:00"}`, 200,
			`record o k.c.1.1 call_back "" 2023-02-26T09:00:00Z`, `"state":"reached"`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"busy","call_back":"2023-02-26T18:00:00+09:00"}`, 400,
			"", `"where":"call_back"`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"asleep"}`, 400, "", `"where":"disposition"`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"busy","language":"en"}`, 400, "", `"where":"language"`},
		{"POST " + b + "calls/k.c.1.1/disposition", `{"operator":"o","disposition":"busy","flags":["angry"]}`, 400, "", `JSON`},
		{"POST " + b + "calls/next", `{"operator":"佐藤","campaign":"c1","audience":"","languages":["ja","en"]}`, 200, `next 佐藤 c1 "" ja en`, `"attempt":"k.c.1.1"`},
		{"POST " + b + "calls/k.c.1.1/back", `{"operator":"o"}`, 204, "back o k.c.1.1", ""},
		{"POST " + b + "calls/k.c.1.1/back", `{}`, 400, "", `"where":"operator"`},
		{"POST " + b + "calls/k.c.1.1/hand", `{"operator":"o","to":"佐藤"}`, 204, "hand o k.c.1.1 to 佐藤", ""},
		{"POST " + b + "calls/k.c.1.1/hand", `{"operator":"o","to":"\u0007"}`, 400, "", `"where":"to"`},
		{"POST " + b + "calls/k.c.1.1/hand", `{"to":"佐藤"}`, 400, "", `"where":"operator"`},
		{"POST " + b + "calls/k.c.1.1/reassign\nOwabi-Actor: boss", `{"to":"佐藤"}`, 204, `reassign as boss: k.c.1.1 to "佐藤"`, ""},
		{"POST " + b + "calls/k.c.1.1/reassign", `{}`, 204, `reassign as local: k.c.1.1 to ""`, ""},
		{"POST " + b + "campaigns/c1/people/p1/call-again", `{"at":"2023-02-26T18:00:00+09:00"}`, 204, "again as local: c1 p1 2023-02-26T09:00:00Z", ""},
		{"POST " + b + "campaigns/c1/people/p1/call-again", `{}`, 204, "again as local: c1 p1 -", ""},
		{"POST " + b + "campaigns/c1/people/p1/answer", `{"operator":"o","reason":"rang us"}`, 200, "answer o c1 p1: rang us", `"script":"script"`},
		{"POST " + b + "campaigns/c1/people/p1/answer", `{"reason":"rang us"}`, 400, "", `"where":"operator"`},
		{"POST " + b + "campaigns/c1/people/p1/inbound", `{"operator":"o","disposition":"not_identified","at":"2023-02-26T18:00:00+09:00","flags":["language","complaint"],"language":"en"}`, 200,
			"inbound o c1 p1 not_identified 2023-02-26T09:00:00Z [language complaint] en", `{"status":"recorded","state":"reached"}`},
		{"POST " + b + "campaigns/c1/people/p1/inbound", `{"operator":"o","disposition":"asleep"}`, 400, "", `"where":"disposition"`},
		{"GET " + b + "campaigns/c1/questions", "", 200, "questions c1", `[{"question":"Q","answer":"A"}]`},
		{"GET /healthz", "", 200, "", ""},
		{"GET " + b + "nothing", "", 404, "", "docs/api.md"},
		{"DELETE " + b + "campaigns", "", 404, "", `"where":"DELETE /api/v1/campaigns"`},
		{"GET " + b + "campaigns/c1/verify\nOwabi-Actor: a", "", 200, "verify c1", ""},
		{"POST " + b + "campaigns/c1/launch\nOwabi-Actor: " + strings.Repeat("a", 101), "", 400, "", `"where":"Owabi-Actor"`},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.head, "/", "|"), func(t *testing.T) {
			t.Parallel()
			a, asked, _ := doors()
			w := ask(a.Office(), tt.head, tt.body)
			if w.Code != tt.status || asked.said() != tt.asked || !strings.Contains(w.Body.String(), tt.reply) {
				t.Errorf("status %d, want %d\nasked %q, want %q\nreply %s, want %s", w.Code, tt.status, asked.said(), tt.asked, w.Body, tt.reply)
			}
		})
	}
}

func TestNobodyToCall(t *testing.T) {
	t.Parallel()
	a, _, _ := doors(func(s *Services) { s.Desk = fakeDesk{&asked{}, true} })
	w := ask(a.Office(), "POST /api/v1/calls/next", `{"operator":"o","campaign":"c1","audience":""}`)
	if w.Code != http.StatusNoContent || w.Body.Len() > 0 {
		t.Errorf("status %d, body %q; want 204 and none", w.Code, w.Body)
	}
}

func TestBodiesThatDoNotRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, what string }{
		{"an unknown field", `{"operater":"o"}`, `has an unknown field "operater"`},
		{"another type", `{"operator":7}`, "field operator is of the wrong type"},
		{"no JSON", `operator=o`, "is no JSON that can be read"},
		{"nothing", ``, "is no JSON that can be read"},
		{"two values", `{"operator":"o","campaign":"c1"}{}`, "holds more than one JSON value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, asked, _ := doors()
			w := ask(a.Office(), "POST /api/v1/calls/next", tt.body)
			got := problem(t, w.Body.String())
			if w.Code != 400 || got.What != tt.what || got.Cure == "" || asked.said() != "" {
				t.Errorf("status %d, error %+v, asked %q", w.Code, got, asked.said())
			}
		})
	}
}

func TestErrorsOfTheDomain(t *testing.T) {
	t.Parallel()
	mendable := func(c dispatcher.Code) error {
		return fmt.Errorf("wrapped: %w", &dispatcher.Error{Code: c, Where: "c1", What: "is so", Cure: "do that"})
	}
	tests := []struct {
		name   string
		err    error
		status int
		want   Problem
	}{
		{"invalid", mendable(dispatcher.Invalid), 400, Problem{"invalid", "c1", "is so", "do that"}},
		{"not found", mendable(dispatcher.NotFound), 404, Problem{"not_found", "c1", "is so", "do that"}},
		{"conflict", mendable(dispatcher.Conflict), 409, Problem{"conflict", "c1", "is so", "do that"}},
		{"forbidden", mendable(dispatcher.Forbidden), 403, Problem{"forbidden", "c1", "is so", "do that"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, asked, log := doors()
			asked.err = tt.err
			w := ask(a.Office(), "GET /api/v1/campaigns/c1", "")
			if diff := cmp.Diff(tt.want, problem(t, w.Body.String())); diff != "" || w.Code != tt.status {
				t.Errorf("status %d, error (-want +got):\n%s", w.Code, diff)
			}
			must(t, "what a user can mend is in the log", !strings.Contains(log.String(), "is so"))
		})
	}
}

func TestInternalErrorsStayInside(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errors.New("store: secret cause"), &dispatcher.Error{Code: dispatcher.Internal, What: "secret cause"}} {
		a, asked, log := doors()
		asked.err = err
		w := ask(a.Office(), "GET /api/v1/campaigns/c1", "")
		got := problem(t, w.Body.String())
		if w.Code != 500 || got.Code != dispatcher.Internal || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("status %d, body %s", w.Code, w.Body)
		}
		id := strings.TrimPrefix(got.Where, "request ")
		must(t, "the log does not tell the cause beside the id of the reply",
			len(id) > 8 && strings.Contains(log.String(), "secret cause") && strings.Contains(log.String(), "id="+id))
	}
}

func TestRepliesAreNotKept(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	h := ask(a.Office(), "GET /api/v1/campaigns/c1", "").Header()
	must(t, "a reply may be cached", h.Get("Cache-Control") == "no-store")
	must(t, "a reply is no JSON", h.Get("Content-Type") == "application/json; charset=utf-8")
}

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, headers string
		status        int
	}{
		{"a program", "", 200},
		{"our own page", "\nSec-Fetch-Site: same-origin", 200},
		{"another site", "\nSec-Fetch-Site: cross-site", 403},
		{"another origin", "\nOrigin: https://evil.example", 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, asked, _ := doors()
			w := ask(a.Office(), "POST /api/v1/campaigns/c1/stop"+tt.headers, "")
			if w.Code != tt.status || (asked.said() == "") != (tt.status == 403) {
				t.Errorf("status %d, asked %q", w.Code, asked.said())
			}
			if tt.status == 403 && problem(t, w.Body.String()).Code != dispatcher.Forbidden {
				t.Errorf("reply %s", w.Body)
			}
		})
	}
}

func TestLogHoldsPatternsOnly(t *testing.T) {
	t.Parallel()
	a, _, log := doors()
	ask(a.Office(), "POST /api/v1/campaigns/canary-id/people/canary-case/withdraw\nOwabi-Actor: canary-actor", `{"reason":"canary-reason"}`)
	ask(a.Office(), "POST /api/v1/campaigns/canary-id/people/find\nOwabi-Actor: canary-actor", `{"query":"canary-query","reason":"canary-reason"}`)
	ask(a.Office(), "GET /api/v1/canary-path?canary=query", "")
	ask(a.Public(), "GET /p/canary-token", "")
	ask(a.Public(), "GET /canary-page", "")
	got := log.String()
	must(t, "the log holds what was asked:\n"+got, !strings.Contains(got, "canary"))
	must(t, "the log lacks a line a request:\n"+got, strings.Count(got, "msg=request") == 5)
	must(t, "the log lacks the pattern:\n"+got, strings.Contains(got, `route="GET /p/{token}" status=404 took=`))
}

func TestPanicsEndInALine(t *testing.T) {
	t.Parallel()
	a, _, log := doors(func(s *Services) { s.Figures = nil })
	w := ask(a.Office(), "GET /api/v1/status", "")
	if w.Code != 500 || !strings.Contains(log.String(), "request panicked") || !strings.Contains(log.String(), "status=500") {
		t.Errorf("status %d, log %s", w.Code, log)
	}
}

func problem(t *testing.T, body string) Problem {
	t.Helper()
	var e ErrorReply
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return e.Error
}
