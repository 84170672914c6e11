package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/queue"
	"github.com/owabi/owabi/dispatcher/vault"
)

// publisher is another system that publishes people for the campaign
// telephoned.
type publisher struct {
	*testing.T
	nc  *nats.Conn
	js  jetstream.JetStream
	key string
}

// comeIn connects as publishers do, with the password of the data directory.
func comeIn(t *testing.T, c *client.Client, addr, data, campaign string) *publisher {
	t.Helper()
	password, err := os.ReadFile(publishersPath(data))
	if err != nil {
		t.Fatal(err)
	}
	p := &publisher{T: t}
	if p.nc, err = nats.Connect("nats://"+addr, nats.UserInfo(queue.PublisherUser, strings.TrimSpace(string(password))), nats.MaxReconnects(-1),
		nats.ReconnectWait(50*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.nc.Close)
	if p.js, err = jetstream.New(p.nc); err != nil {
		t.Fatal(err)
	}
	if p.key, err = c.PublicKey(t.Context(), campaign); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *publisher) seal(card string) []byte {
	p.Helper()
	sealed, err := vault.SealEnvelope(p.key, []byte(card))
	if err != nil {
		p.Fatal(err)
	}
	return sealed
}

// publish publishes what a card says under an id, to subject telephoned.affected.
func (p *publisher) publish(id, card string) {
	p.Helper()
	p.send("telephoned.affected", id, p.seal(card))
}

func (p *publisher) send(to, id string, sealed []byte) {
	p.Helper()
	m := &nats.Msg{Subject: "owabi.intake." + to, Data: sealed, Header: nats.Header{}}
	if id != "" {
		m.Header.Set(jetstream.MsgIDHeader, id)
	}
	if _, err := p.js.PublishMsg(p.Context(), m); err != nil {
		p.Fatal(err)
	}
}

// intakeSite is a desk with a publisher, who hears the answers.
type intakeSite struct {
	*deskSite
	*publisher
	T       *testing.T
	answers *nats.Subscription
}

func newIntake(t *testing.T) *intakeSite {
	t.Helper()
	s := &intakeSite{T: t, deskSite: newDesk(t, func(s *settings) { s.intake = queue.Publishers{Listen: anywhere} })}
	s.publisher = comeIn(t, s.client, s.intakeAddr, s.data, "telephoned")
	var err error
	if s.answers, err = s.nc.SubscribeSync("owabi.answers.>"); err == nil {
		err = s.nc.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answered waits for the answers to n messages.
func (s *intakeSite) answered(n int) []string {
	s.T.Helper()
	var got []string
	ctx, cancel := context.WithTimeout(s.T.Context(), patience)
	defer cancel()
	for range n {
		m, err := s.answers.NextMsgWithContext(ctx)
		if err != nil {
			s.T.Fatalf("%d of %d answers: %v", len(got), n, err)
		}
		var a dispatcher.Answer
		if err := json.Unmarshal(m.Data, &a); err != nil {
			s.T.Fatal(err)
		}
		got = append(got, strings.TrimSpace(a.ID+" "+a.Verdict+" "+strings.Join(a.Codes, " ")))
	}
	slices.Sort(got)
	return got
}

// hears fails unless the answers are these.
func (s *intakeSite) hears(want ...string) {
	s.T.Helper()
	slices.Sort(want)
	if diff := cmp.Diff(want, s.answered(len(want))); diff != "" {
		s.T.Errorf("answers (-want +got):\n%s", diff)
	}
}

// rejected shows the list of the rejected: id and codes.
func (s *intakeSite) rejected() []string {
	s.T.Helper()
	list, next, err := s.client.Rejected(s.T.Context(), "telephoned", "")
	if err != nil || next != "" {
		s.T.Fatal(next, err)
	}
	all := []string{}
	for _, r := range list {
		line := r.ID + " " + r.Audience
		for _, f := range r.Faults {
			if f.Reason == "" {
				s.T.Errorf("%s: %s without words", r.ID, f.Code)
			}
			line += " " + f.Code + ":" + f.Column
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

func (s *intakeSite) rejects(want ...string) {
	s.T.Helper()
	slices.Sort(want)
	if diff := cmp.Diff(append([]string{}, want...), s.rejected()); diff != "" {
		s.T.Errorf("rejected (-want +got):\n%s", diff)
	}
}

// total is how many people the audience has, and that everything adds up.
func (s *intakeSite) total() int {
	s.T.Helper()
	v, err := s.client.Verify(s.T.Context(), "telephoned")
	if err != nil || len(v.Differences) > 0 {
		s.T.Errorf("verify: %v %v", v.Differences, err)
	}
	return v.People
}

// What another system publishes becomes people, by the rules of a list; what
// does not is kept with the reasons.
func TestPublishedPeople(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	s.publish("K1", `{"会員番号":"K1","氏名":"公開 一子","電話番号":"060-9998-0001"}`)
	s.publish("K2", `{"氏名":"公開 二郎"}`)
	s.publish("K3", `{"氏名":"","電話番号":"060-9998-0003"}`)
	s.publish("K4", `["公開 四朗"]`)
	s.publish("", `{"氏名":"公開 五月"}`)
	s.send("telephoned.affected", "K6", []byte("canary 公開 六花"))
	s.send("telephoned.nobody", "K7", s.seal(`{"氏名":"公開 七海"}`))
	s.hears("K1 people", "K2 people", "K3 rejected name_missing", "K4 rejected card_refused", "rejected no_id_and_no_contact",
		"K6 rejected envelope_not_opened", "K7 rejected no_such_audience")
	s.rejects("K3 affected name_missing:氏名", "K4 affected card_refused:", "#5 affected no_id_and_no_contact:", "K6 affected envelope_not_opened:",
		"K7 nobody no_such_audience:")
	if n := s.total(); n != 4+2 {
		t.Errorf("%d people, want 4 of the list and 2 published", n)
	}
	f, err := s.client.Find(t.Context(), "telephoned", "060-9998-0001", "rang")
	if err != nil || len(f.People) != 1 || f.People[0].Name != "公開 一子" {
		t.Errorf("found %+v, %v", f.People, err)
	}
	if log := s.logged(); strings.Contains(log, "公開") || strings.Contains(log, "canary") {
		t.Errorf("the log shows what was published:\n%s", log)
	}
}

// Neither the same id nor the same person becomes a second one: within a batch,
// later, after a restart, whatever the message says of them, and beside a list.
func TestPublishedTwice(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	s.publish("K1", `{"氏名":"公開 一子","電話番号":"060-9998-0001"}`)
	s.publish("K2", `{"氏名":"公開 一子","電話番号":"060-9998-0001"}`) // the same person
	s.publish("K3", `{"氏名":"見本 一子","電話番号":"060-9999-0001"}`) // of the list
	s.hears("K1 people", "K2 merged", "K3 merged")
	s.end()
	s.start()
	again := comeIn(t, s.client, s.intakeAddr, s.data, "telephoned")
	var err error
	if s.answers, err = again.nc.SubscribeSync("owabi.answers.>"); err != nil {
		t.Fatal(err)
	}
	again.publish("K1", `{"氏名":"公開 一子","電話番号":"060-9998-0001"}`) // a work queue has forgotten the id
	again.publish("K1", `{"氏名":"公開 花子","電話番号":"060-9998-0009"}`) // NATS remembers it now
	s.hears("K1 merged")
	s.Take(t, dispatcher.Published{ID: "K1", Audience: "affected", Sealed: again.seal(`{"氏名":"公開 花子","電話番号":"060-9998-0009"}`)})
	s.hears("K1 merged")
	s.Take(t, dispatcher.Published{ID: "K9", Audience: "affected", Sealed: again.seal(`{"氏名":"公開 九美"}`)},
		dispatcher.Published{ID: "K9", Audience: "affected", Sealed: again.seal(`{"氏名":"公開 久美"}`)})
	s.hears("K9 people", "K9 merged")
	if n := s.total(); n != 4+2 {
		t.Errorf("%d people, want 4 of the list and 2 published", n)
	}
	s.rejects()
}

// Take hands messages to the intake as NATS would after it has forgotten their
// ids.
func (s *intakeSite) Take(t *testing.T, batch ...dispatcher.Published) {
	t.Helper()
	for i := range batch {
		batch[i].Ack = func() error { return nil }
	}
	if err := s.intakes.Take(t.Context(), s.book.Registered()[0].Key, batch); err != nil {
		t.Fatal(err)
	}
}

func TestRejectedIsMended(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	s.publish("K1", `{"氏名":"","電話番号":"060-9998-0001"}`)
	s.publish("K2", `{"氏名":"","電話番号":"060-9998-0002"}`)
	s.hears("K1 rejected name_missing", "K2 rejected name_missing")
	s.Take(t, dispatcher.Published{ID: "K1", Audience: "affected", Sealed: s.seal(`{"氏名":"公開 一子","電話番号":"060-9998-0001"}`)})
	s.hears("K1 people")
	s.rejects("K2 affected name_missing:氏名")
	if n := s.total(); n != 5 {
		t.Errorf("%d people, want 5", n)
	}
}

// Nobody who comes is told before somebody has launched them, and nobody who
// comes after the launch.
func TestPublishedWaitForTheirLaunch(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	waiting := func(want int) {
		t.Helper()
		sum, err := s.client.Campaign(t.Context(), "telephoned")
		if err != nil || sum.Waiting != want {
			t.Errorf("%d people wait for a launch, want %d (%v)", sum.Waiting, want, err)
		}
	}
	listed := func(want int) {
		t.Helper()
		s.settle()
		calls, err := s.client.Calls(t.Context(), "telephoned")
		if err != nil || len(calls) != want {
			t.Errorf("%d calls, want %d (%v)", len(calls), want, err)
		}
	}
	listed(4)
	s.publish("K1", `{"氏名":"公開 一子","電話番号":"060-9998-0001"}`)
	s.publish("K2", `{"氏名":"公開 二郎","電話番号":"060-9998-0002"}`)
	s.hears("K1 people", "K2 people")
	waiting(2)
	listed(4)
	s.must(s.client.Control(t.Context(), "telephoned", dispatcher.Launch))
	waiting(0)
	listed(6)
	s.publish("K3", `{"氏名":"公開 三枝","電話番号":"060-9998-0003"}`)
	s.hears("K3 people")
	waiting(1)
	listed(6)
	s.must(s.client.Control(t.Context(), "telephoned", dispatcher.Stop))
	s.publish("K4", `{"氏名":"公開 四朗","電話番号":"060-9998-0004"}`)
	s.hears("K4 rejected campaign_stopped")
	if n := s.total(); n != 7 {
		t.Errorf("%d people, want 7", n)
	}
}

// Publishers may publish people, and nothing else.
func TestPublishersMayPublish(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	denied := make(chan error, 10)
	s.nc.SetErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { denied <- err })
	forbidden := map[string]func() error{
		"jobs":      func() error { return s.nc.Publish("owabi.jobs.call.k", nil) },
		"events":    func() error { return s.nc.Publish("owabi.events.k.0", nil) },
		"streams":   func() error { return s.nc.Publish("$JS.API.STREAM.DELETE.OWABI_INTAKE", nil) },
		"listening": func() error { _, err := s.nc.SubscribeSync("owabi.intake.>"); return err },
		"journal":   func() error { _, err := s.nc.SubscribeSync("owabi.events.>"); return err },
	}
	for name, f := range forbidden {
		if err := f(); err != nil {
			t.Fatal(name, err)
		}
		if err := s.nc.Flush(); err != nil {
			t.Fatal(name, err)
		}
		select {
		case err := <-denied:
			if !strings.Contains(strings.ToLower(err.Error()), "permissions violation") {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(patience):
			t.Fatalf("%s is not denied", name)
		}
	}
	if _, err := nats.Connect("nats://"+s.intakeAddr, nats.MaxReconnects(0)); err == nil {
		t.Error("somebody without a password comes in")
	}
}

// Serve is killed in the middle, again and again: in the end everybody who was
// published is there once, and nobody else.
func TestKillServeDuringIntake(t *testing.T) {
	t.Parallel()
	const people, kills = 400, 4
	addr := freePort(t)
	s := newSite(t, "--intake", addr)
	s.launchBulk(1)
	c, err := client.New("unix:"+socketPath(s.data), "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	p := comeIn(t, c, addr, s.data, "bulk")
	done, killed := make(chan struct{}), 0
	var acknowledged sync.WaitGroup
	var mu sync.Mutex
	count := 0
	for range 4 {
		acknowledged.Go(func() {
			for {
				mu.Lock()
				i := count
				count++
				mu.Unlock()
				if i >= people {
					return
				}
				m := &nats.Msg{Subject: "owabi.intake.bulk.all", Header: nats.Header{jetstream.MsgIDHeader: {fmt.Sprint("P", i)}},
					Data: p.seal(fmt.Sprintf(`{"氏名":"公開%05d太郎","メールアドレス":"public%05d@residents.example"}`, i, i))}
				if i%10 == 9 {
					m.Data = p.seal(`{"氏名":""}`)
				}
				for t.Context().Err() == nil {
					if _, err := p.js.PublishMsg(t.Context(), m); err == nil {
						break
					}
				}
			}
		})
	}
	go func() { acknowledged.Wait(); close(done) }()
	for killed < kills {
		goal := people * (killed + 1) / (kills + 1)
		s.until("people are published", func() bool { mu.Lock(); defer mu.Unlock(); return count >= goal })
		s.serve.kill(t)
		s.start()
		killed++
	}
	<-done
	const bad = people / 10
	s.until("everybody has come", func() bool {
		list, _, err := c.Rejected(t.Context(), "bulk", "")
		return err == nil && len(list) == bad && s.status().Total == 1+people-bad
	})
	if out := s.owabi("verify", "bulk"); !strings.Contains(out, fmt.Sprintf("%d people", 1+people-bad)) || strings.Contains(out, "counter") || strings.Contains(out, "import") {
		t.Error(out)
	}
}

// natsCommand builds the nats command once, as docs/intake.md uses it.
var natsCommand = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "owabi-nats")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "install", "github.com/nats-io/natscli/nats@v0.5.1")
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build nats: %v: %s", err, out)
	}
	return dir, nil
})

// block is the first block of a language in docs/intake.md.
func block(t *testing.T, lang string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/intake.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```" + lang + "\n(.*?)```").FindSubmatch(text)
	if m == nil {
		t.Fatalf("docs/intake.md has no block of %s", lang)
	}
	return string(m[1])
}

// The publishers of docs/intake.md are run as they stand there.
func TestPublishersOfTheDocument(t *testing.T) {
	t.Parallel()
	s := newIntake(t)
	owabi, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	tools, err := natsCommand()
	if err != nil {
		t.Fatal(err)
	}
	password, err := os.ReadFile(publishersPath(s.data))
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "OWABI_KEY="+s.key, "NATS_URL=nats://"+s.intakeAddr, "NATS_PASSWORD="+strings.TrimSpace(string(password)),
		"PATH="+tools+":"+filepath.Dir(owabi)+":"+os.Getenv("PATH"), "HOME="+t.TempDir(), "GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"))
	program := filepath.Join(t.TempDir(), "publisher.go")
	if err := os.WriteFile(program, []byte(block(t, "go")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []*exec.Cmd{exec.Command("go", "run", program), exec.Command("sh", "-ec", block(t, "sh"))} {
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", cmd.Args[0], err, out)
		}
	}
	s.hears("K4711 people", "K4712 people")
	for number, name := range map[string]string{"K4711": "見本　五月", "K4712": "見本　六花"} {
		f, err := s.client.Find(t.Context(), "telephoned", number, "is it there")
		if err != nil || len(f.People) != 1 || f.People[0].Name != name {
			t.Errorf("%s: %+v, %v", number, f.People, err)
		}
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(out))
}
