package client

import (
	"context"
	"strconv"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// PrintLetters makes a batch of at most so many letters, 0 for the usual
// number. Its Number is 0 when there is nothing to print.
func (c *Client) PrintLetters(ctx context.Context, id, audience string, most int) (p dispatcher.Printed, err error) {
	_, err = c.post(ctx, door("campaigns", id, "letters"), api.PrintRequest{Audience: audience, Most: most}, &p)
	return p, err
}

// PrintBatch makes the PDF of a batch once more.
func (c *Client) PrintBatch(ctx context.Context, number int) (p dispatcher.Printed, err error) {
	_, err = c.post(ctx, door("letters", strconv.Itoa(number), "print"), nil, &p)
	return p, err
}

// Letters lists the batches of a campaign.
func (c *Client) Letters(ctx context.Context, id string) (list api.LettersReply, err error) {
	err = c.fetch(ctx, door("campaigns", id, "letters"), nil, &list)
	return list, err
}

// ConfirmBatch says that a batch is on paper.
func (c *Client) ConfirmBatch(ctx context.Context, number int) (done api.ConfirmReply, err error) {
	_, err = c.post(ctx, door("letters", strconv.Itoa(number), "confirm"), nil, &done)
	return done, err
}

// PostedBatch says that the post has a batch, but for the letters out.
func (c *Client) PostedBatch(ctx context.Context, number int, at time.Time, out []string) (b dispatcher.Batch, err error) {
	_, err = c.post(ctx, door("letters", strconv.Itoa(number), "posted"), api.PostedRequest{At: at, Out: out}, &b)
	return b, err
}

// VoidBatch abandons a batch.
func (c *Client) VoidBatch(ctx context.Context, number int, reason string) (b dispatcher.Batch, err error) {
	_, err = c.post(ctx, door("letters", strconv.Itoa(number), "void"), api.VoidRequest{Reason: reason}, &b)
	return b, err
}

// WrittenLetter says that a letter was written and posted by hand.
func (c *Client) WrittenLetter(ctx context.Context, attempt, note string) (dispatcher.Recorded, error) {
	var done api.RecordReply
	_, err := c.post(ctx, door("letters", "written"), api.WrittenRequest{Attempt: attempt, Note: note}, &done)
	return dispatcher.Recorded{Status: done.Status, Reach: done.State}, err
}

// ReturnedLetter says that a letter came back.
func (c *Client) ReturnedLetter(ctx context.Context, number, reason string) (dispatcher.Recorded, error) {
	var done api.RecordReply
	_, err := c.post(ctx, door("letters", "returned"), api.ReturnedRequest{Number: number, Reason: reason}, &done)
	return dispatcher.Recorded{Status: done.Status, Reach: done.State}, err
}
