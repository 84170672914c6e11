package dispatcher

import (
	"errors"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/templates"
)

// embedded returns the embedded letters, with others put over them: file name,
// text, and so on.
func embedded(t testing.TB, others ...string) *templates.Set {
	t.Helper()
	files := map[string]string{}
	for i := 0; i < len(others); i += 2 {
		files[others[i]] = others[i+1]
	}
	set, err := templates.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const whole = `id: x
organisation: {name: 見本市, phone: "+81-3-0000-0000"}
incident: {discovered: 2023-02-24T20:00, outline: 予約の一覧, items: [氏名], cause: 誤送信, secondary: なし, measures: 削除の依頼}
audiences:
  affected: {goal: apology, plan: [call, email]}
`

func parseCampaign(t testing.TB, file string) *Campaign {
	t.Helper()
	c, err := ParseCampaign("c.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheck(t *testing.T) {
	t.Parallel()
	both := []channels.Name{channels.Email, channels.Call}
	short := "Subject: x\n\n{{.Incident.Outline}} {{.Organisation.Phone}}\n"
	with := func(old, new string) string { return strings.Replace(whole, old, new, 1) }
	for _, tc := range []struct {
		name, file  string
		set         *templates.Set
		configured  []channels.Name
		warning     string // empty for none
		where, what string // empty where it passes
	}{
		{"whole", whole, embedded(t), both, "", "", ""},
		{"nobody signs", with("name: 見本市, ", ""), embedded(t), both, "", "organisation.name", "nobody signs"},
		{"no outline", with("outline: 予約の一覧, ", ""), embedded(t), both, "", "incident.outline", "what happened"},
		{"no items", with("items: [氏名], ", ""), embedded(t), both, "", "incident.items", "which data"},
		{"no outline, and no apology", with("outline: 予約の一覧, items: [氏名], ", "") + "    #\n", nil, both, "", "incident.outline", "what happened"},
		{"a channel that is not set up", whole, embedded(t), []channels.Name{channels.Call}, "", "audiences.affected.plan[1]", "email is not set up"},
		{"no channel set up", whole, embedded(t), nil, "", "audiences.affected.plan[0]", "call is not set up"},
		{"no such letter", with("goal: apology,", "goal: apology, letter: own,"), embedded(t), both, "", "own.call.ja.txt", "no such letter"},
		{"a letter in one language only", with("goal: apology,", "goal: notice, letter: own,"),
			embedded(t, "own.call.ja.txt", "x", "own.email.ja.txt", "Subject: x\n\nx\n"), both, "own.email.en.txt", "", ""},
		{"the audience's language", with("goal: apology,", "goal: notice, lang: en, letter: own,"),
			embedded(t, "own.call.ja.txt", "x", "own.email.ja.txt", "Subject: x\n\nx\n"), both, "", "own.call.en.txt", "no such letter"},
		{"a letter with a name that no letter has", whole, embedded(t, "apology.call.ja.txt", "{{.Incident.Outcome}}"), both, "", "apology.call.ja.txt:1", "Outcome"},
		{"the same where only some people come past it", whole, embedded(t, "apology.call.ja.txt", "{{if .Link}}{{.Nmae}}{{end}}x"), both, "", "apology.call.ja.txt:1", "Nmae"},
		{"a letter that names columns, which are not known yet", with("plan: [call, email]", "plan: [call]"), embedded(t, "apology.call.ja.txt", `{{field "予約日時"}}`), both, "", "", ""},
		{"a letter that prints what the campaign does not say", with("goal: apology,", "goal: notice,"),
			embedded(t, "notice.call.ja.txt", "{{.Organisation.Fax}}"), both, "", "notice.call.ja.txt:1", "Fax"},
		{"an apology that lacks what the law asks for", whole, embedded(t, "apology.email.ja.txt", short), both, "", "apology.email.ja.txt", "lacks .Incident.Items, .Incident.Cause"},
		{"a notice may", with("goal: apology,", "goal: notice,"), embedded(t, "notice.email.ja.txt", short), both, "", "", ""},
		{"evidence that the plan cannot bring", with("plan: [call, email]", "reached_when: spoken, plan: [email]"), embedded(t), both, "the grade spoken", "", ""},
		{"evidence that one step can bring", with("plan: [call, email]", "reached_when: spoken, plan: [call, {email: {reached_when: handed_over}}]"), embedded(t), both, "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			warnings, err := parseCampaign(t, tc.file).Check(tc.set, tc.configured)
			if tc.where == "" {
				if err != nil || tc.warning == "" && len(warnings) > 0 || !strings.Contains(strings.Join(warnings, "\n"), tc.warning) {
					t.Errorf("got %v, warnings %q; want the warning %q", err, warnings, tc.warning)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || e.Code != Invalid || e.Where != tc.where || !strings.Contains(e.What, tc.what) || e.Cure == "" {
				t.Errorf("got %#v, want %q: %q", err, tc.where, tc.what)
			}
		})
	}
}

func TestCheckColumns(t *testing.T) {
	t.Parallel()
	c := parseCampaign(t, strings.Replace(whole, "plan: [call, email]", "plan: [call]", 1))
	set := embedded(t, "apology.call.ja.txt", `{{field "予約日時"}}`)
	if err := c.CheckColumns(set, &c.Audiences[0], []string{"予約日時"}); err != nil {
		t.Errorf("a column that the list has: %v", err)
	}
	var e *Error
	if err := c.CheckColumns(set, &c.Audiences[0], []string{"予約人数"}); !errors.As(err, &e) || e.Where != "apology.call.ja.txt:1" || !strings.Contains(e.What, "予約日時") {
		t.Errorf("a column that the list does not have: got %v", err)
	}
}
