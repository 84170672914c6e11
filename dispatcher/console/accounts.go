package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api/gate"
	pages "github.com/owabi/owabi/templates/console"
)

func (c *Console) showAccounts(w http.ResponseWriter, r *http.Request) error {
	return c.writeAccounts(w, r, http.StatusOK, pages.Accounts{})
}

// writeAccounts shows the accounts, and once the passwords of those just made.
func (c *Console) writeAccounts(w http.ResponseWriter, r *http.Request, status int, v pages.Accounts) error {
	all, err := c.s.Accounts.List(r.Context())
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.Closed.IsZero() {
			v.Closed++
			continue
		}
		v.All = append(v.All, cardOf(a, operator(r)))
	}
	for _, role := range access.All {
		v.Roles = append(v.Roles, string(role))
	}
	if v.Role == "" {
		v.Role = string(access.Operator)
	}
	s := c.seats.of(gate.SessionOf(r.Context()))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.made {
		v.Made = append(v.Made, cardOf(a, operator(r)))
	}
	s.made = nil
	return write(w, status, frame(w, r, pages.PageAccounts, "/accounts"), v)
}

func cardOf(a access.Card, own string) pages.Card {
	return pages.Card{ID: a.ID, Name: a.Name, Role: string(a.Role), Protected: a.Protected, Factor: a.Factor, Created: a.Created,
		Password: a.Password, Own: a.ID == own}
}

// addAccounts makes an account for each line: a name, or a name, a comma and an
// id.
func (c *Console) addAccounts(w http.ResponseWriter, r *http.Request) error {
	v := pages.Accounts{Wanted: r.PostFormValue("wanted"), Role: r.PostFormValue("role")}
	var wanted []access.Wanted
	for line := range strings.Lines(v.Wanted) {
		name, id, _ := strings.Cut(strings.ReplaceAll(line, "、", ","), ",")
		if name = strings.TrimSpace(name); name != "" || strings.TrimSpace(id) != "" {
			wanted = append(wanted, access.Wanted{ID: id, Name: name, Role: access.Role(v.Role), Protected: r.PostFormValue("protected") != ""})
		}
	}
	made, err := c.s.Accounts.Add(r.Context(), operator(r), wanted)
	var e *dispatcher.Error
	if errors.As(err, &e) && e.Code != dispatcher.Internal {
		v.Said = said(err)
		return c.writeAccounts(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	c.keepMade(r, made...)
	return see(w, r, "/accounts")
}

// keepMade keeps what was made until its page is shown.
func (c *Console) keepMade(r *http.Request, made ...access.Card) {
	s := c.seats.of(gate.SessionOf(r.Context()))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made = append(slices.Clip(s.made), made...)
}

func (c *Console) closeAccount(w http.ResponseWriter, r *http.Request) error {
	return c.changeAccount(w, r, c.s.Accounts.Close)
}

func (c *Console) resetAccount(w http.ResponseWriter, r *http.Request) error {
	return c.changeAccount(w, r, c.s.Accounts.Reset)
}

func (c *Console) changeAccount(w http.ResponseWriter, r *http.Request, change func(ctx context.Context, actor, id string) (access.Card, error)) error {
	card, err := change(r.Context(), operator(r), r.PathValue("account"))
	if err != nil {
		return err
	}
	if card.Password != "" {
		c.keepMade(r, card)
	}
	return see(w, r, "/accounts")
}
