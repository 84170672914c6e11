package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestSandboxByItsOwnSettings uses the stand-ins by the settings that they
// print: a campaign by e-mail and SMS, for real, with signed reports.
func TestSandboxByItsOwnSettings(t *testing.T) {
	t.Parallel()
	const people = 20
	e := newEarnest(t)
	p := spawn(t, "base_url", "sandbox", "--log", e.mails, "--smtp", "127.0.0.1:0", "--twilio", "127.0.0.1:0",
		"--account", "AC00000000000000000000000000000009", "--token-file", filepath.Join(e.site.dir, "twilio.token"), "--lang", "en")
	_, lines, ok := strings.Cut(p.output(), "settings that use it:\n")
	if !ok || strings.Contains(p.output(), authToken) {
		t.Fatalf("the stand-ins say:\n%s", p.output())
	}
	e.opens(lines + "  rate: 1000\n")
	e.launchList(strings.ReplaceAll(mobiles(people), "太郎", "次郎"), realBulk("sms: {tries: 1, wait: 1h}", "delivered"))
	e.until("everybody has it", func() bool { return e.status().Reached == people })
	texts := e.accepted()
	if len(texts) != people {
		t.Errorf("%d messages, want %d", len(texts), people)
	}
	e.clean()
	p.terminate(t)
}

func TestSandboxAsJSON(t *testing.T) {
	t.Parallel()
	p := spawn(t, "}", "sandbox", "--log", filepath.Join(t.TempDir(), "log"), "--smtp", "127.0.0.1:0", "--twilio", "127.0.0.1:0", "--json")
	var got standing
	if err := json.Unmarshal([]byte(p.output()), &got); err != nil || got.SMTP == "" || got.Twilio == "" || got.Account == "" || got.Log == "" {
		t.Errorf("%v: %s", err, p.output())
	}
	p.terminate(t)
}
