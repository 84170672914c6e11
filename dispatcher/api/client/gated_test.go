package client_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/api/gate"
)

func TestClientBehindTheGate(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	o := accesstest.Open(t)
	g, err := gate.New(gate.Config{URL: "http://127.0.0.1:8024", Access: o.Accounts, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(api.Services{Campaigns: campaigns{}, Accounts: o.Accounts, Links: g}, log)
	var pages []string
	for _, r := range gate.Rules() {
		if r.Who == gate.InRole && !strings.Contains(r.Pattern, " /api/") {
			pages = append(pages, r.Pattern)
		}
	}
	gated, err := a.Gated(g, http.NotFoundHandler(), pages...)
	if err != nil {
		t.Fatal(err)
	}
	tcp := httptest.NewServer(gated)
	t.Cleanup(tcp.Close)
	c, err := client.New(tcp.URL, "佐藤")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if _, err := c.Campaigns(t.Context()); dispatcher.CodeOf(err) != dispatcher.Forbidden || !strings.Contains(err.Error(), "not signed in") {
		t.Errorf("without a token: %v", err)
	}
	socket := httptest.NewServer(a.Office())
	t.Cleanup(socket.Close)
	local, err := client.New(socket.URL, "root")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.Close)
	token, err := local.AddToken(t.Context(), "cti", access.Viewer, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetToken(token.Secret); err != nil {
		t.Fatal(err)
	}
	if list, err := c.Campaigns(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("with its token: %v, %v", list, err)
	}
	if _, _, err := c.Link(t.Context()); dispatcher.CodeOf(err) != dispatcher.Forbidden {
		t.Errorf("a link by TCP: %v", err)
	}
	made, err := local.AddAccounts(t.Context(), access.Wanted{Name: "見本", Role: access.Operator})
	if err != nil || len(made) != 1 || made[0].Password == "" || made[0].By != "root" {
		t.Fatalf("%+v, %v", made, err)
	}
	if again, err := local.ResetAccount(t.Context(), made[0].ID); err != nil || again.Password == made[0].Password {
		t.Errorf("%+v, %v", again, err)
	}
	if closed, err := local.CloseAccount(t.Context(), made[0].ID); err != nil || closed.Closed.IsZero() {
		t.Errorf("%+v, %v", closed, err)
	}
	if list, err := local.Accounts(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := local.Tokens(t.Context()); err != nil || len(list) != 1 || list[0].Secret != "" {
		t.Errorf("%+v, %v", list, err)
	}
	if err := local.RevokeToken(t.Context(), "cti"); err != nil {
		t.Error(err)
	}
	if _, err := c.Campaigns(t.Context()); dispatcher.CodeOf(err) != dispatcher.Forbidden {
		t.Errorf("with a token that was revoked: %v", err)
	}
	if link, until, err := local.Link(t.Context()); err != nil || !strings.HasPrefix(link, "http://127.0.0.1:8024/first#") || until.IsZero() {
		t.Errorf("a link by the socket: %q, %v, %v", link, until, err)
	}
}

func TestTokensStayOffTheNetwork(t *testing.T) {
	t.Parallel()
	for addr, ok := range map[string]bool{"https://owabi.city.example.jp": true, "http://localhost:8024": true, "http://[::1]:8024": true,
		"http://owabi.city.example.jp": false, "http://192.0.2.1:8024": false} {
		c, err := client.New(addr, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.SetToken("canary-token"); (err == nil) != ok || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", addr, err)
		}
	}
}
