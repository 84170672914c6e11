package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// listReply is a Balance that a refusal may carry too.
type listReply struct{ dispatcher.Balance }

// Import uploads a list. A refused list returns its balance beside the error.
// A dry run changes nothing on the server. The list's columns are understood
// as the audience says: those of the options stay here.
func (c *Client) Import(ctx context.Context, id, audience string, u dispatcher.Upload) (dispatcher.Balance, error) {
	q := url.Values{"name": {u.Name}}
	if u.Dry {
		q.Set("dry", "1")
	}
	set(q, "encoding", u.Options.Encoding)
	set(q, "hidden", u.Options.Hidden)
	set(q, "unreadable", u.Options.Unreadable)
	set(q, "sheet", u.Options.Sheet)
	set(q, "lang", u.Options.Lang)
	// Asking first lets a refusal that needs no list arrive before it is sent.
	h := http.Header{"Expect": {"100-continue"}, "Content-Type": {"application/octet-stream"}}
	if !u.Options.Password.Empty() {
		h.Set(api.PasswordHeader, url.QueryEscape(u.Options.Password.Reveal()))
	}
	var b listReply
	_, err := c.do(ctx, http.MethodPost, door("campaigns", id, "audiences", audience, "people")+"?"+q.Encode(), u.Content, h, &b)
	return b.Balance, err
}
