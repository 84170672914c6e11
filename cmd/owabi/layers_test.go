package main

import (
	"os/exec"
	"strings"
	"testing"
)

// module is the prefix of our own packages.
const module = "github.com/owabi/owabi/"

// layers says who may import whom: for each package, or folder of packages,
// the prefixes of ours that it may import. docs/layout.md tells why.
var layers = map[string][]string{
	"cmd/owabi":            {""},
	"config":               {"channels/email", "channels/email/returns", "channels/letter", "channels/sms", "dispatcher", "dispatcher/queue", "dispatcher/store"},
	"examples":             {},
	"channels":             {"dispatcher/personal"},
	"channels/*":           {"channels", "dispatcher/personal"},
	"channels/email":       {"channels", "channels/email/bounce", "dispatcher/personal"},
	"channels/email/*":     {"channels", "channels/email", "channels/email/bounce"},
	"templates":            {"dispatcher/personal"},
	"templates/*":          {"dispatcher", "dispatcher/personal", "templates/*", "channels"},
	"dispatcher":           {"channels", "templates", "dispatcher/personal"},
	"dispatcher/personal":  {},
	"dispatcher/access":    {"dispatcher"},
	"dispatcher/access/*":  {"dispatcher", "dispatcher/access", "dispatcher/store", "dispatcher/vault"}, // for tests
	"dispatcher/model":     {},
	"dispatcher/judge":     {},
	"dispatcher/roster":    {"dispatcher", "dispatcher/personal"},
	"dispatcher/store":     {"dispatcher", "dispatcher/access", "channels", "dispatcher/personal"},
	"dispatcher/queue":     {"dispatcher", "channels"},
	"dispatcher/vault":     {"dispatcher"},
	"dispatcher/journal":   {"dispatcher"},
	"dispatcher/rehearsal": {"dispatcher", "dispatcher/judge"},
	"dispatcher/api":       {"dispatcher", "dispatcher/access", "dispatcher/personal", "dispatcher/api/gate", "channels", "templates/*"},
	"dispatcher/api/*":     {"dispatcher", "dispatcher/access", "dispatcher/api", "channels", "templates/*"},
	"dispatcher/console":   {"dispatcher", "dispatcher/access", "dispatcher/personal", "dispatcher/api", "dispatcher/api/*", "channels", "templates/*"},
}

// sole lists modules that only one package may import.
var sole = map[string]string{
	"github.com/redis/go-redis":      "dispatcher/store",
	"github.com/nats-io/":            "dispatcher/queue",
	"github.com/tink-crypto/tink-go": "dispatcher/vault",
	"filippo.io/age":                 "dispatcher/vault",
	"github.com/twilio/twilio-go":    "channels/sms",
	"github.com/emersion/go-imap":    "channels/email/returns",
	"github.com/signintech/gopdf":    "channels/letter",
}

func TestLayers(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Fields(line)
		pkg := strings.TrimPrefix(f[0], module)
		allowed, ok := rule(pkg)
		if !ok {
			t.Errorf("%s has no row in the table of layers", pkg)
			continue
		}
		for _, imp := range f[1:] {
			if own, ok := strings.CutPrefix(imp, module); ok && !permitted(allowed, own) {
				t.Errorf("%s imports %s", pkg, own)
			}
			for prefix, only := range sole {
				if strings.HasPrefix(imp, prefix) && pkg != only {
					t.Errorf("%s imports %s, which is for %s alone", pkg, imp, only)
				}
			}
		}
	}
}

// rule finds a package's row: its own, or that of its folder.
func rule(pkg string) ([]string, bool) {
	if allowed, ok := layers[pkg]; ok {
		return allowed, true
	}
	i := strings.LastIndexByte(pkg, '/')
	if i < 0 {
		return nil, false
	}
	allowed, ok := layers[pkg[:i]+"/*"]
	return allowed, ok
}

func permitted(allowed []string, own string) bool {
	for _, a := range allowed {
		folder, ok := strings.CutSuffix(a, "/*")
		if a == "" || a == own || ok && strings.HasPrefix(own, folder+"/") {
			return true
		}
	}
	return false
}
