package console

import (
	"net/http"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api/gate"
	pages "github.com/owabi/owabi/templates/console"
)

// showTeam shows a supervisor who works at what.
func (c *Console) showTeam(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	id := r.PathValue("id")
	s, err := c.s.Campaigns.Show(r.Context(), id)
	if err != nil {
		return err
	}
	all, err := c.s.Floor.Operators(r.Context(), id)
	if err != nil {
		return err
	}
	v := pages.Team{ID: s.ID, State: string(s.State), Notices: h.seen()}
	names, err := c.names(r, &v)
	if err != nil {
		return err
	}
	for _, o := range all {
		v.Operators = append(v.Operators, operatorOf(o, names))
	}
	for _, ch := range channels.All {
		if off := offOf(s, ch); off != nil {
			v.Off = append(v.Off, *off)
		} else if ch != channels.Hand {
			v.On = append(v.On, string(ch))
		}
	}
	return write(w, http.StatusOK, frame(w, r, pages.PageTeam, campaignPath(r)+"/team"), v)
}

// names are those of accounts by their ids; who makes calls stands in the page as
// somebody who can be given one.
func (c *Console) names(r *http.Request, v *pages.Team) (map[string]string, error) {
	cards, err := c.s.Accounts.List(r.Context())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, card := range cards {
		names[card.ID] = card.Name
		if card.Closed.IsZero() && mayCall(card.Role) {
			v.Colleagues = append(v.Colleagues, pages.Colleague{ID: card.ID, Name: card.Name})
		}
	}
	return names, nil
}

func operatorOf(o dispatcher.OperatorStatus, names map[string]string) pages.Operator {
	p := pages.Operator{ID: o.Operator, Name: names[o.Operator], Phase: o.Phase, Attempt: o.Attempt, Audience: o.Audience, Since: o.Since,
		Calls: o.Calls, Spoken: o.Spoken, Last: o.Last}
	if p.Name == "" {
		p.Name = o.Operator
	}
	return p
}

// reassign gives a call to somebody else, or back to the list.
func (c *Console) reassign(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	err := c.s.Hands.Reassign(r.Context(), operator(r), r.PostFormValue("attempt"), r.PostFormValue("to"))
	if dispatcher.CodeOf(err) == dispatcher.Conflict && err != nil {
		h.note(pages.Notice{Kind: pages.NoticeRefused, Said: said(err)})
	} else if err != nil {
		return err
	}
	return see(w, r, campaignPath(r)+"/team")
}

func (c *Console) pauseChannel(w http.ResponseWriter, r *http.Request) error {
	if _, err := c.s.Floor.PauseChannel(r.Context(), operator(r), r.PathValue("id"), channels.Name(r.PostFormValue("channel"))); err != nil {
		return err
	}
	return see(w, r, campaignPath(r)+"/team")
}

// mayCall reports whether a role makes calls, by the rule of the desk.
func mayCall(role access.Role) bool {
	for _, r := range gate.Rules() {
		if r.Pattern == "GET /campaigns/{id}/calls" {
			return r.Allows(role)
		}
	}
	return false
}
