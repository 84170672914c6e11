package client

import (
	"context"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// GiveBack puts a person who was offered to the operator back on the list.
func (c *Client) GiveBack(ctx context.Context, operator, attempt string) error {
	_, err := c.post(ctx, door("calls", attempt, "back"), api.DialRequest{Operator: operator}, nil)
	return err
}

// HandOver gives the operator's call to another one.
func (c *Client) HandOver(ctx context.Context, operator, attempt, to string) error {
	_, err := c.post(ctx, door("calls", attempt, "hand"), api.HandRequest{Operator: operator, To: to}, nil)
	return err
}

// Reassign gives anybody's call to an operator, or back to the list when to is
// empty.
func (c *Client) Reassign(ctx context.Context, attempt, to string) error {
	_, err := c.post(ctx, door("calls", attempt, "reassign"), api.HandRequest{To: to}, nil)
	return err
}

// CallAgain has a person called again, now when at is zero.
func (c *Client) CallAgain(ctx context.Context, id, person string, at time.Time) error {
	_, err := c.post(ctx, door("campaigns", id, "people", person, "call-again"), api.AgainRequest{At: at}, nil)
	return err
}

// Answer opens the sheet of a person who calls, and says why.
func (c *Client) Answer(ctx context.Context, operator, id, person, reason string) (s dispatcher.Sheet, err error) {
	_, err = c.post(ctx, door("campaigns", id, "people", person, "answer"), api.AnswerRequest{Operator: operator, Reason: reason}, &s)
	return s, err
}

// RecordInbound says what came of a call that a person made.
func (c *Client) RecordInbound(ctx context.Context, operator, id, person string, r dispatcher.Report) (dispatcher.Recorded, error) {
	var done api.RecordReply
	_, err := c.post(ctx, door("campaigns", id, "people", person, "inbound"), api.RecordRequest{Operator: operator, Report: r}, &done)
	return dispatcher.Recorded{Status: done.Status, Reach: done.State}, err
}

// Questions lists what people may ask, and what to answer.
func (c *Client) Questions(ctx context.Context, id string) (all []dispatcher.Question, err error) {
	err = c.fetch(ctx, door("campaigns", id, "questions"), nil, &all)
	return all, err
}
