package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels/sandbox"
)

// diagnosed runs the doctor, and returns what it found by part.
func (n *newcomer) diagnosed() (map[string]finding, int) {
	n.Helper()
	var out, errs bytes.Buffer
	code := run(n.Context(), []string{"doctor", "--config", n.file, "--json", "--lang", "en"}, strings.NewReader(""), &out, &errs)
	var all []finding
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		n.Fatalf("exit %d, %v: %s%s", code, err, &out, &errs)
	}
	found := map[string]finding{}
	for _, f := range all {
		if (f.State == well) != (f.Cure == "") {
			n.Errorf("%+v: what is not well has a cure", f)
		}
		found[f.Part] = f
	}
	return found, code
}

// TestDoctor: each part is named with its cure, and the exit code says whether
// it works. The sender's domain is one that DNS never has, so that nothing is
// asked of anybody.
func TestDoctor(t *testing.T) {
	t.Parallel()
	n := newNewcomer(t)
	n.secret("relay.password", "hidden")
	relay := n.relay(sandbox.Config{Username: "owabi", Password: "hidden"})
	lines := strings.Replace(emailLines(relay, "tls: none", signIn+"relay.password"), "mihon.example", "mihon.invalid", 1)
	n.settings(lines)
	found, code := n.diagnosed()
	if code != exitOK || found["email"].State != well || found["redis, nats"].State != well || found["master key"].State != doubtful {
		t.Errorf("exit %d: %+v", code, found)
	}
	for _, part := range []string{"SPF", "DMARC", "clock", "disk"} {
		if _, ok := found[part]; !ok {
			t.Errorf("%s is missing", part)
		}
	}

	n.secret("relay.password", "wrong")
	if err := os.Mkdir(filepath.Join(n.dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	n.secret("data/master.key", "x")
	n.mode(filepath.Join(n.dir, "data/master.key"), 0o644)
	found, code = n.diagnosed()
	if code != exitRefused || !strings.HasPrefix(found["email"].What, "email.password_file: ") || !strings.Contains(found["master key"].Cure, "chmod 600") {
		t.Errorf("exit %d: %+v", code, found)
	}
	n.settings(strings.Replace(lines, relay, freePort(t), 1))
	if found, code = n.diagnosed(); code != exitRefused || !strings.Contains(found["email"].What, "does not answer") {
		t.Errorf("exit %d: %+v", code, found)
	}
}

func TestDoctorReadsDNS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		records []string
		err     error
		state   health
		what    string
	}{
		"one":       {[]string{"other", "V=SPF1 mx -all"}, nil, well, ""},
		"none":      {[]string{"other"}, nil, doubtful, "has no record"},
		"two":       {[]string{"v=spf1 mx", "v=spf1 a"}, nil, doubtful, "2 records"},
		"no domain": {nil, &net.DNSError{IsNotFound: true}, doubtful, "has no record"},
		"no DNS":    {nil, errors.New("no route"), doubtful, "does not answer"},
	} {
		txt := func(context.Context, string) ([]string, error) { return c.records, c.err }
		got := record(t.Context(), txt, "SPF", "mihon.example", "v=spf1", "publish one")
		if got.State != c.state || !strings.Contains(got.What, c.what) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for free, want := range map[uint64]health{0: ill, leastRoom - 1: ill, leastRoom: doubtful, goodRoom: well} {
		if got := room("/data", free); got.State != want {
			t.Errorf("%d bytes: %+v", free, got)
		}
	}
}
