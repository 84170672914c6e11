package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Bounds of callbacks. Twilio's own time out after 15 s.
const (
	callbackTimeout = 15 * time.Second
	firstRetry      = 100 * time.Millisecond // doubled each time
)

// callbackClient reaches this machine only, and follows nothing.
func callbackClient() *http.Client {
	d := net.Dialer{Timeout: callbackTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		host, _, err := net.SplitHostPort(address)
		if err != nil || !net.ParseIP(host).IsLoopback() {
			return errors.New("sandbox: callbacks go to this machine only")
		}
		return nil
	}}
	return &http.Client{Timeout: callbackTimeout, Transport: &http.Transport{DialContext: d.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// follow lets the events of a message happen, one after the other.
func (t *Twilio) follow(m *message, events []TwilioEvent) {
	if !t.begin() {
		return
	}
	go func() {
		defer t.busy.Done()
		for _, e := range events {
			if e.Wait != nil {
				select {
				case <-e.Wait:
				case <-t.ctx.Done():
					return
				}
			}
			t.happen(m, e)
			t.call(m, e)
		}
	}()
}

// happen changes the status of a message.
func (t *Twilio) happen(m *message, e TwilioEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m.status, m.code, m.updated = e.Status, e.Code, time.Now()
	if m.sent.IsZero() && (e.Status == "sent" || e.Status == "delivered") {
		m.sent = m.updated
	}
}

// call reports an event, as often as the callback's URL asks for.
func (t *Twilio) call(m *message, e TwilioEvent) {
	if m.callback == "" {
		return
	}
	address, fragment, _ := strings.Cut(m.callback, "#")
	form, token, o := t.form(m, e), newSID(""), parseOverrides(fragment)
	for try, wait := 0, firstRetry; ; try, wait = try+1, 2*wait {
		status, err := t.post(address, form, token)
		if try >= o.retries || !o.again(status, err) {
			return
		}
		select {
		case <-time.After(wait):
		case <-t.ctx.Done():
			return
		}
	}
}

// form is what a callback says.
func (t *Twilio) form(m *message, e TwilioEvent) map[string]string {
	f := map[string]string{"AccountSid": t.config.AccountSID, "ApiVersion": apiVersion, "MessageSid": m.sid, "SmsSid": m.sid,
		"MessageStatus": e.Status, "SmsStatus": e.Status, "To": m.to}
	if m.from != "" {
		f["From"] = m.from
	}
	if m.service != "" {
		f["MessagingServiceSid"] = m.service
	}
	if e.Code != 0 {
		f["ErrorCode"] = strconv.Itoa(e.Code)
	}
	if e.Status == "delivered" || e.Status == "undelivered" {
		f["RawDlrDoneDate"] = time.Now().UTC().Format("0601021504")
	}
	return f
}

// post makes one signed request.
func (t *Twilio) post(address string, form map[string]string, token string) (status int, err error) {
	values := url.Values{}
	for k, v := range form {
		values.Set(k, v)
	}
	r, err := http.NewRequestWithContext(t.ctx, http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("User-Agent", "TwilioProxy/1.1")
	r.Header.Set("I-Twilio-Idempotency-Token", token)
	r.Header.Set("X-Twilio-Signature", signature(address, form, t.config.AuthToken))
	response, err := t.calls.Do(r)
	if err != nil {
		return 0, err
	}
	io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	response.Body.Close()
	return response.StatusCode, nil
}

// signature signs a callback: the URL, and every parameter's name and value in
// the order of the names (docs/usage/webhooks/webhooks-security).
func signature(address string, form map[string]string, token string) string {
	h := hmac.New(sha1.New, []byte(token))
	io.WriteString(h, address)
	for _, k := range slices.Sorted(maps.Keys(form)) {
		io.WriteString(h, k+form[k])
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// overrides are what the fragment of a callback's URL asks for
// (docs/usage/webhooks/webhooks-connection-overrides).
type overrides struct {
	retries int    // at most 5
	policy  string // when: ct, 4xx, 5xx, all; several with commas
}

func parseOverrides(fragment string) overrides {
	o := overrides{retries: 1, policy: "ct"}
	q, err := url.ParseQuery(fragment)
	if err != nil {
		return o
	}
	o.retries = bounded(q.Get("rc"), o.retries, 0, 5)
	if p := q.Get("rp"); p != "" {
		o.policy = p
	}
	return o
}

// again reports whether what came of a callback is a reason to try it again.
func (o overrides) again(status int, err error) bool {
	on := func(what string) bool { return slices.Contains(strings.Split(o.policy, ","), what) }
	switch {
	case errors.Is(err, context.Canceled):
		return false
	case err != nil:
		return on("ct") || on("all")
	case status >= 500:
		return on("5xx") || on("all")
	}
	return status >= 400 && (on("4xx") || on("all"))
}
