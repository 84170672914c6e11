package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels/sandbox"
)

const twilioAccount = "/2010-04-01/Accounts/" + sandbox.TwilioAccountSID

func startTwilio(t *testing.T, c sandbox.TwilioConfig) *sandbox.Twilio {
	t.Helper()
	s, err := sandbox.NewTwilio(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// text is the form of a message.
func text(change func(url.Values)) url.Values {
	f := url.Values{"To": {"+819000000001"}, "From": {"+815000000000"}, "Body": {"お詫び"}}
	if change != nil {
		change(f)
	}
	return f
}

// ask makes a request by the account, and returns status and answer.
func ask(s *sandbox.Twilio, method, path string, form url.Values) (*http.Response, map[string]any, error) {
	r, err := http.NewRequest(method, s.BaseURL()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	r.SetBasicAuth(sandbox.TwilioAccountSID, sandbox.TwilioAuthToken)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(r)
}

func do(r *http.Request) (*http.Response, map[string]any, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, nil, err
	}
	var answer map[string]any
	json.Unmarshal(b, &answer) // a gateway's page is no JSON
	return response, answer, nil
}

// must makes a request that is answered as wanted.
func must(t *testing.T, s *sandbox.Twilio, method, path string, form url.Values, status int) map[string]any {
	t.Helper()
	r, answer, err := ask(s, method, path, form)
	if err != nil || r.StatusCode != status {
		t.Fatalf("%s %s: %v, %v, %v; want %d", method, path, r, answer, err, status)
	}
	return answer
}

func TestTwilioLogLine(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	plan := time.Date(2023, 2, 26, 18, 0, 0, 0, time.FixedZone("", 9*3600))
	s := startTwilio(t, sandbox.TwilioConfig{Log: &log, Now: func() time.Time { return plan }})
	begun := time.Now()
	made := must(t, s, "POST", twilioAccount+"/Messages.json", text(nil), 201)
	s.Close()
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || bytes.Count(log.Bytes(), []byte("\n")) != 1 {
		t.Fatalf("%v: %s", err, &log)
	}
	at, err := time.Parse(time.RFC3339Nano, line["at"].(string))
	if err != nil || at.Before(begun.Truncate(0)) || at.After(time.Now()) {
		t.Errorf("at %v, %v", line["at"], err)
	}
	delete(line, "at")
	want := map[string]any{"plan": "2023-02-26T18:00:00+09:00", "channel": "sms", "from": "+815000000000", "to": []any{"+819000000001"},
		"data": "お詫び", "sid": made["sid"]}
	if d := cmp.Diff(want, line); d != "" {
		t.Errorf("line (-want +got):\n%s", d)
	}
	mails, err := sandbox.ReadLog(&log)
	if err != nil || len(mails) != 1 || mails[0].Channel != "sms" || mails[0].Data != "お詫び" {
		t.Errorf("read back: %+v, %v", mails, err)
	}
}

// TestTwilioLogBeforeTheAnswer shares a file with a mail relay, and reads it
// while the message's sender still waits.
func TestTwilioLogBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "log")
	relay := start(t, sandbox.Config{LogFile: file})
	kept := 0
	s := startTwilio(t, sandbox.TwilioConfig{LogFile: file, Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
		if m.Step == sandbox.AtKeptText {
			kept = len(readLog(t, file))
		}
		return sandbox.TwilioAction{}
	}})
	if err := send(relay, letter, "kakuu@person.example.jp"); err != nil {
		t.Fatal(err)
	}
	must(t, s, "POST", twilioAccount+"/Messages.json", text(nil), 201)
	if kept != 2 || s.Texts() != 1 {
		t.Errorf("%d lines in the log before the answer, %d messages; want 2 and 1", kept, s.Texts())
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want it readable to its owner only", info.Mode(), err)
	}
}

func TestTwilioFullLogTakesNothing(t *testing.T) {
	t.Parallel()
	s := startTwilio(t, sandbox.TwilioConfig{Log: &lines{full: true}, OnText: func(sandbox.Text) { t.Error("a message that is not in the log") }})
	must(t, s, "POST", twilioAccount+"/Messages.json", text(nil), 500)
	if s.Texts() != 0 {
		t.Errorf("%d messages, want none", s.Texts())
	}
}

func TestTwilioRefusesToStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]sandbox.TwilioConfig{
		"address": {Addr: "127.0.0.1:notaport"},
		"file":    {LogFile: filepath.Join(t.TempDir(), "missing", "log")},
	} {
		if s, err := sandbox.NewTwilio(c); err == nil || !strings.HasPrefix(err.Error(), "sandbox: ") {
			t.Errorf("%s: %v, %v; want an error", name, s, err)
		}
	}
}

func TestTwilioRefusesMessages(t *testing.T) {
	t.Parallel()
	s := startTwilio(t, sandbox.TwilioConfig{})
	for _, c := range []struct {
		name   string
		change func(url.Values)
		code   float64
	}{
		{"no number", func(f url.Values) { f.Del("To") }, 21211},
		{"national number", func(f url.Values) { f.Set("To", "090-0000-0001") }, 21211},
		{"landline", func(f url.Values) { f.Set("To", "+81300001234") }, 21614},
		{"IP telephone", func(f url.Values) { f.Set("To", "+815000001234") }, 21614},
		{"no sender", func(f url.Values) { f.Del("From") }, 21603},
		{"no text", func(f url.Values) { f.Del("Body") }, 21602},
		{"long text", func(f url.Values) { f.Set("Body", strings.Repeat("謝", 1601)) }, 21617},
		{"callback", func(f url.Values) { f.Set("StatusCallback", "nowhere") }, 21609},
	} {
		answer := must(t, s, "POST", twilioAccount+"/Messages.json", text(c.change), 400)
		if answer["code"] != c.code || answer["status"] != 400.0 {
			t.Errorf("%s: %v, want code %v", c.name, answer, c.code)
		}
	}
	for _, to := range []string{"+816000000001", "+817000000001", "+818000000001", "+15005550006"} {
		must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("To", to) }), 201)
	}
	if s.Texts() != 4 {
		t.Errorf("%d messages, want 4", s.Texts())
	}
}

func TestTwilioCredentials(t *testing.T) {
	t.Parallel()
	const key, other = "SK00000000000000000000000000000001", "AC00000000000000000000000000000001"
	s := startTwilio(t, sandbox.TwilioConfig{APIKeySID: key, APIKeySecret: "keysecret"})
	for _, c := range []struct {
		name, username, password, path string
		want                           int
	}{
		{"account", sandbox.TwilioAccountSID, sandbox.TwilioAuthToken, twilioAccount + ".json", 200},
		{"messages", sandbox.TwilioAccountSID, sandbox.TwilioAuthToken, twilioAccount + "/Messages.json", 200},
		{"wrong token", sandbox.TwilioAccountSID, "wrong", twilioAccount + ".json", 401},
		{"nobody", "", "", twilioAccount + ".json", 401},
		{"another account", other, sandbox.TwilioAuthToken, twilioAccount + ".json", 401},
		{"another account's messages", sandbox.TwilioAccountSID, sandbox.TwilioAuthToken, "/2010-04-01/Accounts/" + other + "/Messages.json", 404},
		{"another account itself", sandbox.TwilioAccountSID, sandbox.TwilioAuthToken, "/2010-04-01/Accounts/" + other + ".json", 404},
		{"key", key, "keysecret", twilioAccount + "/Messages.json", 200},
		{"key for the account", key, "keysecret", twilioAccount + ".json", 401},
		{"wrong secret", key, "wrong", twilioAccount + "/Messages.json", 401},
		{"nothing there", sandbox.TwilioAccountSID, sandbox.TwilioAuthToken, "/2010-04-01/Calls.json", 404},
	} {
		r, err := http.NewRequest("GET", s.BaseURL()+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(c.username, c.password)
		if response, answer, err := do(r); err != nil || response.StatusCode != c.want {
			t.Errorf("%s: %v, %v; want %d", c.name, answer, err, c.want)
		}
	}
}

// TestTwilioWithoutKey: a key that is not there lets nobody in.
func TestTwilioWithoutKey(t *testing.T) {
	t.Parallel()
	r, err := http.NewRequest("GET", startTwilio(t, sandbox.TwilioConfig{}).BaseURL()+twilioAccount+"/Messages.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("", "")
	if response, answer, err := do(r); err != nil || response.StatusCode != 401 {
		t.Errorf("%v, %v; want 401", answer, err)
	}
}

func TestTwilioScript(t *testing.T) {
	t.Parallel()
	replied := func(r sandbox.TwilioReply) sandbox.TwilioAction { return sandbox.TwilioAction{Reply: &r} }
	for _, c := range []struct {
		name   string
		at     sandbox.TwilioStep
		action sandbox.TwilioAction
		status int // 0: none
		kept   int
	}{
		{"refused", sandbox.AtPost, replied(sandbox.TwilioReply{Status: 400, Code: 21610}), 400, 0},
		{"throttled", sandbox.AtPost, replied(sandbox.TwilioReply{Status: 429, Code: 20429, RetryAfter: 7 * time.Second}), 429, 0},
		{"gateway", sandbox.AtPost, replied(sandbox.TwilioReply{Status: 502}), 502, 0},
		{"500 after taking", sandbox.AtKeptText, replied(sandbox.TwilioReply{Status: 500, Code: 20500}), 500, 1},
		{"cut", sandbox.AtPost, sandbox.TwilioAction{Cut: sandbox.Before}, 0, 0},
		{"cut after taking", sandbox.AtKeptText, sandbox.TwilioAction{Cut: sandbox.Before}, 0, 1},
		{"cut after the answer", sandbox.AtKeptText, sandbox.TwilioAction{Cut: sandbox.After}, 201, 1},
		{"bytes", sandbox.AtKeptText, replied(sandbox.TwilioReply{Raw: "HTTP/1.1 299 x\r\n\r\n"}), 299, 1},
		{"half an answer", sandbox.AtKeptText, replied(sandbox.TwilioReply{Raw: "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"}), 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
				if m.To != "+819000000001" || m.Text != "お詫び" || m.From != "+815000000000" {
					t.Errorf("moment %+v", m)
				}
				if m.Step != c.at {
					return sandbox.TwilioAction{}
				}
				return c.action
			}})
			r, answer, err := ask(s, "POST", twilioAccount+"/Messages.json", text(nil))
			if (err != nil) != (c.status == 0) || err == nil && r.StatusCode != c.status {
				t.Fatalf("%v, %v, %v; want %d", r, answer, err, c.status)
			}
			if c.status == 429 && r.Header.Get("Retry-After") != "7" {
				t.Errorf("Retry-After %q, want 7", r.Header.Get("Retry-After"))
			}
			if s.Close(); s.Texts() != c.kept {
				t.Errorf("%d messages, want %d", s.Texts(), c.kept)
			}
		})
	}
}

