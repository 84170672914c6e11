package sms

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 1 << 20

// How far a request has come. Only a called-off request is surely not sent by
// our own decision: between leaving and calling off, one wins.
const (
	waiting   int32 = iota // nothing of it has been written
	leaving                // a byte may have left
	calledOff              // nothing of it will be written
)

// exchange is one request and its answer, as an http.RoundTripper that the
// library's client is given for that request. It moves the request to the base
// URL, sets its deadline, keeps the answer as it came, and knows whether
// anything has left. Until then the end of its context calls it off; from then
// on only the answer, or the time for it, ends it.
type exchange struct {
	transport http.RoundTripper
	base      *url.URL
	timeout   time.Duration
	parent    context.Context
	cancel    context.CancelFunc
	progress  atomic.Int32

	err        error // nil when there is an answer
	status     int
	retryAfter time.Duration
	body       []byte
}

// RoundTrip implements http.RoundTripper.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.parent), x.timeout)
	defer cancel()
	x.cancel = cancel
	defer context.AfterFunc(x.parent, x.callOff)()

	r = r.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: x.got}))
	r.URL.Scheme, r.URL.Host, r.Host = x.base.Scheme, x.base.Host, ""
	var response *http.Response
	response, x.err = x.transport.RoundTrip(r)
	if x.err != nil {
		if x.parent.Err() != nil && !x.begun() {
			x.err = x.parent.Err()
		}
		return nil, x.err
	}
	return x.keep(response)
}

// keep reads an answer to its end, so that its connection can be used again.
// What is cut off is no answer, but its status is.
func (x *exchange) keep(r *http.Response) (*http.Response, error) {
	x.status, x.retryAfter = r.StatusCode, retryAfter(r.Header.Get("Retry-After"), time.Now())
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer))
	r.Body.Close()
	if err != nil {
		return nil, err
	}
	x.body = body
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r, nil
}

// got is told which connection the request is about to be written to.
func (x *exchange) got(info httptrace.GotConnInfo) {
	if w := wireOf(info.Conn); w != nil {
		w.used.Store(info.Reused)
		w.exchange.Store(x)
		return
	}
	x.leave() // nobody will tell
}

// begun reports whether a byte of the request may have left.
func (x *exchange) begun() bool { return x.progress.Load() == leaving }

// leave asks whether the request may be written: first says whether it was the
// first to ask.
func (x *exchange) leave() (first, ok bool) {
	if x.parent.Err() == nil && x.progress.CompareAndSwap(waiting, leaving) {
		return true, true
	}
	return false, x.begun()
}

// stay takes leave back: nothing was written after all.
func (x *exchange) stay() {
	x.progress.CompareAndSwap(leaving, waiting)
	if x.parent.Err() != nil {
		x.callOff()
	}
}

// callOff ends an exchange that has not begun.
func (x *exchange) callOff() {
	if x.progress.CompareAndSwap(waiting, calledOff) {
		x.cancel()
	}
}

// client is an http.Client for this exchange alone. It follows no redirect: the
// second request would be one that nobody counts.
func (x *exchange) client() *http.Client {
	return &http.Client{Transport: x, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// retryAfter reads the header of that name (RFC 9110, 10.2.3): seconds or a
// date. Zero when it says nothing, or a time gone by.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Duration(min(max(n, 0), maxRetryAfter)) * time.Second
	}
	t, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return min(max(t.Sub(now), 0), maxRetryAfter*time.Second)
}

// maxRetryAfter bounds what a Retry-After is believed, in seconds.
const maxRetryAfter = 24 * 60 * 60
