package client

import (
	"context"
	"net/http"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// Next asks for a call to make; false when there is nobody to call now. An
// empty audience stands for all of the campaign's, no languages for any.
func (c *Client) Next(ctx context.Context, operator, id, audience string, languages []string) (o dispatcher.Offer, ok bool, err error) {
	status, err := c.post(ctx, door("calls", "next"), api.NextRequest{Operator: operator, Campaign: id, Audience: audience, Languages: languages}, &o)
	return o, err == nil && status == http.StatusOK, err
}

// Dial takes the offered call on: from here on it counts as attempted.
func (c *Client) Dial(ctx context.Context, operator, attempt string) (s dispatcher.Sheet, err error) {
	_, err = c.post(ctx, door("calls", attempt, "dial"), api.DialRequest{Operator: operator}, &s)
	return s, err
}

// Record says what came of a call.
func (c *Client) Record(ctx context.Context, operator, attempt string, r dispatcher.Report) (dispatcher.Recorded, error) {
	var done api.RecordReply
	_, err := c.post(ctx, door("calls", attempt, "disposition"), api.RecordRequest{Operator: operator, Report: r}, &done)
	return dispatcher.Recorded{Status: done.Status, Reach: done.State}, err
}

// Calls lists the calls of a campaign that are listed, offered or dialled.
func (c *Client) Calls(ctx context.Context, id string) (list []dispatcher.CallStatus, err error) {
	err = c.fetch(ctx, door("campaigns", id, "calls"), nil, &list)
	return list, err
}
