package dispatcher

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

// Intake lets in the people whom other systems publish, as they are found. The
// rules are those of a list; a person is a card, which is a list of one row.
// docs/intake.md tells publishers what to send.
//
// A message is acknowledged only when its person, or why there is none, is in
// the store: what comes again after a crash finds what it has done before.
type Intake struct {
	People   *People
	Inbox    Inbox
	Refusing Refusing
	OpenCard func(name string, text []byte, o ListOptions) (List, error)
	Log      *slog.Logger
}

// Published is a person whom another system has published, sealed to the
// campaign's public key.
type Published struct {
	ID       string // the publisher's own for it, Nats-Msg-Id; empty when there is none
	Number   uint64 // of the message in its stream
	Audience string
	Sealed   []byte
	Ack      func() error
}

// intakeLook is how often somebody looks for campaigns that are new.
const intakeLook = 500 * time.Millisecond

// Run receives for every campaign until ctx is done.
func (s *Intake) Run(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	known := map[string]bool{}
	tick := time.NewTicker(intakeLook)
	defer tick.Stop()
	for {
		for _, l := range s.People.Campaigns.Book.all() {
			if known[l.Key] {
				continue
			}
			known[l.Key] = true
			all.Go(func() { s.receive(ctx, l.ID, l.Key) })
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Intake) receive(ctx context.Context, id, key string) {
	err := s.Inbox.Receive(ctx, id, func(ctx context.Context, batch []Published) {
		if err := s.Take(ctx, key, batch); err != nil && ctx.Err() == nil {
			s.Log.Error("published people were not taken; they come again", "campaign", id, "messages", len(batch), "err", err)
		}
	})
	if err != nil && ctx.Err() == nil {
		s.Log.Error("intake ended", "campaign", id, "err", err)
	}
}

// Take settles a batch of messages of the campaign with a storage key and
// acknowledges them. After an error none is acknowledged.
func (s *Intake) Take(ctx context.Context, key string, batch []Published) error {
	l := s.People.Campaigns.Book.key(key)
	all := make([]*received, len(batch))
	for i := range batch {
		all[i] = &received{Published: batch[i]}
	}
	s.judge(l, all)
	if err := s.settle(ctx, l, all); err != nil {
		return err
	}
	for _, r := range all {
		s.answer(l, r)
		if err := r.Ack(); err != nil {
			s.Log.Warn("a published person comes again", "campaign", l.ID, "err", err)
		}
	}
	return nil
}

// settle makes durable what became of the messages.
func (s *Intake) settle(ctx context.Context, l *Live, all []*received) error {
	if err := s.known(ctx, l, all); err != nil {
		return err
	}
	if err := s.open(ctx, l, all); err != nil {
		return err
	}
	refused, taken := map[string][]byte{}, []string{}
	for _, r := range all {
		if r.verdict != "rejected" {
			taken = append(taken, r.name(l))
			continue
		}
		sealed, err := r.refusal(l, s.People.Campaigns.Clock.Now())
		if err != nil {
			return err
		}
		refused[r.name(l)] = sealed
	}
	if err := s.Refusing.Forget(ctx, l.Registered, taken); err != nil { // of an earlier message under the same id, mended
		return err
	}
	return s.Refusing.Refuse(ctx, l.Registered, refused)
}

// judge judges messages on all processors.
func (s *Intake) judge(l *Live, all []*received) {
	letters := &cardLetters{Stationery: s.People.Stationery, live: l, known: map[string]cardTrial{}}
	next := make(chan *received)
	var hands sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		hands.Go(func() {
			for r := range next {
				s.read(l, letters, r)
			}
		})
	}
	for _, r := range all {
		next <- r
	}
	close(next)
	hands.Wait()
}

// Answer is what a publisher may hear of a person: on NATS, to whoever listens.
type Answer struct {
	ID      string   `json:"id"`      // Nats-Msg-Id
	Verdict string   `json:"verdict"` // "people", "merged" (was in already) or "rejected"
	Codes   []string `json:"codes,omitempty"`
}

// answer tells the publisher. What is lost on the way is not sent again: the
// verdict can be had by publishing the person once more.
func (s *Intake) answer(l *Live, r *received) {
	a := Answer{ID: r.ID, Verdict: r.verdict}
	for _, f := range r.faults {
		a.Codes = append(a.Codes, f.Code)
	}
	b, err := json.Marshal(a)
	if err == nil {
		err = s.Inbox.Answer(l.ID, r.Audience, b)
	}
	if err != nil {
		s.Log.Warn("a publisher was not answered", "campaign", l.ID, "err", err)
	}
}
