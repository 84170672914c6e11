package client_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/dispatcher/personal"
)

// desktop is the domain with one page; deaf, it forgets what is confirmed.
type desktop struct {
	confirmed *bool
	deaf      bool
}

func (d desktop) Page(_ context.Context, token string) (dispatcher.Page, error) {
	if token != "secret" {
		return dispatcher.Page{}, &dispatcher.Error{Code: dispatcher.NotFound}
	}
	return dispatcher.Page{Goal: dispatcher.Deletion, Confirmed: *d.confirmed}, nil
}

func (d desktop) Wrong(context.Context, string) error { return nil }

func (d desktop) AskCall(context.Context, string, time.Time) error { return nil }

func (d desktop) Check(context.Context, personal.Text) (dispatcher.Issuer, error) {
	return dispatcher.Issuer{}, nil
}

func (d desktop) Confirm(context.Context, string, string) error {
	*d.confirmed = !d.deaf
	return nil
}

func public(t *testing.T, d desktop) string {
	t.Helper()
	srv := httptest.NewServer(api.New(api.Services{Pages: d}, slog.New(slog.DiscardHandler)).Public())
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestRecipientPressesTheButton(t *testing.T) {
	t.Parallel()
	d := desktop{confirmed: new(bool)}
	url := public(t, d) + "/p/secret"
	for range 2 { // the second time it is confirmed already
		if err := (client.Recipient{}).Acknowledge(t.Context(), url); err != nil {
			t.Fatal(err)
		}
	}
	if !*d.confirmed {
		t.Error("nothing was confirmed")
	}
}

func TestRecipientIsToldWhatFails(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, page, want string }{
		{"a wrong token", public(t, desktop{confirmed: new(bool)}) + "/p/wrong-secret", "404"},
		{"a page that forgets", public(t, desktop{new(bool), true}) + "/p/secret", "still asks"},
		{"nobody there", "http://" + freeAddress(t) + "/p/secret", "refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := client.Recipient{HTTP: &http.Client{}}.Acknowledge(t.Context(), tt.page)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v, want one with %q and without the token", err, tt.want)
			}
		})
	}
}

func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "owabi")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// freeAddress is an address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// hangsUp is a server that takes a request and closes without a word.
func hangsUp(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(srv.Close)
	return srv.URL
}
