package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// corrected is a campaign for those who were told by mistake.
const corrected = `id: corrected
organisation: {name: 見本市, desk: 試験課, phone: "+81312345678", email: desk@mihon.example, address: 見本市中央1-1, hours: "09:00-20:00", sender: 見本市長}
incident: {discovered: "2023-02-21T17:30+09:00", outline: 試験の通知, items: [氏名], cause: 試験, secondary: なし, measures: なし}
timezone: Asia/Tokyo
sandbox_only: true
letters: letters
audiences:
  corrections:
    goal: notice
    letter: correction
    reached_when: handed_over
    plan:
      - email: {tries: 1, wait: 1h}
`

// Who was told and withdrawn then, and nobody else, gets a correction: once,
// however often it is asked for; they stay withdrawn where they were.
func TestWithdrawnAndToldAreCorrected(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	letters := map[string]string{}
	files, err := filepath.Glob("../../examples/letters/correction.*.txt")
	s.must(nil, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		s.must(nil, err)
		letters[filepath.Base(f)] = string(b)
	}
	s.must(s.client.Create(t.Context(), dispatcher.Files{Campaign: []byte(corrected), Letters: letters}))
	told, untold, still := s.one("060-9999-0001"), s.one("060-9999-0002"), s.one("060-9999-0003")
	for _, p := range []dispatcher.Found{told, untold, still} {
		s.must(s.contact(p.ID, []string{p.ID[:6] + "@residents.example"}, nil))
	}
	spoken := map[string]bool{}
	for len(spoken) < 4 { // everybody is offered; two are told
		o, ok, err := s.client.Next(t.Context(), "花子", "telephoned", "", nil)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		spoken[o.Case] = true
		disposition := dispatcher.NoAnswer
		if o.Case == told.ID || o.Case == still.ID {
			disposition = dispatcher.SpokenTo
		}
		s.must(s.client.Dial(t.Context(), "花子", o.Attempt))
		s.must(s.client.Record(t.Context(), "花子", o.Attempt, dispatcher.Report{Disposition: disposition}))
	}
	for _, p := range []dispatcher.Found{told, untold} {
		s.must(nil, s.client.Withdraw(t.Context(), "telephoned", p.ID, "the mail never left"))
	}
	for i, want := range []dispatcher.Correction{{Withdrawn: 2, Told: 1, Added: 1}, {Withdrawn: 2, Told: 1}} {
		done, err := s.client.Correct(t.Context(), "corrected", "corrections", api.CorrectRequest{Campaign: "telephoned", Audience: "affected"})
		if err != nil || done != want {
			t.Errorf("round %d: %+v, %v; want %+v", i+1, done, err, want)
		}
	}
	s.must(s.client.Control(t.Context(), "corrected", dispatcher.Launch))
	s.until("the correction is handed over", func() bool {
		list, err := s.client.Status(t.Context(), "corrected", "corrections", time.Time{})
		return err == nil && list[0].Total == 1 && list[0].Reached == 1
	})
	f, err := s.client.Find(t.Context(), "corrected", "見本一子", "whom have we told")
	if err != nil || len(f.People) != 1 {
		t.Errorf("in the round: %+v, %v", f.People, err)
	}
	if got := s.one("060-9999-0001").State; got != dispatcher.Withdrawn {
		t.Errorf("who was corrected is %s in the first campaign", got)
	}
	for _, id := range []string{"telephoned", "corrected"} {
		if v, err := s.client.Verify(t.Context(), id); err != nil || len(v.Differences) > 0 {
			t.Errorf("%s: %v, %v", id, v.Differences, err)
		}
	}
	if _, err := s.client.Correct(t.Context(), "telephoned", "affected", api.CorrectRequest{Campaign: "telephoned", Audience: "affected"}); err == nil ||
		!strings.Contains(err.Error(), "the audience that they come from") {
		t.Errorf("into the same audience: %v", err)
	}
}
