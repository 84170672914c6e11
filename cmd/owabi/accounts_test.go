package main

import (
	"context"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

// shownAccounts are the accounts of the manual's office.
type shownAccounts struct{}

func shownCard(w access.Wanted, id string) access.Card {
	return access.Card{ID: id, Name: w.Name, Role: w.Role, Protected: w.Protected, Created: jst(26, 9, 0).UTC(), By: "root"}
}

func (shownAccounts) Add(_ context.Context, _ string, wanted []access.Wanted) ([]access.Card, error) {
	var made []access.Card
	for i, w := range wanted {
		if w.ID == "hanako" {
			return nil, &dispatcher.Error{Code: dispatcher.Conflict, Where: "id", What: "an account with this id exists already", Cure: "choose another id; those of closed accounts stay taken"}
		}
		id := w.ID
		if id == "" {
			id = string(w.Role) + "-0" + string(rune('1'+i))
		}
		c := shownCard(w, id)
		c.Password = "mxk2-7q3p-wd9e-" + string(rune('a'+i)) + "7vz"
		made = append(made, c)
	}
	return made, nil
}

func (shownAccounts) List(context.Context) ([]access.Card, error) {
	hanako, old := shownCard(access.Wanted{Name: "例示 花子", Role: access.Supervisor, Protected: true}, "hanako"), shownCard(access.Wanted{Name: "例示 太郎", Role: access.Operator}, "taro")
	hanako.Factor, old.Closed = true, jst(26, 18, 0).UTC()
	return []access.Card{hanako, old}, nil
}

func (s shownAccounts) find(id string) (access.Card, error) {
	all, _ := s.List(context.Background())
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return access.Card{}, &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such account", Cure: "see `owabi account list`"}
}

func (s shownAccounts) Close(_ context.Context, _, id string) (access.Card, error) { return s.find(id) }

func (s shownAccounts) Reset(_ context.Context, _, id string) (access.Card, error) {
	c, err := s.find(id)
	c.Password = "p9dk-2m7x-hq4e-w3nz"
	return c, err
}

func (shownAccounts) AddToken(_ context.Context, _, id string, role access.Role, last time.Duration) (access.Token, error) {
	if role.TwoFactors() {
		return access.Token{}, &dispatcher.Error{Code: dispatcher.Invalid, Where: "role", What: "needs a second factor, which a program has not",
			Cure: "give a token another role; the server's own socket needs none"}
	}
	return access.Token{ID: id, Role: role, Created: jst(26, 9, 0).UTC(), By: "root", Until: jst(26, 9, 0).Add(last).UTC(), Secret: "owabi_k7c3q9f0m4q2x8h5t6j1n9w3b7"}, nil
}

func (s shownAccounts) Tokens(ctx context.Context) ([]access.Token, error) {
	t, err := s.AddToken(ctx, "", "cti", access.Operator, 30*24*time.Hour)
	t.Secret = ""
	return []access.Token{t}, err
}

func (shownAccounts) RevokeToken(_ context.Context, _, id string) error {
	if id == "cti" {
		return nil
	}
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "there is no such token", Cure: "see `owabi token list`"}
}

// shownFloor is the call centre of the manual's office.
type shownFloor struct{}

func (shownFloor) Operators(context.Context, string) ([]dispatcher.OperatorStatus, error) {
	return []dispatcher.OperatorStatus{{Operator: "hanako", Phase: "dialled", Attempt: attempt, Audience: "affected", Since: jst(26, 17, 58), Calls: 41, Spoken: 30, Last: jst(26, 17, 55)},
		{Operator: "jiro", Phase: "idle", Calls: 12, Spoken: 5, Last: jst(26, 16, 0)}}, nil
}

func (shownFloor) Pace(context.Context, string) (dispatcher.Pace, error) {
	return dispatcher.Pace{AsOf: jst(26, 18, 0), Hours: []dispatcher.HourCalls{{Hour: 9, Calls: 40, Reached: 21}}, LastHour: 17, Waiting: 26, Promised: 2, Untried: 0}, nil
}

func (shownFloor) PauseChannel(_ context.Context, _, id string, ch channels.Name) (dispatcher.Summary, error) {
	return dispatcher.Summary{ID: id, State: dispatcher.Running, Off: map[string]string{string(ch): "by_hand"}}, nil
}
