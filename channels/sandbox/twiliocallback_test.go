package sandbox_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels/sandbox"
)

// listen starts the office's end of callbacks and returns its URL.
func listen(t *testing.T, heard func(url.Values)) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		heard(r.PostForm)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestTwilioSignature compares with the documented form of a signature.
func TestTwilioSignature(t *testing.T) {
	t.Parallel()
	heard := make(chan *http.Request, 2)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		heard <- r
	}))
	t.Cleanup(srv.Close)
	s := startTwilio(t, sandbox.TwilioConfig{AuthToken: sandbox.TwilioAuthToken})
	made := must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", srv.URL+"/a?b=c&d=%20#rc=5&rp=all") }), 201)
	var tokens []string
	for _, status := range []string{"sent", "delivered"} {
		r := <-heard
		h := hmac.New(sha1.New, []byte(sandbox.TwilioAuthToken))
		h.Write([]byte(srv.URL + "/a?b=c&d=%20"))
		for _, k := range slices.Sorted(maps.Keys(r.PostForm)) {
			h.Write([]byte(k + r.PostForm.Get(k)))
		}
		if want := base64.StdEncoding.EncodeToString(h.Sum(nil)); r.Header.Get("X-Twilio-Signature") != want {
			t.Errorf("signature %q, want %q", r.Header.Get("X-Twilio-Signature"), want)
		}
		got := map[string]string{}
		for k := range r.PostForm {
			got[k] = r.PostForm.Get(k)
		}
		delete(got, "RawDlrDoneDate")
		want := map[string]string{"AccountSid": sandbox.TwilioAccountSID, "ApiVersion": "2010-04-01", "From": "+815000000000", "To": "+819000000001",
			"MessageSid": made["sid"].(string), "SmsSid": made["sid"].(string), "MessageStatus": status, "SmsStatus": status}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("callback (-want +got):\n%s", d)
		}
		tokens = append(tokens, r.Header.Get("I-Twilio-Idempotency-Token"))
	}
	if tokens[0] == "" || tokens[0] == tokens[1] {
		t.Errorf("idempotency tokens %q: want two", tokens)
	}
}

func TestTwilioEvents(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events []sandbox.TwilioEvent
		want   []string
	}{
		"usual":       {nil, []string{"sent", "delivered"}},
		"repeated":    {[]sandbox.TwilioEvent{{Status: "sent"}, {Status: "sent"}, {Status: "delivered"}}, []string{"sent", "sent", "delivered"}},
		"reordered":   {[]sandbox.TwilioEvent{{Status: "delivered"}, {Status: "sent"}}, []string{"delivered", "sent"}},
		"undelivered": {[]sandbox.TwilioEvent{{Status: "undelivered", Code: 30003}}, []string{"undelivered 30003"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heard := make(chan string, 10)
			office := listen(t, func(f url.Values) { heard <- strings.TrimSpace(f.Get("MessageStatus") + " " + f.Get("ErrorCode")) })
			s := startTwilio(t, sandbox.TwilioConfig{Script: func(sandbox.TwilioMoment) sandbox.TwilioAction {
				return sandbox.TwilioAction{Events: c.events}
			}})
			must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", office) }), 201)
			var got []string
			for range c.want {
				got = append(got, <-heard)
			}
			if s.Close(); len(heard) > 0 || !slices.Equal(got, c.want) {
				t.Errorf("%q and %d more, want %q", got, len(heard), c.want)
			}
		})
	}
}

// TestTwilioSilentEvents: nothing is heard before its time, or at all.
func TestTwilioSilentEvents(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]sandbox.TwilioEvent{"none": {}, "late": {{Wait: make(chan struct{}), Status: "delivered"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office := listen(t, func(f url.Values) { t.Errorf("heard %v", f) })
			s := startTwilio(t, sandbox.TwilioConfig{Script: func(sandbox.TwilioMoment) sandbox.TwilioAction {
				return sandbox.TwilioAction{Events: events}
			}})
			made := must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", office) }), 201)
			if again := must(t, s, "GET", made["uri"].(string), nil, 200); again["status"] != "queued" {
				t.Errorf("status %v, want queued", again["status"])
			}
			s.Close()
		})
	}
}

// TestTwilioRetries: how often a callback is tried is for its URL to say.
func TestTwilioRetries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fragment string
		answers        []int // the last for ever
		want           int   // tries
	}{
		{"good at once", "#rc=5&rp=all", []int{200}, 1},
		{"good at the third", "#rc=5&rp=all", []int{500, 403, 204}, 3},
		{"never good", "#rc=2&rp=all", []int{500}, 3},
		{"by itself a 500 is the end", "", []int{500}, 1},
		{"5xx only", "#rc=3&rp=5xx", []int{503, 404}, 2},
		{"4xx only", "#rc=3&rp=4xx", []int{404, 503}, 2},
		{"several", "#rc=3&rp=4xx,5xx", []int{404, 503, 200}, 3},
		{"nonsense", "#rc=x&rp=", []int{500}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tries, tokens := 0, map[string]bool{}
			over := make(chan struct{})
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("MessageStatus") == "delivered" {
					close(over)
					return
				}
				tokens[r.Header.Get("I-Twilio-Idempotency-Token")] = true
				w.WriteHeader(c.answers[min(tries, len(c.answers)-1)])
				tries++
			}))
			t.Cleanup(srv.Close)
			s := startTwilio(t, sandbox.TwilioConfig{})
			must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", srv.URL+c.fragment) }), 201)
			<-over
			if tries != c.want || len(tokens) != 1 {
				t.Errorf("%d tries, %d idempotency tokens; want %d and 1", tries, len(tokens), c.want)
			}
		})
	}
}

// TestTwilioCallsAgain: an office that comes back is told.
func TestTwilioCallsAgain(t *testing.T) {
	t.Parallel()
	dropped, heard := make(chan struct{}), make(chan string, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard <- r.FormValue("MessageStatus") })}
	t.Cleanup(func() { srv.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Close()
		close(dropped)
		srv.Serve(l)
	}()
	s := startTwilio(t, sandbox.TwilioConfig{Script: func(sandbox.TwilioMoment) sandbox.TwilioAction {
		return sandbox.TwilioAction{Events: []sandbox.TwilioEvent{{Status: "delivered"}}}
	}})
	must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", "http://"+l.Addr().String()) }), 201)
	<-dropped
	if got := <-heard; got != "delivered" {
		t.Errorf("heard %q, want delivered", got)
	}
}

// TestTwilioStaysOnThisMachine: what a campaign's settings say elsewhere is not
// called, and nothing waits for it.
func TestTwilioStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	s := startTwilio(t, sandbox.TwilioConfig{})
	must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("StatusCallback", "http://192.0.2.1/x#rc=0") }), 201)
	if err := s.Close(); err != nil || s.Texts() != 1 {
		t.Errorf("%v, %d messages; want 1", err, s.Texts())
	}
}
