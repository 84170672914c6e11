package console

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

func (c *Console) showOverview(w http.ResponseWriter, r *http.Request) error {
	v, err := c.overview(r.Context())
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, frame(w, r, pages.PageOverview, "/"), v)
}

func (c *Console) showCampaign(w http.ResponseWriter, r *http.Request) error {
	v, err := c.campaign(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, frame(w, r, pages.PageCampaign, r.URL.Path), v)
}

func (c *Console) pause(w http.ResponseWriter, r *http.Request) error {
	return c.control(w, r, dispatcher.Pause)
}
func (c *Console) resume(w http.ResponseWriter, r *http.Request) error {
	return c.control(w, r, dispatcher.Resume)
}

func (c *Console) control(w http.ResponseWriter, r *http.Request, a dispatcher.Action) error {
	if _, err := c.s.Campaigns.Control(r.Context(), operator(r), r.PathValue("id"), a); err != nil {
		return err
	}
	return see(w, r, campaignPath(r))
}

// campaignPath is the path of the campaign that a request is about.
func campaignPath(r *http.Request) string { return "/campaigns/" + url.PathEscape(r.PathValue("id")) }

// look reads what a room shows: a campaign, or all of them when id is empty.
func (c *Console) look(ctx context.Context, id string) (live, error) {
	if id == "" {
		return c.overview(ctx)
	}
	return c.campaign(ctx, id)
}

func (c *Console) campaign(ctx context.Context, id string) (pages.Campaign, error) {
	s, err := c.s.Campaigns.Show(ctx, id)
	if err != nil {
		return pages.Campaign{}, err
	}
	list, err := c.s.Figures.Status(ctx, id, "", time.Time{})
	if err != nil {
		return pages.Campaign{}, err
	}
	v := campaignOf(s, list)
	if s.Launched.IsZero() {
		return v, nil
	}
	p, err := c.s.Floor.Pace(ctx, id)
	v.Pace = paceOf(p)
	return v, err
}

func (c *Console) overview(ctx context.Context) (pages.Overview, error) {
	var v pages.Overview
	list, err := c.s.Campaigns.List(ctx)
	if err != nil {
		return v, err
	}
	all, err := c.s.Figures.Status(ctx, "", "", time.Time{})
	if err != nil {
		return v, err
	}
	own := map[string][]dispatcher.Progress{}
	for _, p := range all {
		own[p.Campaign] = append(own[p.Campaign], p)
	}
	for _, s := range list {
		v.Campaigns = append(v.Campaigns, campaignOf(s, own[s.ID]))
	}
	return v, nil
}

// campaignOf is the dashboard of a campaign.
func campaignOf(s dispatcher.Summary, list []dispatcher.Progress) pages.Campaign {
	v := pages.Campaign{ID: s.ID, State: string(s.State), Waiting: s.Waiting}
	for _, ch := range channels.All {
		if off := offOf(s, ch); off != nil {
			v.Off = append(v.Off, *off)
		}
	}
	grades := map[string]string{}
	for _, a := range s.Audiences {
		grades[a.Name] = a.ReachedWhen.String()
	}
	for _, p := range list {
		v.AsOf = p.AsOf.Truncate(time.Minute)
		v.Reviews += p.Review
		a := audienceOf(p, s.Off)
		a.ReachedWhen = grades[p.Audience]
		v.Audiences = append(v.Audiences, a)
	}
	return v
}

// offOf says why a channel of a campaign is paused; nil when it is not.
func offOf(s dispatcher.Summary, ch channels.Name) *pages.Off {
	why, off := s.Off[string(ch)]
	if !off {
		return nil
	}
	kind, detail := dispatcher.ReadStoppage(why)
	return &pages.Off{Channel: string(ch), Why: string(kind), Detail: detail}
}

func audienceOf(p dispatcher.Progress, off map[string]string) pages.Audience {
	a := pages.Audience{Campaign: p.Campaign, Name: p.Audience, Goal: string(p.Goal), Total: p.Total, Attempted: p.Attempted, Reached: p.Reached,
		InProgress: p.InProgress, Pending: p.Pending, Unreachable: p.Unreachable, Withdrawn: p.Withdrawn, Review: p.Review,
		Cases: p.Cases.Total, CasesDone: p.Cases.Reached}
	for _, name := range channels.All {
		if ch, used := p.ByChannel[string(name)]; used {
			_, isOff := off[string(name)]
			a.Channels = append(a.Channels, pages.Channel{Name: string(name), Off: isOff, Attempts: ch.Attempts, Attempted: ch.Attempted,
				Reached: ch.Reached, Review: ch.Review})
		}
	}
	for _, t := range p.ByAttempt {
		a.Tries = append(a.Tries, pages.Try{Number: t.Attempt, Waiting: t.Waiting, Reached: t.Reached})
	}
	return a
}