func TestTwilioCloseEndsWhatWaits(t *testing.T) {
	t.Parallel()
	for _, at := range []sandbox.TwilioStep{sandbox.AtPost, sandbox.AtKeptText} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			reached := make(chan struct{})
			s := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
				if m.Step != at {
					return sandbox.TwilioAction{}
				}
				close(reached)
				return sandbox.TwilioAction{Wait: make(chan struct{}), Events: []sandbox.TwilioEvent{{Wait: make(chan struct{}), Status: "sent"}}}
			}})
			result := make(chan error, 1)
			go func() {
				_, _, err := ask(s, "POST", twilioAccount+"/Messages.json", text(nil))
				result <- err
			}()
			<-reached
			for range 2 {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			if err := <-result; err == nil {
				t.Error("a request that was cut off was answered")
			}
			if _, _, err := ask(s, "GET", twilioAccount+".json", nil); err == nil {
				t.Error("a closed server answers")
			}
		})
	}
}

// TestTwilioCloseWaits: when it has returned, nothing goes on.
func TestTwilioCloseWaits(t *testing.T) {
	t.Parallel()
	reached, release := make(chan struct{}), make(chan struct{})
	ended := false
	s := startTwilio(t, sandbox.TwilioConfig{OnText: func(sandbox.Text) {
		close(reached)
		<-release
		for range 10_000 {
			runtime.Gosched()
		}
		ended = true
	}})
	go ask(s, "POST", twilioAccount+"/Messages.json", text(nil))
	<-reached
	go func() {
		for {
			if _, _, err := ask(s, "GET", twilioAccount+".json", nil); err != nil { // closing has begun
				close(release)
				return
			}
		}
	}()
	s.Close()
	if !ended {
		t.Error("a request goes on after Close")
	}
}

func TestTwilioAtOnce(t *testing.T) {
	t.Parallel()
	log := &lines{}
	s := startTwilio(t, sandbox.TwilioConfig{Log: log})
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if r, answer, err := ask(s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("Body", strings.Repeat("x", i+1)) })); err != nil || r.StatusCode != 201 {
				t.Error(answer, err)
			}
		})
	}
	wg.Wait()
	s.Close()
	if len(log.writes) != 50 || s.Texts() != 50 {
		t.Errorf("%d writes, %d messages; want 50 of both", len(log.writes), s.Texts())
	}
}
