package api

import (
	"net/http"
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// Bounds of a request's body in bytes.
const (
	bodyLimit = 1 << 20
	listLimit = 2 << 30
)

// route is one door.
type route struct {
	pattern string // as of http.ServeMux
	handle  handler
	limit   int64 // of the body in bytes
}

// handler answers a request, or returns why not before it has written
// anything.
type handler func(http.ResponseWriter, *http.Request) error

func (a *API) officeRoutes() []route {
	return []route{
		{"POST /api/v1/campaigns", a.createCampaign, bodyLimit},
		{"GET /api/v1/campaigns", a.listCampaigns, bodyLimit},
		{"GET /api/v1/campaigns/{id}", a.showCampaign, bodyLimit},
		{"POST /api/v1/campaigns/{id}/launch", a.control(dispatcher.Launch), bodyLimit},
		{"POST /api/v1/campaigns/{id}/pause", a.control(dispatcher.Pause), bodyLimit},
		{"POST /api/v1/campaigns/{id}/resume", a.control(dispatcher.Resume), bodyLimit},
		{"POST /api/v1/campaigns/{id}/stop", a.control(dispatcher.Stop), bodyLimit},
		{"POST /api/v1/campaigns/{id}/channels/{channel}/pause", a.pauseChannel, bodyLimit},
		{"GET /api/v1/campaigns/{id}/operators", a.listOperators, bodyLimit},
		{"GET /api/v1/campaigns/{id}/pace", a.pace, bodyLimit},
		{"POST /api/v1/campaigns/{id}/audiences/{audience}/people", a.importPeople, listLimit},
		{"GET /api/v1/campaigns/{id}/people", a.listPeople, bodyLimit},
		{"POST /api/v1/campaigns/{id}/audiences/{audience}/corrections", unhurried(a.correct), bodyLimit},
		{"GET /api/v1/campaigns/{id}/key", a.showKey, bodyLimit},
		{"GET /api/v1/campaigns/{id}/rejected", a.listRejected, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/find", a.findPeople, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/{case}/withdraw", a.withdrawPerson, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/{case}/call-again", a.callAgain, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/{case}/answer", a.answerCall, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/{case}/inbound", a.recordInbound, bodyLimit},
		{"POST /api/v1/campaigns/{id}/people/{case}/contact", a.changeContact, bodyLimit},
		{"GET /api/v1/campaigns/{id}/status", unhurried(a.status), bodyLimit},
		{"GET /api/v1/status", unhurried(a.status), bodyLimit},
		{"GET /api/v1/campaigns/{id}/statement", unhurried(a.statement), bodyLimit},
		{"GET /api/v1/campaigns/{id}/verify", unhurried(a.verify), bodyLimit},
		{"POST /api/v1/campaigns/{id}/repair", unhurried(a.repair), bodyLimit},
		{"GET /api/v1/campaigns/{id}/calls", a.listCalls, bodyLimit},
		{"GET /api/v1/campaigns/{id}/questions", a.listQuestions, bodyLimit},
		{"GET /api/v1/campaigns/{id}/reviews", a.listReviews, bodyLimit},
		{"GET /api/v1/bounces", a.showBounces, bodyLimit},
		{"POST /api/v1/reviews", a.resolveReviews, bodyLimit},
		{"POST /api/v1/calls/next", a.nextCall, bodyLimit},
		{"POST /api/v1/calls/{attempt}/dial", a.dialCall, bodyLimit},
		{"POST /api/v1/calls/{attempt}/disposition", a.recordCall, bodyLimit},
		{"POST /api/v1/calls/{attempt}/back", a.giveBack, bodyLimit},
		{"POST /api/v1/calls/{attempt}/hand", a.handOver, bodyLimit},
		{"POST /api/v1/calls/{attempt}/reassign", a.reassign, bodyLimit},
		{"GET /api/v1/accounts", a.listAccounts, bodyLimit},
		{"POST /api/v1/accounts", a.addAccounts, bodyLimit},
		{"POST /api/v1/accounts/{account}/close", a.closeAccount, bodyLimit},
		{"POST /api/v1/accounts/{account}/reset", a.resetAccount, bodyLimit},
		{"GET /api/v1/tokens", a.listTokens, bodyLimit},
		{"POST /api/v1/tokens", a.addToken, bodyLimit},
		{"POST /api/v1/tokens/{token}/revoke", a.revokeToken, bodyLimit},
		{"POST /api/v1/hand/next", a.nextErrand, bodyLimit},
		{"POST /api/v1/hand/{attempt}/record", a.recordErrand, bodyLimit},
		{"GET /api/v1/campaigns/{id}/hand", a.listErrands, bodyLimit},
		{"POST /api/v1/campaigns/{id}/letters", unhurried(a.printLetters), bodyLimit},
		{"GET /api/v1/campaigns/{id}/letters", a.listLetters, bodyLimit},
		{"POST /api/v1/letters/{batch}/print", unhurried(a.printBatch), bodyLimit},
		{"POST /api/v1/letters/{batch}/confirm", a.confirmBatch, bodyLimit},
		{"POST /api/v1/letters/{batch}/posted", unhurried(a.postBatch), bodyLimit},
		{"POST /api/v1/letters/{batch}/void", unhurried(a.voidBatch), bodyLimit},
		{"POST /api/v1/letters/written", a.writtenLetter, bodyLimit},
		{"POST /api/v1/letters/returned", a.returnLetter, bodyLimit},
		{"GET /healthz", healthy, bodyLimit},
	}
}

// patterns lists the office's routes below /api/, for the gate in front of them.
func (a *API) patterns() []string {
	var all []string
	for _, r := range a.officeRoutes() {
		if strings.Contains(r.pattern, " /api/") {
			all = append(all, r.pattern)
		}
	}
	return all
}

// socketRoutes are for who can open the unix socket: they make the first who
// lets others in.
func (a *API) socketRoutes() []route {
	return []route{{"POST /api/v1/links", a.makeLink, bodyLimit}}
}

func (a *API) publicRoutes() []route {
	return []route{
		{"GET /p/{token}", a.showPage, bodyLimit},
		{"POST /p/{token}", a.confirmPage, bodyLimit},
		{"GET /check", a.showCheck, bodyLimit},
		{"POST /check", a.checkNumber, bodyLimit},
		{"GET /static/page.css", stylesheet, bodyLimit},
	}
}

func healthy(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusOK)
	return nil
}
