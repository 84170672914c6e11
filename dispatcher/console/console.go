// Package console is the office's pages: the dashboard, on which everybody sees
// the same live figure, and the desk of those who make calls. It asks the same
// services as the JSON API, and decides nothing; templates/console has what the
// pages look like and say. It stands behind package gate: every request has a
// session, whose account is the actor of what is done.
//
// No page has a name or a number in its address: attempts go by their ids.
package console

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher/api"
)

// Services is what the pages need of the domain.
type Services struct {
	Campaigns api.Campaigns
	Figures   api.Figures
	Desk      api.Desk
	Inbound   api.Inbound
	Reviews   api.Reviews
	Hands     api.Hands
	Floor     api.Floor
	People    api.People
	Letters   api.Letters
	Accounts  api.Accounts
}

// Console is safe for concurrent use.
type Console struct {
	s      Services
	clock  interface{ Now() time.Time }
	log    *slog.Logger
	rooms  *rooms
	calls  *standings
	seats  seats
	pulse  time.Duration // between two signs of life to a watcher
	taking time.Duration // that a watcher has to take what it is sent; a slower one is dropped, and comes again by itself
}

// New returns the pages over s. Promised times are compared with clock, which
// is plan time.
func New(s Services, clock interface{ Now() time.Time }, log *slog.Logger) *Console {
	c := &Console{s: s, clock: clock, log: log, pulse: 15 * time.Second, taking: 10 * time.Second}
	c.rooms = newRooms(c.look, log)
	c.calls = newStandings(s.Hands.Standings, log)
	return c
}

// formLimit bounds the body of a request in bytes.
const formLimit = 256 << 10

// route is one page, or what one of its forms is sent to.
type route struct {
	pattern string // as of http.ServeMux
	handle  func(http.ResponseWriter, *http.Request) error
}

func (c *Console) routes() []route {
	return []route{
		{"GET /{$}", c.showOverview},
		{"GET /live", c.watch},
		{"GET /campaigns/{id}", c.showCampaign},
		{"GET /campaigns/{id}/live", c.watch},
		{"POST /campaigns/{id}/pause", c.pause},
		{"POST /campaigns/{id}/resume", c.resume},
		{"GET /campaigns/{id}/calls", c.showDesk},
		{"POST /campaigns/{id}/calls/next", c.next},
		{"GET /campaigns/{id}/calls/{attempt}", c.showCall},
		{"POST /campaigns/{id}/calls/{attempt}/dial", c.dial},
		{"GET /campaigns/{id}/calls/{attempt}/live", c.watchCall},
		{"POST /campaigns/{id}/calls/{attempt}/identify", c.identify},
		{"POST /campaigns/{id}/calls/{attempt}/record", c.record},
		{"POST /campaigns/{id}/calls/{attempt}/back", c.giveBack},
		{"POST /campaigns/{id}/calls/{attempt}/hand", c.handOver},
		{"GET /campaigns/{id}/inbound", c.showInbound},
		{"POST /campaigns/{id}/inbound/find", c.find},
		{"GET /campaigns/{id}/inbound/{case}", c.showCaller},
		{"POST /campaigns/{id}/inbound/{case}/open", c.answer},
		{"POST /campaigns/{id}/inbound/{case}/identify", c.identifyCaller},
		{"POST /campaigns/{id}/inbound/{case}/record", c.recordCaller},
		{"GET /campaigns/{id}/reviews", c.showReviews},
		{"POST /campaigns/{id}/reviews/resolve", c.resolve},
		{"GET /campaigns/{id}/sheets", c.showSheets},
		{"POST /campaigns/{id}/sheets/take", c.takeSheets},
		{"GET /campaigns/{id}/team", c.showTeam},
		{"POST /campaigns/{id}/team/reassign", c.reassign},
		{"POST /campaigns/{id}/team/pause", c.pauseChannel},
		{"GET /campaigns/{id}/unreached", c.showUnreached},
		{"POST /campaigns/{id}/unreached/again", c.callAgain},
		{"GET /campaigns/{id}/letters", c.showLetters},
		{"POST /campaigns/{id}/letters/returned", c.returned},
		{"GET /accounts", c.showAccounts},
		{"POST /accounts/add", c.addAccounts},
		{"POST /accounts/{account}/close", c.closeAccount},
		{"POST /accounts/{account}/reset", c.resetAccount},
	}
}

// Routes lists the routes of the pages, for the gate in front of them.
func (c *Console) Routes() []string {
	var all []string
	for _, r := range c.routes() {
		all = append(all, r.pattern)
	}
	return all
}

// Handler serves the pages to whoever has passed the gate.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range append(c.routes(), route{"/", noPage}) {
		mux.Handle(r.pattern, http.MaxBytesHandler(c.page(r.handle), formLimit))
	}
	return mux
}
