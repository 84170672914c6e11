package gate

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/access"
)

// matching is one that a pattern matches.
func matching(pattern string) string {
	return strings.NewReplacer("{$}", "", "{id}", "c1", "{audience}", "a", "{case}", "p1", "{channel}", "call", "{attempt}", "k.c.1.1", "{account}", "x1", "{token}", "t1").Replace(pattern)
}

// Every route, for every role, by session and by token.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	for _, role := range access.All {
		_, cookie := r.office.In(string(role), role)
		session, program := r.cookieOf(cookie), ""
		if !role.TwoFactors() {
			program = r.bearer("program-"+string(role), role)
		}
		for _, rule := range Rules() {
			if rule.Who != InRole {
				continue
			}
			allowed := rule.Allows(role)
			head := matching(rule.Pattern)
			w := r.ask(head+session, "")
			lacks := rule.Factor && !role.TwoFactors()
			if passed := strings.HasPrefix(w.Body.String(), "behind the gate"); passed != (allowed && !lacks) || !allowed && w.Code != http.StatusForbidden {
				t.Errorf("%s as %s: status %d, passed %t", head, role, w.Code, passed)
			}
			if !strings.Contains(head, " /api/") || program == "" {
				continue
			}
			w = r.ask(head+program, "")
			if passed := strings.HasPrefix(w.Body.String(), "behind the gate: the program"); passed != (allowed && !rule.Factor) || !passed && w.Code != http.StatusForbidden {
				t.Errorf("%s by a program as %s: status %d, passed %t", head, role, w.Code, passed)
			}
		}
	}
}

// What takes data out is for sessions that began with both factors, whatever the
// role, and for no program.
func TestExportsNeedTheSecondFactor(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	_, cookie := r.office.In("長", access.Supervisor)
	const head = "POST /api/v1/letters/b1/print"
	if w := r.ask(head+r.cookieOf(cookie), ""); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "the second factor is missing") {
		t.Errorf("with a password alone: status %d: %s", w.Code, w.Body)
	}
	if w := r.ask(head+r.bearer("cti", access.Supervisor), ""); w.Code != http.StatusForbidden {
		t.Errorf("by a program: status %d", w.Code)
	}
	if w := r.ask(head+r.cookieOf(r.office.Confirm(cookie)), ""); w.Body.String() != "behind the gate: 長" {
		t.Errorf("with both: status %d: %s", w.Code, w.Body)
	}
}

// Nobody comes to a route of a role without signing in.
func TestEveryRouteNeedsASignIn(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	for _, rule := range Rules() {
		w := r.ask(matching(rule.Pattern), "")
		if rule.Who != Anybody && w.Code != http.StatusSeeOther && w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "behind") {
			t.Errorf("%s: status %d", rule.Pattern, w.Code)
		}
	}
}

func TestRulesCoverWhatIsServed(t *testing.T) {
	t.Parallel()
	r := open(t, Config{})
	_, err := r.Guard(http.NotFoundHandler(), append(served(), "GET /back-door")...)
	if err == nil || err.Error() != `gate: no rule says who may open "GET /back-door"` {
		t.Errorf("a route without a rule: %v", err)
	}
	_, err = r.Guard(http.NotFoundHandler(), served()[1:]...)
	if err == nil || !strings.HasPrefix(err.Error(), "gate: there is a rule for ") {
		t.Errorf("a rule without a route: %v", err)
	}
}

// No rule is there twice, and whoever writes a campaign cannot let it go.
func TestRulesAreSound(t *testing.T) {
	t.Parallel()
	seen := map[string]*Rule{}
	for _, r := range Rules() {
		if seen[r.Pattern] != nil {
			t.Errorf("%s has two rules", r.Pattern)
		}
		seen[r.Pattern] = &r
		if r.Who == InRole && len(r.Roles) == 0 {
			t.Errorf("%s is for nobody", r.Pattern)
		}
	}
	for _, role := range access.All {
		if seen["POST /api/v1/campaigns"].Allows(role) && seen["POST /api/v1/campaigns/{id}/launch"].Allows(role) {
			t.Errorf("%s writes campaigns and lets them go", role)
		}
	}
}

// docs/access.md has the table as the code has it. OWABI_UPDATE_DOCS=1 writes it.
func TestRulesAreDocumented(t *testing.T) {
	t.Parallel()
	const file, begin, end = "../../../docs/access.md", "<!-- rules -->\n", "<!-- end of rules -->"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the rules", file)
	}
	want := rulesTable()
	if os.Getenv("OWABI_UPDATE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("%s (-code +page):\n%s", file, diff)
	}
}

func rulesTable() string {
	var b strings.Builder
	b.WriteString("\n| route |")
	for _, role := range access.All {
		fmt.Fprintf(&b, " %s |", role)
	}
	b.WriteString("\n|---|" + strings.Repeat(":-:|", len(access.All)) + "\n")
	for _, r := range Rules() {
		fmt.Fprintf(&b, "| `%s`%s |", r.Pattern, map[Who]string{Anybody: " (not signed in either)", HalfIn: " (password alone is enough)"}[r.Who])
		for _, role := range access.All {
			mark := " "
			if r.Allows(role) {
				mark = " ✓ "
			}
			if r.Allows(role) && r.Factor {
				mark = " ✓✓ "
			}
			b.WriteString(mark + "|")
		}
		b.WriteByte('\n')
	}
	return b.String() + "\n"
}
