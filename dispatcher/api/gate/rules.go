package gate

import (
	"slices"

	"github.com/owabi/owabi/dispatcher/access"
)

// Rule says who may open one route of the office's TCP listener. The unix socket
// needs none: only the server's own user can open it.
type Rule struct {
	Pattern string        // as of http.ServeMux
	Who     Who           //
	Roles   []access.Role // with Role
	Factor  bool          // in a session that began with two factors only, whatever the role; no program
}

// Who is the kind of people who may open a route.
type Who string

// The kinds.
const (
	Anybody Who = "anybody"   // signed in or not
	HalfIn  Who = "half in"   // the password was right, a code is to come; or signed in
	InAtAll Who = "signed in" // by a session, whatever the role
	InRole  Who = "role"      // by a session or a token, in one of the roles
)

// Allows reports whether a role may open the route.
func (r *Rule) Allows(role access.Role) bool {
	return r.Who != InRole || slices.Contains(r.Roles, role)
}

// Rules is the table of all routes: the one place that says who may do what.
// docs/access.md shows it; a route that is not in it is not served.
func Rules() []Rule {
	var all []Rule
	add := func(who Who, roles []access.Role, patterns ...string) {
		for _, p := range patterns {
			all = append(all, Rule{Pattern: p, Who: who, Roles: roles})
		}
	}
	of := func(roles ...access.Role) []access.Role { return roles }
	const o, s, w, a, m = access.Operator, access.Supervisor, access.Author, access.Approver, access.Admin

	add(Anybody, nil, "GET /healthz", "GET /static/console.css", "GET /static/console.js",
		"GET /enter", "POST /enter", "GET /first", "POST /first", "POST /leave")
	add(HalfIn, nil, "GET /factor", "POST /factor")
	add(InAtAll, nil, "GET /account", "POST /account/password")

	// the figures
	add(InRole, access.All[:], "GET /{$}", "GET /live", "GET /campaigns/{id}", "GET /campaigns/{id}/live",
		"GET /api/v1/campaigns", "GET /api/v1/campaigns/{id}", "GET /api/v1/campaigns/{id}/status", "GET /api/v1/status", "GET /api/v1/campaigns/{id}/statement",
		"GET /api/v1/campaigns/{id}/pace")
	// calls
	add(InRole, of(o, s), "GET /campaigns/{id}/calls", "POST /campaigns/{id}/calls/next", "GET /campaigns/{id}/calls/{attempt}",
		"POST /campaigns/{id}/calls/{attempt}/dial", "POST /campaigns/{id}/calls/{attempt}/record",
		"GET /campaigns/{id}/sheets", "POST /campaigns/{id}/sheets/take",
		"GET /campaigns/{id}/calls/{attempt}/live", "POST /campaigns/{id}/calls/{attempt}/identify", "POST /campaigns/{id}/calls/{attempt}/back",
		"POST /campaigns/{id}/calls/{attempt}/hand", "GET /campaigns/{id}/inbound", "POST /campaigns/{id}/inbound/find",
		"GET /campaigns/{id}/inbound/{case}", "POST /campaigns/{id}/inbound/{case}/open", "POST /campaigns/{id}/inbound/{case}/identify",
		"POST /campaigns/{id}/inbound/{case}/record",
		"POST /api/v1/calls/next", "POST /api/v1/calls/{attempt}/dial", "POST /api/v1/calls/{attempt}/disposition",
		"POST /api/v1/calls/{attempt}/back", "POST /api/v1/calls/{attempt}/hand", "GET /api/v1/campaigns/{id}/questions",
		"POST /api/v1/campaigns/{id}/people/find", "POST /api/v1/campaigns/{id}/people/{case}/answer", "POST /api/v1/campaigns/{id}/people/{case}/inbound",
		"POST /api/v1/campaigns/{id}/people/{case}/contact")
	// who leads them
	add(InRole, of(s), "GET /campaigns/{id}/team", "POST /campaigns/{id}/team/reassign", "POST /campaigns/{id}/team/pause",
		"GET /campaigns/{id}/unreached", "POST /campaigns/{id}/unreached/again",
		"GET /api/v1/campaigns/{id}/operators", "POST /api/v1/campaigns/{id}/channels/{channel}/pause", "GET /campaigns/{id}/reviews", "POST /campaigns/{id}/reviews/resolve",
		"GET /api/v1/campaigns/{id}/calls", "GET /api/v1/campaigns/{id}/reviews", "POST /api/v1/reviews",
		"POST /api/v1/calls/{attempt}/reassign", "POST /api/v1/campaigns/{id}/people/{case}/call-again", "POST /api/v1/campaigns/{id}/people/{case}/withdraw")
	// the post room
	add(InRole, of(o, s), "GET /campaigns/{id}/letters", "POST /campaigns/{id}/letters/returned", "POST /api/v1/letters/returned", "POST /api/v1/hand/next", "POST /api/v1/hand/{attempt}/record",
		"GET /api/v1/campaigns/{id}/hand")
	add(InRole, of(s), "GET /api/v1/campaigns/{id}/letters", "POST /api/v1/letters/written",
		"POST /api/v1/letters/{batch}/confirm", "POST /api/v1/letters/{batch}/posted", "POST /api/v1/letters/{batch}/void")
	// what takes names and addresses out of the system
	for _, p := range []string{"POST /api/v1/campaigns/{id}/letters", "POST /api/v1/letters/{batch}/print"} {
		all = append(all, Rule{Pattern: p, Who: InRole, Roles: of(s), Factor: true})
	}
	// whoever sees that something goes wrong may hold it
	add(InRole, of(s, w, a, m), "POST /campaigns/{id}/pause", "POST /api/v1/campaigns/{id}/pause", "GET /api/v1/campaigns/{id}/people",
		"GET /api/v1/campaigns/{id}/verify", "POST /api/v1/campaigns/{id}/repair", "GET /api/v1/bounces")
	add(InRole, of(s, a, m), "POST /campaigns/{id}/resume", "POST /api/v1/campaigns/{id}/resume")
	// whoever writes a campaign does not let it go
	add(InRole, of(w), "POST /api/v1/campaigns", "POST /api/v1/campaigns/{id}/audiences/{audience}/people",
		"POST /api/v1/campaigns/{id}/audiences/{audience}/corrections", "GET /api/v1/campaigns/{id}/key", "GET /api/v1/campaigns/{id}/rejected")
	add(InRole, of(a), "POST /api/v1/campaigns/{id}/launch")
	add(InRole, of(a, m), "POST /api/v1/campaigns/{id}/stop")
	// who may come in
	add(InRole, of(m), "GET /accounts", "POST /accounts/add", "POST /accounts/{account}/close", "POST /accounts/{account}/reset",
		"GET /api/v1/accounts", "POST /api/v1/accounts", "POST /api/v1/accounts/{account}/close", "POST /api/v1/accounts/{account}/reset",
		"GET /api/v1/tokens", "POST /api/v1/tokens", "POST /api/v1/tokens/{token}/revoke")
	return all
}
