package client

import (
	"context"
	"net/http"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// NextErrand takes a person off the list of those to be seen to; false when
// nobody waits.
func (c *Client) NextErrand(ctx context.Context, operator, id, audience string) (e dispatcher.Errand, ok bool, err error) {
	status, err := c.post(ctx, door("hand", "next"), api.ErrandRequest{Operator: operator, Campaign: id, Audience: audience}, &e)
	return e, err == nil && status == http.StatusOK, err
}

// RecordErrand says what came of it.
func (c *Client) RecordErrand(ctx context.Context, operator, attempt string, r dispatcher.ErrandReport) (dispatcher.Recorded, error) {
	var done api.RecordReply
	_, err := c.post(ctx, door("hand", attempt, "record"), api.ErrandRecord{Operator: operator, ErrandReport: r}, &done)
	return dispatcher.Recorded{Status: done.Status, Reach: done.State}, err
}

// Errands lists who waits to be seen to, and who is being seen to.
func (c *Client) Errands(ctx context.Context, id string) (list []dispatcher.CallStatus, err error) {
	err = c.fetch(ctx, door("campaigns", id, "hand"), nil, &list)
	return list, err
}
