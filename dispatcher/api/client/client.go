// Package client speaks with the doors of package api: over the unix socket of
// a data directory, or to an address. The CLI uses it, and so do the simulated
// operators and recipients of the demo. What the server refuses comes back as
// the *dispatcher.Error that it was refused with.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher/api"
)

// Client is one server. It is safe for concurrent use.
type Client struct {
	base  string // scheme and host
	at    string // as the user wrote it, for errors
	actor string
	token string // empty on the unix socket
	http  *http.Client
}

// socketPath is the most bytes that Linux takes in the path of a unix socket
// (unix(7), sun_path, less the final zero).
const socketPath = 107

// askFirst is how long an upload waits to be asked for (Expect: 100-continue)
// before it starts unasked.
const askFirst = 5 * time.Second

// New returns a client of the server at addr: unix:PATH of its socket, or its
// http or https URL. Actor names who asks; the server's default when empty.
func New(addr, actor string) (*Client, error) {
	t := &http.Transport{ExpectContinueTimeout: askFirst, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 64}
	c := &Client{at: addr, actor: actor, http: &http.Client{Transport: t}}
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		if path == "" || len(path) > socketPath {
			return nil, fmt.Errorf("client: the path of a unix socket has 1 to %d bytes, this one %d", socketPath, len(path))
		}
		c.base = "http://owabi"
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}
		return c, nil
	}
	u, err := url.Parse(addr)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("client: %q is neither unix:PATH nor an http or https URL", addr)
	}
	c.base = u.Scheme + "://" + u.Host + strings.TrimSuffix(u.Path, "/")
	return c, nil
}

// SetToken lets the client in by a listener on TCP, by the token of the server's
// token file. It is set before the first request, and never sent across a
// network in the clear.
func (c *Client) SetToken(token string) error {
	if u, err := url.Parse(c.base); err != nil || u.Scheme == "http" && !loopback(u.Hostname()) {
		return fmt.Errorf("client: %s is neither https nor of this machine: a token would cross the network in the clear", c.at)
	}
	c.token = token
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// door is the path of a door below /api/v1, its parts escaped.
func door(parts ...string) string {
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "/api/v1/" + strings.Join(parts, "/")
}

// fetch gets a door's answer into out.
func (c *Client) fetch(ctx context.Context, path string, q url.Values, out any) error {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	_, err := c.do(ctx, http.MethodGet, path, nil, nil, out)
	return err
}

// post sends in as JSON, none when it is nil, and reads the answer into out.
// It returns the status of the answer.
func (c *Client) post(ctx context.Context, path string, in, out any) (int, error) {
	if in == nil {
		return c.do(ctx, http.MethodPost, path, nil, nil, out)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return 0, fmt.Errorf("client: write request: %w", err)
	}
	return c.do(ctx, http.MethodPost, path, bytes.NewReader(body), http.Header{"Content-Type": {"application/json"}}, out)
}

func (c *Client) do(ctx context.Context, method, path string, body io.Reader, h http.Header, out any) (int, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return 0, fmt.Errorf("client: make request: %w", err)
	}
	for name, values := range h {
		req.Header[name] = values
	}
	if c.actor != "" {
		req.Header.Set(api.ActorHeader, c.actor)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, c.lost(ctx, err)
	}
	defer res.Body.Close()
	return res.StatusCode, c.answer(ctx, res, out)
}

// answer reads a reply: out on success, the server's error otherwise.
func (c *Client) answer(ctx context.Context, res *http.Response, out any) error {
	if res.StatusCode == http.StatusNoContent {
		return nil
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return c.lost(ctx, err)
	}
	if res.StatusCode < 300 {
		if err := json.Unmarshal(body, out); err != nil {
			return fmt.Errorf("client: read reply: %w", err)
		}
		return nil
	}
	var e api.ErrorReply
	if json.Unmarshal(body, &e) != nil || e.Error.Code == "" {
		return fmt.Errorf("client: %s answers %s: it is no owabi", c.at, res.Status)
	}
	if list, ok := out.(*listReply); ok && e.Balance != nil {
		list.Balance = *e.Balance
	}
	return e.Error.Err()
}
