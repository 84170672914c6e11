package console

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/gate"
	pages "github.com/owabi/owabi/templates/console"
)

// standings tells operators what becomes of the calls that they have on the
// screen: while there are any, one goroutine a campaign asks after all of them
// together, and tells everybody whose call stands otherwise than before.
type standings struct {
	ask   func(ctx context.Context, id string, attempts []string) ([]dispatcher.Standing, error)
	every time.Duration
	log   *slog.Logger

	mu  sync.Mutex
	of  map[string]map[*onScreen]struct{} // by campaign
	all int
}

// onScreen is a call that somebody has on the screen.
type onScreen struct {
	attempt string
	last    dispatcher.Standing
	told    bool
	changes chan dispatcher.Standing // room for one: the latest
}

func newStandings(ask func(context.Context, string, []string) ([]dispatcher.Standing, error), log *slog.Logger) *standings {
	return &standings{ask: ask, every: 250 * time.Millisecond, log: log, of: map[string]map[*onScreen]struct{}{}}
}

// enter watches a call until leave is called.
func (s *standings) enter(id, attempt string) (changes <-chan dispatcher.Standing, leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= watchLimit {
		return nil, nil, errCrowded
	}
	o := &onScreen{attempt: attempt, changes: make(chan dispatcher.Standing, 1)}
	if s.of[id] == nil {
		s.of[id] = map[*onScreen]struct{}{}
		go s.keep(id)
	}
	s.of[id][o] = struct{}{}
	s.all++
	return o.changes, sync.OnceFunc(func() { s.leave(id, o) }), nil
}

func (s *standings) leave(id string, o *onScreen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of[id], o)
	s.all--
}

// keep asks after the calls of a campaign until nobody has any on the screen.
func (s *standings) keep(id string) {
	failed := false
	for {
		attempts := s.attempts(id)
		if attempts == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		now, err := s.ask(ctx, id, attempts)
		cancel()
		if err == nil {
			s.tell(id, attempts, now)
		} else if !failed {
			s.log.Error("calls cannot be read", "campaign", id, "error", err)
		}
		failed = err != nil
		time.Sleep(s.every)
	}
}

// attempts lists what is on the screens of a campaign; nil when nothing is, and
// then nobody keeps it any more.
func (s *standings) attempts(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.of[id]) == 0 {
		delete(s.of, id)
		return nil
	}
	var all []string
	for o := range s.of[id] {
		all = append(all, o.attempt)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tell gives the latest standing to those for whom it has changed.
func (s *standings) tell(id string, attempts []string, now []dispatcher.Standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.of[id] {
		i, ok := slices.BinarySearch(attempts, o.attempt)
		if !ok || o.told && o.last == now[i] {
			continue
		}
		o.last, o.told = now[i], true
		select {
		case <-o.changes:
		default:
		}
		o.changes <- now[i]
	}
}

// watchCall sends what becomes of a call that an operator has on the screen, as
// server-sent events.
func (c *Console) watchCall(w http.ResponseWriter, r *http.Request) error {
	attempt := r.PathValue("attempt")
	if _, err := dispatcher.ParseAttemptID(attempt); err != nil {
		return noPage(w, r)
	}
	if _, err := c.s.Campaigns.Show(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	changes, leave, err := c.calls.enter(r.PathValue("id"), attempt)
	if err != nil {
		w.Header().Set("Retry-After", "10")
		return err
	}
	defer leave()
	lang, me, before := gate.Language(w, r), operator(r), ""
	s := c.stream(w)
	beat := time.NewTicker(c.pulse)
	defer beat.Stop()
	for alive := s.send("retry: 2000\n\n"); alive; {
		select {
		case st := <-changes:
			what := standingOf(st, me)
			if what == before {
				continue
			}
			before = what
			v := pages.Standing{What: what, Next: deskPath(r) + "/next"}
			if what == "handed" {
				v.Who = st.Operator
			}
			html, err := v.Live(lang)
			if err != nil {
				return err
			}
			alive = s.send(sse("standing", html))
		case <-beat.C:
			alive = s.send(":\n\n")
		case <-r.Context().Done():
			return nil
		case <-gate.SessionOf(r.Context()).Ended():
			return nil
		}
	}
	return nil
}

// standingOf says what has become of a call for the operator who has it on the
// screen; empty when it is theirs as before.
func standingOf(st dispatcher.Standing, me string) string {
	held := st.Phase == "offered" || st.Phase == "dialled"
	switch {
	case st.State == dispatcher.Reached && st.Phase != "recorded":
		return "reached"
	case st.State == dispatcher.Withdrawn:
		return "withdrawn"
	case held && st.Operator == me:
		return ""
	case held:
		return "handed"
	case st.Phase == "review":
		return "lapsed"
	}
	return st.Phase
}
