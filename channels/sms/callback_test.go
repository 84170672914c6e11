package sms_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
)

const (
	callbackURL = "https://owabi.city.example.jp/callbacks/sms/token0001?v=1"
	sid         = "SM00000000000000000000000000000001"
)

// sign signs the first value of each parameter, as Twilio documents it.
func sign(url string, form url.Values, token string) string {
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(url))
	for _, k := range slices.Sorted(maps.Keys(form)) {
		h.Write([]byte(k + form[k][0]))
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func post(body, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/callbacks/sms/token0001?v=1", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if signature != "" {
		r.Header.Set("X-Twilio-Signature", signature)
	}
	return r
}

// signed is a callback that is as it should be, but for what is in form.
func signed(form url.Values) *http.Request {
	return post(form.Encode(), sign(callbackURL, form, "token"))
}

func TestParseCallback(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, code string
		want         sms.Status
	}{
		{"accepted", "", sms.Status{State: sms.Pending}},
		{"scheduled", "", sms.Status{State: sms.Pending}},
		{"queued", "", sms.Status{State: sms.Pending}},
		{"sending", "", sms.Status{State: sms.Pending}},
		{"sent", "", sms.Status{State: sms.HandedOver}},
		{"partially_delivered", "", sms.Status{State: sms.HandedOver}},
		{"delivered", "", sms.Status{State: sms.Delivered}},
		{"read", "", sms.Status{State: sms.Delivered}},
		{"undelivered", "30006", sms.Status{State: sms.Bounced, Kind: channels.Permanent, Code: 30006}},
		{"undelivered", "30005", sms.Status{State: sms.Bounced, Kind: channels.Permanent, Code: 30005}},
		{"failed", "21610", sms.Status{State: sms.Bounced, Kind: channels.Permanent, Code: 21610}},
		{"undelivered", "30003", sms.Status{State: sms.NotAccepted, Kind: channels.Temporary, Code: 30003}},
		{"failed", "30036", sms.Status{State: sms.NotAccepted, Kind: channels.Temporary, Code: 30036}},
		{"failed", "30001", sms.Status{State: sms.NotAccepted, Kind: channels.Throttled, Code: 30001}},
		{"undelivered", "30007", sms.Status{State: sms.NotAccepted, Kind: channels.Technical, Code: 30007}},
		{"failed", "30002", sms.Status{State: sms.NotAccepted, Kind: channels.Technical, Code: 30002}},
		{"failed", "30410", sms.Status{State: sms.Unknown, Kind: channels.Uncertain, Code: 30410}},
		{"undelivered", "", sms.Status{State: sms.NotAccepted, Kind: channels.Temporary}},
		{"undelivered", "39999", sms.Status{State: sms.NotAccepted, Kind: channels.Temporary, Code: 39999}},
		{"canceled", "", sms.Status{State: sms.NotAccepted, Kind: channels.Temporary}},
	} {
		t.Run(c.status+c.code, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"MessageSid": {sid}, "MessageStatus": {c.status}, "To": {"+819000000001"}, "ErrorCode": {c.code}, "NewParameter": {"x=&"}}
			got, err := sms.ParseCallback(signed(form), callbackURL+"#rc=5&rp=all", "token")
			c.want.SID = sid
			if err != nil || got != c.want {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestParseCallbackRefuses(t *testing.T) {
	t.Parallel()
	form := func(change func(url.Values)) url.Values {
		f := url.Values{"MessageSid": {sid}, "MessageStatus": {"delivered"}, "To": {"+819000000001"}}
		change(f)
		return f
	}
	good := form(func(url.Values) {})
	goodSign := sign(callbackURL, good, "token")
	get := post(good.Encode(), goodSign)
	get.Method = http.MethodGet
	large := form(func(f url.Values) { f.Set("x", strings.Repeat("x", 64<<10)) })
	for _, c := range []struct {
		name    string
		request *http.Request
		url     string
		token   string
		want    error
	}{
		{"unsigned", post(good.Encode(), ""), callbackURL, "token", sms.ErrForged},
		{"nonsense for a signature", post(good.Encode(), "x"), callbackURL, "token", sms.ErrForged},
		{"by another token", post(good.Encode(), sign(callbackURL, good, "other")), callbackURL, "token", sms.ErrForged},
		{"by no token", post(good.Encode(), sign(callbackURL, good, "")), callbackURL, "", sms.ErrForged},
		{"for another URL", post(good.Encode(), goodSign), strings.Replace(callbackURL, "0001", "0002", 1), "token", sms.ErrForged},
		{"for another query", post(good.Encode(), goodSign), callbackURL + "&w=2", "token", sms.ErrForged},
		{"a parameter changed", post(form(func(f url.Values) { f.Set("MessageStatus", "read") }).Encode(), goodSign), callbackURL, "token", sms.ErrForged},
		{"a parameter added", post(good.Encode()+"&ErrorCode=30006", goodSign), callbackURL, "token", sms.ErrForged},
		{"a parameter left out", post(form(func(f url.Values) { f.Del("To") }).Encode(), goodSign), callbackURL, "token", sms.ErrForged},
		{"a parameter repeated, the forged one first", post("MessageStatus=read&"+good.Encode(), goodSign), callbackURL, "token", sms.ErrForged},
		{"nothing", post("", goodSign), callbackURL, "token", sms.ErrForged},
		{"GET", get, callbackURL, "token", sms.ErrForged},
		{"no form", post("%zz", goodSign), callbackURL, "token", sms.ErrMalformed},
		{"too large", signed(large), callbackURL, "token", sms.ErrMalformed},
		{"no id", signed(form(func(f url.Values) { f.Del("MessageSid") })), callbackURL, "token", sms.ErrMalformed},
		{"another id", signed(form(func(f url.Values) { f.Set("MessageSid", "CA00000000000000000000000000000001") })), callbackURL, "token", sms.ErrMalformed},
		{"a number as id", signed(form(func(f url.Values) { f.Set("MessageSid", "+819000000001") })), callbackURL, "token", sms.ErrMalformed},
		{"no status", signed(form(func(f url.Values) { f.Del("MessageStatus") })), callbackURL, "token", sms.ErrMalformed},
		{"a status that is none", signed(form(func(f url.Values) { f.Set("MessageStatus", "received") })), callbackURL, "token", sms.ErrMalformed},
		{"a code that is none", signed(form(func(f url.Values) { f.Set("ErrorCode", "+819000000001") })), callbackURL, "token", sms.ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := sms.ParseCallback(c.request, c.url, c.token)
			if !errors.Is(err, c.want) || got != (sms.Status{}) {
				t.Errorf("%+v, %v; want %v", got, err, c.want)
			}
		})
	}
}

// TestRepeatedParameter: what is not signed does not count.
func TestRepeatedParameter(t *testing.T) {
	t.Parallel()
	form := url.Values{"MessageSid": {sid}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30006"}}
	body := form.Encode() + "&MessageStatus=delivered&ErrorCode=0&MessageSid=x"
	got, err := sms.ParseCallback(post(body, sign(callbackURL, form, "token")), callbackURL, "token")
	if want := (sms.Status{SID: sid, State: sms.Bounced, Kind: channels.Permanent, Code: 30006}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

// TestCallbacksOfTheSandbox sends, and reads what comes back.
func TestCallbacksOfTheSandbox(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		events []sandbox.TwilioEvent
		want   []sms.Status
	}{
		{"delivered", nil, []sms.Status{{State: sms.HandedOver}, {State: sms.Delivered}}},
		{"a landline", []sandbox.TwilioEvent{{Status: "sent"}, {Status: "undelivered", Code: 30006}},
			[]sms.Status{{State: sms.HandedOver}, {State: sms.Bounced, Kind: channels.Permanent, Code: 30006}}},
		{"repeated and out of order", []sandbox.TwilioEvent{{Status: "delivered"}, {Status: "sent"}, {Status: "delivered"}},
			[]sms.Status{{State: sms.Delivered}, {State: sms.HandedOver}, {State: sms.Delivered}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := make(chan sms.Status, 10)
			var base string
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				s, err := sms.ParseCallback(r, base+r.RequestURI, sandbox.TwilioAuthToken)
				if err != nil || r.Header.Get("I-Twilio-Idempotency-Token") == "" {
					t.Error(err, r.Header)
				}
				got <- s
			}))
			t.Cleanup(srv.Close)
			base = srv.URL
			w := startTwilio(t, sandbox.TwilioConfig{Script: reply(sandbox.AtKeptText, sandbox.TwilioAction{Events: c.events})})
			s := newSender(t, settings(w.BaseURL()), func(attempt string) string { return srv.URL + "/callbacks/sms/" + attempt + "?v=1" })
			receipt, err := s.Send(context.Background(), message(1))
			if err != nil {
				t.Fatal(err)
			}
			var all []sms.Status
			for range c.want {
				all = append(all, <-got)
			}
			for i := range c.want {
				c.want[i].SID = receipt.Reference
			}
			if d := cmp.Diff(c.want, all); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// FuzzParseCallback: nothing unsigned is believed, and what is signed never
// crashes its reader or makes it say something odd.
func FuzzParseCallback(f *testing.F) {
	f.Add("MessageSid="+sid+"&MessageStatus=delivered", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
	f.Add("MessageSid="+sid+"&MessageStatus=failed&ErrorCode=30006&ErrorCode=1", "")
	f.Add("%zz;&=&", "x")
	f.Fuzz(func(t *testing.T, body, signature string) {
		if _, err := sms.ParseCallback(post(body, signature), callbackURL, "token"); err == nil {
			t.Error("a forged callback was believed")
		}
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		s, err := sms.ParseCallback(post(body, sign(callbackURL, form, "token")), callbackURL, "token")
		failed := s.State == sms.NotAccepted || s.State == sms.Bounced || s.State == sms.Unknown
		if err == nil && (len(s.SID) != 34 || s.State == "" || failed != (s.Kind != "")) {
			t.Errorf("%+v", s)
		}
	})
}
