package console

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	pages "github.com/owabi/owabi/templates/console"
)

// figure is a view of one number.
type figure int

func (f figure) Live(of pages.Frame) ([]byte, error) {
	return fmt.Appendf(nil, "%s %d", of.Lang, f), nil
}

// dialFace is what a room looks at.
type dialFace struct {
	mu             sync.Mutex
	n              figure
	err            error
	looks, at, top int // looks so far, now, and at once
}

func (d *dialFace) look(_ context.Context, id string) (live, error) {
	d.mu.Lock()
	d.looks++
	d.at++
	d.top = max(d.top, d.at)
	d.mu.Unlock()
	time.Sleep(time.Millisecond)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at--
	return d.n, d.err
}

func (d *dialFace) set(n figure, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n, d.err = n, err
}

// after lets time go by, and returns how often the room was looked at.
func (d *dialFace) after(t time.Duration) int {
	d.mu.Lock()
	before := d.looks
	d.mu.Unlock()
	time.Sleep(t)
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.looks - before
}

func newDial() (*dialFace, *rooms) {
	d := &dialFace{}
	return d, newRooms(d.look, slog.New(slog.DiscardHandler))
}

// taken is what lies ready for a watcher, in Japanese; empty when there is none.
func taken(frames <-chan shown) string {
	select {
	case s := <-frames:
		if s.trouble {
			return "trouble"
		}
		html, _ := s.figures.in(variant{lang: "ja"})
		return string(html)
	default:
		return ""
	}
}

func expect(t *testing.T, what string, frames <-chan shown, want string) {
	t.Helper()
	if got := taken(frames); got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestARoomTellsChangesOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, rs := newDial()
		frames, leave, err := rs.enter("c1")
		if err != nil {
			t.Fatal(err)
		}
		d.after(10 * time.Millisecond)
		expect(t, "at once", frames, "ja 0")
		if n := d.after(10 * time.Second); n != 40 {
			t.Errorf("%d looks in ten seconds, want one in 250 ms", n)
		}
		expect(t, "nothing has changed", frames, "")
		d.set(1, nil)
		d.after(260 * time.Millisecond)
		expect(t, "a change", frames, "ja 1")
		d.set(1, errors.New("store: down"))
		d.after(time.Second)
		expect(t, "a failure", frames, "trouble")
		d.after(time.Second)
		expect(t, "the same failure", frames, "")
		d.set(1, nil)
		d.after(time.Second)
		expect(t, "the failure is over", frames, "ja 1")
		leave()
		leave() // twice is once
		if n := d.after(time.Minute); n != 0 || len(rs.open) != 0 || rs.watchers != 0 {
			t.Errorf("nobody watches: %d looks, %d rooms, %d watchers", n, len(rs.open), rs.watchers)
		}
	})
}

func TestOneLooksForEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, rs := newDial()
		var all []<-chan shown
		var leaves []func()
		for range 200 {
			frames, leave, err := rs.enter("c1")
			if err != nil {
				t.Fatal(err)
			}
			all, leaves = append(all, frames), append(leaves, leave)
		}
		if n := d.after(time.Second); n > 5 || d.top != 1 {
			t.Errorf("%d looks in a second, %d at once", n, d.top)
		}
		for i, frames := range all {
			expect(t, fmt.Sprint("watcher ", i), frames, "ja 0")
		}
		late, leave, err := rs.enter("c1")
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "who comes late", late, "ja 0")
		// The first never takes anything; nobody waits for it, and it gets the
		// latest in the end.
		for i := range 5 {
			d.set(figure(10+i), nil)
			d.after(260 * time.Millisecond)
			for _, frames := range all[1:] {
				expect(t, "a watcher", frames, fmt.Sprint("ja ", 10+i))
			}
		}
		expect(t, "the slow one", all[0], "ja 14")
		expect(t, "the slow one", all[0], "")
		for _, f := range append(leaves, leave) {
			f()
		}
		time.Sleep(time.Second) // for a look under way
	})
}

func TestRoomsAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rs := newRooms(func(_ context.Context, id string) (live, error) { return figure(len(id)), nil }, slog.New(slog.DiscardHandler))
		all, leaveAll, _ := rs.enter("")
		one, leaveOne, _ := rs.enter("c1")
		synctest.Wait()
		expect(t, "all campaigns", all, "ja 0")
		expect(t, "one campaign", one, "ja 2")
		leaveOne()
		if len(rs.open) != 1 {
			t.Errorf("%d rooms are open", len(rs.open))
		}
		leaveAll()
	})
}

func TestRoomsFillUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, rs := newDial()
		rs.limit = 2
		_, first, _ := rs.enter("c1")
		_, second, _ := rs.enter("c2")
		if _, _, err := rs.enter("c1"); !errors.Is(err, errCrowded) {
			t.Errorf("a third watcher: %v", err)
		}
		first()
		_, third, err := rs.enter("c1")
		if err != nil {
			t.Errorf("after one has left: %v", err)
		}
		second()
		third()
		time.Sleep(time.Second) // for looks under way
	})
}
