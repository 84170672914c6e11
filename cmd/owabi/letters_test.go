package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/rehearsal"
	"github.com/owabi/owabi/dispatcher/vault"
)

// posted is a campaign that writes to everybody, and visits whom no letter
// reaches.
const postedCampaign = `id: posted
organisation: {name: 見本市, desk: 試験課, phone: "+81312345678", email: desk@mihon.example, address: 見本市中央1-1, hours: "09:00-20:00", sender: 見本市長, document_number: 見予第45号}
incident: {discovered: "2023-02-21T17:30+09:00", outline: 試験の通知, items: [氏名], cause: 試験, secondary: なし, measures: なし}
timezone: Asia/Tokyo
sandbox_only: true
audiences:
  affected:
    goal: apology
    reached_when: delivered
    plan:
      - letter: {no_forwarding: true}
      - call: {tries: 1, hours: "00:00-24:00"}
`

// newPostRoom is the whole product in this process, with so many people to
// write to; the third one's name cannot be printed.
func newPostRoom(t *testing.T, people int) *deskSite {
	t.Helper()
	dir := shortDir(t)
	s := &deskSite{T: t, clock: rehearsal.NewClock(jst(26, 10, 0)), log: &lockedBuffer{}}
	s.with = settings{data: filepath.Join(dir, "data"), keyFile: filepath.Join(dir, "master.key"), public: anywhere, desks: anywhere, publicURL: "https://owabi.mihon.example",
		mode: dispatcher.Sandbox, clock: s.clock, log: slog.New(slog.NewTextHandler(s.log, nil))}
	s.start()
	t.Cleanup(s.end)
	var list strings.Builder
	list.WriteString("氏名,郵便番号,住所,電話番号\n")
	for i := range people {
		family := "見本"
		if i == 2 {
			family = "𠮷田"
		}
		fmt.Fprintf(&list, "%s　%03d郎,%07d,見本市架空町%d番地,060-9999-%04d\n", family, i, 1000000+i, i+1, i)
	}
	s.must(s.client.Create(t.Context(), dispatcher.Files{Campaign: []byte(postedCampaign)}))
	s.must(s.client.Import(t.Context(), "posted", "affected", dispatcher.Upload{Name: "people.csv", Content: strings.NewReader(list.String())}))
	s.must(s.client.Control(t.Context(), "posted", dispatcher.Launch))
	s.settle()
	return s
}

func (s *deskSite) print(most int) dispatcher.Printed {
	s.Helper()
	p, err := s.client.PrintLetters(s.Context(), "posted", "", most)
	s.must(nil, err)
	return p
}

func (s *deskSite) states() map[string]int {
	s.Helper()
	people, _, err := s.client.People(s.Context(), "posted", dispatcher.PeopleQuery{Limit: 1000})
	s.must(nil, err)
	states := map[string]int{}
	for _, p := range people {
		state := p.State.String()
		if p.Review {
			state += " review"
		}
		states[state]++
	}
	return states
}

func (s *deskSite) verified() {
	s.Helper()
	v, err := s.client.Verify(s.Context(), "posted")
	s.must(nil, err)
	if len(v.Differences) > 0 {
		s.Errorf("verify: %v", v.Differences)
	}
}

