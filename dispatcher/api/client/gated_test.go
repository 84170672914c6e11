package client_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/api/gate"
)

func TestClientBehindTheGate(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	g, err := gate.New(gate.Config{URL: "http://127.0.0.1:8024", Token: "token-of-a-program", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(api.Services{Campaigns: campaigns{}, Links: g}, log)
	tcp := httptest.NewServer(a.Gated(g, http.NotFoundHandler()))
	t.Cleanup(tcp.Close)
	c, err := client.New(tcp.URL, "佐藤")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if _, err := c.Campaigns(t.Context()); dispatcher.CodeOf(err) != dispatcher.Forbidden || !strings.Contains(err.Error(), "not signed in") {
		t.Errorf("without a token: %v", err)
	}
	if err := c.SetToken("token-of-a-program"); err != nil {
		t.Fatal(err)
	}
	if list, err := c.Campaigns(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("with its token: %v, %v", list, err)
	}
	if _, _, err := c.Link(t.Context()); dispatcher.CodeOf(err) != dispatcher.Forbidden {
		t.Errorf("a link by TCP: %v", err)
	}
	socket := httptest.NewServer(a.Office())
	t.Cleanup(socket.Close)
	local, err := client.New(socket.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.Close)
	if link, until, err := local.Link(t.Context()); err != nil || !strings.HasPrefix(link, "http://127.0.0.1:8024/enter#") || until.IsZero() {
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
