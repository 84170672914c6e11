package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// reader is a person with their page open.
type reader struct {
	*deskSite
	token string
}

// readers are those whose letters were printed.
func (s *deskSite) readers(p dispatcher.Printed) []reader {
	s.Helper()
	var all []reader
	for _, m := range p.Manifest {
		l := s.book.Registered()[len(s.book.Registered())-1]
		id := dispatcher.AttemptID{Campaign: l.Key, Case: m.Person, Inc: 1, Seq: 1}
		all = append(all, reader{s, s.vault.Sign("page", id.String())})
	}
	return all
}

func (r reader) at() string { return "http://" + r.pages.Addr().String() + "/p/" + r.token }

func (r reader) page() string {
	r.Helper()
	res, err := http.Get(r.at())
	r.must(nil, err)
	defer res.Body.Close()
	html, err := io.ReadAll(res.Body)
	r.must(nil, err)
	if res.StatusCode != 200 {
		r.Fatalf("the page answers %s", res.Status)
	}
	return string(html)
}

func (r reader) press(form url.Values) int {
	r.Helper()
	res, err := http.PostForm(r.at(), form)
	r.must(nil, err)
	res.Body.Close()
	return res.StatusCode
}

// TestPersonsPage: one confirms, one asks to be called, one says that it is not
// for them; a number is checked; opening changes nothing.
func TestPersonsPage(t *testing.T) {
	t.Parallel()
	s := newPostRoom(t, 5)
	p := s.print(0)
	s.must(s.client.ConfirmBatch(t.Context(), p.Number))
	s.must(s.client.PostedBatch(t.Context(), p.Number, time.Time{}, nil))
	all := s.readers(p)
	for _, r := range all {
		for _, personal := range []string{"見本　0", "架空町", "060-9999"} {
			if strings.Contains(r.page(), personal) {
				t.Errorf("the page holds %q", personal)
			}
		}
	}
	s.settle()
	if n := s.states()["reached"]; n != 0 {
		t.Fatalf("%d people are reached, and nobody has pressed a button", n)
	}

	reads, asks, wrong := all[0], all[1], all[2]
	reads.press(url.Values{"confirm": {"read"}})
	times := regexp.MustCompile(`<option value="([^"]+)"`).FindAllStringSubmatch(asks.page(), -1)
	if len(times) < 10 {
		t.Fatalf("the page offers %d times", len(times))
	}
	at := strings.ReplaceAll(times[3][1], "&#43;", "+")
	if code := asks.press(url.Values{"confirm": {"call"}, "at": {"2023-03-01T03:00:00+09:00"}}); code != 404 {
		t.Errorf("a time that is not offered: status %d", code)
	}
	asks.press(url.Values{"confirm": {"call"}, "at": {at}})
	asks.press(url.Values{"confirm": {"call"}, "at": {at}}) // pressed twice
	if html := asks.page(); !strings.Contains(html, "次の日時にお電話を差し上げます") || strings.Contains(html, "<option") {
		t.Error("the page does not say when they are called")
	}
	wrong.press(url.Values{"confirm": {"wrong"}})
	if !strings.Contains(wrong.page(), "ご本人でない方に届いたことを承りました") {
		t.Error("the page does not say that it was noted")
	}
	s.settle()
	s.verified()
	people, _, err := s.client.People(t.Context(), "posted", dispatcher.PeopleQuery{})
	s.must(nil, err)
	for _, q := range people {
		switch q.ID {
		case p.Manifest[0].Person:
			if q.State != dispatcher.Reached || q.Evidence != dispatcher.Acknowledged {
				t.Errorf("who confirmed is %s by %s", q.State, q.Evidence)
			}
		case p.Manifest[2].Person:
			if q.Evidence != dispatcher.NoEvidence || q.Step != 2 {
				t.Errorf("who has got somebody else's letter: %s, step %d", q.Evidence, q.Step)
			}
		}
	}
	due, err := time.Parse(time.RFC3339, at)
	s.must(nil, err)
	s.clock.AdvanceTo(due)
	s.settle()
	calls, err := s.client.Calls(t.Context(), "posted")
	s.must(nil, err)
	found := false
	for _, c := range calls {
		found = found || c.Case == p.Manifest[1].Person && !c.Due.After(due)
	}
	if !found {
		t.Errorf("who asked is not on the list of calls at that time: %+v", calls)
	}

	reference := regexp.MustCompile(`class="reference">([^<]+)<`).FindStringSubmatch(reads.page())[1]
	for number, want := range map[string]string{reference: "お送りした連絡のものです", strings.ToLower(strings.ReplaceAll(reference, "-", " ")): "お送りした連絡のものです",
		"AAAA-BBB-CCC": "発行したものではありません", "見本　000郎": "発行したものではありません", "": "発行したものではありません"} {
		res, err := http.PostForm("http://"+s.pages.Addr().String()+"/check", url.Values{"number": {number}})
		s.must(nil, err)
		html, err := io.ReadAll(res.Body)
		res.Body.Close()
		s.must(nil, err)
		if !strings.Contains(string(html), want) {
			t.Errorf("checking %q: %s\n%s", number, res.Status, html)
		}
	}
}
