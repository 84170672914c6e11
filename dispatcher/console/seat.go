package console

import (
	"net/http"
	"sync"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api/gate"
	pages "github.com/owabi/owabi/templates/console"
)

// seats is where operators sit: what each has in hand. It is kept in memory, as
// sessions are. What is lost with it is in the store: an offer goes back to its
// list, and a dialled call is known by the address of its page.
type seats struct {
	mu sync.Mutex
	by map[*gate.Session]*seat
}

// seat is one session's, with a hand for each campaign.
type seat struct {
	mu    sync.Mutex // one step of an operator at a time
	hands map[string]*hand
	made  []access.Card // accounts just made, with their passwords; not seen yet
}

// hand is what an operator has in hand in one campaign.
type hand struct {
	audience string            // from which calls are taken
	speaks   []string          // languages; none: any
	offer    *dispatcher.Offer // nil: nobody
	dialled  bool              // the offer was dialled
	known    bool              // the person has been asked who they are
	caller   *caller           // who calls us; nil: nobody
	search   search            // for who calls us
	nobody   bool              // just asked for, and there was none
	notices  []pages.Notice    // not seen yet
	solved   *int              // reviews just decided; not seen yet
	ordered  *pages.Ordered    // calls just ordered; not seen yet
	returned string            // number of the letter just recorded as returned; not seen yet
	reach    string            // of its person
}

// has reports whether the call of an attempt is in hand.
func (h *hand) has(attempt string) bool { return h.offer != nil && h.offer.Attempt == attempt }

// drop lets go of the call of an attempt.
func (h *hand) drop(attempt string) {
	if h.has(attempt) {
		h.offer, h.dialled, h.known = nil, false, false
	}
}

func (h *hand) note(n pages.Notice) { h.notices = append(h.notices, n) }

// seen takes the notices, which are shown once.
func (h *hand) seen() []pages.Notice {
	n := h.notices
	h.notices = nil
	return n
}

// hand is the operator's in the campaign of the request, theirs alone until
// done is called.
func (c *Console) hand(r *http.Request) (h *hand, done func()) {
	s := c.seats.of(gate.SessionOf(r.Context()))
	s.mu.Lock()
	id := r.PathValue("id")
	if s.hands[id] == nil {
		s.hands[id] = &hand{}
	}
	return s.hands[id], s.mu.Unlock
}

func (l *seats) of(s *gate.Session) *seat {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by[s] == nil {
		if l.by == nil {
			l.by = map[*gate.Session]*seat{}
		}
		l.by[s] = &seat{hands: map[string]*hand{}}
		s.OnEnd(func() { l.drop(s) })
	}
	return l.by[s]
}

func (l *seats) drop(s *gate.Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.by, s)
}
