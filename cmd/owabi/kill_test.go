package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// bulk is a campaign that tells everybody once, by e-mail.
const bulk = `id: bulk
organisation: {name: 見本市, desk: 試験課, phone: "+81312345678", email: desk@mihon.example, address: 見本市中央1-1, hours: "09:00-17:00", sender: 見本市長}
incident: {discovered: "2026-11-20T09:00+09:00", outline: 試験の通知, items: [氏名], cause: 試験, secondary: なし, measures: なし}
sandbox_only: true
audiences:
  all:
    goal: notice
    list: people.csv
    plan:
      - email: {tries: 1, wait: 1h}
`

func bulkList(n int) string {
	var b strings.Builder
	b.WriteString("氏名,メールアドレス\n")
	for i := range n {
		fmt.Fprintf(&b, "試験%05d太郎,person%05d@residents.example\n", i, i)
	}
	return b.String()
}

// launchBulk starts a campaign of n people.
func (s *site) launchBulk(n int) {
	s.Helper()
	s.launchText(n, bulk)
}

func (s *site) launchText(n int, campaign string) {
	s.Helper()
	s.launchList(bulkList(n), campaign)
}

// launchList launches a campaign with its list.
func (s *site) launchList(list, campaign string) {
	s.Helper()
	file := filepath.Join(s.dir, "campaign.yaml")
	for path, text := range map[string]string{file: campaign, filepath.Join(s.dir, "people.csv"): list} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.Fatal(err)
		}
	}
	s.owabi("campaign", "launch", file)
}

// settled waits until nothing is on its way any more.
func (s *site) settled(n int) {
	s.Helper()
	s.until("everybody is handed over or in review", func() bool {
		p := s.status()
		return p.Reached+p.Review == n && p.Pending == 0
	})
}

// judgeBulk compares what the sandbox saw with what the state says: nobody
// twice, and everybody either handed over or shown to a human.
func (s *site) judgeBulk(n, mayReview int) {
	s.Helper()
	seen := map[string]int{}
	for _, m := range s.accepted() {
		if len(m.To) != 1 {
			s.Errorf("an envelope with %d recipients", len(m.To))
		}
		seen[m.To[0]]++
	}
	doubled, unseen := 0, 0
	for i := range n {
		switch seen["person"+fmt.Sprintf("%05d", i)+"@residents.example"] {
		case 0:
			unseen++
		case 1:
		default:
			doubled++
		}
	}
	p := s.status()
	s.Logf("%d people: %d reached, %d in review; outside: %d unseen, %d doubled", p.Total, p.Reached, p.Review, unseen, doubled)
	if doubled != 0 {
		s.Errorf("%d people got two letters", doubled)
	}
	if unseen > p.Review {
		s.Errorf("%d people saw nothing, but only %d are in review: %d lost", unseen, p.Review, unseen-p.Review)
	}
	if p.Total != n || p.Reached+p.Review != n {
		s.Errorf("of %d people %d are known, %d reached, %d in review", n, p.Total, p.Reached, p.Review)
	}
	if p.Review > mayReview {
		s.Errorf("%d in review, at most %d were on the wire", p.Review, mayReview)
	}
	if out := s.owabi("verify", "bulk"); strings.Contains(out, "case ") {
		s.Error(out)
	}
}

// grown waits until the sandbox has kept a random number of further letters,
// or the campaign is over.
func (s *site) grown(most int64) {
	s.Helper()
	goal := s.logSize() + rand.Int64N(most)
	s.until("letters go out", func() bool { return s.logSize() >= goal || s.status().Pending == 0 })
}

// The e-mail channel: its connections, and what may be claimed and not
// recorded: two letters a connection on the wire, and as many ahead of it.
const (
	connections = 16
	window      = 4 * connections
)

func TestKillServeTenTimes(t *testing.T) {
	t.Parallel()
	const people, kills = 5000, 10
	s := newSite(t)
	s.launchBulk(people)
	for range kills {
		s.grown(people / (kills + 2) * 2 * 5000) // some 5 kB a letter
		s.serve.kill(t)
		s.start()
	}
	s.settled(people)
	s.judgeBulk(people, kills*window)
}

func TestKillRedisTenTimes(t *testing.T) {
	t.Parallel()
	const people, kills = 5000, 10
	s := newSite(t)
	s.launchBulk(people)
	for range kills {
		s.grown(people / (kills + 2) * 2 * 5000)
		if pid := redisPID(t, s.data); pid > 0 {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	s.settled(people)
	s.judgeBulk(people, 0)
}

// redisPID finds the server's redis child.
func redisPID(t *testing.T, data string) int {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		b, err := os.ReadFile(f)
		if err == nil && strings.Contains(string(b), data) && strings.Contains(filepath.Base(strings.SplitN(string(b), "\x00", 2)[0]), "redis-server") {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
			return pid
		}
	}
	return 0
}

func TestNATSDirectoryLostWhileDown(t *testing.T) {
	t.Parallel()
	const people = 3000
	s := newSite(t)
	s.launchBulk(people)
	s.grown(people / 3 * 5000)
	s.serve.kill(t)
	if err := os.RemoveAll(filepath.Join(s.data, "nats")); err != nil {
		t.Fatal(err)
	}
	s.start()
	s.settled(people)
	s.judgeBulk(people, window)
}

func TestPauseStopsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.launchBulk(4000)
	s.until("letters go out", func() bool { return s.logSize() > 100_000 })
	s.owabi("campaign", "pause", "bulk")
	s.serve.terminate(t) // what was in flight is recorded
	sent := len(s.accepted())
	s.start()
	if p := s.status(); p.Reached != sent || p.Review != 0 {
		t.Errorf("the sandbox kept %d letters; the state says %d, and %d in review", sent, p.Reached, p.Review)
	}
	if sent == 4000 {
		t.Error("the pause came too late to be one")
	}
	s.owabi("campaign", "resume", "bulk")
	s.settled(4000)
	s.judgeBulk(4000, 0)
}

// TestNothingReadableOnDisk looks for the people of the list in everything
// that the installation left on disk.
func TestNothingReadableOnDisk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.launchBulk(300)
	s.settled(300)
	s.serve.terminate(t)
	needles := []string{}
	for i := range 300 {
		needles = append(needles, fmt.Sprintf("試験%05d太郎", i), fmt.Sprintf("person%05d", i))
	}
	files := 0
	err := filepath.WalkDir(s.data, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, n := range needles {
			if strings.Contains(string(b), n) {
				t.Errorf("%s holds a person of the list", path)
				return nil
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 5 {
		t.Errorf("looked into %d files only", files)
	}
	log := s.serve.output()
	for _, n := range needles {
		if strings.Contains(log, n) {
			t.Fatal("the log names a person of the list")
		}
	}
}
