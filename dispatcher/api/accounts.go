package api

import (
	"context"
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
)

func (a *API) listAccounts(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Accounts.List(r.Context())
	if err != nil {
		return err
	}
	return replyList(w, list)
}

// addAccounts answers with the passwords, which nobody is shown again.
func (a *API) addAccounts(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body AccountsRequest
	if err := read(r, &body); err != nil {
		return err
	}
	made, err := a.s.Accounts.Add(r.Context(), who, body.Accounts)
	if err != nil {
		return err
	}
	return reply(w, http.StatusCreated, made)
}

func (a *API) closeAccount(w http.ResponseWriter, r *http.Request) error {
	return a.changeAccount(w, r, a.s.Accounts.Close)
}

func (a *API) resetAccount(w http.ResponseWriter, r *http.Request) error {
	return a.changeAccount(w, r, a.s.Accounts.Reset)
}

func (a *API) changeAccount(w http.ResponseWriter, r *http.Request, change func(ctx context.Context, actor, id string) (access.Card, error)) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	c, err := change(r.Context(), who, r.PathValue("account"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, c)
}

func (a *API) listTokens(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Accounts.Tokens(r.Context())
	if err != nil {
		return err
	}
	return replyList(w, list)
}

// addToken answers with the token, which nobody is shown again.
func (a *API) addToken(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body TokenRequest
	if err := read(r, &body); err != nil {
		return err
	}
	t, err := a.s.Accounts.AddToken(r.Context(), who, body.ID, body.Role, time.Duration(body.Days)*24*time.Hour)
	if err != nil {
		return err
	}
	return reply(w, http.StatusCreated, t)
}

func (a *API) revokeToken(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	if err := a.s.Accounts.RevokeToken(r.Context(), who, r.PathValue("token")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, RevokeReply{r.PathValue("token")})
}