// TestPost: two batches are printed, one of them posted; one letter comes back,
// one was taken out of the pile; the rest counts as delivered when the plan's
// time is over, and who got nothing is called.
func TestPost(t *testing.T) {
	t.Parallel()
	s := newPostRoom(t, 12)
	first := s.print(6)
	if first.Letters != 6 || len(first.Manifest) != 6 || len(first.Look) != 1 && first.Left == 0 {
		t.Fatalf("%+v", first.Batch)
	}
	pdf, err := vault.Unlock(first.File, first.Passphrase)
	s.must(nil, err)
	if !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Error("the file is no PDF")
	}
	second := s.print(0)
	if second.Letters != 5 || len(second.Look) != 1 || !slices.Equal(second.Look[0].Missing, []string{"U+20BB7"}) {
		t.Fatalf("the second batch: %+v, look at %+v", second.Batch, second.Look)
	}
	for _, m := range second.Manifest {
		if slices.ContainsFunc(first.Manifest, func(f dispatcher.ManifestLine) bool { return f.Person == m.Person }) {
			t.Error("a person is in both batches")
		}
	}
	if none := s.print(0); none.Number != 0 || len(none.Look) != 1 {
		t.Errorf("a third batch: %+v", none.Batch)
	}
	s.verified()

	if _, err := s.client.PostedBatch(t.Context(), first.Number, time.Time{}, nil); err == nil {
		t.Error("a batch was posted that nobody has printed")
	}
	look := second.Look[0].Attempt
	if _, err := s.client.WrittenLetter(t.Context(), look, " "); err == nil {
		t.Error("a letter was written by hand, and nothing shows it")
	}
	s.must(s.client.WrittenLetter(t.Context(), look, "担当者が手書きし、2月26日に差し出し"))
	if _, err := s.client.WrittenLetter(t.Context(), look, "もう一度"); err == nil {
		t.Error("a letter was written twice")
	}
	s.must(s.client.ConfirmBatch(t.Context(), first.Number))
	out := []string{first.Manifest[0].Number}
	s.must(s.client.PostedBatch(t.Context(), first.Number, time.Time{}, out))
	s.must(s.client.PostedBatch(t.Context(), first.Number, time.Time{}, nil)) // said twice
	s.must(s.client.ReturnedLetter(t.Context(), first.Manifest[1].Number, "あて所に尋ねあたりません"))
	s.must(s.client.ConfirmBatch(t.Context(), second.Number))
	s.must(s.client.VoidBatch(t.Context(), second.Number, "水にぬれた"))
	s.settle()
	s.verified()
	if d := cmp.Diff(map[string]int{"pending": 1, "in_progress": 6, "in_progress review": 5}, s.states()); d != "" {
		t.Errorf("after the posting: %s", d)
	}
	if again := s.print(0); again.Letters != 1 || again.Manifest[0].Person != first.Manifest[0].Person {
		t.Errorf("what was taken out of the pile is not printed again: %+v", again.Manifest)
	}

	s.clock.AdvanceTo(jst(26, 10, 0).AddDate(0, 0, 14))
	s.must(nil, (&dispatcher.Settling{Letters: s.letters, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}).Round(t.Context()))
	s.settle()
	if d := cmp.Diff(4, s.states()["reached"]); d != "" {
		t.Errorf("delivered: %s", d)
	}
	s.verified()
}

// TestBatchSurvives: a server that stops between any two steps of a batch finds
// it again, and prints the same bytes; nobody is in two batches.
func TestBatchSurvives(t *testing.T) {
	t.Parallel()
	s := newPostRoom(t, 8)
	p := s.print(5)
	again := func() {
		t.Helper()
		q, err := s.client.PrintBatch(t.Context(), p.Number)
		s.must(nil, err)
		if q.Sum != p.Sum || q.Letters != p.Letters || q.Passphrase == p.Passphrase {
			t.Errorf("made again: %+v, was %+v", q.Batch, p.Batch)
		}
		if d := cmp.Diff(p.Manifest, q.Manifest); d != "" {
			t.Error(d)
		}
	}
	again()
	s.end()
	s.start()
	again()
	// A crash behind the claims: the batch is recorded, and has its letters.

	l := &crashing{s.store}
	room := *s.letters
	room.Batches = l
	if _, err := room.Print(t.Context(), "test", "posted", "", 5); err == nil {
		t.Fatal("it did not crash")
	}
	list, err := s.client.Letters(t.Context(), "posted")
	s.must(nil, err)
	if len(list.Batches) != 2 || list.Batches[1].State != dispatcher.BatchBinding {
		t.Fatalf("%+v", list.Batches)
	}
	q, err := s.client.PrintBatch(t.Context(), list.Batches[1].Number)
	s.must(nil, err)
	if q.State != dispatcher.BatchMade || q.Letters != 2 {
		t.Errorf("the batch that was begun: %+v", q.Batch)
	}
	s.verified()
	s.must(s.client.VoidBatch(t.Context(), p.Number, "取りやめ"))
	s.settle()
	if r := s.print(0); r.Letters != 5 {
		t.Errorf("%d letters are on the list again, want 5", r.Letters)
	}
	s.verified()
}

// crashing claims, and does not come back to say so.
type crashing struct{ kept }

type kept = dispatcher.Batches

func (c *crashing) PutBatch(ctx context.Context, r *dispatcher.Registered, b dispatcher.Batch, letters []dispatcher.BatchLetter) error {
	if b.State != dispatcher.BatchBinding {
		return io.ErrUnexpectedEOF
	}
	return c.kept.PutBatch(ctx, r, b, letters)
}

// TestWithdrawnAfterPrinting: their letter is to be taken out, and is not made
// again.
func TestWithdrawnAfterPrinting(t *testing.T) {
	t.Parallel()
	s := newPostRoom(t, 3)
	p := s.print(0)
	s.must(nil, s.client.Withdraw(t.Context(), "posted", p.Manifest[1].Person, "本人の申し出"))
	if _, err := s.client.PrintBatch(t.Context(), p.Number); err == nil || !strings.Contains(err.Error(), p.Manifest[1].Number) {
		t.Errorf("made again: %v", err)
	}
	done, err := s.client.ConfirmBatch(t.Context(), p.Number)
	s.must(nil, err)
	if d := cmp.Diff([]string{p.Manifest[1].Number}, done.Out); d != "" {
		t.Error(d)
	}
}
