package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/width"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/journal"
)

// sought is somebody of a generated list.
type sought struct {
	number, name, reading, phone, email, postal string
}

// townsfolk makes a list in which names are shared by several and telephone
// numbers by families.
func townsfolk(n int) (all []sought, csv string) {
	families := []string{"実例", "例示", "試験", "サンプル"}
	sounds := []string{"ジツレイ", "レイジ", "シケン", "サンプル"}
	givens := []string{"一子", "ジロウ", "はなこ", "Ken"}
	calls := []string{"イチコ", "ジロウ", "ハナコ", "ケン"}
	dice := rand.New(rand.NewPCG(4, 9))
	b := strings.Builder{}
	b.WriteString("会員番号,氏名,フリガナ,電話番号,メール,郵便番号,住所\n")
	for i := range n {
		f, g := dice.IntN(4), i%4 // in a family no two have one name
		p := sought{fmt.Sprintf("K%05d", i), families[f] + "　" + givens[g], sounds[f] + "　" + calls[g], fmt.Sprintf("060-9998-%04d", i-i%5%2),
			fmt.Sprintf("person.%d@example.jp", i), fmt.Sprintf("123-%04d", i%7)}
		all = append(all, p)
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,見本県見本市%d番地\n", p.number, p.name, p.reading, p.phone, p.email, p.postal, i)
	}
	return all, b.String()
}

// writings are ways in which people write the same thing.
func writings(kind, s string) []string {
	all := []string{s, " " + s + "　", width.Widen.String(s), width.Narrow.String(s)}
	switch kind {
	case "name", "reading":
		all = append(all, strings.ReplaceAll(s, "　", ""), strings.ReplaceAll(s, "　", " "), hiragana(s))
	case "phone":
		digits := strings.ReplaceAll(s, "-", "")
		all = append(all, digits, digits[1:], "+81"+digits[1:], "0081 "+digits[1:], "("+digits[:3]+")"+digits[3:], "TEL: "+s)
	case "email", "number":
		all = append(all, strings.ToUpper(s))
	}
	return all
}

func hiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - ('ァ' - 'ぁ')
		}
		return r
	}, s)
}

// findSite is a site with a list of its own.
type findSite struct {
	*deskSite
	folk []sought
	ids  map[string]string // by number
}

func newFindSite(t *testing.T, n int) *findSite {
	t.Helper()
	s := &findSite{deskSite: newDesk(t), ids: map[string]string{}}
	var list string
	s.folk, list = townsfolk(n)
	for range 2 { // the second time it is in already
		s.must(s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "folk.csv", Content: strings.NewReader(list)}))
	}
	for _, p := range s.folk {
		found := s.find(p.number)
		if len(found) != 1 {
			t.Fatalf("%s: %d people have this number", p.number, len(found))
		}
		s.ids[p.number] = found[0].ID
	}
	return s
}

func (s *findSite) find(query string) []dispatcher.Found {
	s.Helper()
	f, err := s.client.Find(s.Context(), "telephoned", query, "rang the office")
	if err != nil || f.More {
		s.Fatalf("find: more %t, %v", f.More, err)
	}
	return f.People
}

// finds fails unless a query finds just those whom like picks.
func (s *findSite) finds(query string, like func(sought) bool) {
	s.Helper()
	var want, got []string
	for _, p := range s.folk {
		if like(p) {
			want = append(want, s.ids[p.number]+" "+p.name+" "+p.reading)
		}
	}
	for _, f := range s.find(query) {
		got = append(got, f.ID+" "+f.Name+" "+f.Reading)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%q (-want +got):\n%s", query, diff)
	}
}

// Everybody is found by whatever is their own, however it is written, and
// nobody else is.
func TestEverybodyIsFoundByTheirOwn(t *testing.T) {
	t.Parallel()
	s := newFindSite(t, 60)
	folded := func(name string) string { return hiragana(strings.ReplaceAll(name, "　", "")) }
	for _, p := range s.folk {
		for kind, of := range map[string]func(sought) string{"phone": func(q sought) string { return q.phone }, "email": func(q sought) string { return q.email },
			"number": func(q sought) string { return q.number }} {
			for _, q := range writings(kind, of(p)) {
				s.finds(q, func(o sought) bool { return of(o) == of(p) })
			}
		}
		for kind, text := range map[string]string{"name": p.name, "reading": p.reading} {
			same := func(o sought) bool { return folded(o.name) == folded(text) || folded(o.reading) == folded(text) }
			for _, q := range writings(kind, text) {
				s.finds(q, same)
			}
			for _, q := range []string{p.postal + " " + text, text + "　〒" + width.Widen.String(p.postal)} {
				s.finds(q, func(o sought) bool { return same(o) && o.postal == p.postal })
			}
		}
		id := strings.ToUpper(s.ids[p.number])
		for _, q := range []string{id[:4] + "-" + id[4:7] + "-" + id[7:10], strings.ToLower(id[:10]), id} {
			s.finds(q, func(o sought) bool { return o.number == p.number })
		}
	}
	for _, q := range []string{"実例", "ジツ", "060-9999-9999", "nobody@example.jp", "K99999", "AAAA-AAA-AAA", "000-0000 実例一子"} {
		s.finds(q, func(sought) bool { return false })
	}
}

