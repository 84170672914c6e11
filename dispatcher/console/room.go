package console

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// watchLimit is how many pages may be watched at once.
const watchLimit = 2000

// errCrowded refuses a watcher over the limit.
var errCrowded = errors.Join(&dispatcher.Error{Code: dispatcher.Conflict, What: "too many pages are being watched at once", Cure: "reload the page in a while"})

// live is a view that can be shown anew.
type live interface {
	Live(pages.Frame) ([]byte, error)
}

// variant is how figures are shown: to each of the watchers the page says no
// more than their role may do. Whoever may pause a campaign may or may not
// resume it, or decide its reviews.
type variant struct {
	lang                   string
	pause, resume, reviews bool
}

const (
	mayPause  = "POST /campaigns/{id}/pause"
	mayResume = "POST /campaigns/{id}/resume"
	mayReview = "GET /campaigns/{id}/reviews"
)

func variantFor(may func(string) bool, lang string) variant {
	return variant{lang, may(mayPause), may(mayResume), may(mayReview)}
}

// frame is that of the variant.
func (v variant) frame() pages.Frame {
	return pages.Frame{Lang: v.lang, May: func(pattern string) bool {
		return pattern == mayPause && v.pause || pattern == mayResume && v.resume || pattern == mayReview && v.reviews
	}}
}

// rooms is where people watch figures change: one room a campaign, and one,
// with an empty id, for all campaigns. While anybody is in it, one goroutine
// looks at the room's figures, and tells everybody what has changed.
type rooms struct {
	look  func(ctx context.Context, id string) (live, error)
	every time.Duration // between two looks
	limit int
	log   *slog.Logger

	mu       sync.Mutex
	open     map[string]*room
	watchers int
}

type room struct {
	in   map[chan shown]struct{}
	last shown // what came last; its zero value before anything has
	stop context.CancelFunc
}

// shown is what watchers are given: figures, or that they cannot be had.
type shown struct {
	figures *figures
	trouble bool
}

func (s shown) empty() bool { return s.figures == nil && !s.trouble }

// figures are shown in as many variants as somebody watches, each made once.
type figures struct {
	live
	mu   sync.Mutex
	html map[variant][]byte
}

func (f *figures) in(v variant) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.html[v] == nil {
		html, err := f.Live(v.frame())
		if err != nil {
			return nil, err
		}
		if f.html == nil {
			f.html = map[variant][]byte{}
		}
		f.html[v] = html
	}
	return f.html[v], nil
}

func newRooms(look func(context.Context, string) (live, error), log *slog.Logger) *rooms {
	return &rooms{look: look, every: 250 * time.Millisecond, limit: watchLimit, log: log, open: map[string]*room{}}
}

// enter lets a watcher in, who is given what the room shows, the latest only,
// until leave is called. It fails when all rooms together are full.
func (rs *rooms) enter(id string) (frames <-chan shown, leave func(), err error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.watchers >= rs.limit {
		return nil, nil, errCrowded
	}
	rm := rs.open[id]
	if rm == nil {
		ctx, stop := context.WithCancel(context.Background())
		rm = &room{in: map[chan shown]struct{}{}, stop: stop}
		rs.open[id] = rm
		go rs.keep(ctx, id, rm)
	}
	ch := make(chan shown, 1)
	if !rm.last.empty() {
		ch <- rm.last
	}
	rm.in[ch] = struct{}{}
	rs.watchers++
	return ch, sync.OnceFunc(func() { rs.leave(id, rm, ch) }), nil
}

func (rs *rooms) leave(id string, rm *room, ch chan shown) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rm.in, ch)
	rs.watchers--
	if len(rm.in) == 0 {
		rm.stop()
		delete(rs.open, id)
	}
}

// keep looks at a room's figures until ctx ends.
func (rs *rooms) keep(ctx context.Context, id string, rm *room) {
	tick := time.NewTicker(rs.every)
	defer tick.Stop()
	var before live
	failed := false
	for {
		switch now, err := rs.look(ctx, id); {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !failed {
				rs.log.Error("figures cannot be read", "campaign", id, "error", err)
			}
			before, failed = nil, true
			rs.tell(rm, shown{trouble: true})
		case !reflect.DeepEqual(before, now):
			before, failed = now, false
			rs.tell(rm, shown{figures: &figures{live: now}})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell gives everybody in a room what it shows now, in place of what they have
// not taken yet: nobody waits for the slowest.
func (rs *rooms) tell(rm *room, s shown) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if s.trouble && rm.last.trouble {
		return
	}
	rm.last = s
	for ch := range rm.in {
		select {
		case <-ch:
		default:
		}
		ch <- s // nobody else sends, and it has room for one
	}
}
