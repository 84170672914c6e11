package client

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// Create hands a campaign in.
func (c *Client) Create(ctx context.Context, f dispatcher.Files) (s dispatcher.Summary, err error) {
	_, err = c.post(ctx, door("campaigns"), f, &s)
	return s, err
}

// Campaigns lists all campaigns.
func (c *Client) Campaigns(ctx context.Context) (list []dispatcher.Summary, err error) {
	err = c.fetch(ctx, door("campaigns"), nil, &list)
	return list, err
}

// Campaign shows one campaign.
func (c *Client) Campaign(ctx context.Context, id string) (s dispatcher.Summary, err error) {
	err = c.fetch(ctx, door("campaigns", id), nil, &s)
	return s, err
}

// Control launches, pauses, resumes or stops a campaign.
func (c *Client) Control(ctx context.Context, id string, a dispatcher.Action) (s dispatcher.Summary, err error) {
	_, err = c.post(ctx, door("campaigns", id, string(a)), nil, &s)
	return s, err
}

// PauseChannel holds one channel of a campaign.
func (c *Client) PauseChannel(ctx context.Context, id string, ch channels.Name) (s dispatcher.Summary, err error) {
	_, err = c.post(ctx, door("campaigns", id, "channels", string(ch), "pause"), nil, &s)
	return s, err
}

// Operators lists who makes the calls of a campaign.
func (c *Client) Operators(ctx context.Context, id string) (list []dispatcher.OperatorStatus, err error) {
	err = c.fetch(ctx, door("campaigns", id, "operators"), nil, &list)
	return list, err
}

// Pace tells how fast the calls of a campaign go.
func (c *Client) Pace(ctx context.Context, id string) (p dispatcher.Pace, err error) {
	err = c.fetch(ctx, door("campaigns", id, "pace"), nil, &p)
	return p, err
}

// People returns a page of people and the cursor of the next page, empty after
// the last one.
func (c *Client) People(ctx context.Context, id string, p dispatcher.PeopleQuery) ([]dispatcher.PersonStatus, string, error) {
	q := url.Values{}
	set(q, "audience", p.Audience)
	set(q, "state", p.State)
	set(q, "after", p.After)
	if p.Limit > 0 {
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	var page api.PeopleReply
	err := c.fetch(ctx, door("campaigns", id, "people"), q, &page)
	return page.People, page.Next, err
}

// PublicKey is the key to which publishers seal people for a campaign.
func (c *Client) PublicKey(ctx context.Context, id string) (string, error) {
	var k api.KeyReply
	err := c.fetch(ctx, door("campaigns", id, "key"), nil, &k)
	return k.PublicKey, err
}

// Rejected returns a page of published people who were not let in, and the next
// page's cursor.
func (c *Client) Rejected(ctx context.Context, id, after string) ([]dispatcher.Refusal, string, error) {
	q := url.Values{}
	set(q, "after", after)
	var page api.RejectedReply
	err := c.fetch(ctx, door("campaigns", id, "rejected"), q, &page)
	return page.Rejected, page.Next, err
}

// Correct lets into an audience whoever was withdrawn from another one after
// having been told.
func (c *Client) Correct(ctx context.Context, id, audience string, from api.CorrectRequest) (done dispatcher.Correction, err error) {
	_, err = c.post(ctx, door("campaigns", id, "audiences", audience, "corrections"), from, &done)
	return done, err
}

// Find returns the people who have what the query says, for a reason that the
// journal keeps.
func (c *Client) Find(ctx context.Context, id, query, reason string) (f dispatcher.Findings, err error) {
	_, err = c.post(ctx, door("campaigns", id, "people", "find"), api.FindRequest{Query: query, Reason: reason}, &f)
	return f, err
}

// Withdraw takes a person out: no longer to be told.
func (c *Client) Withdraw(ctx context.Context, id, person, reason string) error {
	_, err := c.post(ctx, door("campaigns", id, "people", person, "withdraw"), api.WithdrawRequest{Reason: reason}, &api.WithdrawReply{})
	return err
}

// Contact adds and retires contacts of a person.
func (c *Client) Contact(ctx context.Context, id, person string, body api.ContactRequest) (done dispatcher.Changed, err error) {
	_, err = c.post(ctx, door("campaigns", id, "people", person, "contact"), body, &done)
	return done, err
}

// Status returns the figures an audience: of all campaigns when id is empty,
// as of now when asOf is zero.
func (c *Client) Status(ctx context.Context, id, audience string, asOf time.Time) (list []dispatcher.Progress, err error) {
	q := at(asOf)
	set(q, "audience", audience)
	path := door("campaigns", id, "status")
	if id == "" {
		path = door("status")
	}
	err = c.fetch(ctx, path, q, &list)
	return list, err
}

// Statement returns the paragraph for the press in "ja" or "en", in Japanese
// when lang is empty.
func (c *Client) Statement(ctx context.Context, id string, asOf time.Time, lang string) (string, error) {
	q := at(asOf)
	set(q, "lang", lang)
	var s api.StatementReply
	err := c.fetch(ctx, door("campaigns", id, "statement"), q, &s)
	return s.Text, err
}

// Verify recounts a campaign from its records.
func (c *Client) Verify(ctx context.Context, id string) (v dispatcher.Verification, err error) {
	err = c.fetch(ctx, door("campaigns", id, "verify"), nil, &v)
	return v, err
}

// Repair completes the index by which people are found, and returns of how many
// cases it lacked something.
func (c *Client) Repair(ctx context.Context, id string) (int, error) {
	var r api.RepairReply
	_, err := c.post(ctx, door("campaigns", id, "repair"), nil, &r)
	return r.Repaired, err
}

// Reviews lists the attempts that wait for a human.
func (c *Client) Reviews(ctx context.Context, id string) (list []dispatcher.Review, err error) {
	err = c.fetch(ctx, door("campaigns", id, "reviews"), nil, &list)
	return list, err
}

// Bounces tells how many messages came back to return paths since the server's
// start, by what they say.
func (c *Client) Bounces(ctx context.Context) (counts map[dispatcher.News]int, err error) {
	err = c.fetch(ctx, door("bounces"), nil, &counts)
	return counts, err
}

// Resolve settles reviews, and returns how many were still open.
func (c *Client) Resolve(ctx context.Context, attempts []string, v dispatcher.Verdict) (int, error) {
	var r api.ResolveReply
	_, err := c.post(ctx, door("reviews"), api.ResolveRequest{Attempts: attempts, Verdict: v}, &r)
	return r.Resolved, err
}

// Link makes a link by which one person becomes an admin, once, until
// the given moment. Only the unix socket has it.
func (c *Client) Link(ctx context.Context) (string, time.Time, error) {
	var l api.LinkReply
	_, err := c.post(ctx, door("links"), nil, &l)
	return l.URL, l.Until, err
}

func set(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

func at(asOf time.Time) url.Values {
	q := url.Values{}
	if !asOf.IsZero() {
		q.Set("as_of", asOf.Format(time.RFC3339))
	}
	return q
}