// What a person gets from a later row of the list, and who is told in their
// place, finds them as well; a withdrawn person is still found; the name of a
// protected one stays closed.
func TestFoundAllTheSame(t *testing.T) {
	t.Parallel()
	s := &findSite{deskSite: newDesk(t)}
	list := "会員番号,氏名,電話番号,メール,保護者氏名,支援措置\nA1,見本　五月,060-9999-0005,,見本　親,\nA1,見本　五月,,a1@example.jp,見本　親,\nA2,見本　六子,060-9999-0006,,,対象\n"
	b, err := s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "more.csv", Content: strings.NewReader(list)})
	s.must(nil, err)
	if b.People != 2 || b.Merged != 1 {
		t.Fatalf("balance = %+v", b)
	}
	for _, q := range []string{"a1@example.jp", "見本親", "06099990005"} {
		if got := s.find(q); len(got) != 1 || got[0].Name != "見本　五月" || got[0].State != dispatcher.Pending {
			t.Errorf("%q finds %+v", q, got)
		}
	}
	got := s.find("A2")
	if len(got) != 1 || !got[0].Protected || got[0].Name != "" {
		t.Fatalf("a protected person: %+v", got)
	}
	s.must(nil, s.client.Withdraw(t.Context(), "telephoned", got[0].ID, "not concerned"))
	if got = s.find("060-9999-0006"); len(got) != 1 || got[0].State != dispatcher.Withdrawn {
		t.Errorf("a withdrawn person: %+v", got)
	}
}

// No more are shown than one can choose from.
func TestFindShowsFifty(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	list := "会員番号,氏名,電話番号\n"
	for i := range 80 {
		list += fmt.Sprintf("K%d,見本　花子,060-9998-%04d\n", i, i)
	}
	s.must(s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "many.csv", Content: strings.NewReader(list)}))
	f, err := s.client.Find(t.Context(), "telephoned", "見本花子", "rang the office")
	if err != nil || len(f.People) != 50 || !f.More {
		t.Errorf("%d people, more %t, %v", len(f.People), f.More, err)
	}
}

func TestFindIsRefused(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	for name, tt := range map[string]struct{ campaign, query, reason, where string }{
		"without a reason":   {"telephoned", "見本一子", "", "reason"},
		"with a blank one":   {"telephoned", "見本一子", "  ", "reason"},
		"without a query":    {"telephoned", " ", "r", "query"},
		"by a broken e-mail": {"telephoned", "canary@", "r", "query"},
		"in no campaign":     {"nothing", "見本一子", "r", "nothing"},
	} {
		_, err := s.client.Find(t.Context(), tt.campaign, tt.query, tt.reason)
		if err == nil || !strings.HasPrefix(err.Error(), tt.where+": ") || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want an error about %s", name, err, tt.where)
		}
	}
}

// The journal keeps who looked for whom, and why, sealed; the query is neither
// there nor in the log.
func TestLookUpsAreJournalled(t *testing.T) {
	t.Parallel()
	s := &findSite{deskSite: newDesk(t)}
	found := s.find("見本二郎")
	s.find("nobody@example.jp")
	var looked []dispatcher.Event
	r := s.book.Registered()[0]
	s.until("two look-ups in the journal", func() bool {
		looked = nil
		err := journal.Walk(s.Context(), s.queue, r.Key, 0, func(e journal.Entry) error {
			if e.Event.Type == dispatcher.EventLooked {
				looked = append(looked, e.Event)
			}
			return nil
		})
		return err == nil && len(looked) == 2
	})
	sealer, err := s.vault.Open(r.ID, r.Wrapped)
	s.must(nil, err)
	for i, want := range []string{`{"found":["` + found[0].ID + `"]}`, `{"found":[]}`} {
		e := looked[i]
		if e.Actor != "test" || e.Detail != want || len(e.Sealed) != 1 {
			t.Fatalf("event = %+v, want detail %s", e, want)
		}
		if reason, err := sealer.Unseal("", "look-up", e.Sealed[0]); err != nil || string(reason) != "rang the office" {
			t.Errorf("reason = %q, %v", reason, err)
		}
	}
	if log := s.logged(); strings.Contains(log, "見本二郎") || strings.Contains(log, "nobody@") || strings.Contains(log, "rang the office") {
		t.Errorf("the log shows what was asked:\n%s", log)
	}
}

