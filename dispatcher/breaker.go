package dispatcher

import (
	"context"
	"log/slog"
	"sync"

	"github.com/owabi/owabi/channels"
)

// Breaker pauses a channel of a campaign when going on would do harm: our own
// settings are refused, or a provider swallows letters without a word and would
// send everybody to review.
type Breaker interface {
	Saw(l *Live, ch channels.Name, r Result)
	Open(ctx context.Context, l *Live, ch channels.Name, why string)
}

// The limits of Fuse.
const (
	technicalInRow = 3
	uncertainInRow = 10
	uncertainLeast = 20  // open reviews that a small campaign may have from its workers
	uncertainPart  = 200 // and a large one: one in so many sends
)

// Fuse is the Breaker of a process.
type Fuse struct {
	Trip    func(ctx context.Context, campaignKey string, ch channels.Name, why string) error
	Refusal func(channels.Name) string // what the provider refused last, by codes; may be nil
	Log     *slog.Logger

	mu   sync.Mutex
	runs map[fuse]*streak
}

type fuse struct {
	campaign string
	epoch    int64 // a resumed campaign starts afresh
	channel  channels.Name
}

type streak struct{ technical, uncertain, uncertains, sends int }

// Saw counts an outcome, and opens the breaker at the limits.
func (f *Fuse) Saw(l *Live, ch channels.Name, r Result) {
	f.mu.Lock()
	if f.runs == nil {
		f.runs = map[fuse]*streak{}
	}
	k := fuse{l.Key, l.Epoch, ch}
	s := f.runs[k]
	if s == nil {
		s = &streak{}
		f.runs[k] = s
	}
	s.add(r)
	why := s.stops(f.refusal(ch))
	f.mu.Unlock()
	if why != "" {
		f.Open(context.Background(), l, ch, why)
	}
}

func (f *Fuse) refusal(ch channels.Name) string {
	if f.Refusal == nil {
		return ""
	}
	return f.Refusal(ch)
}

// add counts r.
func (s *streak) add(r Result) {
	s.sends++
	switch r {
	case Result(channels.Technical):
		s.technical++
		s.uncertain = 0
	case Result(channels.Uncertain):
		s.uncertain++
		s.uncertains++
		s.technical = 0
	case Result(channels.NotSent):
	default:
		s.technical, s.uncertain = 0, 0
	}
}

// Open pauses the channel and says why.
func (f *Fuse) Open(ctx context.Context, l *Live, ch channels.Name, why string) {
	f.Log.Error("a channel is paused", "campaign", l.ID, "channel", ch, "why", why)
	if err := f.Trip(context.WithoutCancel(ctx), l.Key, ch, why); err != nil {
		f.Log.Error("pause the channel", "campaign", l.ID, "channel", ch, "err", err)
	}
}
