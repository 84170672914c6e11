package rehearsal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

// pages is a public listener: it shows a page a token, and notes who pressed
// the button.
type pages struct {
	*httptest.Server
	mu      sync.Mutex
	pressed []string
	down    bool
}

func newPages(t *testing.T) *pages {
	p := &pages{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /p/{token}", p.show)
	mux.HandleFunc("POST /p/{token}", p.confirm)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	if !slices.Contains(p.pressed, r.PathValue("token")) {
		fmt.Fprint(w, `<form method="post"><button type="submit" name="confirm" value="deletion">確認</button></form>`)
	}
}

func (p *pages) confirm(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.PostFormValue("confirm") == "deletion" {
		p.pressed = append(p.pressed, r.PathValue("token"))
	}
	w.Header().Set("Location", "?done=1") // relative to the page, as the product's
	w.WriteHeader(http.StatusSeeOther)
}

func (p *pages) confirmed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(slices.Values(p.pressed))
}

func (p *pages) letter(name, token string) string {
	return "To: x\r\nMessage-ID: <" + token + "@city.example.jp>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + name + " 御中\r\n" + p.URL + "/p/" + token + "\r\n"
}

func newRecipients(t *testing.T, p *pages, log *logged, replaced ...string) *rehearsal.Recipients {
	t.Helper()
	return &rehearsal.Recipients{Browser: client.Recipient{HTTP: p.Client()}, Answers: answers(t, replaced...), Lists: lists(t), Log: log}
}

func TestRecipientsConfirmWhenTheyAnswer(t *testing.T) {
	t.Parallel()
	p, log := newPages(t), &logged{}
	r := newRecipients(t, p, log)
	if next, ok := r.Next(); ok {
		t.Fatalf("somebody confirms at %s, and nobody has a letter", next)
	}
	ten := at(22, 10, 0)
	r.OnMail("info@shokudo.example.jp", p.letter("架空食堂", "one"), ten)                   // answers from 9: at 10
	r.OnMail("SHOP@rei.example.jp", p.letter("例示商店", "two"), ten)                       // on the 23rd
	r.OnMail("shop@rei.example.jp", p.letter("例示商店 二号店", "three"), ten)                 // on the 25th
	r.OnMail("front@hotel.example.jp", p.letter("見本ホテル", "four"), ten)                  // never
	r.OnMail("stranger@example.com", p.letter("だれか", "five"), ten)                      // on no list
	r.OnMail("shop@rei.example.jp", p.letter("例示商店 二号店", "three-again"), at(24, 10, 0)) // the latest link counts

	steps := []struct {
		next      time.Time
		n         int
		confirmed []string
	}{
		{ten, 1, []string{"one"}},
		{at(23, 15, 0), 1, []string{"one", "two"}},
		{at(25, 10, 30), 1, []string{"one", "three-again", "two"}},
	}
	for _, s := range steps {
		next, ok := r.Next()
		if !ok || !next.Equal(s.next) {
			t.Fatalf("the next confirmation is at %s (%v), want %s", next, ok, s.next)
		}
		if n, err := r.Drain(t.Context(), next.Add(-time.Second)); n != 0 || err != nil {
			t.Fatalf("before %s: %d confirmations, error %v", next, n, err)
		}
		n, err := r.Drain(t.Context(), next)
		if n != s.n || err != nil {
			t.Fatalf("at %s: %d confirmations, error %v", next, n, err)
		}
		if diff := cmp.Diff(s.confirmed, p.confirmed()); diff != "" {
			t.Fatalf("at %s (-want +got):\n%s", next, diff)
		}
	}
	r.OnMail("info@shokudo.example.jp", p.letter("架空食堂", "six"), at(26, 10, 0)) // has confirmed already
	if next, ok := r.Next(); ok {
		t.Errorf("somebody still confirms at %s", next)
	}
	var rows []string
	for _, l := range log.lines(t) {
		rows = append(rows, fmt.Sprintf("%s %s row %d %s %s", l.Plan.Format("02T15:04"), l.Audience, l.Row, l.Channel, l.To))
	}
	want := []string{"22T10:00 recipients row 2 page info@shokudo.example.jp", "23T15:00 recipients row 3 page SHOP@rei.example.jp", "25T10:30 recipients row 4 page shop@rei.example.jp"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestALetterWithoutALinkIsAFault(t *testing.T) {
	t.Parallel()
	p := newPages(t)
	r := newRecipients(t, p, &logged{})
	r.OnMail("info@shokudo.example.jp", "Subject: x\r\n\r\n架空食堂 御中", at(22, 10, 0))
	r.OnMail("front@hotel.example.jp", "Subject: x\r\n\r\n見本ホテル 御中", at(22, 10, 0)) // never answers: does not look
	_, err := r.Drain(t.Context(), at(22, 10, 0))
	if err == nil || err.Error() != "rehearsal: the letter to recipients row 2 has no link to a page" {
		t.Errorf("error %v", err)
	}
	if _, err := r.Drain(t.Context(), at(22, 10, 0)); err != nil {
		t.Errorf("the fault comes back: %v", err)
	}
}

func TestAConfirmationThatFailsStaysDue(t *testing.T) {
	t.Parallel()
	p, log := newPages(t), &logged{}
	r := newRecipients(t, p, log)
	r.OnMail("info@shokudo.example.jp", p.letter("架空食堂", "secret-token"), at(22, 10, 0))
	p.mu.Lock()
	p.down = true
	p.mu.Unlock()
	n, err := r.Drain(t.Context(), at(22, 10, 0))
	if n != 0 || err == nil || !strings.Contains(err.Error(), "recipients row 2 confirms") || strings.Contains(err.Error(), "secret-token") {
		t.Fatalf("%d confirmations, error %v", n, err)
	}
	p.mu.Lock()
	p.down = false
	p.mu.Unlock()
	if n, err := r.Drain(t.Context(), at(22, 10, 0)); n != 1 || err != nil || len(log.lines(t)) != 1 {
		t.Errorf("%d confirmations, error %v", n, err)
	}
}