// What Redis writes to disk holds nothing of a person in the clear.
func TestNothingPlainOnDisk(t *testing.T) {
	t.Parallel()
	s := newFindSite(t, 20)
	seen := 0
	err := filepath.WalkDir(filepath.Join(s.data), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !strings.Contains(path, ".aof") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.Contains(string(text), ":find") {
			seen++
		}
		for _, p := range s.folk {
			digits := strings.ReplaceAll(p.phone, "-", "")
			for _, plain := range []string{p.name, strings.ReplaceAll(p.name, "　", ""), p.reading, strings.ReplaceAll(p.reading, "　", ""), p.phone,
				digits, digits[1:], p.email, p.number, strings.ToLower(p.number), p.postal} {
				if strings.Contains(string(text), plain) {
					t.Errorf("%s holds %q", path, plain)
				}
			}
		}
		return nil
	})
	s.must(nil, err)
	if seen == 0 {
		t.Error("no file of Redis holds the index: nothing was looked at")
	}
}

// BenchmarkFind measures a look-up among Amagasaki's 460,517 people: from the
// client, with the records opened and the event on disk.
func BenchmarkFind(b *testing.B) {
	dir, err := os.MkdirTemp("", "owabi")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	site := benchSite(b, dir)
	const people = 460_517
	begun := time.Now()
	list := strings.Builder{}
	list.WriteString("会員番号,氏名,フリガナ,電話番号,メール,郵便番号,住所\n")
	for i := range people {
		fmt.Fprintf(&list, "K%06d,見本　%c%c,ミホン　%c%c,0%d-99%02d-%04d,p%d@example.jp,123-%04d,見本県見本市%d番地\n", i, '一'+i%701, '乙'+i%89, 'ァ'+i%79, 'ァ'+i/79%79,
			60+i/1_000_000*10, i/10_000, i%10_000, i, i%10_000, i)
	}
	balance, err := site.Import(context.Background(), "telephoned", "affected", dispatcher.Upload{Name: "city.csv", Content: strings.NewReader(list.String())})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%.0f people a second let in", float64(balance.People)/time.Since(begun).Seconds())
	queries := map[string]func(i int) string{
		"phone":  func(i int) string { return fmt.Sprintf("060-99%02d-%04d", i/10_000, i%10_000) },
		"email":  func(i int) string { return fmt.Sprintf("P%d@EXAMPLE.JP", i) },
		"number": func(i int) string { return fmt.Sprintf("k%06d", i) },
		"name":   func(i int) string { return fmt.Sprintf("見本%c%c", '一'+i%701, '乙'+i%89) },
		"postal": func(i int) string { return fmt.Sprintf("123-%04d 見本%c%c", i%10_000, '一'+i%701, '乙'+i%89) },
	}
	for _, kind := range slices.Sorted(maps.Keys(queries)) {
		b.Run(kind, func(b *testing.B) {
			var slowest time.Duration
			for i := range b.N {
				begun := time.Now()
				f, err := site.Find(context.Background(), "telephoned", queries[kind](i*7919%people), "rang the office")
				if err != nil || len(f.People) == 0 {
					b.Fatal(len(f.People), err)
				}
				slowest = max(slowest, time.Since(begun))
			}
			b.ReportMetric(float64(slowest.Microseconds())/1000, "ms-slowest")
		})
	}
}

// benchSite is a client of a whole server with a campaign.
func benchSite(b *testing.B, dir string) *client.Client {
	b.Helper()
	site := settings{data: filepath.Join(dir, "data"), keyFile: filepath.Join(dir, "master.key"), public: anywhere, mode: dispatcher.Sandbox,
		clock: wallClock{}, log: slog.New(slog.NewTextHandler(b.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))}
	v, err := start(context.Background(), site)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { v.close() })
	c, err := client.New("unix:"+socketPath(v.data), "test")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	if _, err := c.Create(context.Background(), dispatcher.Files{Campaign: []byte(telephoned)}); err != nil {
		b.Fatal(err)
	}
	return c
}
