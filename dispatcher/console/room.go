package console

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// watchLimit is how many pages may be watched at once.
const watchLimit = 2000

// errCrowded refuses a watcher over the limit.
var errCrowded = errors.Join(&dispatcher.Error{Code: dispatcher.Conflict, What: "too many pages are being watched at once", Cure: "reload the page in a while"})

// live is a view that can be shown anew.
type live interface {
	Live(lang string) ([]byte, error)
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

// shown is what watchers are given: the figures in every language, or that they
// cannot be had.
type shown struct {
	html    map[string][]byte
	trouble bool
}

func (s shown) empty() bool { return s.html == nil && !s.trouble }

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
			rs.tell(rm, rs.print(now))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (rs *rooms) print(v live) shown {
	s := shown{html: map[string][]byte{}}
	for _, lang := range []string{"ja", "en"} {
		html, err := v.Live(lang)
		if err != nil {
			rs.log.Error("figures cannot be shown", "error", err)
			return shown{trouble: true}
		}
		s.html[lang] = html
	}
	return s
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
