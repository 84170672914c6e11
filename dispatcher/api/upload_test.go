package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

const importDoor = "POST /api/v1/campaigns/c1/audiences/affected/people?name=list.csv"

func TestRefusedListsShowTheirBalance(t *testing.T) {
	t.Parallel()
	balance := dispatcher.Balance{Rows: 3, Rejected: 3, Errors: []dispatcher.RowError{{Row: 2, Kind: "rejected", Reason: "no name"}}}
	a, _, _ := doors(func(s *Services) {
		s.People = fakePeople{&asked{err: &dispatcher.Error{Code: dispatcher.Invalid, Where: "list.csv", What: "nobody is left"}}, balance, false}
	})
	w := ask(a.Office(), importDoor, "x")
	var got ErrorReply
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := ErrorReply{Problem{Code: "invalid", Where: "list.csv", What: "nobody is left"}, &balance}
	if diff := cmp.Diff(want, got); diff != "" || w.Code != 400 {
		t.Errorf("status %d (-want +got):\n%s", w.Code, diff)
	}
}

// endless is a body that never stops.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	a, asked, _ := doors()
	for _, path := range []string{"/api/v1/campaigns", "/api/v1/calls/next", "/api/v1/reviews"} {
		r := httptest.NewRequest("POST", path, io.MultiReader(strings.NewReader(`{"`), endless{}))
		w := httptest.NewRecorder()
		a.Office().ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || problem(t, w.Body.String()).Code != dispatcher.Invalid {
			t.Errorf("%s: status %d, body %s", path, w.Code, w.Body)
		}
	}
	must(t, "something of a body too large was taken: "+asked.said(), asked.said() == "")
}

func TestListsHaveTheirOwnBound(t *testing.T) {
	t.Parallel()
	a, asked, _ := doors()
	for _, rt := range a.officeRoutes() {
		want := int64(bodyLimit)
		if strings.HasSuffix(rt.pattern, "/audiences/{audience}/people") {
			want = listLimit
		}
		if rt.limit != want {
			t.Errorf("%s takes %d bytes, want %d", rt.pattern, rt.limit, want)
		}
	}
	w := ask(a.Office(), importDoor, strings.Repeat("x", bodyLimit+1))
	if want := fmt.Sprintf("list.csv %d bytes dry false", bodyLimit+1); w.Code != 200 || !strings.Contains(asked.said(), want) {
		t.Errorf("status %d, asked %s", w.Code, asked.said())
	}
	// The same door with a small bound, for the error of the large one.
	h := a.answer(route{"", a.importPeople, 10})
	w = ask(h, importDoor, strings.Repeat("x", 11))
	if w.Code != http.StatusRequestEntityTooLarge || problem(t, w.Body.String()).Where != "body" {
		t.Errorf("status %d, body %s", w.Code, w.Body)
	}
}

// A list refused before it is read is answered before it is sent.
func TestListIsNotAskedForInVain(t *testing.T) {
	t.Parallel()
	a, _, _ := doors(func(s *Services) {
		s.People = fakePeople{asked: &asked{err: &dispatcher.Error{Code: dispatcher.NotFound, What: "no such campaign"}}, unread: true}
	})
	srv := httptest.NewServer(a.Office())
	t.Cleanup(srv.Close)
	body := &counted{Reader: strings.NewReader(strings.Repeat("x", 1<<20))}
	_, target, _ := strings.Cut(importDoor, " ")
	r, _ := http.NewRequest("POST", srv.URL+target, body)
	r.Header.Set("Expect", "100-continue")
	hc := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	t.Cleanup(hc.CloseIdleConnections)
	res, err := hc.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 404 || body.n > 0 {
		t.Errorf("status %d after %d bytes, want 404 after none", res.StatusCode, body.n)
	}
}

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// deadlines is a reply that notes the bounds set on its connection.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write []bool // whether there was one, in order
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.read = append(d.read, !t.IsZero())
	return nil
}

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.write = append(d.write, !t.IsZero())
	return nil
}

func TestSlowDoorsAreNotCut(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	_, target, _ := strings.Cut(importDoor, " ")
	list := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	a.Office().ServeHTTP(list, httptest.NewRequest("POST", target, strings.NewReader("x")))
	must(t, "reading a list is not bounded by its progress", len(list.read) > 1 && list.read[0])
	must(t, "a bound stands while the list is worked on", !list.read[len(list.read)-1])
	if diff := cmp.Diff([]bool{false, true}, list.write); diff != "" {
		t.Errorf("the reply to a list (-want +got):\n%s", diff)
	}
	verify := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	a.Office().ServeHTTP(verify, httptest.NewRequest("GET", "/api/v1/campaigns/c1/verify", nil))
	if diff := cmp.Diff([]bool{false}, verify.write); diff != "" {
		t.Errorf("a recount (-want +got):\n%s", diff)
	}
}

func TestServerIsBounded(t *testing.T) {
	t.Parallel()
	s := Server(http.NotFoundHandler())
	must(t, "a bound is missing", s.ReadHeaderTimeout > 0 && s.ReadTimeout > 0 && s.WriteTimeout > 0 && s.IdleTimeout > 0 && s.MaxHeaderBytes > 0)
}
