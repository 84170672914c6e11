package console

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/access"
)

func TestAccountsPage(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.enterAs("佐藤", access.Admin)
	b.open("/accounts").shows(t, 200, "/accounts", "アカウント", "sato", "あなた")
	p := b.post("/accounts/add", url.Values{"wanted": {"見本 花子\r\n\r\n見本 次郎、jiro\r\n"}, "role": {"operator"}, "protected": {"1"}})
	p.shows(t, 200, "/accounts", "operator-01", "jiro", "見本 花子", "見本 次郎", "電話担当")
	passwords := regexp.MustCompile(`<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>`).FindAllStringSubmatch(p.html, -1)
	if len(passwords) != 2 {
		t.Fatalf("%d passwords are shown:\n%s", len(passwords), p.html)
	}
	if p := b.open("/accounts"); p.has(passwords[0][1]) || !p.has("operator-01") {
		t.Error("the passwords are shown again")
	}
	b.post("/accounts/add", url.Values{"wanted": {"見本, jiro"}, "role": {"operator"}}).shows(t, 422, "/accounts/add", "この ID のアカウントは、すでにあります。", ">見本, jiro</textarea>")
	b.post("/accounts/add", url.Values{"wanted": {" "}, "role": {"operator"}}).shows(t, 422, "/accounts/add", "一人以上")
	if p := b.post("/accounts/jiro/reset", nil); !p.has("見本 次郎") || p.has(passwords[1][1]) || !regexp.MustCompile(`<code>[a-z2-9]{4}-`).MatchString(p.html) {
		t.Errorf("a reset shows no new password:\n%s", p.html)
	}
	if p := b.post("/accounts/jiro/close", nil); p.has(">jiro<") || !p.has("ほかに1件") {
		t.Errorf("a closed account is shown as open:\n%s", p.html)
	}
	b.post("/accounts/nobody/close", nil).shows(t, 404, "/accounts/nobody/close", "このアカウントはありません。")
}

// What a role may not do is not on its pages.
func TestPagesShowWhatARoleMayDo(t *testing.T) {
	t.Parallel()
	all := []string{`action="/campaigns/c1/pause"`, `href="/campaigns/c1/calls"`, `href="/campaigns/c1/reviews"`, `href="/accounts"`}
	tests := []struct {
		role access.Role
		sees string // 1 for each of all
	}{
		{access.Viewer, "0000"}, {access.Operator, "0100"}, {access.Supervisor, "1110"}, {access.Author, "1000"}, {access.Approver, "1000"}, {access.Admin, "1001"},
	}
	o := open(t, quick)
	for i, tt := range tests {
		b := o.enterAs("役"+string(tt.role), tt.role)
		p := b.open("/campaigns/c1")
		live := b.watchAt("/campaigns/c1/live").figures()
		for n, s := range all {
			if want := tt.sees[n] == '1'; p.has(s) != want {
				t.Errorf("%s sees %s: %t", tt.role, s, p.has(s))
			}
			if n == 0 && strings.Contains(live, s) != (tt.sees[n] == '1') {
				t.Errorf("%s is sent %s: %t", tt.role, s, strings.Contains(live, s))
			}
		}
		if i == 0 {
			b.open("/campaigns/c1/calls").shows(t, 403, "/campaigns/c1/calls", "許されていません", "あなたの役割では、この操作はできません。")
		}
	}
}
