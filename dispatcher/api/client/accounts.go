package client

import (
	"context"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api"
)

// AddAccounts makes accounts, all or none, and returns them with their passwords,
// which nobody is shown again.
func (c *Client) AddAccounts(ctx context.Context, wanted ...access.Wanted) (made []access.Card, err error) {
	_, err = c.post(ctx, door("accounts"), api.AccountsRequest{Accounts: wanted}, &made)
	return made, err
}

// Accounts lists all accounts, those that are closed too.
func (c *Client) Accounts(ctx context.Context) (list []access.Card, err error) {
	err = c.fetch(ctx, door("accounts"), nil, &list)
	return list, err
}

// CloseAccount ends an account and its sessions.
func (c *Client) CloseAccount(ctx context.Context, id string) (card access.Card, err error) {
	_, err = c.post(ctx, door("accounts", id, "close"), nil, &card)
	return card, err
}

// ResetAccount gives an account a new password, and takes its second factor
// away.
func (c *Client) ResetAccount(ctx context.Context, id string) (card access.Card, err error) {
	_, err = c.post(ctx, door("accounts", id, "reset"), nil, &card)
	return card, err
}

// AddToken makes a token that lasts for days; nobody is shown it again.
func (c *Client) AddToken(ctx context.Context, id string, role access.Role, days int) (t access.Token, err error) {
	_, err = c.post(ctx, door("tokens"), api.TokenRequest{ID: id, Role: role, Days: days}, &t)
	return t, err
}

// Tokens lists the tokens.
func (c *Client) Tokens(ctx context.Context) (list []access.Token, err error) {
	err = c.fetch(ctx, door("tokens"), nil, &list)
	return list, err
}

// RevokeToken ends a token at once.
func (c *Client) RevokeToken(ctx context.Context, id string) error {
	_, err := c.post(ctx, door("tokens", id, "revoke"), nil, &api.RevokeReply{})
	return err
}
