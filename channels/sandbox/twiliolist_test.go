package sandbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/channels/sandbox"
)

func TestTwilioList(t *testing.T) {
	t.Parallel()
	delivered := make(chan struct{}, 10)
	office := listen(t, func(f url.Values) {
		if f.Get("MessageStatus") == "delivered" {
			delivered <- struct{}{}
		}
	})
	s := startTwilio(t, sandbox.TwilioConfig{})
	for i := range 5 {
		must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) {
			f.Set("To", fmt.Sprintf("+81900000000%d", i%2))
			f.Set("Body", fmt.Sprint("text ", i))
			f.Set("StatusCallback", office)
		}), 201)
		<-delivered
	}
	must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("From", "AOZORA"); f.Set("To", "+819000000009") }), 201)
	today := time.Now().UTC().Format(time.DateOnly)
	for _, c := range []struct {
		query string
		want  string // the last characters of the texts
	}{
		{"To=%2B819000000000", "420"},
		{"To=%2B819000000001", "31"},
		{"To=%2B819000000002", ""},
		{"From=AOZORA", "び"},
		{"To=%2B819000000000&DateSent%3E=" + today, "420"},
		{"To=%2B819000000000&DateSent%3C=" + today, "420"},
		{"To=%2B819000000000&DateSent%3E=2999-01-01T00:00:00Z", ""},
		{"DateSent=2000-01-01T00:00:00Z", ""},
		{"From=%2B815000000000&PageSize=2", "43"},
		{"From=%2B815000000000&PageSize=2&Page=1", "21"},
		{"From=%2B815000000000&PageSize=2&Page=2", "0"},
		{"From=%2B815000000000&PageSize=x&Page=-1", "43210"},
	} {
		answer := must(t, s, "GET", twilioAccount+"/Messages.json?"+c.query, nil, 200)
		got := ""
		for _, m := range answer["messages"].([]any) {
			body := []rune(m.(map[string]any)["body"].(string))
			got += string(body[len(body)-1])
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.query, got, c.want)
		}
	}
	first := must(t, s, "GET", twilioAccount+"/Messages.json?PageSize=4", nil, 200)
	second := must(t, s, "GET", first["next_page_uri"].(string), nil, 200)
	if n := len(second["messages"].([]any)); n != 2 || second["next_page_uri"] != nil || second["previous_page_uri"] == nil {
		t.Errorf("the second page has %d messages, next %v", n, second["next_page_uri"])
	}
}

// TestTwilioRedaction: what is not to be kept is gone once it is delivered.
func TestTwilioRedaction(t *testing.T) {
	t.Parallel()
	wait, delivered := make(chan struct{}), make(chan struct{})
	office := listen(t, func(url.Values) { delivered <- struct{}{} })
	s := startTwilio(t, sandbox.TwilioConfig{Script: func(m sandbox.TwilioMoment) sandbox.TwilioAction {
		return sandbox.TwilioAction{Events: []sandbox.TwilioEvent{{Wait: wait, Status: "delivered"}}}
	}})
	made := must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) {
		f.Set("ContentRetention", "discard")
		f.Set("AddressRetention", "obfuscate")
		f.Set("StatusCallback", office)
	}), 201)
	if made["date_created"] != made["date_updated"] {
		t.Errorf("made %v, changed %v", made["date_created"], made["date_updated"])
	}
	if made["body"] != "お詫び" || made["to"] != "+819000000001" || made["status"] != "queued" || made["date_sent"] != nil {
		t.Errorf("made: %v", made)
	}
	close(wait)
	<-delivered
	kept := must(t, s, "GET", made["uri"].(string), nil, 200)
	if kept["body"] != "" || kept["to"] != "+81900000XXXX" || kept["status"] != "delivered" || kept["date_sent"] == nil {
		t.Errorf("kept: %v", kept)
	}
}

func TestTwilioSegments(t *testing.T) {
	t.Parallel()
	s := startTwilio(t, sandbox.TwilioConfig{})
	for body, want := range map[string]string{"a": "1", strings.Repeat("a", 160): "1", strings.Repeat("a", 161): "2", strings.Repeat("a", 307): "3",
		strings.Repeat("謝", 70): "1", strings.Repeat("謝", 71): "2", strings.Repeat("謝", 134): "2", strings.Repeat("謝", 135): "3"} {
		made := must(t, s, "POST", twilioAccount+"/Messages.json", text(func(f url.Values) { f.Set("Body", body) }), 201)
		if made["num_segments"] != want {
			t.Errorf("%d bytes: %v segments, want %s", len(body), made["num_segments"], want)
		}
	}
}
